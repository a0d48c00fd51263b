"""The map as on a day: which day an address asks for."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True)
class Asked:
    """The day that is asked for, None for now; and what is wrong with what was typed."""

    day: date | None = None
    typed: str = ""
    defect: str = ""

    @property
    def query(self) -> str:
        """As an address says it; empty for now."""
        return self.day.isoformat() if self.day else ""


def day_asked(request: HttpRequest) -> Asked:
    """Reads `?day=2026-11-22`. Today is now; a day that cannot be shown is told, and now is shown."""
    typed = request.GET.get("day", "")[:10]
    if not typed:
        return Asked()
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return Asked(typed=typed, defect=_("A day is written like 2026-11-22."))
    today = timezone.localdate()
    if day > today:
        return Asked(typed=typed, defect=_("That day has not come yet. Choose today or an earlier one."))
    if day < EARLIEST:
        return Asked(typed=typed, defect=_("Nothing is known of days before %(day)s.") % {"day": EARLIEST.isoformat()})
    return Asked(day=None if day == today else day, typed=typed)


def yesterday() -> date:
    """What is offered first."""
    return timezone.localdate() - timedelta(days=1)
