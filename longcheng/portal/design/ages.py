"""How old a value is, in words, and from when on it counts as lost."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

MINUTE_S, HOUR_S, DAY_S = 60, 3600, 86400


@dataclass(frozen=True)
class Age:
    """A value's age: `said` in words, `is_lost` once it is older than its source may be silent."""

    at: datetime
    said: str
    is_lost: bool


def age_of(at: datetime, *, stale_after_s: float = 0, now: datetime | None = None) -> Age:
    """How long ago `at` was; 0 seconds as `stale_after_s` means that it never counts as lost."""
    age_s = ((now or timezone.now()) - at).total_seconds()
    is_lost = bool(stale_after_s) and age_s > stale_after_s
    return Age(at, ago(age_s), is_lost)


def ago(age_s: float) -> str:
    """An age as one says it. The script of an open page says it with the same words (`age_words`)."""
    words = age_words()
    if age_s < MINUTE_S:
        return words["now"]
    for name, unit_s, until_s in (("minutes", MINUTE_S, HOUR_S), ("hours", HOUR_S, 2 * DAY_S)):
        if age_s < until_s:
            return words[name].replace("#", str(int(age_s // unit_s)))
    return words["days"].replace("#", str(int(age_s // DAY_S)))


def age_words() -> dict[str, str]:
    """The words for an age in the reader's language; `#` stands for the number."""
    return {
        "now": _("just now"),
        "minutes": _("# min ago"),
        "hours": _("# h ago"),
        "days": _("# days ago"),
        "lost": _("No signal · last"),
        "none": _("No value yet"),
    }


def as_moment(value: object) -> datetime | None:
    """A moment from what a template may hand over: a datetime, or its ISO text. None for anything else."""
    if isinstance(value, str) and value:
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return timezone.make_aware(value) if timezone.is_naive(value) else value


def stale_after(value: object) -> float:
    """Seconds from a number, its text or a timedelta; 0 where nothing was said."""
    if isinstance(value, timedelta):
        return value.total_seconds()
    return float(str(value)) if value not in ("", None) else 0
