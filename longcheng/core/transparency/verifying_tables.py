"""What verifying asks of the database before it believes any row: that the tables show everybody the same."""

from collections.abc import Iterator
from typing import Any

import psycopg

from longcheng.core.transparency import canonical
from longcheng.core.transparency.models import Line, Node, Progress, Refusal, SignedCheckpoint, Span, Writer

MODELS = (Line, Writer, Span, Node, SignedCheckpoint, Progress, Refusal)
FETCHED = 5_000
# A view, a rule, a policy or a child could show rows to us and hide them from a page: it knows our kind of transaction.
_TABLES = """
SELECT c.relname::text, c.relkind = 'r', NOT EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = c.oid),
       NOT (c.relrowsecurity OR c.relforcerowsecurity),
       NOT EXISTS (SELECT FROM pg_inherits i WHERE c.oid IN (i.inhrelid, i.inhparent)),
       EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary AND i.indisvalid),
       ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
             AND a.attnotnull AND a.attgenerated = ''),
       ARRAY(SELECT t.tgname::text FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal),
       ARRAY(SELECT t.tgname::text FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgenabled IN ('O', 'A'))
FROM unnest(%s::text[]) n JOIN pg_class c ON c.oid = to_regclass(n)
"""
_UNLIKE = (
    "is no table", "has a rule, which can change what is read", "has row security, which can hide rows",
    "is joined to another by inheritance", "has no primary key",
)  # fmt: skip


def tables_unlike(connection: "psycopg.Connection[Any]") -> tuple[list[str], list[str]]:
    """What is not as the migrations made it: what could deceive us, and guards that are off, which only helps to."""
    models = {model._meta.db_table: model for model in MODELS}
    unlike, off = [], []
    for name, *holds, kept, triggers, awake in connection.execute(_TABLES, (list(models),)):
        model = models.pop(name)
        unlike += [f"{name} {told}" for told, is_so in zip(_UNLIKE, holds, strict=True) if not is_so]
        needed = [str(field.column) for field in model._meta.local_concrete_fields if not field.null]
        unlike += [f"the column {column} of {name} may be empty or is gone" for column in needed if column not in kept]
        guards = _guards(name)
        unlike += [f"{name} has a trigger that is not the city's: {other}" for other in sorted({*triggers} - guards)]
        off += [f"The guard {guard} is switched off or gone." for guard in sorted(guards - {*awake})]
    unlike += [f"{name} does not exist" for name in models]
    return unlike, off


def _guards(table: str) -> set[str]:
    """The triggers of migration 0002."""
    rises = {f"{table}_rises"} if table in {Writer._meta.db_table, Progress._meta.db_table} else set()
    return {f"{table}_stays", f"{table}_not_emptied"} | rises


def lines(connection: "psycopg.Connection[Any]", where: str) -> Iterator[tuple[bytes, bytes]]:
    """Lines in canonical form, each with its mark."""
    statement = f"COPY (SELECT {canonical.SELECTED}, {canonical.MAC} {where}) TO STDOUT"
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        for row in copy:
            line, mark = bytes(row)[:-1].rsplit(b"\t", 1)
            yield line, mark


def numbers_of(line: bytes) -> tuple[int, int, int]:
    """Id, writer and number of a line; 0, which none of ours has, where somebody emptied one."""
    found = [0 if text == b"\\N" else int(text) for text in line.split(b"\t", 3)[:3]]
    return found[0], found[1], found[2]


def streamed(connection: "psycopg.Connection[Any]", statement: str) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement without holding them all."""
    with connection.cursor(name="ledger") as cursor:
        cursor.itersize = FETCHED
        yield from cursor.execute(statement.encode())
