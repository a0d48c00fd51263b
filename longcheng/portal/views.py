"""The first page, and what the city is built of."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from longcheng.bases.population.queries import home_division
from longcheng.bases.population.statistics.figures import living_published, shown
from longcheng.core.access.doors import open_to_all
from longcheng.core.access.models import Account
from longcheng.core.datapack.models import LoadedFile
from longcheng.core.declaration import MenuItem, rooms
from longcheng.core.messages.queries import unread_count
from longcheng.core.preferences.queries import chosen_area
from longcheng.portal.first_page import blocks_for, counters, waiting_for
from longcheng.portal.frame import PACK, menu_of
from longcheng.portal.life.reading import event_links

AUDIENCES = ("resident", "staff", "operator")


@open_to_all
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, the occasions of a life, what is new, and what they may open; `?for=` an audience."""
    account = request.user if isinstance(request.user, Account) else None
    language = get_language() or "zh"
    menu = menu_of(request)
    audience = request.GET.get("for", "")
    audience = audience if audience in menu and audience in AUDIENCES else "resident"
    area_code = (home_division(account) or chosen_area(account)) if account else ""
    unread = unread_count(account) if account else 0
    context: dict[str, Any] = {
        "life": event_links(language),
        "waiting": waiting_for(account, unread=unread) if account else [],
        "unread": unread,  # the frame would count them once more
        "menu": menu,
        "blocks": blocks_for(area_code or PACK.code, language=language),
        "audience": audience,
        "audiences": [one for one in AUDIENCES if one in menu],
        "items": _shown(menu.get(audience, [])),
    }
    return render(request, "portal/home.html", context)


def _shown(items: list[MenuItem]) -> list[dict[str, Any]]:
    return [{"url": reverse(item.url), "label": item.label, "hint": item.hint} for item in items]


@open_to_all
@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What the city is built of, what it counts, where its data are from, and what of it is not real."""
    floors: dict[str, list[object]] = {"services": [], "bases": [], "platforms": [], "core": []}
    for room in rooms():
        if room.floor in floors:
            floors[room.floor].append(room)
    counted = living_published()
    context = {
        "floors": floors,
        "counters": counters(),
        "files": LoadedFile.objects.order_by("path"),
        "resident_count": shown(counted[0]) if counted else "",
        "is_demo": settings.IS_DEMO,
    }
    return render(request, "portal/about.html", context)
