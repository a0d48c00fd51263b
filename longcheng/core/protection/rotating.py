"""Changing keys 换钥匙: a new one for what comes, all there is under it bit by bit, the old one retired when unused.

Every step can be killed and begun again: what is already under the current key is passed over. The city runs on
meanwhile, because every key of the ring opens and rows that somebody else has in hand are left for the next pass.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from longcheng.core.protection.columns import Column, columns, key_id_of, values_by_key
from longcheng.core.protection.fields import BlindIndexField, SealedTextField
from longcheng.core.protection.ring import change_ring, ring
from longcheng.core.protection.ring_file import KINDS, KeyRingError, Ring, RingKey
from longcheng.core.protection.sealing import SealBroken

BATCH = 500
PASSES = 5
# A process looks at the ring before each value, so nothing is sealed with an old key this long after the change.
SETTLED = timedelta(seconds=60)


class KeyInUse(KeyRingError):
    """The key cannot be retired yet; the text says what is still under it."""


@dataclass(frozen=True)
class Renewed:
    """How far a pass over one column has come; `broken`: values that no key opens, left as they are."""

    place: str
    done: int = 0
    broken: int = 0


def add_key(kind: str = "sealing") -> RingKey:
    """A new key, current from now on in every process. Raises KeyRingError."""
    return change_ring(lambda known: known.with_new_key(kind)).of(kind).current


def waiting(kind: str) -> int:
    """How many values do not yet stand under the current key."""
    current = ring().of(kind).current.id
    return sum(sum(places.values()) for key_id, places in values_by_key(kind).items() if key_id != current)


def renew(kind: str = "sealing", *, report: Callable[[Renewed], None] = lambda _: None) -> list[Renewed]:
    """Bring every value under the current key; returns what was done for each column.

    Rows in somebody's hand are tried again in further passes; `waiting` says what is left after the last.
    """
    totals: dict[str, Renewed] = {}
    for _ in range(PASSES):
        busy = 0
        for column in columns(kind):
            before = totals.get(column.place, Renewed(column.place))
            done = broken = 0
            for batch in _batches(column):
                done, broken = done + batch.done, broken + batch.broken
                report(Renewed(column.place, before.done + done, broken))
            totals[column.place] = Renewed(column.place, before.done + done, broken)
            busy += done
        if not busy or waiting(kind) == sum(total.broken for total in totals.values()):
            break
    return list(totals.values())


def renew_some(kind: str, *, most: int) -> int:
    """Bring at most about this many values under the current key, in the transaction that is open."""
    done = 0
    for column in columns(kind):
        for batch in _batches(column):
            done += batch.done
            if done >= most:
                return done
    return done


def _batches(column: Column) -> Iterator[Renewed]:
    """Renew one column from its first row to its last, a transaction for each batch."""
    after: Any = None
    while True:
        with transaction.atomic():
            rows = _take(column, after)
            if not rows:
                return
            renewed = _renew(column, rows)
        yield renewed
        after = rows[-1][0]


def _take(column: Column, after: Any) -> list[tuple[Any, bytes]]:
    """The next rows that stand under another key, locked; what somebody else has in hand is passed over."""
    source = column.name
    if isinstance(column.field, BlindIndexField):
        source = connection.ops.quote_name(str(source_of(column).column))
    beyond = "" if after is None else f"AND {column.pk} > %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column.pk}, {source} FROM {column.table} "  # noqa: S608  quoted names, no input
            f"WHERE {source} IS NOT NULL AND {key_id_of(column)} IS DISTINCT FROM %s {beyond} "
            f"ORDER BY {column.pk} LIMIT {BATCH} FOR UPDATE SKIP LOCKED",
            [ring().of(column.kind).current.id, *([] if after is None else [after])],
        )
        return [(pk, bytes(stored)) for pk, stored in cursor.fetchall()]


def _renew(column: Column, rows: Sequence[tuple[Any, bytes]]) -> Renewed:
    """Write the rows' values anew; those that do not open stay as they are and are counted."""
    fresh: list[tuple[Any, bytes | None]] = []
    for pk, stored in rows:
        try:
            fresh.append((pk, _fresh(column, stored)))
        except SealBroken:
            continue
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {column.table} SET {column.name} = %s WHERE {column.pk} = %s",  # noqa: S608  as above
            [(value, pk) for pk, value in fresh],
        )
    return Renewed(column.place, len(fresh), len(rows) - len(fresh))


def _fresh(column: Column, stored: bytes) -> bytes | None:
    field = column.field
    if isinstance(field, SealedTextField):
        return field.sealed(field.opened(stored))
    return field.index_of(source_of(column).opened(stored))


def source_of(column: Column) -> SealedTextField:
    """The sealed field that an indexed column belongs to."""
    assert isinstance(column.field, BlindIndexField)  # noqa: S101  only these have one
    source = column.model._meta.get_field(column.field.source)
    assert isinstance(source, SealedTextField)  # noqa: S101  a system check holds it
    return source


def retire(key_id: str, *, now: datetime | None = None) -> None:
    """Take a key out of the ring for good. Raises KeyInUse while anything is under it, KeyRingError if it is not there.

    Writers of all sealed tables wait meanwhile, so that nothing comes under the key between counting and retiring.
    Backups from before stay sealed with it: they need the key ring of their time.
    """
    kind = next((kind for kind in KINDS if key_id in ring().of(kind).keys), None)
    if kind is None:
        raise KeyRingError(f"The key {key_id} is not in the ring. ./city keys lists those that are.")
    current = ring().of(kind).current
    if key_id == current.id:
        raise KeyInUse(f"The key {key_id} is the current one. Make another first: ./city keys rotate")
    settled_at = current.made_at + SETTLED
    if (now or datetime.now(UTC)) < settled_at:
        raise KeyInUse(
            f"The key {key_id} was current until less than a minute ago. Wait until {settled_at:%H:%M:%S} UTC."
        )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '10s'")
        for column in columns(kind):
            cursor.execute(f"LOCK TABLE {column.table} IN SHARE MODE")
        places = values_by_key(kind).get(key_id)
        if places:
            told = ", ".join(f"{place} {count:,}" for place, count in sorted(places.items()))
            raise KeyInUse(f"The key {key_id} still seals {told}. Bring them under the current one: ./city keys reseal")

        def without(known: Ring) -> Ring:
            if key_id == known.of(kind).current.id:
                raise KeyInUse(f"The key {key_id} is the current one.")
            return known.without_key(kind, key_id)

        change_ring(without)
