"""Stating acts: the only way anything comes into a register. The rooms' actions call these in their transactions."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Actor
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.registry.bulk_loading import copy_records, copy_rows, reserved
from longcheng.core.registry.declaring import Register, source_named
from longcheng.core.registry.doubts.filing import weigh_against_owner
from longcheng.core.registry.folding import State, fold
from longcheng.core.registry.models import Due, RegisterAct, RegisterRecord
from longcheng.core.registry.reading import acts_of, counted, fold_acts, owners_of

UNDO = "undo"
BATCH = 2_000
OBJECT_MOST, GEOMETRY_MOST = 50_000, 4_000_000  # signs
_HEXADECIMAL = re.compile(r"[0-9a-fA-F]*")


@dataclass(frozen=True, kw_only=True)
class Statement:
    """What is to be stated. Without `subject_id` it is of somebody new; without `valid_from` it holds from now on.

    `values` by field, in their JSON form; None says that there is none. A day counts from its midnight in the city.
    """

    kind: str
    source: str
    values: Mapping[str, Any]
    subject_id: int | None = None
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    reason: str = ""
    source_key: str = ""
    batch_id: int | None = None
    voids_id: int | None = None


@dataclass
class Stated:
    """What came of a statement: the act, the record as it stands now, doubts that were opened by it."""

    act: Any
    record: Any
    doubts: list[Any] = field(default_factory=list)


def state(register: Register, statement: Statement, *, by: Actor | None) -> Stated:
    """One act with all that follows from it. Raises RuntimeError outside a transaction, Unfit for unfit values."""
    return state_all(register, [statement], by=by)[0]


def state_all(
    register: Register, statements: Sequence[Statement], *, by: Actor | None, is_held: bool = False
) -> list[Stated]:
    """Many acts at once, in their order; about six queries for all of them.

    Two that touch the same record wait for each other; `is_held` says that the caller keeps all others off already
    (`rebuild.hold_statements`), for the database has room for some thousand locks, not for one a subject. Raises Unfit
    naming every value that does not fit; then nothing is stated.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An act is stated inside transaction.atomic(), together with what follows from it.")
    if not statements:
        return []
    _refuse_unfit(register, statements)
    numbers = _new_subjects(register, sum(one.subject_id is None for one in statements))
    subjects = [numbers.pop(0) if one.subject_id is None else one.subject_id for one in statements]
    if not is_held:
        lock_subjects(register, subjects)
    acts = [_act(register, one, subject_id=subject, by=by) for one, subject in zip(statements, subjects, strict=True)]
    register.act_model._default_manager.bulk_create(acts, batch_size=BATCH)
    _keep_due(register, acts)
    touched = set(subjects) | _merged_into(register, subjects, acts)
    states, records = _project(register, touched)
    follow(register, touched)
    doubts = weigh_against_owner(register, acts, states, records)
    return [Stated(act, records.get(act.subject_id), doubts.get(act.pk, [])) for act in acts]


def state_new(register: Register, statements: Sequence[Statement], *, by: Actor | None) -> list[int]:
    """Many acts about subjects that nobody knows yet, one each, which hold already; returns the subjects' numbers.

    What `state_all` makes of them, without what new ones do not need: no locks, nothing read back, no doubts. A tenth
    of its cost. Raises RuntimeError outside a transaction and for what is not new; Unfit.
    """
    now = timezone.now()
    if not connection.in_atomic_block:
        raise RuntimeError("An act is stated inside transaction.atomic(), together with what follows from it.")
    if any(one.subject_id is not None or (one.valid_from or now) > now or one.valid_to for one in statements):
        raise RuntimeError("Only what is new and holds now and from now on is stated so. Use state_all().")
    _refuse_unfit(register, statements)
    subjects = _new_subjects(register, len(statements))
    acts = [_act(register, one, subject_id=subject, by=by) for one, subject in zip(statements, subjects, strict=True)]
    _write_new(register, acts)
    owners, now = owners_of(register), timezone.now()
    folded = {
        act.subject_id: fold([counted(register, act)], subject_id=act.subject_id, owners=owners, valid=now, known=now)
        for act in acts
    }
    states = {subject_id: state for subject_id, state in folded.items() if state is not None}
    columns = register.project(states)
    records = [
        {"id": subject_id, "last_act_id": state.last_act_id, **columns[subject_id]}
        for subject_id, state in states.items()
    ]
    copy_records(register.record_model, records)
    follow(register, subjects)
    return subjects


def _write_new(register: Register, acts: Sequence[Any]) -> None:
    """The acts by COPY, three times as fast as rows of an INSERT; sealed ones go the way that seals them."""
    if any(act.sealed is not None for act in acts):
        register.act_model._default_manager.bulk_create(acts, batch_size=BATCH)
        return
    for act, number in zip(acts, reserved(register.act_model, len(acts)), strict=True):
        act.pk = number
    names = [field.attname for field in register.act_model._meta.concrete_fields]
    fields_at = names.index("fields")
    rows = ([getattr(act, name) for name in names] for act in acts)
    copy_rows(
        register.act_model,
        names,
        ([*row[:fields_at], orjson.dumps(row[fields_at]).decode(), *row[fields_at + 1 :]] for row in rows),
    )


def take_back(register: Register, act_id: int, *, by: Actor | None, reason: str, source: str = "") -> Any:
    """Take an act back: it counts no more, and stands in the history with the reason. Taking back can be taken back.

    Raises Unfit for an act that does not exist or is taken back already.
    """
    act = register.act_model._default_manager.filter(pk=act_id).first()
    if act is None:
        raise Unfit({"act": _("This act does not exist.")})
    undone = Statement(
        kind=UNDO, source=source or act.source, values={}, subject_id=act.subject_id, reason=reason, voids_id=act.pk
    )
    return state(register, undone, by=by).act


def reproject(register: Register, subject_ids: Iterable[int]) -> dict[int, State]:
    """Make the records anew from their acts, in portions of a transaction each; returns the states as of now."""
    found: dict[int, State] = {}
    ids = sorted(set(subject_ids))
    for first in range(0, len(ids), BATCH):
        portion = ids[first : first + BATCH]
        with transaction.atomic():
            lock_subjects(register, portion)
            found |= project(register, portion)
    return found


def project(register: Register, subject_ids: Iterable[int]) -> dict[int, State]:
    """Make the records anew for a caller that keeps statements about them off; returns the states as of now."""
    states, _records = _project(register, subject_ids)
    follow(register, subject_ids)
    return states


def follow(register: Register, subject_ids: Iterable[int]) -> None:
    """Bring up to date what hangs on these records."""
    register.derive(sorted(set(subject_ids)))


def project_due(register: Register, *, now: datetime) -> int:
    """Make those records anew of which an act has begun or ceased to hold by now; returns how many."""
    with transaction.atomic():
        due = list(Due.objects.select_for_update(skip_locked=True).filter(register=register.name, at__lte=now)[:BATCH])
        reproject(register, [one.subject_id for one in due])
        Due.objects.filter(pk__in=[one.pk for one in due]).delete()
    return len(due)


def _refuse_unfit(register: Register, statements: Sequence[Statement]) -> None:
    defects: dict[str, str] = {}
    for one in statements:
        source_named(one.source)
        if one.voids_id is None:
            register.kind(one.kind)
        for name, value in one.values.items():
            one_field = register.field(name)
            if not _fits(one_field.kind, value, longest=one_field.longest):
                defects[name] = _("It does not have the form of this field.")
        defects.update(register.check(one.values))
    if defects:
        raise Unfit(defects)


def _fits(kind: str, value: Any, *, longest: int = 500) -> bool:
    if value is None:
        return True
    if kind == "number":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "numbers":
        return isinstance(value, list) and all(_fits("number", one) and one is not None for one in value)
    if kind == "yes":
        return isinstance(value, bool)
    if kind == "decimal":
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if kind == "object":
        return _is_json(value)
    if kind == "geometry":
        return isinstance(value, str) and len(value) <= GEOMETRY_MOST and bool(_HEXADECIMAL.fullmatch(value))
    if kind == "date":
        try:
            return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
        except ValueError:
            return False
    return isinstance(value, str) and "\0" not in value and len(value) <= longest


def _is_json(value: Any) -> bool:
    """Whether the database can hold it as JSON: finite numbers, no NUL, bounded."""
    try:
        written = orjson.dumps(value)
    except (TypeError, ValueError):
        return False
    return isinstance(value, dict | list) and len(written) <= OBJECT_MOST and b"\\u0000" not in written


def _new_subjects(register: Register, count: int) -> list[int]:
    if not count:
        return []
    table = register.record_model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count])
        return [row[0] for row in cursor.fetchall()]


def lock_subjects(register: Register, subject_ids: Iterable[int]) -> None:
    """Whoever changes the same records waits; always in the order of their numbers, so that nobody waits in a ring."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s || ' ' || one, 0)) FROM "
            "(SELECT unnest(%s::bigint[]) AS one ORDER BY 1) AS ordered",
            [register.name, sorted(set(subject_ids))],
        )


def _act(register: Register, one: Statement, *, subject_id: int, by: Actor | None) -> Any:
    now = timezone.now()
    sealed = {name: value for name, value in one.values.items() if register.field(name).is_sealed}
    return register.act_model(
        subject_id=subject_id,
        kind=one.kind,
        source=one.source,
        fields={name: value for name, value in one.values.items() if name not in sealed},
        sealed=orjson.dumps(sealed).decode() if sealed else None,
        valid_from=one.valid_from or now,
        valid_to=one.valid_to,
        recorded_at=now,
        recorded_by_id=by.pk if isinstance(by, Account) else None,
        voids_id=one.voids_id,
        batch_id=one.batch_id,
        source_key=one.source_key,
        reason=one.reason,
    )


def _keep_due(register: Register, acts: Iterable[RegisterAct]) -> None:
    now = timezone.now()
    due = [
        Due(register=register.name, subject_id=act.subject_id, at=moment)
        for act in acts
        for moment in (act.valid_from, act.valid_to)
        if moment is not None and moment > now
    ]
    Due.objects.bulk_create(due, ignore_conflicts=True)


def _merged_into(register: Register, subjects: Iterable[int], acts: Iterable[Any]) -> set[int]:
    """The records that change with these: into which they are merged, or were until now."""
    field = register.merged_field
    if not field:
        return set()
    found: set[int] = set()
    new = set(subjects)
    while new:
        merges = register.act_model._default_manager.filter(subject_id__in=new, kind="merge")
        new = {fields[field] for fields in merges.values_list("fields", flat=True) if fields.get(field)} - found
        found |= new
    return found


def _project(register: Register, subject_ids: Iterable[int]) -> tuple[dict[int, State], dict[int, Any]]:
    ids = sorted(set(subject_ids))
    acts = acts_of(register, ids)
    now = timezone.now()
    states = {}
    for subject_id in ids:
        state = fold_acts(register, acts.get(subject_id, ()), subject_id=subject_id, valid=now, known=now)
        if state is not None:
            states[subject_id] = state
    columns = register.project(states)
    records = _records(register, states, columns)
    if records:
        names = ["last_act_id", *next(iter(columns.values()))]
        register.record_model._default_manager.bulk_create(
            records, update_conflicts=True, unique_fields=["id"], update_fields=names, batch_size=BATCH
        )
    return states, _records_of(register, ids)


def _records(register: Register, states: Mapping[int, State], columns: Mapping[int, dict[str, Any]]) -> list[Any]:
    return [
        register.record_model(id=subject_id, last_act_id=state.last_act_id, **columns[subject_id])
        for subject_id, state in states.items()
    ]


def _records_of(register: Register, ids: Sequence[int]) -> dict[int, Any]:
    found: dict[int, RegisterRecord] = register.record_model._default_manager.in_bulk(ids)
    return dict(found)
