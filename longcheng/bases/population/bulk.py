"""Loading synthetic residents by the million: acts and records side by side, by COPY, as `state` would have left them.

Blocks are made and sealed in processes of their own while the database takes in the ones before. Everything happens in
one transaction, so a load that is interrupted leaves nothing behind; not even a missing index, where they are put off.
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

from longcheng.bases.population.bulk_rows import COLUMNS, Ids, Rows, rows_of
from longcheng.bases.population.models import Household, HouseholdAct, Person, PersonAct
from longcheng.bases.population.synthetic.blocks import BLOCK, City
from longcheng.bases.population.synthetic.drawing import Numbers
from longcheng.bases.population.synthetic.families import households_of
from longcheng.core.protection.ring import ring

# From here on it is faster to make the indexes once than to keep them row by row. Measured: without them the database
# takes in 20,000 people in 0.21 s, with them in 0.6 s and more as they grow; making them costs 0.15 s for as many.
INDEXES_LATER = 200_000
MODELS = (Household, HouseholdAct, Person, PersonAct)
Report = Callable[[int], None]


def load(
    count: int, *, city: City, processes: int = 0, indexes_later: bool | None = None, report: Report | None = None
) -> int:
    """Load `count` synthetic residents in their households; returns how many. No events are sent, nobody is told.

    `processes` make and seal blocks, 0 does it here. Indexes are put off for a big load that at least doubles the
    register, unless `indexes_later` says otherwise; then readers of the register wait until the load is whole.
    """
    present = Person.objects.filter(is_synthetic=True).count()
    later = (count >= INDEXES_LATER and present <= count) if indexes_later is None else indexes_later
    with transaction.atomic(), _indexes_put_off(later):
        loaded = 0
        for rows in _made(count, first=present, city=city, processes=processes):
            _copy(rows)
            loaded += rows.people
            if report:
                report(loaded)
    if count >= BLOCK:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE " + ", ".join(_quoted(model) for model in MODELS))
    return loaded


def _made(count: int, *, first: int, city: City, processes: int) -> Iterator[Rows]:
    """The blocks in their order; at most two a process are ahead of the database."""
    moment = timezone.now()
    jobs = ((first + start, min(BLOCK, count - start)) for start in range(0, count, BLOCK))
    if not processes:
        for number, size in jobs:
            yield rows_of(number, size, _reserved(size, city), city, moment)
        return
    ring()  # the keys of this process, which its children keep
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=fork, initializer=_keep_city, initargs=(city,)) as pool:
        waiting: list[Future[Rows]] = []
        for number, size in jobs:
            waiting.append(pool.submit(_rows_here, number, size, _reserved(size, city), moment))
            if len(waiting) > 2 * processes:
                yield waiting.pop(0).result()
        for one in waiting:
            yield one.result()


_city: list[City] = []


def _keep_city(city: City) -> None:
    _city[:] = [city]


def _rows_here(number: int, size: int, ids: Ids, moment: datetime) -> Rows:
    return rows_of(number, size, ids, _city[0], moment)


def _reserved(people: int, city: City) -> Ids:
    households = sum(households_of(people, city.figures))
    return Ids(
        persons=_next(Person, people),
        person_acts=_next(PersonAct, people),
        households=_next(Household, households),
        household_acts=_next(HouseholdAct, households),
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
            [[model._meta.db_table for model in MODELS]],
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
