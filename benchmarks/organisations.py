"""The register of organisations: how fast they load, how much room they take, how long they take to find and follow."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from benchmarks.report import figure
from longcheng.program.configuration import CHECKOUT
from longcheng.program.home import Home
from longcheng.program.opened import opened_database

COUNT = 1_000_000
LOAD_LEAST = 15_000  # organisations a second, in blocks, without what they are found by
STRICT_FROM = 200_000  # below it, indexes are not put off and no rate is asked for


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./city bench organisations")
    parser.add_argument("--count", type=int, default=COUNT, help=f"how many are loaded (default {COUNT:,})")
    parser.add_argument("--reads", type=int, default=300, help="how often each read is done")
    parser.add_argument("--processes", type=int, default=2, help="that make organisations")
    parser.add_argument("--keep", action="store_true", help="keep the loaded database, and say where")
    parser.add_argument(
        "--reuse", type=Path, help="measure again in the folder of a kept database; load only what is missing"
    )
    parser.add_argument("--role", choices=("parent", "measure"), default="parent", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.role == "measure":
        return _measure(asked)
    return _in_a_home(arguments, keep=asked.keep, folder=asked.reuse)


def _in_a_home(arguments: list[str], *, keep: bool, folder: Path | None) -> int:
    """Run the measurement on a database of its own, in a process that knows it."""
    home = Home(folder or Path(tempfile.mkdtemp(prefix="longcheng-bench-")))
    home.folder.chmod(0o755)
    try:
        with opened_database(home):
            environment = os.environ | {"DATABASE_URL": home.database_url(), "LONGCHENG_HOME": str(home.folder)}
            command = [sys.executable, "-m", "benchmarks.organisations", *arguments, "--role", "measure"]
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
    from benchmarks.organisation_reads import Reads, follow, found_city, present, take_along

    _told_busy()
    found_city()
    missed = _load(asked.count - present(), asked.processes)
    _told_size()
    missed |= any(read.is_missed for read in Reads(times=asked.reads).measure())
    missed |= follow()
    missed |= take_along()
    _settle()
    return int(missed)


def _told_busy() -> None:
    """What else runs on this machine: figures of a busy one are of nothing but its being busy."""
    busy, cores = os.getloadavg()[0], os.cpu_count() or 1
    figure(
        "machine: load before", busy, "programs that want to run", f"{cores} cores" + (", BUSY" if busy > cores else "")
    )


def _load(count: int, processes: int) -> bool:
    from benchmarks.organisation_reads import present
    from longcheng.bases.organisations import bulk
    from longcheng.bases.organisations.synthetic.city import city_of_pack

    city = city_of_pack(organisations=count) if count > 0 else None
    if city is None:
        return False
    copied_s = 0.0
    began = time.perf_counter()

    def note(loaded: int) -> None:
        nonlocal copied_s
        copied_s = time.perf_counter() - began

    loaded = bulk.load(count, city=city, processes=processes, report=note)
    took_s = time.perf_counter() - began
    is_missed = loaded >= STRICT_FROM and loaded / copied_s < LOAD_LEAST
    figure(
        f"load: {loaded:,}, acts, records, names, licences", loaded / copied_s, "organisations/s",
        f"{copied_s:.0f} s, at least {LOAD_LEAST:,}{', MISSED' if is_missed else ''}",
    )  # fmt: skip
    figure(
        "load: with all indexes and what they are found by", loaded / took_s, "organisations/s",
        f"{timedelta(seconds=round(took_s))}, {present():,} then",
    )  # fmt: skip
    return is_missed


def _told_size() -> None:
    from benchmarks.organisation_reads import present, sizes

    count, total = present(), 0
    for table, (rows, indexes) in sizes().items():
        figure(f"disk: {table}", (rows + indexes) / count, "bytes each",
               f"{rows / count:.0f} rows, {indexes / count:.0f} indexes")  # fmt: skip
        total += rows + indexes
    figure("disk: the register", total / count, "bytes each", f"{total / 2**30:.2f} GB for {count:,}")


def _settle() -> None:
    """Write everything out, so that the database can be stopped at once."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
