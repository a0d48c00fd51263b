"""The population register: how fast residents load, how much room they take, how long reads take as the city grows."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from benchmarks.growth import Growth
from benchmarks.report import figure
from longcheng.program.configuration import CHECKOUT
from longcheng.program.home import Home
from longcheng.program.opened import opened_database

STEPS = (50_000, 200_000, 1_000_000, 5_300_000)
LOAD_LEAST = 10_000  # people a second
LINKED = 1_000_000  # records of each of the three files


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./city bench population")
    parser.add_argument("--people", type=int, default=STEPS[-1], help="how many are loaded in the end")
    parser.add_argument(
        "--steps", type=int, nargs="*", default=list(STEPS), help="where the reads are measured on the way"
    )
    parser.add_argument("--reads", type=int, default=300, help="how often each read is done at each step")
    parser.add_argument("--processes", type=int, default=2, help="that make and seal residents")
    parser.add_argument("--growth", type=Path, help="write the growth curve to this file, .svg or .csv")
    linkage_help = f"how many records each of three files has that are linked in the end; 0: none (default {LINKED:,})"
    parser.add_argument("--linkage", type=int, default=LINKED, metavar="RECORDS", help=linkage_help)
    parser.add_argument("--keep", action="store_true", help="keep the loaded database, and say where")
    parser.add_argument(
        "--reuse", type=Path, help="measure again in the folder of a kept database; load only what is missing"
    )
    parser.add_argument("--role", choices=("parent", "measure"), default="parent", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.role == "measure":
        return _measure(asked)
    missed = _in_a_home(arguments, keep=asked.keep, folder=asked.reuse)
    if asked.linkage:
        from benchmarks.linkage import measure as measure_linkage

        missed |= not measure_linkage(asked.linkage)
    return int(missed)


def _in_a_home(arguments: list[str], *, keep: bool, folder: Path | None) -> int:
    """Run the measurement on a database of its own, in a process that knows it."""
    home = Home(folder or Path(tempfile.mkdtemp(prefix="longcheng-bench-")))
    home.folder.chmod(0o755)
    try:
        with opened_database(home):
            environment = os.environ | {"DATABASE_URL": home.database_url(), "LONGCHENG_HOME": str(home.folder)}
            command = [sys.executable, "-m", "benchmarks.population", *arguments, "--role", "measure"]
            return subprocess.run(command, cwd=CHECKOUT, env=environment, check=False).returncode
    finally:
        if keep or folder:
            print(f"Kept: {home.folder}. Measure again with --reuse {home.folder}")
        else:
            shutil.rmtree(home.folder, ignore_errors=True)


def _measure(asked: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "longcheng.program.settings")
    import django

    django.setup()
    from benchmarks.population_reads import Reads, found_city, present

    officer = found_city()
    growth, missed, took_s, loaded = Growth(), False, 0.0, 0
    for people in sorted({*(step for step in asked.steps if step < asked.people), asked.people}):
        if people < present():
            continue
        added, spent_s = _load(people - present(), asked.processes)
        took_s, loaded = took_s + spent_s, loaded + added
        found = Reads(officer, times=asked.reads).measure()
        growth.add(present(), found)
        missed = any(read.is_missed for read in found)
    _told_size()
    if loaded:
        figure(
            "load: all together",
            loaded / took_s,
            "people/s",
            f"{loaded:,} people in {timedelta(seconds=round(took_s))}",
        )
        missed |= loaded >= STEPS[1] and loaded / took_s < LOAD_LEAST
    growth.show()
    if asked.growth:
        growth.write(asked.growth)
    _settle()
    return int(missed)


def _load(count: int, processes: int) -> tuple[int, float]:
    from benchmarks.population_reads import present
    from longcheng.bases.population import bulk
    from longcheng.bases.population.demo import city_of_pack

    city = city_of_pack()
    if count <= 0 or city is None:
        return 0, 0.0
    began = time.perf_counter()
    loaded = bulk.load(count, city=city, processes=processes)
    took_s = time.perf_counter() - began
    figure(
        f"load: {loaded:,} people, acts and records", loaded / took_s, "people/s", f"{present():,} then, {took_s:.0f} s"
    )
    return loaded, took_s


def _told_size() -> None:
    from benchmarks.population_reads import present, sizes

    people, total = present(), 0
    for table, (rows, indexes) in sizes().items():
        note = f"{rows / people:.0f} rows, {indexes / people:.0f} indexes"
        figure(f"disk: {table}", (rows + indexes) / people, "bytes/person", note)
        total += rows + indexes
    figure("disk: the register", total / people, "bytes/person", f"{total / 2**30:.2f} GB for {people:,} people")


def _settle() -> None:
    """Write everything out, so that the database can be stopped at once."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
