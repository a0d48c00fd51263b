"""The pages: my record, the record of another for a purpose, and the counter's list of corrections."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from longcheng.bases.geography.queries import names_of
from longcheng.bases.population.actions import CORRECTION, decide_correction, file_correction, withdraw_correction
from longcheng.bases.population.lists import CORRECTIONS
from longcheng.bases.population.models import Correction, CorrectionPart
from longcheng.bases.population.personal import RESIDENT
from longcheng.bases.population.queries import (
    checks_for,
    corrections_for,
    corrections_of,
    read_record,
    resident_of,
    ways_to_read,
)
from longcheng.core.access.doors import requires, requires_sign_in, signed_in_account
from longcheng.core.access.permissions import Denied
from longcheng.core.access.purposes import OWN_RECORD, Purpose, named
from longcheng.core.access.reading import read_one
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.lists.page import open_list

PER_PAGE, CHECKS_SHOWN = 20, 5


@requires_sign_in
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """What the city knows of the reader, and what they asked to be corrected."""
    account = signed_in_account(request)
    resident = resident_of(account.pk)
    seen = read_one(resident, RESIDENT, by=account, purpose=OWN_RECORD) if resident else None
    return render(request, "population/me.html", {"seen": seen, "corrections": corrections_of(account)[:PER_PAGE]})


@requires_sign_in
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """Say that something in one's record is wrong."""
    typed = request.POST if request.method == "POST" else request.GET
    form = {name: typed.get(name, "") for name in ("part", "value", "note")}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            correction = file_correction(signed_in_account(request), **form)
        except Unfit as unfit:
            errors = unfit.defects
        else:
            day = correction.due_at
            messages.success(request, _("We check it and answer by %(day)s.") % {"day": f"{day:%Y-%m-%d}"})
            return redirect("population:me")
    context = {"form": form, "errors": errors, "parts": CorrectionPart.choices}
    return render(request, "population/file.html", context, status=422 if errors else 200)


@requires_sign_in
@require_POST
def withdraw(request: HttpRequest, correction_id: int) -> HttpResponse:
    """Take one's own request back."""
    try:
        withdraw_correction(signed_in_account(request), correction_id=correction_id)
    except Correction.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("Your request is withdrawn."))
    return redirect("population:me")


@requires_sign_in
@require_GET
def resident(request: HttpRequest, account_id: int) -> HttpResponse:
    """The record of one resident for the purpose that the address names; without one the page says what would do."""
    account = signed_in_account(request)
    purpose = Purpose.parse(request.GET.get("purpose", ""))
    try:
        seen = read_record(account_id, by=account, purpose=purpose)
    except Denied as refusal:
        choices = [{"value": str(one), "told": named(one)} for one in ways_to_read(account_id, by=account)]
        context = {"refusal": refusal, "offered": [one for one in choices if one["value"] != str(purpose)]}
        return render(request, "population/refused.html", context, status=403)
    if seen is None:
        raise Http404
    return render(request, "population/resident.html", {"seen": seen, "purpose": named(purpose)})


@requires("population.decide_correction")
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


@requires("population.decide_correction")
@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, correction_id: int) -> HttpResponse:
    """What stands and what is asked, side by side; the decision closes the purpose by which this page reads."""
    officer = signed_in_account(request)
    found = get_object_or_404(corrections_for(officer), pk=correction_id)
    errors: dict[str, str] = {}
    reason = request.POST.get("reason", "")
    if request.method == "POST":
        try:
            decide_correction(officer, correction_id=found.pk, accept=request.POST.get("do") == "accept", reason=reason)
        except Unfit as unfit:
            errors = unfit.defects
        else:
            messages.success(request, _("Decided. The resident has been told, and the record is closed to you again."))
            return redirect("population:corrections")
    seen = None
    if found.is_open:
        resident = resident_of(found.resident.account_id)
        seen = read_one(resident, RESIDENT, by=officer, purpose=Purpose(CORRECTION, str(found.pk)))
    context = {"correction": found, "seen": seen, "errors": errors, "reason": reason}
    return render(request, "population/correction.html", context, status=422 if errors else 200)
