"""Reading a register: a record as of any two moments, lists as of them, and the acts behind.

These reads know no reader: whoever shows the values of a person reads them through `core.access.reading` first.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db.models import Q
from django.utils import timezone

from longcheng.core.registry.declaring import Register, RegisterField
from longcheng.core.registry.folding import State, Stated, fold
from longcheng.core.registry.models import RegisterAct

ALWAYS = datetime(9999, 1, 1, tzinfo=UTC)
MERGES_DEEP = 20  # a chain of merges longer than this is a mistake
LIST_MOST = 1_000


def values_of(act: RegisterAct) -> dict[str, Any]:
    """Everything that an act states, the sealed values with the open ones."""
    if act.sealed is None:
        return dict(act.fields)
    return {**act.fields, **orjson.loads(act.sealed)}


def stated_of(act: RegisterAct) -> Stated:
    """The act as folding sees it."""
    return Stated(
        act_id=act.pk,
        subject_id=act.subject_id,
        kind=act.kind,
        source=act.source,
        values=values_of(act),
        valid_from=act.valid_from,
        valid_to=act.valid_to,
        recorded_at=act.recorded_at,
        voids_id=act.voids_id,
    )


def counted(register: Register, act: RegisterAct) -> Stated:
    """The act as folding sees it, without the values of fields that its source may not fill."""
    said = stated_of(act)
    closed = {one.name for one in register.fields if not may_fill(one, said.source)} & said.values.keys()
    if not closed:
        return said
    return replace(said, values={name: value for name, value in said.values.items() if name not in closed})


def may_fill(field: RegisterField, source: str) -> bool:
    """Whether what a source says of a field can ever be its value."""
    return field.fillers is None or source == field.owner or source in field.fillers


def owners_of(register: Register) -> dict[str, str]:
    """The owner of each field."""
    return {one.name: one.owner for one in register.fields}


def acts_of(register: Register, subject_ids: Iterable[int]) -> dict[int, list[RegisterAct]]:
    """The acts of each subject and of all that are or were ever merged into it, in their order. Two queries or more."""
    wanted = set(subject_ids)
    belongs: dict[int, set[int]] = {one: {one} for one in wanted}  # whose acts → into whom
    if register.merged_field:
        _add_merged(register, belongs)
    acts: dict[int, list[RegisterAct]] = defaultdict(list)
    found = register.act_model._default_manager.filter(subject_id__in=belongs).order_by("id")
    for act in found.iterator(chunk_size=5_000):
        for into in belongs[act.subject_id]:
            acts[into].append(act)
    return acts


def _add_merged(register: Register, belongs: dict[int, set[int]]) -> None:
    field = register.merged_field
    new = set(belongs)
    for _depth in range(MERGES_DEEP):
        merges = register.act_model._default_manager.filter(
            Q(**{f"fields__{field}__in": sorted(new)}) if len(new) > 1 else Q(**{f"fields__{field}": next(iter(new))}),
            kind="merge",
        ).values_list("subject_id", "fields")
        new = set()
        for loser, fields in merges:
            into = belongs.get(fields[field], set())
            if not into <= belongs.get(loser, set()):
                belongs.setdefault(loser, set()).update(into)
                new.add(loser)
        if not new:
            return


def fold_acts(
    register: Register, acts: Iterable[RegisterAct], *, subject_id: int, valid: datetime, known: datetime
) -> State | None:
    """The state of one subject from its acts and those of the subjects merged into it as known at `known`."""
    by_subject: dict[int, list[Stated]] = defaultdict(list)
    for act in acts:
        by_subject[act.subject_id].append(counted(register, act))
    joined = _joined(register, by_subject, subject_id=subject_id, known=known)
    own = [one for subject in joined for one in by_subject.get(subject, ())]
    if not any(one.recorded_at <= known for one in by_subject.get(subject_id, ())):
        return None
    own.sort(key=lambda one: one.act_id)
    return fold(
        own, subject_id=subject_id, owners=owners_of(register), valid=valid, known=known, own_only=register.merged_field
    )


def _joined(
    register: Register, by_subject: Mapping[int, list[Stated]], *, subject_id: int, known: datetime
) -> list[int]:
    """The subject and those that stand merged into it, directly or by way of others."""
    field = register.merged_field
    if not field or len(by_subject) <= 1:
        return [subject_id]
    into = {}
    for subject, stated in by_subject.items():
        state = fold(stated, subject_id=subject, owners=owners_of(register), valid=ALWAYS, known=known, own_only=field)
        into[subject] = state.get(field) if state else None
    joined, waiting = [subject_id], [subject_id]
    while waiting:
        target = waiting.pop()
        for subject, merged_into in into.items():
            if merged_into == target and subject not in joined:
                joined.append(subject)
                waiting.append(subject)
    return joined


def as_of(
    register: Register, subject_id: int, *, valid: datetime | None = None, known: datetime | None = None
) -> State | None:
    """One record as it was at `valid`, as far as the city knew at `known`; both default to now. None: not known."""
    return as_of_many(register, [subject_id], valid=valid, known=known).get(subject_id)


def as_of_many(
    register: Register, subject_ids: Iterable[int], *, valid: datetime | None = None, known: datetime | None = None
) -> dict[int, State]:
    """Many records as of the same two moments; those that were not known are left out."""
    now = timezone.now()
    found = {}
    ids = list(subject_ids)
    acts = acts_of(register, ids)
    for subject_id in ids:
        state = fold_acts(
            register, acts.get(subject_id, ()), subject_id=subject_id, valid=valid or now, known=known or now
        )
        if state is not None:
            found[subject_id] = state
    return found


def as_of_list(
    register: Register,
    *,
    field: str,
    value: Any,
    valid: datetime | None = None,
    known: datetime | None = None,
    after: int = 0,
    limit: int = 100,
) -> list[State]:
    """The records of which an open field had this value as of the two moments, by subject, beyond `after`.

    Looks at every subject of which the field was ever stated so; give a field whose acts have an index
    (`PersonAct`: household_id, mother_id, father_id, spouse_id; `HouseholdAct`: division_code). A subject that stood
    merged into another is left out. At most 1,000 at once. Raises LookupError for a sealed or unknown field.
    """
    if register.field(field).is_sealed:
        raise LookupError(f"{register.name}: {field} is sealed, so nothing can be listed by it.")
    limit = min(limit, LIST_MOST)
    found: list[State] = []
    while len(found) < limit:
        stated = register.act_model._default_manager.filter(**{f"fields__{field}": value}, subject_id__gt=after)
        ids = list(stated.order_by("subject_id").values_list("subject_id", flat=True).distinct()[:limit])
        if not ids:
            break
        states = as_of_many(register, ids, valid=valid, known=known)
        found += [
            state
            for state in states.values()
            if state.get(field) == value and not (register.merged_field and state.get(register.merged_field))
        ]
        after = ids[-1]
        if len(ids) < limit:
            break
    return sorted(found, key=lambda one: one.subject_id)[:limit]


def history(register: Register, subject_id: int) -> list[RegisterAct]:
    """Every act about the subject and those that were ever merged into it, oldest first, taken back ones too."""
    return acts_of(register, [subject_id]).get(subject_id, [])


def told_history(register: Register, subject_id: int) -> list[RegisterAct]:
    """The history as a page may tell it: without the acts of a subject that is not, or no longer, merged into this one.

    Two who were merged by mistake and parted again are two: neither reads in the other's record. That they were merged
    and parted is told of both.
    """
    acts = history(register, subject_id)
    by_subject: dict[int, list[Stated]] = defaultdict(list)
    for act in acts:
        by_subject[act.subject_id].append(stated_of(act))
    theirs = set(_joined(register, by_subject, subject_id=subject_id, known=timezone.now()))
    merges = {act.pk for act in acts if act.kind == "merge" and act.fields.get(register.merged_field) == subject_id}
    return [act for act in acts if act.subject_id in theirs or act.pk in merges or act.voids_id in merges]


def standing_acts(register: Register, subject_id: int) -> list[RegisterAct]:
    """The acts about a subject's own number that count and were not taken back, newest first. One query."""
    return standing_among(register.act_model._default_manager.filter(subject_id=subject_id))


def standing_among(acts: Iterable[RegisterAct]) -> list[RegisterAct]:
    """Those that count and were not taken back, newest first. Give all acts of their subjects."""
    newest_first = sorted(acts, key=lambda act: act.pk, reverse=True)
    voided: set[int] = set()
    for act in newest_first:
        if act.voids_id and act.pk not in voided:
            voided.add(act.voids_id)
    return [act for act in newest_first if act.pk not in voided and not act.voids_id]


def canonical(values: Mapping[str, Any]) -> bytes:
    """The one way to write values down: JSON with sorted keys."""
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str).encode()
