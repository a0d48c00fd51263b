"""Loading a register by the million: acts and records side by side by COPY, as `state` would have left them.

Whoever loads makes the records by the register's own `project`, inside one transaction. Nobody is told and no doubts
are weighed: it is for what is new and for what no other source speaks of.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
from django.db import connection, models

Row = Sequence[Any]


def reserved(model: type[models.Model], count: int) -> list[int]:
    """So many numbers of the table's own sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [number for (number,) in cursor.fetchall()]


def copy_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Rows of these columns by COPY; what is JSON is given as its text, boxes and points as PostgreSQL writes them."""
    columns = ", ".join(connection.ops.quote_name(_column(model, name)) for name in names)
    with connection.cursor() as cursor, cursor.copy(f"COPY {quoted(model)} ({columns}) FROM STDIN") as copy:
        write = copy.write_row
        for row in rows:
            write(row)


def copy_records(model: type[models.Model], records: Sequence[Mapping[str, Any]]) -> None:
    """Records as `project` made them, with `id` and `last_act_id`."""
    if not records:
        return
    names = list(records[0])
    writers = [_writer(model, name) for name in names]
    changed = [(place, writer) for place, writer in enumerate(writers) if writer is not None]

    def rows() -> Iterator[list[Any]]:
        for record in records:
            row = list(record.values())
            for place, writer in changed:
                row[place] = writer(row[place])
            yield row

    copy_rows(model, names, rows())


def _column(model: type[models.Model], name: str) -> str:
    return str(next(one.column for one in model._meta.concrete_fields if name in {one.name, one.attname}))


def _writer(model: type[models.Model], name: str) -> Any:
    """How a value of the column is written; None where the driver knows it."""
    field = next(one for one in model._meta.concrete_fields if name in {one.name, one.attname})
    if isinstance(field, models.JSONField):
        return lambda value: None if value is None else orjson.dumps(value).decode()
    kind = field.db_type(connection)
    return field.get_prep_value if kind in {"box", "point"} else None


def quoted(model: type[models.Model]) -> str:
    return str(connection.ops.quote_name(model._meta.db_table))


@contextmanager
def indexes_put_off(tables: Sequence[type[models.Model]], *, later: bool = True) -> Iterator[None]:
    """Take away the indexes that are no constraints and make them again, in the same transaction."""
    if not later:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT index.indexrelid::regclass::text, pg_get_indexdef(index.indexrelid) FROM pg_index AS index "
            "WHERE index.indrelid = ANY(SELECT unnest(%s::text[])::regclass) AND NOT index.indisunique",
            [[model._meta.db_table for model in tables]],
        )
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f"DROP INDEX {name}")
        # Checks that wait for the end of the transaction would be millions by then, and no index is made before them.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for _name, definition in found:
            cursor.execute(definition)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
