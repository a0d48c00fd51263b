"""The picture of a year and of a count: days laid out in weeks that begin on Monday."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from longcheng.services.government.calendar.names import MARKS, explain, full_date, tight_date
from longcheng.services.government.calendar.rules import (
    DAY,
    Count,
    DayStatus,
    HolidayTable,
    OutOfRange,
    Reason,
    days_from,
    why,
)

# A strip longer than a quarter is no picture any more; the list of days passed over remains.
LONGEST_STRIP = timedelta(days=92)


@dataclass(frozen=True)
class Cell:
    """One day of a month: its look, its mark and its words. `css` is one of the classes of calendar.css."""

    day: date
    css: str
    mark: str
    explanation: str
    is_today: bool


@dataclass(frozen=True)
class Month:
    """Weeks of seven cells, None where the month has no day."""

    first: date
    weeks: tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True)
class Step:
    """One day of a counted term; `number` is its place in the count, None if it is not counted."""

    day: date
    label: str
    css: str
    mark: str
    explanation: str
    number: int | None


def months_of(year: int, *, table: HolidayTable, today: date) -> list[Month]:
    """The twelve months of a year. Raises OutOfRange outside the table's years."""
    weeks_of = calendar.Calendar(calendar.MONDAY).monthdatescalendar
    months = []
    for number in range(1, 13):
        weeks = [
            tuple(_cell(why(day, table=table), today=today) if day.month == number else None for day in week)
            for week in weeks_of(year, number)
        ]
        months.append(Month(date(year, number, 1), tuple(weeks)))
    return months


def css_of(status: DayStatus) -> str:
    """The class of calendar.css for a day's reason, such as `cal-in-lieu`."""
    return f"cal-{status.reason.value.replace('_', '-')}"


def _cell(status: DayStatus, *, today: date) -> Cell:
    is_special = status.holiday is not None
    return Cell(
        day=status.day,
        css=css_of(status),
        mark=str(MARKS.get(status.reason, "")),
        explanation=f"{full_date(status.day)}: {explain(status)}" if is_special else "",
        is_today=status.day == today,
    )


def strip_of(count: Count, *, table: HolidayTable) -> list[Step | None]:
    """The days of a count from its Monday on, seven to a week; empty if the count is too long for a picture."""
    first, last = sorted((count.start, count.end))
    if last - first > LONGEST_STRIP:
        return []
    steps: list[Step | None] = [None] * first.weekday()
    numbers = _numbers(count, statuses=[why(day, table=table) for day in days_from(first, last)])
    week_end = last + (6 - last.weekday()) * DAY
    steps += [
        _step(status, count=count, number=numbers.get(status.day))
        for status in _covered(days_from(first, week_end), table=table)
    ]
    return steps


def _covered(days: Iterable[date], *, table: HolidayTable) -> list[DayStatus]:
    found = []
    for day in days:
        try:
            found.append(why(day, table=table))
        except OutOfRange:  # the last week of the last year runs into January
            break
    return found


def _numbers(count: Count, *, statuses: list[DayStatus]) -> dict[date, int]:
    counted = [status.day for status in statuses if status.is_working and status.day != count.start]
    if count.days < 0:
        counted.reverse()
    return {day: number for number, day in enumerate(counted, start=1)}


def _step(status: DayStatus, *, count: Count, number: int | None) -> Step:
    first, last = sorted((count.start, count.end))
    if status.day == count.start:
        place = "start"
    elif status.day == count.end:
        place = "end"
    elif status.day < first or status.day > last:
        place = "outside"
    else:
        place = "counted" if status.is_working else "passed-over"
    is_marked = place != "outside" and status.reason in {Reason.HOLIDAY, Reason.IN_LIEU, Reason.MAKEUP}
    return Step(
        day=status.day,
        label=tight_date(status.day) if status.day == first or status.day.day == 1 else str(status.day.day),
        css=f"cal-{place} {css_of(status)}",
        mark=str(MARKS[status.reason]) if is_marked else "",
        explanation=f"{full_date(status.day)}: {explain(status)}",
        number=number,
    )
