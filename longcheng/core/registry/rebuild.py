"""Proving that the records are nothing but their acts: made anew, they have the same bytes."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from longcheng.core.registry.acts import project
from longcheng.core.registry.declaring import Register
from longcheng.core.registry.reading import canonical

CHUNK = 2_000


def columns_of(register: Register) -> list[str]:
    """The columns that come from acts: all but those that the record model calls `KEPT`, such as an account."""
    kept = set(getattr(register.record_model, "KEPT", ()))
    return sorted(field.attname for field in register.record_model._meta.concrete_fields if field.name not in kept)


def digest_of(register: Register) -> str:
    """SHA-256 over all records in the order of their numbers, sealed values opened: a seal is never the same twice."""
    digest = hashlib.sha256()
    names = columns_of(register)
    for record in register.record_model._default_manager.order_by("pk").iterator(chunk_size=CHUNK):
        digest.update(canonical({name: getattr(record, name) for name in names}))
        digest.update(b"\n")
    return digest.hexdigest()


def rebuild(register: Register) -> tuple[str, str]:
    """Make the record of every subject anew from its acts, and return the digests before and after.

    One transaction: readers see the old records until it is whole, and whoever states something waits for it. Costs
    about a minute for 100,000 subjects.
    """
    with transaction.atomic():
        hold_statements(register)
        before = digest_of(register)
        for portion in _portions(register):
            project(register, portion)
        after = digest_of(register)
    return before, after


def hold_statements(register: Register) -> None:
    """Keep other statements off until the transaction ends.

    One lock for the whole table: the database has room for some thousand locks, not for one a subject.
    """
    table = connection.ops.quote_name(register.act_model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")


def _portions(register: Register) -> Iterator[list[int]]:
    after = 0
    while True:
        subjects: Any = register.act_model._default_manager.filter(subject_id__gt=after).order_by("subject_id")
        portion = list(subjects.values_list("subject_id", flat=True).distinct()[:CHUNK])
        if not portion:
            return
        yield portion
        after = portion[-1]
