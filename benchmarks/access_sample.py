"""The same page and the same API call without purpose and without ledger, for the bench alone."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path

from longcheng.bases.population.personal import RESIDENT
from longcheng.bases.population.queries import resident_of
from longcheng.core.access.doors import requires_sign_in
from longcheng.core.access.personal import Seen, Value


def plain(account_id: int) -> Seen:
    """The row with all parts, nobody asked and nothing written."""
    row = resident_of(account_id)
    assert row is not None
    return Seen(row.pk, account_id, {part.name: Value(part, part.value(row)) for part in RESIDENT.parts})


@requires_sign_in
def page(request: HttpRequest, account_id: int) -> HttpResponse:
    """What population:resident shows."""
    return render(request, "population/resident.html", {"seen": plain(account_id), "purpose": "-"})


@requires_sign_in
def answer(request: HttpRequest, account_id: int) -> HttpResponse:
    """What the API answers."""
    parts = [{"name": one.part.name, "value": str(one), "is_masked": False} for one in plain(account_id)]
    return JsonResponse({"account_id": account_id, "purpose": "", "parts": parts})


urlpatterns = [
    path("bench/page/<int:account_id>/", page),
    path("bench/answer/<int:account_id>/", answer),
    path("", include("longcheng.program.urls")),
]
