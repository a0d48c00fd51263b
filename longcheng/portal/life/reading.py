"""What stands on the page of an event of life: what is open to the reader, and what is planned."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import reverse

from longcheng.core.declaration import LIFE_EVENTS, MenuItem, rooms
from longcheng.portal.search.shortcuts import Shortcut, shortcuts

PLANNED = Path(__file__).parent / "planned.toml"


@dataclass(frozen=True)
class Planned:
    """One promise of the plan that no service of this city fulfils yet."""

    plan: str
    zh: str
    en: str
    events: tuple[str, ...]
    partly: bool = False

    def said(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@cache
def promised() -> tuple[Planned, ...]:
    """Every line of `planned.toml`, fulfilled or not."""
    rows = tomllib.loads(PLANNED.read_text(encoding="utf-8"))["planned"]
    return tuple(Planned(**{**row, "events": tuple(row["events"])}) for row in rows)


@cache
def planned_for(event: str) -> tuple[Planned, ...]:
    """What is promised for this event and not open yet."""
    fulfilled = {plan_id for room in rooms() if room.is_service for plan_id in room.plan_ids}
    return tuple(one for one in promised() if event in one.events and (one.partly or one.plan not in fulfilled))


def open_for(event: str, *, menu: dict[str, list[MenuItem]], language: str) -> list[dict[str, Any]]:
    """The services of the reader's own menu that belong to this event, then what else leads to an answer."""
    items = [item for of_audience in menu.values() for item in of_audience if event in item.life_events]
    found = [{"url": reverse(item.url), "title": item.label, "hint": item.hint, "icon": ""} for item in items]
    return found + [_shown(one, language=language) for one in _shortcuts_for(event)]


def _shortcuts_for(event: str) -> Iterable[Shortcut]:
    return (one for one in shortcuts() if event in one.life_events)


def _shown(one: Shortcut, *, language: str) -> dict[str, Any]:
    zh = language.startswith("zh")
    title, hint = (one.title_zh, one.text_zh) if zh else (one.title_en, one.text_en)
    return {"url": one.url, "title": title, "hint": hint, "icon": "map-2"}


def event_links(language: str) -> list[dict[str, str]]:
    """Every event with its page, in the reader's language."""
    return [
        {
            "name": event.name,
            "url": reverse("portal:life:event", args=[event.name]),
            "title": event.title(language),
            "hint": event.hint(language),
            "icon": event.icon,
        }
        for event in LIFE_EVENTS.values()
    ]
