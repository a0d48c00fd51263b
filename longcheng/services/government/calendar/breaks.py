"""Runs of days off: as one holiday's stretches for feeds, and as whole breaks for people."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from longcheng.services.government.calendar.rules import DAY, Holiday, HolidayTable, Kind


@dataclass(frozen=True)
class Stretch:
    """Consecutive days of one kind and one holiday."""

    kind: Kind
    holiday: Holiday
    first: date
    last: date

    @property
    def length(self) -> int:
        return (self.last - self.first).days + 1

    def touches(self, year: int) -> bool:
        return year in {self.first.year, self.last.year}


@dataclass(frozen=True)
class Break:
    """Consecutive days off, also of two holidays that meet, with the days worked for them at weekends."""

    holidays: tuple[Holiday, ...]
    days: tuple[date, ...]
    makeup: tuple[date, ...]

    @property
    def first(self) -> date:
        return self.days[0]

    @property
    def last(self) -> date:
        return self.days[-1]


def stretches(table: HolidayTable, *, kind: Kind) -> list[Stretch]:
    """One kind's days, consecutive days of one holiday merged, in the order of time.

    Makeup workdays stay single: each is an exception of its own.
    """
    days = {Kind.HOLIDAY: table.off, Kind.IN_LIEU: table.in_lieu, Kind.MAKEUP: table.makeup}[kind]

    def belong(before: date, after: date) -> bool:
        return kind is not Kind.MAKEUP and days[before] == days[after]

    return [Stretch(kind, days[run[0]], run[0], run[-1]) for run in _runs(days, belong=belong)]


def breaks_of(year: int, *, table: HolidayTable) -> list[Break]:
    """The breaks that touch a year; each makeup workday stands with the nearest break of its holiday."""
    runs = _runs(table.off, belong=lambda *_: True)
    worked: dict[int, list[date]] = {number: [] for number in range(len(runs))}
    for day, holiday in sorted(table.makeup.items()):
        fitting = [number for number, run in enumerate(runs) if any(table.off[off] == holiday for off in run)]
        if fitting:
            nearest = min(fitting, key=lambda number: min(abs((day - off).days) for off in runs[number]))
            worked[nearest].append(day)
    return [
        Break(tuple(dict.fromkeys(table.off[day] for day in run)), tuple(run), tuple(worked[number]))
        for number, run in enumerate(runs)
        if year in {run[0].year, run[-1].year}
    ]


def _runs(days: Iterable[date], *, belong: Callable[[date, date], bool]) -> list[list[date]]:
    """The days in order, cut wherever a day is missing or two neighbours do not belong together."""
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] + DAY == day and belong(runs[-1][-1], day):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs
