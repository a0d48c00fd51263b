"""What a tile of the wall shows: the values that a room's `wall.py` measures."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# A count of persons below this is not shown: it could tell of one of them.
SMALL_CELL = 5


class Tone(StrEnum):
    """What a tile's colour says; a word or a shape always says it too."""

    PLAIN = "plain"
    WELL = "well"
    WAITING = "waiting"
    URGENT = "urgent"


@dataclass(frozen=True, kw_only=True)
class TileRow:
    """One line of a tile's list. It names no person."""

    title: str
    note: str = ""
    tone: Tone = Tone.PLAIN
    at: datetime | None = None
    area_code: str = ""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a tile shows now.

    `rule` says in words which rule coloured it. `at` is when the value was true; None means when it was measured.
    `url` and `url_label` lead to where it is worked on, for those who hold `url_permission`. `trend` is oldest first.
    `note` says what is simulated.
    """

    value: "int | float | str | None" = None
    unit: str = ""
    goal: str = ""
    tone: Tone = Tone.PLAIN
    rule: str = ""
    at: datetime | None = None
    rows: tuple[TileRow, ...] = ()
    trend: tuple[float, ...] = ()
    url: str = ""
    url_label: str = ""
    url_permission: str = ""
    note: str = ""


def hidden_if_small(count: int) -> str | int:
    """A count of persons as it may be shown: none and five or more as they are, anything between as "1–4"."""
    return count if count == 0 or count >= SMALL_CELL else f"1–{SMALL_CELL - 1}"
