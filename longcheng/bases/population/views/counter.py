"""The counter: one box that finds the person who stands there, and the cases that are open because they do."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.population.actions.counter_cases import (
    COUNTER,
    OPEN_FOR,
    REASON_MAX,
    REASONS,
    close_counter_case,
    count_as_search,
    found_by_number,
    open_counter_case,
    reason_told,
    require_reach,
    search_at_counter,
    searches_left,
)
from longcheng.bases.population.models import CounterCase, Person
from longcheng.bases.population.queries import person_by_subject
from longcheng.bases.population.registers import SEXES
from longcheng.bases.population.searching import FIND, WORDS_MAX, Filters, Found, masked, masked_of, plain
from longcheng.core.access.doors import requires, signed_in_account
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import holdings
from longcheng.core.access.purposes import Purpose
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.sign_in.models import DocumentKind

CASES_MOST, PLACES_MOST = 50, 400
FEW_LEFT = 10
SHOWN, SHOWN_KEPT = "population.shown", 100  # whom the officer's searches have found lately
ID_MAX = 2**63 - 1


@requires(FIND)
@require_http_methods(["GET", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """Find somebody. What is typed is posted: it stands in no address, no history and no log."""
    officer = signed_in_account(request)
    typed = {name: request.POST.get(name, "")[:120] for name in ("q", "division", "sex", "year", "after")}
    places = places_of(officer)
    errors = _defects(typed, places) if request.method == "POST" else {}
    found: Found | None = None
    if request.method == "POST" and not errors:
        filters = Filters(typed["division"], typed["sex"], int(typed["year"]) if typed["year"] else None)
        found = search_at_counter(officer, words=typed["q"], filters=filters, after=typed["after"])
        request.session[SHOWN] = [*(hit.subject_id for hit in found.hits), *request.session.get(SHOWN, [])][:SHOWN_KEPT]
    left = searches_left(officer)
    context = {
        "typed": typed | {"q": plain(typed["q"])},
        "errors": errors,
        "found": found,
        "rows": _rows(officer, found),
        "places": places,
        "sexes": SEXES,
        "words_max": WORDS_MAX,
        "left": left if left <= FEW_LEFT else None,
        "cases": open_cases_of(officer),
        "this_year": timezone.localdate().year,
    }
    return render(request, "population/counter.html", context, status=422 if errors else 200)


def _defects(typed: dict[str, str], places: list[tuple[str, str]]) -> dict[str, str]:
    found = {}
    if not plain(typed["q"]):
        found["q"] = _("Type a name, its sound, a number or an address.")
    if typed["division"] and typed["division"] not in dict(places):
        found["division"] = _("Choose a place of your area.")
    if typed["sex"] and typed["sex"] not in dict(SEXES):
        found["sex"] = _("Choose one of these.")
    year = typed["year"]
    is_year = len(year) == 4 and year.isascii() and year.isdigit() and 1850 <= int(year) <= 2200
    if year and not is_year:
        found["year"] = _("A year has four digits, such as 1954.")
    return found


def places_of(officer: Account) -> list[tuple[str, str]]:
    """Where the officer's areas can be narrowed to: the communities of their towns, or the towns of a wider area."""
    reach = Q(pk__in=[])
    for held in holdings(officer, FIND):
        level = DivisionLevel.COMMUNITY if len(held.area_code) >= DivisionLevel.TOWN else DivisionLevel.TOWN
        reach |= Q(code__startswith=held.area_code, level=level)
    return list(Division.objects.filter(reach).order_by("code").values_list("code", "name")[:PLACES_MOST])


def _rows(officer: Account, found: Found | None) -> list[dict[str, Any]]:
    """Each hit; one of another area carries the proof that its number was given."""
    if found is None:
        return []
    by_number = "identity_number" in found.kinds
    return [
        {"hit": hit, "proof": found_by_number(officer, subject_id=hit.subject_id) if by_number else ""}
        for hit in found.hits
    ]


def open_cases_of(officer: Account) -> list[dict[str, Any]]:
    """The officer's open cases, the newest first; the people in them masked, since nobody reads them here."""
    live = CounterCase.objects.filter(officer=officer, closed_at=None, closes_at__gt=timezone.now())
    cases = list(live.select_related("person").order_by("-opened_at")[:CASES_MOST])
    hits = masked(case.person for case in cases)
    return [
        {
            "case": case,
            "hit": hit,
            "href": record_href(hit.subject_id, Purpose(COUNTER, str(case.pk))),
            "reason": reason_told(case.reason),
            "minutes": max(1, round((case.closes_at - timezone.now()).total_seconds() / 60)),
        }
        for case, hit in zip(cases, hits, strict=True)
    ]


def record_href(subject_id: int, purpose: Purpose, *, name: str = "population:resident", **more: Any) -> str:
    """The address of a record (or a page below it) with the purpose for which it is read."""
    return f"{reverse(name, kwargs={'subject_id': subject_id, **more})}?{urlencode({'purpose': str(purpose)})}"


def person_or_404(subject_id: int) -> Person:
    """The person of a number. Raises Http404."""
    person = person_by_subject(subject_id) if 0 < subject_id <= ID_MAX else None
    if person is None:
        raise Http404
    return person


@requires(FIND)
@require_POST
def open_case(request: HttpRequest) -> HttpResponse:
    """First what was shown and what for, then the record."""
    officer = signed_in_account(request)
    number = request.POST.get("subject_id", "")
    person = person_or_404(int(number) if number.isascii() and number.isdigit() and len(number) < 20 else 0)
    typed = {name: request.POST.get(name, "")[:300] for name in ("document", "reason", "words", "proof")}
    errors: dict[str, str] = {}
    require_reach(officer, person=person, proof=typed["proof"])
    if person.subject_id not in request.session.get(SHOWN, []):
        # Else whoever counts numbers up leafs through the register.
        count_as_search(officer, way="number", found=1)
        request.session[SHOWN] = [person.subject_id, *request.session.get(SHOWN, [])][:SHOWN_KEPT]
    if "document" in request.POST:
        try:
            case = open_counter_case(officer, person=person, **typed)
        except Unfit as unfit:
            errors = unfit.defects
        else:
            return redirect(record_href(person.subject_id, Purpose(COUNTER, str(case.pk))))
    context = {
        "hit": masked_of(person),
        "typed": typed,
        "errors": errors,
        "documents": DocumentKind.choices,
        "reasons": REASONS.items(),
        "minutes": int(OPEN_FOR.total_seconds() // 60),
        "words_max": REASON_MAX,
    }
    return render(request, "population/counter_open.html", context, status=422 if errors else 200)


@requires(FIND)
@require_POST
def close_case(request: HttpRequest) -> HttpResponse:
    """The person has gone."""
    number = request.POST.get("case", "")
    try:
        case_id = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else 0
        close_counter_case(signed_in_account(request), case_id=case_id)
    except CounterCase.DoesNotExist:
        raise Http404 from None
    messages.success(request, _("The case is closed, and with it the record."))
    return redirect("population:counter")
