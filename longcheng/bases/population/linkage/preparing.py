"""From the records as they were written to the columns that are compared, in DuckDB."""
# ruff: noqa: S608  the SQL is made of our own names of tables and columns; values never stand in it

from pathlib import Path

import duckdb
import pyarrow as pa

from longcheng.bases.population.linkage.signs import plain, said, shape

MEMORY_GB, THREADS = 6, 2
RECORDS, COMPARED = "records", "compared"
CHUNK = 200_000  # names that are spelt out at once

# GB 11643-1999: the sum of the weighted digits modulo 11 gives the check digit.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SUM = " + ".join(f"(ord(number[{at}]) - 48) * {weight}" for at, weight in enumerate(_WEIGHTS, 1))
_VALID = f"""CASE WHEN number[7:14] BETWEEN '18500101' AND '20991231'
    AND substr('10X98765432', 1 + ({_SUM}) % 11, 1) = number[18] THEN number END"""
# 省市区镇 and the community before the estate say no more than the division code does.
_ABOVE = "^(.{2,8}?省)?(.{2,5}?市)?(.{1,3}[区县市])?(.{1,6}?(街道|镇|乡))?(.{1,12}?委员?会)?"
_PARTS = "(号楼|幢|栋|座|单元|号|#|﹣|—|–|－|-)+"
_COLUMNS = f"""
CREATE OR REPLACE TABLE {COMPARED} AS
WITH written AS (
    SELECT id AS unique_id, nullif(trim(name), '') AS name, nullif(trim(former_name), '') AS former_name,
        nullif(sex, '') AS sex, birth_date AS birth, division_code,
        CASE WHEN regexp_full_match(upper(trim(number)), '[0-9]{{17}}[0-9X]') THEN upper(trim(number)) END AS number,
        CASE WHEN length(phone) >= 7 THEN phone END AS phone,
        nullif(rtrim(regexp_replace(regexp_replace(regexp_replace(
            translate(replace(address, ' ', ''), '０１２３４５６７８９', '0123456789'),
            '{_ABOVE}', ''), '{_PARTS}', '-', 'g'), '室', '', 'g'), '-'), '') AS home
    FROM {RECORDS}
)
SELECT w.*, {_VALID} AS valid, coalesce(nullif(regexp_extract(home, '^[^0-9]+[0-9]+'), ''), home) AS building,
    n.plain, n.sound, n.turned, n.shape, f.plain AS former
FROM written w LEFT JOIN spelt n ON n.name = w.name LEFT JOIN spelt f ON f.name = w.former_name
"""


def opened(path: str = ":memory:", *, temporary: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB that loads nothing from anywhere, within two threads and six gigabytes.

    What is more goes encrypted to `temporary`, which the caller removes. The key lives in the process; it is drawn by
    the cipher built into DuckDB, which DuckDB itself calls weak: it keeps a stolen disk from being read at a glance, no
    more (decision 25).
    """
    return duckdb.connect(
        path,
        config={
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
            "memory_limit": f"{MEMORY_GB}GB",
            "threads": THREADS,
            "temp_directory": str(temporary),
            "temp_file_encryption": True,
            "force_mbedtls_unsafe": True,
            "preserve_insertion_order": False,
        },
    )


def prepare(base: duckdb.DuckDBPyConnection) -> int:
    """Make the table of compared columns from the table of records; returns how many there are.

    Records have id, name, former_name, sex, birth_date (`2026-11-23`), number, phone, address, division_code, all texts
    but the id, each perhaps missing. About 25 s for three million.
    """
    _spell_names(base)
    base.execute(_COLUMNS)
    base.execute("DROP TABLE spelt")
    return int(base.execute(f"SELECT count(*) FROM {COMPARED}").fetchall()[0][0])


def _spell_names(base: duckdb.DuckDBPyConnection) -> None:
    """Every name once, with its usual characters, its sound both ways round and its shape."""
    base.execute("CREATE OR REPLACE TABLE spelt (name TEXT, plain TEXT, sound TEXT, turned TEXT, shape TEXT)")
    names = base.cursor().execute(
        f"SELECT trim(name) AS name FROM {RECORDS} WHERE trim(name) <> ''"
        f" UNION SELECT trim(former_name) FROM {RECORDS} WHERE trim(former_name) <> ''"
    )
    while rows := names.fetchmany(CHUNK):
        spelt = pa.table(
            [pa.array(column) for column in zip(*map(_spelt, rows), strict=True)], ["n", "p", "s", "t", "h"]
        )
        base.register("spelling", spelt)
        base.execute("INSERT INTO spelt SELECT * FROM spelling")
        base.unregister("spelling")


def _spelt(row: tuple[str]) -> tuple[str, str, str, str, str]:
    usual = plain(row[0])
    sound, turned = said(usual)
    return row[0], usual, sound, turned, shape(usual)
