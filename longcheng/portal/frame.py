"""What every page's frame needs: the city's name, the reader's menu, unread messages, where its live line begins."""

from collections import defaultdict
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from longcheng.bases.geography.queries import enclosing_codes
from longcheng.bases.population.queries import home_division
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import permitted, roles_held
from longcheng.core.datapack.pack import read_pack
from longcheng.core.declaration import Audience, MenuItem, rooms
from longcheng.core.messages.cursor import cursor_now
from longcheng.core.messages.queries import unread_count
from longcheng.core.preferences.queries import chosen_area
from longcheng.core.sign_in.queries import open_recovery

PACK = read_pack(settings.CITY_PACK)


def city_name() -> str:
    """The city's name in the reader's language."""
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    return PACK.name.get(language, PACK.name["zh"])


def menu_of(request: HttpRequest) -> dict[str, list[MenuItem]]:
    """What the reader may open, by audience, in the order of the floors. At most two queries, none for a stranger."""
    items = [item for room in rooms() for item in room.menu]
    has_role = bool(roles_held(request.user))
    has = permitted(request.user, {item.permission for item in items if item.permission}) if has_role else frozenset()
    found: dict[str, list[MenuItem]] = defaultdict(list)
    for item in items:
        if may_see(request, item, has_role=has_role, has=has):
            found[item.audience.value].append(item)
    return {audience.value: found[audience.value] for audience in Audience if found[audience.value]}


def may_see(request: HttpRequest, item: MenuItem, *, has_role: bool, has: frozenset[str]) -> bool:
    """Whether the entry is for this reader: strangers see none that needs an account."""
    if item.needs_account and not request.user.is_authenticated:
        return False
    if item.needs_role and not has_role:
        return False
    return item.permission is None or item.permission in has


def live_areas(account: Account | None) -> tuple[str, ...]:
    """The divisions whose urgent notices concern the reader: where they live or chose to hear of, else the city."""
    places = [home_division(account), chosen_area(account)] if account else []
    codes = [code for place in places if place for code in enclosing_codes(place)]
    return tuple(dict.fromkeys(codes)) or enclosing_codes(PACK.code)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of every page; each value is worked out only if the page shows it."""
    user = getattr(request, "user", None)
    account = user if isinstance(user, Account) else None
    return {
        "city_name": city_name(),
        "is_demo": settings.IS_DEMO,
        "menu": SimpleLazyObject(lambda: menu_of(request)),
        "unread": SimpleLazyObject(lambda: unread_count(account)) if account else 0,
        "open_recovery": SimpleLazyObject(lambda: open_recovery(account)) if account else None,
        "live_areas": SimpleLazyObject(lambda: ",".join(live_areas(account))),
        "live_cursor": SimpleLazyObject(cursor_now),
    }
