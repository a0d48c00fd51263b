"""The names that organisations bear and bore, worked out from their acts, in the forms in which they are looked for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.organisations.models import OrganisationName
from longcheng.bases.organisations.names import core_of, key_of, place_words, said
from longcheng.core.registry.declaring import Register, register_named
from longcheng.core.registry.reading import acts_of, fold_acts

REGISTER = "organisations.organisation"
INITIALS_MOST = 80


@dataclass(frozen=True)
class Borne:
    """A name from one moment to another; `until` is None for the one that is borne now."""

    name: str
    since: datetime
    until: datetime | None


def derive_names(subject_ids: Iterable[int]) -> None:
    """Bring the names of these organisations up to date with their acts."""
    ids = list(subject_ids)
    register = register_named(REGISTER)
    acts = acts_of(register, ids)
    places = place_words(division_names())
    rows = [
        name_row(subject_id, one, places=places)
        for subject_id in ids
        for one in borne_by(register, acts.get(subject_id, []), subject_id=subject_id)
    ]
    OrganisationName.objects.filter(organisation__in=ids).delete()
    OrganisationName.objects.bulk_create(rows, batch_size=2_000)


def borne_by(register: Register, acts: Sequence[Any], *, subject_id: int) -> Iterator[Borne]:
    """The names that the acts tell, the oldest first; one that is borne again after another stands twice."""
    now = timezone.now()
    moments = sorted({act.valid_from for act in acts if "name" in act.fields and act.valid_from <= now})
    told: list[tuple[str, datetime]] = []
    for moment in moments:
        state = fold_acts(register, acts, subject_id=subject_id, valid=moment, known=now)
        name = (state.get("name") or "") if state else ""
        if name and (not told or told[-1][0] != name):
            told.append((name, moment))
    for number, (name, since) in enumerate(told):
        yield Borne(name, since, told[number + 1][1] if number + 1 < len(told) else None)


def name_row(organisation_id: int, one: Borne, *, places: Sequence[str]) -> OrganisationName:
    """The row of a name."""
    core = core_of(one.name, places=places)
    pinyin, initials = said(core)
    return OrganisationName(
        organisation_id=organisation_id,
        name=one.name,
        key=key_of(one.name),
        core=core,
        pinyin=pinyin[:400],
        initials=initials[:INITIALS_MOST],
        is_current=one.until is None,
        since=one.since,
        until=one.until,
    )


def division_names() -> tuple[str, ...]:
    newest = Division.objects.order_by("-code").values_list("code", flat=True).first() or ""
    return _names_down_to_towns(Division.objects.count(), newest)


@lru_cache(maxsize=4)
def _names_down_to_towns(count: int, newest: str) -> tuple[str, ...]:
    """Kept until divisions come or go."""
    names = Division.objects.filter(level__lte=DivisionLevel.TOWN).order_by("code").values_list("name", flat=True)
    return tuple(names)
