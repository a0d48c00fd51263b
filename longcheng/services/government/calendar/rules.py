"""Which days are working days and how terms are counted in them: pure rules over a table of special days."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

DAY = timedelta(days=1)
SATURDAY = 5

# Ten years of working days: more than any statutory term, and a bound on what one question may cost.
MAX_DAYS = 2500

# Days may be asked for this many years after the last published notice; they are marked as assumed.
YEARS_AHEAD = 2

# A notice for a year has ruled on the last days of the year before: 30–31 December 2006, 29–31 December
# 2007, 31 December 2011, 29–31 December 2018, 31 December 2022, 30–31 December 2023.
NEXT_NOTICE_FROM = (12, 29)

# National Day stands in every notice (全国年节及纪念日放假办法 第二条), New Year's Day may stand in two.
NATIONAL_DAY = (10, 1)


class Kind(StrEnum):
    """What a notice says about a date; the values are those of the data pack."""

    HOLIDAY = "holiday"
    IN_LIEU = "in_lieu"
    MAKEUP = "workday_makeup"


class Holiday(StrEnum):
    """The public holidays; the values are those of the data pack."""

    NEW_YEAR = "New Year's Day"
    SPRING_FESTIVAL = "Spring Festival"
    TOMB_SWEEPING = "Tomb-sweeping Day"
    LABOUR_DAY = "Labour Day"
    DRAGON_BOAT = "Dragon Boat Festival"
    MID_AUTUMN = "Mid-autumn Festival"
    NATIONAL_DAY = "National Day"
    VICTORY_70 = "Anti-Fascist 70th Day"


class Reason(StrEnum):
    """Why a day is a working day or not."""

    ORDINARY = "ordinary"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    IN_LIEU = "in_lieu"
    MAKEUP = "workday_makeup"


WORKING = frozenset({Reason.ORDINARY, Reason.MAKEUP})


class OutOfRange(ValueError):
    """A date lies outside the years for which days can be told."""

    def __init__(self, day: date, *, table: "HolidayTable") -> None:
        super().__init__(f"{day} lies outside {table.first_year}–{table.last_year}.")
        self.day = day


class TooManyDays(ValueError):
    """More working days are asked for than one question may count."""


@dataclass(frozen=True)
class HolidayTable:
    """What the notices say, by date. The mappings are read-only; an empty table knows no year."""

    off: Mapping[date, Holiday]
    in_lieu: Mapping[date, Holiday]
    makeup: Mapping[date, Holiday]
    known_years: frozenset[int]

    @classmethod
    def of(cls, rows: Iterable[tuple[date, Kind, Holiday]]) -> "HolidayTable":
        """From rows of date, kind and holiday. A year is known once its National Day is in the rows."""
        found: dict[Kind, dict[date, Holiday]] = {kind: {} for kind in Kind}
        for day, kind, holiday in rows:
            found[kind][day] = holiday
        off = {**found[Kind.IN_LIEU], **found[Kind.HOLIDAY]}
        known = frozenset(day.year for day in off if (day.month, day.day) == NATIONAL_DAY)
        return cls(
            off=MappingProxyType(off),
            in_lieu=MappingProxyType(found[Kind.IN_LIEU]),
            makeup=MappingProxyType(found[Kind.MAKEUP]),
            known_years=known,
        )

    @property
    def is_empty(self) -> bool:
        return not self.known_years

    @property
    def first_year(self) -> int:
        """The first year that can be asked about. Raises ValueError if the table is empty."""
        return min(self.known_years)

    @property
    def last_year(self) -> int:
        """The last year that can be asked about, two after the last notice. Raises ValueError if empty."""
        return max(self.known_years) + YEARS_AHEAD

    def covers(self, day: date) -> bool:
        return not self.is_empty and self.first_year <= day.year <= self.last_year


@dataclass(frozen=True)
class DayStatus:
    """One day. `awaited_year` is the year whose notice may still change it, None once that is published."""

    day: date
    reason: Reason
    holiday: Holiday | None
    awaited_year: int | None

    @property
    def is_working(self) -> bool:
        return self.reason in WORKING

    @property
    def is_known(self) -> bool:
        return self.awaited_year is None


@dataclass(frozen=True)
class Count:
    """A term counted in working days. `days` is negative when it was counted backwards.

    `passed` are the days that were passed over, `makeup` the weekend days that were counted; both in the
    order of time. `awaited_years` are the years whose notices may still change the end.
    """

    start: date
    days: int
    end: date
    passed: tuple[DayStatus, ...]
    makeup: tuple[DayStatus, ...]
    awaited_years: tuple[int, ...]

    @property
    def is_known(self) -> bool:
        return not self.awaited_years


@dataclass(frozen=True)
class Span:
    """How many working days lie between two days; `awaited_years` as in Count."""

    start: date
    end: date
    days: int
    awaited_years: tuple[int, ...]

    @property
    def is_known(self) -> bool:
        return not self.awaited_years


def why(day: date, *, table: HolidayTable) -> DayStatus:
    """What the day is and why. Raises OutOfRange outside the table's years."""
    if not table.covers(day):
        raise OutOfRange(day, table=table)
    reason, holiday = _reason(day, table=table)
    return DayStatus(day, reason, holiday, _awaited_year(day, table=table))


def _reason(day: date, *, table: HolidayTable) -> tuple[Reason, Holiday | None]:
    # Saturday and Sunday are the days of rest: 国务院关于职工工作时间的规定 第七条 (State Council decree
    # 174, in force since 1995-05-01). The yearly notices of the State Council's office override it.
    if day in table.makeup:
        return Reason.MAKEUP, table.makeup[day]
    if day in table.in_lieu:
        return Reason.IN_LIEU, table.in_lieu[day]
    if day in table.off:
        return Reason.HOLIDAY, table.off[day]
    return (Reason.WEEKEND if day.weekday() >= SATURDAY else Reason.ORDINARY), None


def _awaited_year(day: date, *, table: HolidayTable) -> int | None:
    if day.year not in table.known_years:
        return day.year
    if (day.month, day.day) >= NEXT_NOTICE_FROM and day.year + 1 not in table.known_years:
        return day.year + 1
    return None


def is_working_day(day: date, *, table: HolidayTable) -> bool:
    """Whether the day is a working day. Raises OutOfRange outside the table's years."""
    return why(day, table=table).is_working


def add_working_days(start: date, *, days: int, table: HolidayTable) -> Count:
    """The day on which a term of so many working days ends.

    Counting starts on the day after the start (民法典 第二百零一条第一款, in force since 2021-01-01) and
    counts working days only (行政许可法 第八十二条, in force since 2004-07-01). Negative days count back
    from the day before the start: no article rules on that, it is the same rule mirrored, for "at least
    five working days before". Zero days end on the start, whatever day that is.

    Raises TooManyDays beyond ±2500 and OutOfRange when the count leaves the table's years. Costs one
    dictionary look-up per calendar day.
    """
    if abs(days) > MAX_DAYS:
        raise TooManyDays(f"{days} is more than {MAX_DAYS} working days.")
    walked = [why(start, table=table)]
    left = abs(days)
    while left:
        status = why(walked[-1].day + (DAY if days > 0 else -DAY), table=table)
        walked.append(status)
        left -= status.is_working
    steps = sorted(walked[1:], key=lambda status: status.day)
    return Count(
        start=start,
        days=days,
        end=walked[-1].day,
        passed=tuple(status for status in steps if not status.is_working),
        makeup=tuple(status for status in steps if status.reason is Reason.MAKEUP),
        awaited_years=_awaited_years(steps or walked),
    )


def _awaited_years(days: Iterable[DayStatus]) -> tuple[int, ...]:
    return tuple(sorted({status.awaited_year for status in days if status.awaited_year is not None}))


def working_days_between(start: date, end: date, *, table: HolidayTable) -> Span:
    """How many working days a term that starts and ends so has: the start is not counted, the end is.

    So it undoes `add_working_days`: between a start and its end lie as many days as were added; an end
    before the start gives a negative number. Raises OutOfRange outside the table's years.
    """
    for day in (start, end):
        if not table.covers(day):
            raise OutOfRange(day, table=table)
    # Backwards, the start is again the day that is not counted: start 10, end 8 counts 8 and 9.
    first, last = (start + DAY, end) if start <= end else (end, start - DAY)
    days = [why(day, table=table) for day in days_from(first, last)]
    working = sum(status.is_working for status in days)
    return Span(start, end, working if start <= end else -working, _awaited_years(days))


def next_working_day(day: date, *, table: HolidayTable) -> DayStatus:
    """The first working day after the day. Raises OutOfRange when the table's years end before."""
    status = why(day + DAY, table=table)
    while not status.is_working:
        status = why(status.day + DAY, table=table)
    return status


def days_from(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included; none if the last lies before the first."""
    for number in range(first.toordinal(), last.toordinal() + 1):
        yield date.fromordinal(number)
