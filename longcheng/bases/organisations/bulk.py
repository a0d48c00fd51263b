"""Loading synthetic organisations by the million: acts, records and names side by side, by COPY.

What stands then is what stating each act would have left. Blocks are made in processes of their own while the database
takes in the ones before. Everything happens in one transaction, so a load that is interrupted leaves nothing behind.
"""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from longcheng.bases.organisations.bulk_rows import (
    COLUMNS,
    MOST_ACTS,
    MOST_LICENCE_ACTS,
    MOST_LICENCES,
    Ids,
    Rows,
    rows_of,
)
from longcheng.bases.organisations.indexing import index_all, index_organisations
from longcheng.bases.organisations.models import Licence, LicenceAct, Organisation, OrganisationAct
from longcheng.bases.organisations.synthetic.lives import BLOCK, City, lives_of
from longcheng.bases.population.synthetic.drawing import Numbers

INDEXES_LATER = 100_000  # from here on it is faster to make the indexes once than to keep them row by row
Report = Callable[[int], None]


def load(
    count: int, *, city: City, processes: int = 0, indexes_later: bool | None = None, report: Report | None = None
) -> int:
    """Load `count` synthetic organisations with their licences; returns how many. No events are sent, nobody is told.

    `processes` make blocks, 0 does it here. Indexes are put off for a big load that at least doubles the register,
    unless `indexes_later` says otherwise; then readers of the register wait until the load is whole.
    """
    present = Organisation.objects.filter(is_synthetic=True).count()
    later = (count >= INDEXES_LATER and present <= count) if indexes_later is None else indexes_later
    with transaction.atomic():
        with _indexes_put_off(later):
            loaded, numbers = _loaded(count, present, city, processes, report)
        if not later:
            index_organisations(numbers)
    if later:
        index_all()
    if count >= BLOCK:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE " + ", ".join(_quoted(model) for model in COLUMNS))
    return loaded


def _loaded(count: int, first: int, city: City, processes: int, report: Report | None) -> tuple[int, list[int]]:
    loaded, numbers = 0, []
    for rows, block in _made(count, first=first, city=city, processes=processes):
        _copy(rows)
        numbers += block
        loaded += rows.organisations
        if report:
            report(loaded)
    return loaded, numbers


def _made(count: int, *, first: int, city: City, processes: int) -> Iterator[tuple[Rows, list[int]]]:
    """The blocks in their order with the numbers of their organisations; at most two a process are ahead."""
    moment = timezone.now()
    jobs = [(first + start, min(BLOCK, count - start)) for start in range(0, count, BLOCK)]
    if not processes:
        for number, size in jobs:
            ids = _reserved(size)
            yield rows_of(lives_of(number, size, city), ids, city, moment), ids.organisations.tolist()
        return
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=fork, initializer=_keep_city, initargs=(city,)) as pool:
        waiting: list[tuple[Future[Rows], Ids]] = []
        for number, size in jobs:
            ids = _reserved(size)
            waiting.append((pool.submit(_rows_here, number, size, ids, moment), ids))
            if len(waiting) > 2 * processes:
                future, made = waiting.pop(0)
                yield future.result(), made.organisations.tolist()
        for future, made in waiting:
            yield future.result(), made.organisations.tolist()


_city: list[City] = []


def _keep_city(city: City) -> None:
    _city[:] = [city]


def _rows_here(number: int, size: int, ids: Ids, moment: datetime) -> Rows:
    return rows_of(lives_of(number, size, _city[0]), ids, _city[0], moment)


def _reserved(count: int) -> Ids:
    return Ids(
        organisations=_next(Organisation, count),
        organisation_acts=_next(OrganisationAct, MOST_ACTS * count),
        licences=_next(Licence, MOST_LICENCES * count),
        licence_acts=_next(LicenceAct, MOST_LICENCE_ACTS * count),
    )


def _next(model: Any, count: int) -> Numbers:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(nextval(pg_get_serial_sequence(%s, 'id'))) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return np.array(cursor.fetchone()[0], np.int64)


def _copy(rows: Rows) -> None:
    with connection.cursor() as cursor:
        for model, names in COLUMNS.items():
            columns = ", ".join(connection.ops.quote_name(name) for name in names)
            with cursor.copy(f"COPY {_quoted(model)} ({columns}) FROM STDIN") as copy:
                copy.write(rows.texts[model])


def _quoted(model: Any) -> str:
    return connection.ops.quote_name(model._meta.db_table)


@contextmanager
def _indexes_put_off(later: bool) -> Iterator[None]:
    """Take away the indexes that are no constraints and make them again, in the same transaction."""
    if not later:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT index.indexrelid::regclass::text, pg_get_indexdef(index.indexrelid) FROM pg_index AS index "
            "WHERE index.indrelid = ANY(SELECT unnest(%s::text[])::regclass) AND NOT index.indisunique",
            [[model._meta.db_table for model in COLUMNS]],
        )
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f"DROP INDEX {name}")
        # Checks that wait for the end of the transaction would be millions by then, and no index is made before them.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        for _name, definition in found:
            cursor.execute(definition)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
