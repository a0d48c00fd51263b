"""How right a linkage was, against the truth that the generator kept aside."""
# ruff: noqa: S608  the SQL is made of our own names of tables and columns; values never stand in it

from dataclasses import dataclass
from pathlib import Path

import duckdb

from longcheng.bases.population.linkage.engine import GROUPS, PAIRS
from longcheng.bases.population.linkage.levels import COMPARISONS
from longcheng.bases.population.linkage.preparing import RECORDS
from longcheng.bases.population.linkage.sorting import DOUBTFUL


@dataclass(frozen=True)
class Measured:
    """Pairs of records: truly of one person, put into one group, and both; and what the doubtful pairs hold."""

    true_pairs: int
    grouped_pairs: int
    right_pairs: int
    doubtful: int
    doubtful_right: int

    @property
    def precision(self) -> float:
        return self.right_pairs / self.grouped_pairs if self.grouped_pairs else 1.0

    @property
    def recall(self) -> float:
        return self.right_pairs / self.true_pairs if self.true_pairs else 1.0


_KNOWN = f"SELECT t.id, person, coalesce(group_id, t.id) AS group_id FROM truth t LEFT JOIN {GROUPS} g ON g.id = t.id"


def measure(base: duckdb.DuckDBPyConnection) -> Measured:
    """Compare the groups with the table `truth` (id, person), over all pairs within a group or a person."""

    def pairs(keys: str) -> int:
        rows = base.execute(
            f"SELECT sum(n * (n - 1) // 2) FROM (SELECT count(*) AS n FROM ({_KNOWN}) GROUP BY {keys})"
        ).fetchall()
        return int(rows[0][0] or 0)

    doubtful, right = base.execute(
        f"SELECT count(*), count(*) FILTER (a.person = b.person) FROM {PAIRS} JOIN truth a ON a.id = left_id"
        f" JOIN truth b ON b.id = right_id WHERE verdict = '{DOUBTFUL}'"
    ).fetchall()[0]
    return Measured(pairs("person"), pairs("group_id"), pairs("group_id, person"), int(doubtful), int(right))


def write_wrong_merges(base: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Every joined pair of different people as a CSV with both records and each comparison's level and weight."""
    levels = ", ".join(f"p.{one.name} AS {one.name}_level, round(p.weight_{one.name}, 1) AS {one.name}_weight"
                       for one in COMPARISONS)  # fmt: skip
    base.execute(f"""CREATE OR REPLACE TABLE wrong AS
        WITH known AS ({_KNOWN})
        SELECT a.person AS left_person, b.person AS right_person, l.* , r.* , round(p.weight, 1) AS weight, {levels}
        FROM known a JOIN known b ON a.group_id = b.group_id AND a.id < b.id AND a.person <> b.person
        JOIN {RECORDS} l ON l.id = a.id JOIN {RECORDS} r ON r.id = b.id
        LEFT JOIN {PAIRS} p ON p.left_id = a.id AND p.right_id = b.id
        ORDER BY a.group_id, a.id, b.id""")
    base.execute(f"COPY wrong TO '{path}' (HEADER)")
    return int(base.execute("SELECT count(*) FROM wrong").fetchall()[0][0])
