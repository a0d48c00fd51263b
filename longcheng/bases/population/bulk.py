"""Loading synthetic residents by the million: acts and records side by side, by COPY, as `state` would have left them.

Blocks are made and sealed in processes of their own while the database takes in the ones before. Everything happens in
one transaction, so a load that is interrupted leaves nothing behind; not even a missing index, where they are put off.
"""

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
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
from longcheng.core.registry.bulk_loading import indexes_put_off, quoted, reserved

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
    with transaction.atomic(), indexes_put_off(MODELS, later=later):
        loaded = 0
        for rows in _made(count, first=present, city=city, processes=processes):
            _copy(rows)
            loaded += rows.people
            if report:
                report(loaded)
    if count >= BLOCK:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE " + ", ".join(quoted(model) for model in MODELS))
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
        persons=_numbers(Person, people),
        person_acts=_numbers(PersonAct, people),
        households=_numbers(Household, households),
        household_acts=_numbers(HouseholdAct, households),
    )


def _numbers(model: Any, count: int) -> Numbers:
    return np.array(reserved(model, count), np.int64)


def _copy(rows: Rows) -> None:
    with connection.cursor() as cursor:
        for model, names in COLUMNS.items():
            columns = ", ".join(connection.ops.quote_name(name) for name in names)
            with cursor.copy(f"COPY {quoted(model)} ({columns}) FROM STDIN") as copy:
                copy.write(rows.texts[model])
