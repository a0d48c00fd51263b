"""The small picture of the last twelve months: how often somebody looked, as bars."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

MONTHS = 12
WIDTH, HEIGHT, TOP, FOOT = 360, 112, 16, 18  # units of the drawing; the room above the bars is for their numbers
STEP = WIDTH // MONTHS
BAR = STEP - 8


@dataclass(frozen=True)
class Bar:
    """One month: its words, its count, and where its bar stands in the drawing."""

    title: str
    label: str
    count: int
    x: int
    y: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + BAR // 2

    @property
    def width(self) -> int:
        return BAR

    @property
    def number_y(self) -> int:
        return self.y - 4


@dataclass(frozen=True)
class Picture:
    """The bars, oldest first, and the same in one sentence."""

    bars: list[Bar]
    width: int = WIDTH
    height: int = HEIGHT
    ground: int = HEIGHT - FOOT

    @property
    def in_words(self) -> str:
        counted = [f"{bar.title}: {bar.count}" for bar in self.bars if bar.count]
        return pgettext("between the items of a list", ", ").join(counted) or _("No look in twelve months.")


def picture(moments: Iterable[datetime]) -> Picture:
    """The bars of the twelve months that end with this one."""
    counts = Counter((local.year, local.month) for local in map(timezone.localtime, moments))
    months = _last_months(timezone.localdate())
    most = max([counts[month] for month in months] + [1])
    room = HEIGHT - FOOT - TOP
    bars = []
    for place, (year, month) in enumerate(months):
        count = counts[year, month]
        height = max(2, round(room * count / most)) if count else 0
        first = date(year, month, 1)
        bars.append(
            Bar(
                title=date_format(first, pgettext("form of a month", "F Y")),
                label=date_format(first, pgettext("form of a short month", "M")),
                count=count,
                x=place * STEP + (STEP - BAR) // 2,
                y=HEIGHT - FOOT - height,
                height=height,
            )
        )
    return Picture(bars)


def _last_months(today: date) -> list[tuple[int, int]]:
    newest = today.year * 12 + today.month - 1
    return [(number // 12, number % 12 + 1) for number in range(newest - MONTHS + 1, newest + 1)]
