"""What every room gives to the search: its menu by itself, and what the `entries` of its `search` module yield."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils import translation

from longcheng.core.declaration import Audience, MenuItem, Room, rooms
from longcheng.core.search.entry import ANY_ROLE, Entry, Kind

SERVICE_WEIGHT, DESK_WEIGHT = 90, 70


@dataclass(frozen=True)
class Contributor:
    """One room, and a way to ask it for everything that it lets people find."""

    room: str
    entries: Callable[[], Iterator[Entry]]


def contributors() -> list[Contributor]:
    """Every room that has something to find."""
    return [Contributor(room.label, _asking(room)) for room in rooms() if room.menu or room.has_part("search")]


def _asking(room: Room) -> Callable[[], Iterator[Entry]]:
    def ask() -> Iterator[Entry]:
        yield from of_menu(room)
        if room.has_part("search"):
            yield from room.part("search").entries()

    return ask


def of_menu(room: Room) -> Iterator[Entry]:
    """The entries of a room's menu; the television's are for the remote control and stay out."""
    for item in room.menu:
        if item.audience is Audience.TV:
            continue
        try:
            url = reverse(item.url)
        except NoReverseMatch:  # a page that takes an argument is reached from its list
            continue
        yield _of_item(item, url=url, room=room)


def _of_item(item: MenuItem, *, url: str, room: Room) -> Entry:
    is_service = item.audience is Audience.RESIDENT
    (title_zh, title_en), (text_zh, text_en) = in_both(item.label), in_both(item.hint)
    return Entry(
        kind=Kind.SERVICE if is_service else Kind.PAGE,
        key=f"{item.audience.value} {item.url}",
        url=url,
        title_zh=title_zh,
        title_en=title_en,
        text_zh=text_zh,
        text_en=text_en,
        words=(*item.words, *in_both(room.title)),
        permission=item.permission or (ANY_ROLE if item.needs_role else ""),
        needs_account=item.needs_account,
        weight=SERVICE_WEIGHT if is_service else DESK_WEIGHT,
    )


def in_both(text: object) -> tuple[str, str]:
    """A translatable text in Chinese and in English."""
    with translation.override("zh-hans"):
        chinese = str(text)
    with translation.override("en"):
        return chinese, str(text)
