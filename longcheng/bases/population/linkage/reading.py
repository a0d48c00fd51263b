"""The living persons of the register as the table `records` of a DuckDB, each look written into their log."""

from collections.abc import Callable, Iterable
from itertools import islice

import duckdb
import pyarrow as pa

from longcheng.bases.population.linkage.preparing import RECORDS
from longcheng.bases.population.linkage.record import LINKAGE_DUTY, RESIDENT_LINKED, linkable, with_former_names
from longcheng.core.access.permissions import Actor
from longcheng.core.access.personal import Seen
from longcheng.core.access.purposes import for_duty
from longcheng.core.access.reading import read_many

CHUNK = 20_000
# The columns of `records`, each with the part of the personal record that fills it.
COLUMNS = {
    "name": "name",
    "former_name": "former_name",
    "sex": "sex",
    "birth_date": "birth",
    "number": "number",
    "phone": "phone",
    "address": "address",
    "division_code": "community",
}


def read_register(base: duckdb.DuckDBPyConnection, *, by: Actor, tell: Callable[[int], None]) -> int:
    """Fill the table `records`; `tell` hears how many were read. About 10,000 persons a second."""
    texts = ", ".join(f"{column} TEXT" for column in COLUMNS)
    base.execute(f"CREATE OR REPLACE TABLE {RECORDS} (id BIGINT, {texts})")
    persons = with_former_names(linkable().select_related("household").iterator(chunk_size=CHUNK))
    seen = iter(read_many(persons, RESIDENT_LINKED, by=by, purpose=for_duty(LINKAGE_DUTY)))
    count = 0
    while chunk := list(islice(seen, CHUNK)):
        _keep(base, chunk)
        count += len(chunk)
        tell(count)
    return count


def _keep(base: duckdb.DuckDBPyConnection, chunk: Iterable[Seen]) -> None:
    rows = list(chunk)
    columns = [pa.array([one.row_id for one in rows], pa.int64())]
    columns += [pa.array([_text(one, part) for one in rows], pa.string()) for part in COLUMNS.values()]
    base.register("arrived", pa.table(columns, ["id", *COLUMNS]))
    base.execute(f"INSERT INTO {RECORDS} SELECT * FROM arrived")  # noqa: S608  a name of ours
    base.unregister("arrived")


def _text(one: Seen, part: str) -> str | None:
    """What the record says; a mask says nothing."""
    value = one[part]
    return None if value.is_masked or not value.content else str(value.content)
