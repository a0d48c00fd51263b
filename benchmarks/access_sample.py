"""The same page and the same API call without purpose and without ledger, for the bench alone."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone

from longcheng.bases.population.facts import AsOf, whole_record
from longcheng.bases.population.models import Person
from longcheng.bases.population.personal import RESIDENT
from longcheng.bases.population.queries import resident_of
from longcheng.bases.population.views.record import about
from longcheng.core.access.doors import requires_sign_in, signed_in_account
from longcheng.core.access.personal import Seen, Value
from longcheng.core.access.purposes import NO_PURPOSE


def plain(account_id: int) -> tuple[Person, Seen]:
    """The row with all parts, nobody asked and nothing written."""
    row = resident_of(account_id)
    assert row is not None
    return row, Seen(row.pk, account_id, {part.name: Value(part, part.value(row)) for part in RESIDENT.parts})


@requires_sign_in
def page(request: HttpRequest, account_id: int) -> HttpResponse:
    """What population:resident shows."""
    person, seen = plain(account_id)
    account, when, today = signed_in_account(request), AsOf(), timezone.localdate()
    shown = whole_record(person, seen, when=when, by=account, purpose=NO_PURPOSE)
    context = about(person, seen, NO_PURPOSE, by=account)
    context |= {"shown": shown, "when": when, "today": today, "days": f"{today:%Y-%m-%d}"}
    return render(request, "population/resident.html", context)


@requires_sign_in
def answer(request: HttpRequest, account_id: int) -> HttpResponse:
    """What the API answers."""
    _person, seen = plain(account_id)
    parts = [{"name": one.part.name, "value": str(one), "is_masked": False} for one in seen]
    return JsonResponse({"subject_id": account_id, "purpose": "", "parts": parts})


urlpatterns = [
    path("bench/page/<int:account_id>/", page),
    path("bench/answer/<int:account_id>/", answer),
    path("", include("longcheng.program.urls")),
]
