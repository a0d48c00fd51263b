"""The first page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from longcheng.bases.population.queries import count_residents
from longcheng.core.access.doors import open_to_all
from longcheng.core.declaration import rooms


@open_to_all
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What the city offers and what it is built of, honestly."""
    services = [room for room in rooms() if room.is_service]
    bases = [room for room in rooms() if room.floor == "bases"]
    return render(
        request, "portal/home.html", {"services": services, "bases": bases, "resident_count": count_residents()}
    )
