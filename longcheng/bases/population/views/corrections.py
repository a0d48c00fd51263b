"""“This is wrong”: filed and withdrawn by residents; the counter's list, and one request with the record beside it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from longcheng.bases.geography.queries import names_of
from longcheng.bases.population.actions.corrections import (
    CORRECTION,
    DECIDE,
    decide_correction,
    file_correction,
    withdraw_correction,
)
from longcheng.bases.population.doubts import DESK, corrections_for
from longcheng.bases.population.facts import PART_OF, whole_record
from longcheng.bases.population.lists import CORRECTIONS
from longcheng.bases.population.personal import RESIDENT
from longcheng.bases.population.queries import checks_for, person_by_subject, resident_of
from longcheng.bases.population.views.counter import record_href
from longcheng.core.access.doors import requires, requires_sign_in, signed_in_account
from longcheng.core.access.models import Account
from longcheng.core.access.purposes import OWN_RECORD, Purpose
from longcheng.core.access.reading import read_one
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.lists.page import open_list
from longcheng.core.registry.days import AsOf
from longcheng.core.registry.deciding import is_own
from longcheng.core.registry.doubts.deciding_page import side_by_side
from longcheng.core.registry.doubts.queries import is_with_another, matter_of
from longcheng.core.registry.doubts.words import field_of
from longcheng.core.registry.doubts.wrong import NoSuchValue, aim_at, values_to_doubt
from longcheng.core.registry.doubts.wrong_page import wrong_page
from longcheng.core.registry.models import Doubt

CHECKS_SHOWN = 5


@requires_sign_in
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """Say that a value of one's own record is wrong: first which, then how it should read."""
    account = signed_in_account(request)
    asked = (request.POST.get("field") or request.GET.get("field", ""))[:60]
    form = {name: request.POST.get(name, "") for name in ("value", "note")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            doubt = file_correction(account, field=asked, **form)
        except Unfit as unfit:
            errors = unfit.defects
        else:
            day = doubt.due_at
            messages.success(request, _("We check it and answer by %(day)s.") % {"day": f"{day:%Y-%m-%d}"})
            return redirect("population:me")
    person = resident_of(account.pk)
    if person is None:
        return redirect("population:me")
    read_one(person, RESIDENT, by=account, purpose=OWN_RECORD)
    back = reverse("population:me")
    status = 422 if errors else 200
    try:
        aim = aim_at(account, DESK, number=person.pk, field=asked)
    except NoSuchValue:
        rows = [{"aim": one, "href": f"?field={one.field.name}"} for one in values_to_doubt(account, DESK, row=person)]
        context = {"rows": rows, "errors": errors, "back": back}
        return render(request, "portal/wrong/choose.html", context, status=status)
    context = wrong_page(account, aim, purpose=OWN_RECORD) | {"form": form, "errors": errors, "back": back}
    return render(request, "portal/wrong/value.html", context, status=status)


@requires_sign_in
@require_POST
def withdraw(request: HttpRequest, correction_id: int) -> HttpResponse:
    """Take one's own request back."""
    try:
        withdraw_correction(signed_in_account(request), correction_id=correction_id)
    except Doubt.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Your request is withdrawn."))
    return redirect("population:me")


@requires(DECIDE)
@require_GET
def corrections(request: HttpRequest) -> HttpResponse:
    """The counter's list: what is to be checked, what is due next, and what the nightly check found."""
    number = request.GET.get("resident", "").strip()
    if number.isascii() and number.isdigit() and len(number) < 19:
        return redirect(reverse("population:resident", args=[int(number)]))
    checks = list(checks_for(request.user)[:CHECKS_SHOWN])
    names = names_of(check.town_code for check in checks)
    told_checks = [{"check": check, "town": names.get(check.town_code, check.town_code)} for check in checks]
    context = {"list": open_list(request, CORRECTIONS), "checks": told_checks, "number": number}
    return render(request, "population/corrections.html", context)


@requires(DECIDE)
@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, correction_id: int) -> HttpResponse:
    """What stands and what is said instead, side by side; the decision closes the purpose by which this page reads."""
    officer = signed_in_account(request)
    doubt = get_object_or_404(corrections_for(officer), pk=correction_id)
    errors: dict[str, str] = {}
    form = {name: request.POST.get(name, "") for name in ("reason", "value")}
    if request.method == "POST":
        try:
            decide_correction(officer, correction_id=doubt.pk, accept=request.POST.get("do") == "accept", **form)
        except Unfit as unfit:
            errors = unfit.defects
            doubt.refresh_from_db()
        else:
            messages.success(request, _("Decided. Who filed it has been told, and the record is closed to you again."))
            return redirect("population:corrections")
    context = {"doubt": doubt, "field": field_of(doubt), "errors": errors, "form": form} | _record(officer, doubt)
    return render(request, "population/correction.html", context, status=422 if errors else 200)


def _record(officer: Account, doubt: Doubt) -> dict[str, Any]:
    """The record of whom it concerns, read for the request itself; nothing where it is not theirs to decide."""
    if not doubt.is_open or is_own(officer, doubt) or is_with_another(officer, doubt):
        return {}
    matter, purpose = matter_of(doubt), Purpose(CORRECTION, str(doubt.pk))
    person = person_by_subject(matter.subject_id) if matter else None
    if person is None:
        return {}
    seen = read_one(person, RESIDENT, by=officer, purpose=purpose)
    return side_by_side(doubt, is_hidden=seen[PART_OF[doubt.field]].is_masked) | {
        "seen": seen,
        "shown": whole_record(person, seen, when=AsOf(), by=officer, purpose=purpose),
        "record_href": record_href(person.subject_id, purpose),
    }
