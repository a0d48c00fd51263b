"""Opening hours as OpenStreetMap writes them: is it open now, and when does that change; pure.

Of the grammar (wiki.openstreetmap.org/wiki/Key:opening_hours/specification) what shops and clinics need: `24/7`,
`Mo-Fr 08:00-17:00; Sa 09:00-12:00`, `Mo,We 08:00-11:30,13:30-17:00`, `PH off`, `Su off`, spans over midnight, `off`.
Anything else is not understood and counts as unknown, never as open.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
RULES_MOST, AHEAD_DAYS = 20, 8
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_RULE = re.compile(r"(?P<days>[A-Za-z,\- ]+?)?\s*(?P<times>\d{1,2}:\d{2}.*|off|closed|24/7)?$")
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class Rule:
    """One part between semicolons: on which days, and from which to which minute; without spans it is closed."""

    days: frozenset[int]
    is_for_holidays: bool
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Hours:
    """Opening hours as they were understood. Later rules override earlier ones for the days they name."""

    rules: tuple[Rule, ...]

    def spans_on(self, day: date, *, is_holiday: bool = False) -> tuple[tuple[int, int], ...]:
        """From which to which minute of the day; a span past midnight ends after minute 1440."""
        found: tuple[tuple[int, int], ...] = ()
        holiday: tuple[tuple[int, int], ...] | None = None
        for rule in self.rules:
            if day.weekday() in rule.days:
                found = rule.spans
            if rule.is_for_holidays:
                holiday = rule.spans
        return holiday if is_holiday and holiday is not None else found

    def is_open(self, at: datetime, *, holidays: frozenset[date] = frozenset()) -> bool:
        """Whether it is open at a moment, given in the city's time."""
        minute, day = at.hour * 60 + at.minute, at.date()
        today = self.spans_on(day, is_holiday=day in holidays)
        before = day - timedelta(days=1)
        yesterday = self.spans_on(before, is_holiday=before in holidays)
        return any(start <= minute < end for start, end in today) or any(
            start <= minute + _DAY_MINUTES < end for start, end in yesterday
        )

    def changes_at(self, at: datetime, *, holidays: frozenset[date] = frozenset()) -> datetime | None:
        """When it next opens or closes after a moment, within a week; None where that never happens."""
        is_open_now = self.is_open(at, holidays=holidays)
        for moment in self._moments(at, holidays):
            if moment > at and self.is_open(moment, holidays=holidays) != is_open_now:
                return moment
        return None

    def _moments(self, at: datetime, holidays: frozenset[date]) -> list[datetime]:
        moments = []
        for ahead in range(-1, AHEAD_DAYS):
            day = at.date() + timedelta(days=ahead)
            midnight = datetime.combine(day, time.min, tzinfo=at.tzinfo)
            for start, end in self.spans_on(day, is_holiday=day in holidays):
                moments += [midnight + timedelta(minutes=start), midnight + timedelta(minutes=end)]
        return sorted(moments)


@lru_cache(maxsize=4_096)
def read_hours(text: str) -> Hours | None:
    """The hours that a text tells; None where it is empty or holds anything that is not understood."""
    plain = text.strip()
    if not plain:
        return None
    rules = []
    parts = plain.split(";")
    if len(parts) > RULES_MOST:
        return None
    for part in parts:
        rule = _rule(part.strip())
        if rule is None:
            return None
        rules += [rule]
    return Hours(tuple(rules))


def _rule(text: str) -> Rule | None:
    if text in {"24/7", "Mo-Su 24/7"}:
        return Rule(frozenset(range(7)), False, ((0, _DAY_MINUTES),))
    found = _RULE.match(text)
    if not text or found is None:
        return None
    named = (found["days"] or "").strip()
    days = _days(named) if named else (frozenset(range(7)), False)
    spans = _spans(found["times"])
    if days is None or spans is None:
        return None
    return Rule(days[0], days[1], spans)


def _days(text: str) -> tuple[frozenset[int], bool] | None:
    """`Mo-Fr,PH` → the weekdays, and whether public holidays are named. None where it is not understood."""
    days: set[int] = set()
    is_for_holidays = False
    for part in (one.strip() for one in text.split(",")):
        if part == "PH":
            is_for_holidays = True
            continue
        first, dash, last = (one.strip() for one in part.partition("-"))
        if first not in DAYS or (dash and last not in DAYS):
            return None
        start, end = DAYS.index(first), DAYS.index(last) if dash else DAYS.index(first)
        days |= {day % 7 for day in range(start, end + 1 if end >= start else end + 8)}
    return frozenset(days), is_for_holidays


def _spans(text: str | None) -> tuple[tuple[int, int], ...] | None:
    if text in {"off", "closed"}:
        return ()
    if text == "24/7":
        return ((0, _DAY_MINUTES),)
    spans = []
    for part in (text or "").split(","):
        found = _SPAN.fullmatch(part.strip())
        if found is None:
            return None
        start, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
        if start >= _DAY_MINUTES or end > 2 * _DAY_MINUTES or int(found[2]) > 59 or int(found[4]) > 59:
            return None
        spans.append((start, end if end > start else end + _DAY_MINUTES))
    return tuple(spans)
