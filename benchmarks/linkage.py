"""Linkage: three departments' files of one city, generated, linked and held against the truth kept aside."""
# ruff: noqa: S608  the SQL is made of our own names of tables and columns

import argparse
import csv
import os
import resource
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from benchmarks.report import figure
from longcheng.bases.population.linkage.corrupting import DEPARTMENTS, department_file
from longcheng.bases.population.linkage.engine import PAIRS, STEPS, link
from longcheng.bases.population.linkage.measuring import measure as held_against_truth
from longcheng.bases.population.linkage.measuring import write_wrong_merges
from longcheng.bases.population.linkage.people import Names, Place, true_people
from longcheng.bases.population.linkage.preparing import RECORDS, opened
from longcheng.bases.population.linkage.sorting import JOINED

PACK = Path(__file__).parent.parent / "cities" / "changzhou"
TODAY = date(2026, 11, 1)
IN_ALL = 1.12  # people in the city for each row of a file: no department knows everybody


def measure(
    people: int = 1_000_000,
    *,
    seed: int = 1,
    worse: float = 1.0,
    wrong_merges: Path | None = None,
    home: Path | None = None,
) -> bool:
    """Link three files of `people` rows each; prints a line for each figure; False if a target is missed.

    `worse` multiplies every fault of the files. All wrong merges go to the file `wrong_merges`, a CSV.
    """
    with tempfile.TemporaryDirectory(dir=home) as temporary:
        base = opened(str(Path(temporary) / "linkage.duckdb"), temporary=Path(temporary))
        figure("linkage: records", 3 * people, "records", f"3 files, faults × {worse:g}, seed {seed}")
        figure("linkage: files generated in", _generate(base, people, seed, worse), "s")
        return _link(base, wrong_merges or Path(tempfile.gettempdir()) / "wrong_merges.csv")


def _generate(base: duckdb.DuckDBPyConnection, people: int, seed: int, worse: float) -> float:
    """The tables `records` and `truth`; returns the seconds it took."""
    began = time.monotonic()
    names, places = Names.read(PACK / "names"), _places()
    city = true_people(int(people * IN_ALL), names=names, places=places, today=TODAY, seed=seed)
    base.execute("CREATE TABLE truth (id BIGINT, person BIGINT)")
    for nth, (department, flaws) in enumerate(DEPARTMENTS.items()):
        file, truth = department_file(
            city, department=department, rows=people, names=names, places=places, seed=seed * 10 + nth,
            flaws=flaws.times(worse),
        )  # fmt: skip
        _keep(base, RECORDS, file, f"row * 3 + {nth} AS id, '{department}' AS source, * EXCLUDE (row)", is_new=nth == 0)
        _keep(base, "truth", truth, f"row * 3 + {nth} AS id, person", is_new=False)
    return time.monotonic() - began


def _keep(base: duckdb.DuckDBPyConnection, table: str, rows: pa.Table, columns: str, *, is_new: bool) -> None:
    base.register("arrived", rows)
    base.execute(f"{f'CREATE TABLE {table} AS' if is_new else f'INSERT INTO {table}'} SELECT {columns} FROM arrived")
    base.unregister("arrived")


def _places() -> list[Place]:
    with (PACK / "divisions" / "changzhou_villages.csv").open(encoding="utf-8-sig", newline="") as file:
        return [Place(row["code"], row["name"]) for row in csv.DictReader(file)]


def _link(base: duckdb.DuckDBPyConnection, wrong_merges: Path) -> bool:
    began = time.monotonic()
    found = link(base)
    took = time.monotonic() - began
    for name in STEPS:
        figure(f"linkage: {name}", found.seconds[name], "s")
    figure("linkage: linked in", took, "s", f"target < 600 s; load {os.getloadavg()[0]:.1f}")
    figure("linkage: records a second", found.records / took, "records/s")
    figure(
        "linkage: most memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB", "with the generator"
    )
    held = held_against_truth(base)
    figure("linkage: true pairs", held.true_pairs, "pairs")
    figure("linkage: precision", held.precision * 100, "%", f"{held.precision:.6f}, target ≥ 0.99")
    figure("linkage: recall", held.recall * 100, "%", f"{held.recall:.6f}, target ≥ 0.95")
    figure("linkage: doubtful pairs", held.doubtful, "pairs", f"{held.doubtful_right} are one person")
    figure("linkage: joins forbidden by two valid numbers", found.refused, "pairs")
    figure("linkage: wrong merges", write_wrong_merges(base, wrong_merges), "pairs", f"all in {wrong_merges}")
    for kind, count in _wrong_by_kind(base):
        figure(f"linkage: wrong, {kind}", count, "pairs")
    return took < 600 and held.precision >= 0.99 and held.recall >= 0.95


def _wrong_by_kind(base: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """What the wrongly joined pairs had in common; those that came together by a third record stand under one line."""
    rows = base.execute(
        f"SELECT CASE WHEN verdict = '{JOINED}' THEN 'name ' || p.name || ', number ' || p.number || ', birth '"
        " || p.birth || ', sex ' || p.sex || ', phone ' || p.phone || ', address ' || p.address"
        " ELSE 'by a third record' END AS kind, count(*) FROM wrong w"
        f" LEFT JOIN {PAIRS} p ON p.left_id = w.id AND p.right_id = w.id_1 GROUP BY kind ORDER BY count(*) DESC, kind"
    )
    return [(str(kind), int(count)) for kind, count in rows.fetchall()]


def main(arguments: list[str] | None = None) -> int:
    """From the command line; ends with 1 if a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.linkage")
    parser.add_argument("--people", type=int, default=1_000_000, help="rows in each of the three files")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worse", type=float, default=1.0, help="multiplies every fault of the files")
    parser.add_argument("--wrong-merges", type=Path, help="where the wrong merges are written")
    asked = parser.parse_args(arguments)
    return 0 if measure(asked.people, seed=asked.seed, worse=asked.worse, wrong_merges=asked.wrong_merges) else 1


if __name__ == "__main__":
    sys.exit(main())
