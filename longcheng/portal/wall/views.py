"""The wall's page and the tiles that an open wall asks for again."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.core.access.doors import requires, signed_in_account
from longcheng.core.access.permissions import permitted
from longcheng.core.declaration.wall import Tone
from longcheng.core.messages.cursor import cursor_now
from longcheng.core.wall.groups import GROUPS
from longcheng.portal.wall.picture import Outline, outlines, picture_of
from longcheng.portal.wall.tiles import ShownTile, WallPage, declared_tiles, pages, shown

ASKED_MAX = 60


@dataclass(frozen=True)
class Screen:
    """One page with what stands on it now."""

    page: WallPage
    tiles: list[ShownTile]


@requires("wall.watch")
@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """All pages of the wall, or with `?page=` those of one group; with `?division=` of one district."""
    division = _division(request)
    group = request.GET.get("page", "")
    if group and group not in GROUPS:
        raise Http404
    screens = [
        Screen(page, [shown(one, division.code if division else "") for one in page.declared])
        for page in pages()
        if not group or page.group == group
    ]
    context = {
        "screens": screens,
        "group": group,
        "groups": [(name, title) for name, title in GROUPS.items() if any(page.group == name for page in pages())],
        "division": division,
        "now": timezone.localtime(),
        "topics": sorted({topic for one in declared_tiles() for topic in one.tile.topics}),
        "live_cursor": cursor_now(),
        "opens": _opens(request, [tile for screen in screens for tile in screen.tiles]),
        **_map([tile for screen in screens for tile in screen.tiles], division),
    }
    return render(request, "portal/wall/wall.html", context)


@requires("wall.watch")
@require_GET
def tiles(request: HttpRequest) -> HttpResponse:
    """The tiles that are named in `?only=`, for a wall that is open; measured once for all who ask."""
    division = _division(request)
    asked = set(request.GET.get("only", "").split(",")[:ASKED_MAX])
    found = [shown(one, division.code if division else "") for one in declared_tiles() if one.name in asked]
    context = {"tiles": found, "division": division, "with_map": "map" in asked, "opens": _opens(request, found)}
    return render(request, "portal/wall/tiles.html", context | (_map(found, division) if "map" in asked else {}))


def _opens(request: HttpRequest, tiles: Iterable[ShownTile]) -> frozenset[str]:
    """The permissions of this viewer that tiles ask for: a link that would be refused is not shown."""
    asked = {tile.measured.url_permission for tile in tiles if tile.measured.url_permission}
    return permitted(signed_in_account(request), asked)


def _division(request: HttpRequest) -> Division | None:
    """The district or town of `?division=`; a code that is none is 404."""
    code = request.GET.get("division", "")
    if not code:
        return None
    found = Division.objects.filter(code=code[:12], level__in=(DivisionLevel.DISTRICT, DivisionLevel.TOWN)).first()
    if found is None or found.code != code:
        raise Http404
    return found


def _map(tiles: Iterable[ShownTile], division: Division | None) -> dict[str, object]:
    """The drawing, and the districts that a row of a tile names as urgent."""
    urgent = {
        row.area_code for tile in tiles for row in tile.measured.rows if row.tone == Tone.URGENT and row.area_code
    }
    picture = picture_of(division.code if division else "")
    return {
        "map_view_box": picture.view_box if picture else "",
        "outlines": [(outline, _is_touched(outline, urgent)) for outline in outlines(picture)],
    }


def _is_touched(outline: Outline, codes: set[str]) -> bool:
    return any(code.startswith(outline.code) or outline.code.startswith(code) for code in codes)
