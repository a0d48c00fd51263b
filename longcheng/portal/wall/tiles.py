"""The wall's tiles: found in the declarations, measured once for all who watch, laid out on pages."""

import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from longcheng.core.declaration import Room, WallTile, rooms
from longcheng.core.declaration.wall import Measured
from longcheng.core.wall.groups import GROUPS

log = logging.getLogger(__name__)

# A tile that hears of its changes is asked at most once a second, the others every few; for all watchers together.
KEPT_S, KEPT_WITH_TOPIC_S = 5.0, 0.9
KEPT_MAX = 500
CELLS = 12 * 6
MAP_CELLS = 4 * 4
TREND_WIDTH, TREND_HEIGHT = 240, 48


@dataclass(frozen=True)
class Declared:
    """A tile with the room that answers for it."""

    room: Room
    tile: WallTile

    @property
    def name(self) -> str:
        return f"{self.room.label}.{self.tile.name}"

    @property
    def dom_id(self) -> str:
        return f"tile-{self.room.label}-{self.tile.name}"


@dataclass(frozen=True)
class ShownTile:
    """One tile as the page shows it. `problem` stands in place of a value that could not be measured."""

    declared: Declared
    measured: Measured
    measured_at: datetime
    problem: str = ""

    @property
    def at(self) -> datetime:
        """When the value was true."""
        return self.measured.at or self.measured_at

    @property
    def is_stale(self) -> bool:
        return bool(self.problem) or timezone.now() - self.at > timedelta(seconds=self.declared.tile.stale_after_s)

    @property
    def tone(self) -> str:
        return "stale" if self.is_stale else self.measured.tone.value

    @property
    def tone_word(self) -> str:
        """The colour in a word, because no state is told by colour alone."""
        words = {
            "well": _("Well"),
            "waiting": _("Watch it"),
            "urgent": _("Act now"),
            "stale": _("Not known now"),
        }
        return words.get(self.tone, "")

    @property
    def trend_points(self) -> str:
        """The trend as the points of a polyline; empty below two values."""
        values = self.measured.trend
        if len(values) < 2:
            return ""
        low, high = min(values), max(values)
        span = (high - low) or 1
        step = TREND_WIDTH / (len(values) - 1)
        return " ".join(
            f"{number * step:.1f},{TREND_HEIGHT - TREND_HEIGHT * (value - low) / span:.1f}"
            for number, value in enumerate(values)
        )


@dataclass(frozen=True)
class WallPage:
    """What stands on the screen at once."""

    group: str
    number: int
    of: int
    declared: tuple[Declared, ...]

    @property
    def title(self) -> str:
        title = str(GROUPS[self.group])
        return f"{title} {self.number}/{self.of}" if self.of > 1 else title

    @property
    def key(self) -> str:
        return f"{self.group}-{self.number}" if self.of > 1 else self.group

    @property
    def has_map(self) -> bool:
        return has_map(self.group, self.number)


@cache
def declared_tiles() -> tuple[Declared, ...]:
    """Every tile of every room, in the order of its group."""
    found = [Declared(room, tile) for room in rooms() for tile in room.wall_tiles]
    return tuple(sorted(found, key=lambda one: (list(GROUPS).index(one.tile.group), one.tile.order, one.name)))


def has_map(group: str, number: int) -> bool:
    """The map stands in the middle of the first page about the city."""
    return group == "city" and number == 1


@cache
def pages() -> tuple[WallPage, ...]:
    """The pages in their order: each group fills as many as its tiles need."""
    laid: list[tuple[str, list[list[Declared]]]] = []
    for group in GROUPS:
        mine = [one for one in declared_tiles() if one.tile.group == group]
        if mine or has_map(group, 1):
            laid.append((group, _filled(group, mine)))
    return tuple(
        WallPage(group, number, len(screens), tuple(screen))
        for group, screens in laid
        for number, screen in enumerate(screens, start=1)
    )


def _filled(group: str, tiles: Iterable[Declared]) -> list[list[Declared]]:
    screens: list[list[Declared]] = [[]]
    left = CELLS - (MAP_CELLS if has_map(group, 1) else 0)
    for one in tiles:
        cells = one.tile.columns * one.tile.rows
        if cells > left:
            screens.append([])
            left = CELLS
        screens[-1].append(one)
        left -= cells
    return screens


_kept: dict[tuple[str, str, str], tuple[float, ShownTile]] = {}
_measuring: dict[str, threading.Lock] = {}


def shown(declared: Declared, division: str = "") -> ShownTile:
    """The tile now, measured at most once in some seconds by this process, however many watch."""
    place = division if declared.tile.has_divisions else ""
    key = (declared.name, get_language() or "", place)
    lock = _measuring.setdefault(declared.name, threading.Lock())
    with lock:
        kept = _kept.get(key)
        lasts_s = KEPT_WITH_TOPIC_S if declared.tile.topics else KEPT_S
        if kept is not None and time.monotonic() - kept[0] < lasts_s:
            return kept[1]
        if len(_kept) > KEPT_MAX:
            _kept.clear()
        fresh = _measure(declared, place)
        _kept[key] = (time.monotonic(), fresh)
    return fresh


def _measure(declared: Declared, division: str) -> ShownTile:
    now = timezone.now()
    measure = getattr(declared.room.part("wall"), declared.tile.shows)
    try:
        return ShownTile(declared, measure(division) if declared.tile.has_divisions else measure(), now)
    except Exception as error:  # one tile that cannot be measured must not take the wall down; it says so itself
        log.exception("The tile %s could not be measured", declared.name)
        return ShownTile(declared, Measured(value="–"), now, problem=type(error).__name__)
