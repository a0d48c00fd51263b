"""The divisions as on a day: the table of today, with the dated versions of those codes that have changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from longcheng.bases.geography.models import Division, DivisionLevel, DivisionVersion
from longcheng.bases.geography.queries import LENGTHS


@dataclass(frozen=True)
class DivisionThen:
    """A division as it was on a day. `is_dated`: the history names it; else it is as in the table of today."""

    code: str
    name: str
    level: DivisionLevel
    parent_code: str
    valid_from: date | None = None
    valid_to: date | None = None
    is_dated: bool = False


def divisions_on(day: date) -> list[DivisionThen]:
    """Every division of that day by its code. Three queries.

    A code of which no history is known counts as unchanged while its district stood; towns of a district that came
    later had other codes then, which nobody has told us, and are left out.
    """
    versions = list(DivisionVersion.objects.all())
    dated = {one.code for one in versions}
    then = {one.code: _of_version(one) for one in versions if _holds(one, day)}
    for code, name, level, parent in Division.objects.order_by("code").values_list(
        "code", "name", "level", "parent_id"
    ):
        if code not in dated:
            then[code] = DivisionThen(code, name, DivisionLevel(level), parent or "")
    outer = sorted(then.values(), key=lambda one: (len(one.code), one.code))
    standing: dict[str, DivisionThen] = {}
    for one in outer:
        if not one.parent_code or one.parent_code in standing:
            standing[one.code] = one
    return sorted(standing.values(), key=lambda one: one.code)


def division_at(code: str, day: date) -> DivisionThen | None:
    """What a code stood for on a day; None if it stood for nothing, as far as is known."""
    enclosing = [code[:length] for length in LENGTHS if length <= len(code)]
    found = None
    for one in enclosing:
        versions = list(DivisionVersion.objects.filter(code=one))
        if versions:
            held = [version for version in versions if _holds(version, day)]
            found = _of_version(held[0]) if held else None
        else:
            today = Division.objects.filter(code=one).first()
            found = DivisionThen(one, today.name, DivisionLevel(today.level), today.parent_id or "") if today else None
        if found is None:
            return None
    return found if found is not None and found.code == code else None


def versions_of(code: str) -> list[DivisionVersion]:
    """The known versions of a code and of those that went into it, the oldest first."""
    found = DivisionVersion.objects.filter(Q(code=code) | Q(into_code=code))
    return sorted(found, key=lambda one: (one.valid_from or date.min, one.valid_to or date.max, one.code))


def change_days() -> list[date]:
    """The days on which something changed, the newest first."""
    days = {day for pair in DivisionVersion.objects.values_list("valid_from", "valid_to") for day in pair if day}
    return sorted(days, reverse=True)


def below(divisions: Iterable[DivisionThen], *, code: str) -> list[DivisionThen]:
    """Those directly under a division."""
    return [one for one in divisions if one.parent_code == code]


def found_among(divisions: Sequence[DivisionThen], *, text: str) -> list[DivisionThen]:
    """Those whose name has the text in it or whose code begins with it."""
    wanted = text.strip()
    return [one for one in divisions if wanted in one.name or (wanted.isdigit() and one.code.startswith(wanted))]


def today() -> date:
    return timezone.localdate()


def _holds(one: DivisionVersion, day: date) -> bool:
    return (one.valid_from is None or one.valid_from <= day) and (one.valid_to is None or day < one.valid_to)


def _of_version(one: DivisionVersion) -> DivisionThen:
    return DivisionThen(
        one.code, one.name, DivisionLevel(one.level), one.parent_code, one.valid_from, one.valid_to, is_dated=True
    )
