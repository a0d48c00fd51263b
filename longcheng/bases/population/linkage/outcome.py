"""What a linkage says of the register, read out of its DuckDB: whom to merge with whom, and which pairs to doubt."""

# ruff: noqa: S608  the SQL is made of our own names of tables and columns; values never stand in it
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from longcheng.bases.population.linkage.engine import PAIRS, USED, Linked
from longcheng.bases.population.linkage.levels import COMPARISONS
from longcheng.bases.population.linkage.sorting import DOUBTFUL

_PARTS = ", ".join(f"{one.name}, weight_{one.name}" for one in COMPARISONS)
_CHUNK = 5_000


@dataclass(frozen=True)
class FoundPair:
    """Two records, how likely they are one person, and why: levels and weights, no values. The lower number first."""

    left_id: int
    right_id: int
    weight: float
    probability: float
    details: dict[str, Any]


def sure_pairs(base: duckdb.DuckDBPyConnection, found: Linked) -> Iterator[FoundPair]:
    """The pairs that hold the groups together, the surest first: no more than the merges they make."""
    yield from _pairs(base, found, f"{PAIRS} SEMI JOIN {USED} USING (left_id, right_id)")


def doubtful_pairs(base: duckdb.DuckDBPyConnection, found: Linked) -> Iterator[FoundPair]:
    """Those that a person decides, the likeliest first."""
    yield from _pairs(base, found, f"(SELECT * FROM {PAIRS} WHERE verdict = '{DOUBTFUL}')")


def _pairs(base: duckdb.DuckDBPyConnection, found: Linked, source: str) -> Iterator[FoundPair]:
    rows = base.cursor().execute(
        f"SELECT left_id, right_id, weight, probability, {_PARTS} FROM {source} ORDER BY weight DESC, left_id, right_id"
    )
    while some := rows.fetchmany(_CHUNK):
        for left, right, weight, probability, *parts in some:
            told = [[one.name, parts[2 * nth], round(parts[2 * nth + 1], 2)] for nth, one in enumerate(COMPARISONS)]
            details = {"start": round(found.start_weight, 2), "parts": told}
            yield FoundPair(left, right, weight, probability, details)
