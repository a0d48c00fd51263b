"""The linkage from records to groups and doubtful pairs, with its progress told as it goes."""
# ruff: noqa: S608  the SQL is made of our own names of tables and columns; values never stand in it

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from longcheng.bases.population.linkage.groups import Groups, Pair
from longcheng.bases.population.linkage.levels import COMPARISONS
from longcheng.bases.population.linkage.model import TRAIN_FROM, linker_of, train
from longcheng.bases.population.linkage.preparing import COMPARED, prepare
from longcheng.bases.population.linkage.sorting import DOUBT_FROM, DOUBTFUL, JOINED, levels_sql, verdict_sql

logging.getLogger("splink").setLevel(logging.ERROR)  # it warns of every level that a small file does not show

PAIRS, GROUPS, USED = "pairs", "groups", "used"
STEPS = ("prepare", "train", "compare", "sort", "join")
Tell = Callable[[str], None]


@dataclass
class Linked:
    """What one linkage found; the pairs and groups stand in the tables `pairs` and `groups` of the DuckDB."""

    records: int
    start_weight: float = 0.0  # before anything is compared: how rare a match is among all pairs
    joined: int = 0
    doubtful: int = 0
    refused: int = 0
    in_groups: int = 0
    seconds: dict[str, float] = field(default_factory=dict)


def link(base: duckdb.DuckDBPyConnection, *, apart: Iterable[Pair] = (), tell: Tell = lambda _step: None) -> Linked:
    """Compare the table `records` with itself; about a minute for three million records on two idle cores.

    `apart` are pairs that somebody has called two people, the lower number first: they are neither joined nor doubted.

    Table `pairs`: left_id, right_id, weight, probability, a level and a weight_ for each comparison, verdict. Table
    `groups`: id, group_id, for records that were joined; `used`: the pairs that hold each group together.
    Nothing leaves the process.
    """
    found = Linked(0)
    clock = time.monotonic()

    def step(name: str) -> None:
        nonlocal clock
        found.seconds[name] = time.monotonic() - clock
        clock = time.monotonic()

    tell("prepare")
    found.records = prepare(base)
    step("prepare")
    tell("train")
    linker = linker_of(base, found.records)
    train(linker, base, found.records)
    step("train")
    tell("compare")
    predicted = linker.inference.predict(threshold_match_weight=DOUBT_FROM)
    step("compare")
    tell("sort")
    apart = list(apart)
    _sort(base, predicted.physical_name, apart, has_frequencies=found.records >= TRAIN_FROM)
    predicted.drop_table_from_database_and_remove_from_cache()
    found.start_weight = _start_weight(base)
    step("sort")
    tell("join")
    found.refused = _join(base, apart)
    step("join")
    found.joined, found.doubtful, found.in_groups = _counts(base)
    return found


def _sort(base: duckdb.DuckDBPyConnection, predicted: str, apart: list[Pair], *, has_frequencies: bool) -> None:
    weights = ", ".join(
        f"mw_{one.name}{f' + mw_tf_adj_{one.name}' if one.frequency and has_frequencies else ''} AS weight_{one.name}"
        for one in COMPARISONS
    )
    base.execute(
        f"CREATE OR REPLACE TABLE {PAIRS} AS WITH levels AS (SELECT least(unique_id_l, unique_id_r) AS left_id,"
        f" greatest(unique_id_l, unique_id_r) AS right_id, match_weight AS weight, match_probability AS probability,"
        f" {levels_sql()}, {weights} FROM {predicted})"
        f" SELECT * FROM (SELECT *, {verdict_sql()} AS verdict FROM levels) WHERE verdict IS NOT NULL"
    )
    base.register("apart", _pairs_table(apart))
    base.execute(f"DELETE FROM {PAIRS} USING apart WHERE left_id = l AND right_id = r")
    base.unregister("apart")


def _pairs_table(pairs: list[Pair]) -> pa.Table:
    left, right = zip(*pairs, strict=True) if pairs else ((), ())
    return pa.table([pa.array(left, pa.int64()), pa.array(right, pa.int64())], ["l", "r"])


def _start_weight(base: duckdb.DuckDBPyConnection) -> float:
    """Splink's prior, which is what is left of a pair's weight without its comparisons."""
    parts = " - ".join(f"weight_{one.name}" for one in COMPARISONS)
    row = base.execute(f"SELECT weight - {parts} FROM {PAIRS} LIMIT 1").fetchall()
    return float(row[0][0]) if row else 0.0


def _join(base: duckdb.DuckDBPyConnection, apart: list[Pair]) -> int:
    numbers = dict(
        base.execute(
            f"SELECT unique_id, valid FROM {COMPARED} WHERE valid IS NOT NULL AND unique_id IN ("
            f"SELECT left_id FROM {PAIRS} WHERE verdict = '{JOINED}' UNION SELECT right_id FROM {PAIRS}"
            f" WHERE verdict = '{JOINED}')"
        ).fetchall()
    )
    groups = Groups(numbers, apart=apart)
    refused = groups.join(_surest_first(base))
    base.register("found", _pairs_table(groups.used))
    base.execute(f"CREATE OR REPLACE TABLE {USED} AS SELECT l AS left_id, r AS right_id FROM found")
    base.unregister("found")
    base.register("found", _pairs_table(list(groups.members())))
    base.execute(f"CREATE OR REPLACE TABLE {GROUPS} AS SELECT l AS id, r AS group_id FROM found")
    base.unregister("found")
    _doubt_refused(base, refused)
    _let_go_settled(base)
    return len(refused)


def _surest_first(base: duckdb.DuckDBPyConnection) -> Iterator[tuple[int, int]]:
    rows = base.cursor().execute(
        f"SELECT left_id, right_id FROM {PAIRS} WHERE verdict = '{JOINED}' ORDER BY weight DESC, left_id, right_id"
    )
    while some := rows.fetchmany(200_000):
        yield from some


def _doubt_refused(base: duckdb.DuckDBPyConnection, refused: list[tuple[int, int]]) -> None:
    """What may not come into one group is no longer joined, and a person looks at it."""
    if refused:
        base.register("refused", _pairs_table(refused))
        base.execute(f"UPDATE {PAIRS} SET verdict = '{DOUBTFUL}' FROM refused WHERE left_id = l AND right_id = r")
        base.unregister("refused")


def _let_go_settled(base: duckdb.DuckDBPyConnection) -> None:
    """Of the doubtful pairs only the surest between two groups waits, and none within a group."""
    base.execute(f"""
        CREATE OR REPLACE TABLE settled AS
        SELECT left_id, right_id, row_number() OVER (PARTITION BY least(a, b), greatest(a, b)
            ORDER BY weight DESC, left_id, right_id) AS nth, a = b AS is_settled
        FROM (SELECT p.*, coalesce(g.group_id, left_id) AS a, coalesce(h.group_id, right_id) AS b FROM {PAIRS} p
            LEFT JOIN {GROUPS} g ON g.id = left_id LEFT JOIN {GROUPS} h ON h.id = right_id
            WHERE verdict = '{DOUBTFUL}')""")
    base.execute(
        f"DELETE FROM {PAIRS} USING settled s WHERE {PAIRS}.left_id = s.left_id AND {PAIRS}.right_id = s.right_id"
        f" AND verdict = '{DOUBTFUL}' AND (s.is_settled OR s.nth > 1)"
    )
    base.execute("DROP TABLE settled")


def _counts(base: duckdb.DuckDBPyConnection) -> tuple[int, int, int]:
    joined, doubtful = base.execute(
        f"SELECT count(*) FILTER (verdict = '{JOINED}'), count(*) FILTER (verdict = '{DOUBTFUL}') FROM {PAIRS}"
    ).fetchall()[0]
    in_groups = base.execute(f"SELECT count(*) FROM {GROUPS}").fetchall()[0][0]
    return int(joined), int(doubtful), int(in_groups)
