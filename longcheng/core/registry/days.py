"""The two days as of which a record is read, and the days on which something in it changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.dateparse import parse_date

from longcheng.core.registry.models import RegisterAct


@dataclass(frozen=True)
class AsOf:
    """The two days of an as-of read; None is now. A day means its end."""

    valid: date | None = None
    known: date | None = None

    @classmethod
    def parse(cls, valid: str, known: str) -> "AsOf":
        """From an address; what is no day, or lies ahead of what can be known, is now."""
        today = timezone.localdate()
        days = [_day(text) for text in (valid, known)]
        on, by = (None if day is None or day >= today else day for day in days)
        return cls(on, by)

    @property
    def is_now(self) -> bool:
        return self.valid is None and self.known is None

    @property
    def valid_at(self) -> datetime:
        return _end_of(self.valid)

    @property
    def known_at(self) -> datetime:
        return _end_of(self.known)

    def query(self) -> str:
        """Its part of an address."""
        days = {"valid": self.valid, "known": self.known}
        return urlencode({name: day.isoformat() for name, day in days.items() if day})


def _day(text: str) -> date | None:
    try:
        day = parse_date(text.strip())
    except ValueError:
        return None
    return day if day and date(1850, 1, 1) <= day else None


def _end_of(day: date | None) -> datetime:
    if day is None:
        return timezone.now()
    begin = datetime.combine(day + timedelta(days=1), datetime.min.time())
    return timezone.make_aware(begin) - timedelta(microseconds=1)


def days_of(acts: Iterable[RegisterAct]) -> list[date]:
    """The days on which something began or ceased to hold, oldest first."""
    today = timezone.localdate()
    moments = [moment for act in acts for moment in (act.valid_from, act.valid_to) if moment]
    return sorted({day for moment in moments if (day := timezone.localdate(moment)) <= today})
