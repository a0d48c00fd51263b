"""What must hold of every room before the city starts: what it lets people find, and the events of life it names."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from longcheng.core.declaration import LIFE_EVENTS, rooms


@register()
def rooms_give_entries(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A room's `search` module has a function `entries`."""
    return [
        Error(
            f"{room.name}.search has no function `entries`.",
            hint="Add `def entries() -> Iterator[Entry]` that yields what people may find of this room.",
            id="search.E001",
        )
        for room in rooms()
        if room.has_part("search") and not callable(getattr(room.part("search"), "entries", None))
    ]


@register()
def life_events_exist(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """A menu names no event of life that does not exist."""
    return [
        Error(
            f"{room.label}: the menu entry {item.url} names the life event {name!r}, which does not exist.",
            hint=f"Choose from: {', '.join(LIFE_EVENTS)}.",
            id="search.E002",
        )
        for room in rooms()
        for item in room.menu
        for name in item.life_events
        if name not in LIFE_EVENTS
    ]
