"""Rows that many tests begin with, made once in a process and copied into the database of each further test."""

from collections.abc import Callable
from functools import cache

from django.db import connection, transaction

# Made again by the database itself: an act belongs to the transaction of the test that copies it.
NOT_COPIED = {"xact"}
_kept: dict[str, list[tuple[str, str, bytes]]] = {}


def founded_once(name: str, found: Callable[[], object]) -> None:
    """Call `found` in the first test, and copy into every later one what it left in tables that were empty before.

    Only for a beginning that is the same in every test. Tables that held rows before are compared by their numbers
    alone: a row that `found` changes or adds there is added for the later tests as well, but not changed.
    """
    if name in _kept:
        with transaction.atomic():  # whatever refers to a row of a later table is looked at when all are there
            for table, columns, rows in _kept[name]:
                _write(table, columns, rows)
        _count_on({table for table, _columns, _rows in _kept[name]})
        return
    before = {table: _count(table) for table in _tables()}
    found()
    _kept[name] = [
        (table, columns, _read(table, columns))
        for table in _tables()
        if not before[table] and _count(table) and (columns := _columns(table))
    ]


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")  # noqa: S608  the name of our own table
        return int(cursor.fetchone()[0])


def _columns(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
            "AND attgenerated = ''",
            [table],
        )
        return ", ".join(f'"{row[0]}"' for row in cursor.fetchall() if row[0] not in NOT_COPIED)


def _read(table: str, columns: str) -> bytes:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) TO STDOUT (FORMAT binary)") as copy:
        return b"".join(bytes(part) for part in copy)


def _write(table: str, columns: str, rows: bytes) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN (FORMAT binary)") as copy:
        copy.write(rows)


@cache
def _sequences() -> tuple[tuple[str, str, str], ...]:
    """Every sequence with the table and column that it counts for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sequence.relname, owner.relname, attname FROM pg_class AS sequence "
            "JOIN pg_depend ON pg_depend.objid = sequence.oid AND pg_depend.deptype IN ('a', 'i') "
            "JOIN pg_class AS owner ON owner.oid = pg_depend.refobjid "
            "JOIN pg_attribute ON attrelid = owner.oid AND attnum = pg_depend.refobjsubid "
            "WHERE sequence.relkind = 'S'"
        )
        return tuple(cursor.fetchall())


def _count_on(tables: set[str]) -> None:
    """Let the sequences of these tables go on behind the copied rows."""
    told = [
        f"SELECT setval('{sequence}', greatest((SELECT max({column}) FROM {table}), nextval('{sequence}')))"  # noqa: S608
        for sequence, table, column in _sequences()
        if table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(told))
