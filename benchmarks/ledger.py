"""Access ledger: durable lines a second, a million lines verified, and the page “who looked at my data”."""

import argparse
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

from benchmarks.own_home import measured_apart
from benchmarks.report import figure, percentile
from longcheng.program.configuration import CHECKOUT

MEASURES = ("append", "verify", "pages")


def main(arguments: list[str]) -> int:
    """Open a database in a temporary home, with full durability, and measure in a process that knows it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ledger", description=__doc__)
    parser.add_argument("measures", nargs="*", metavar="WHAT", help=f"some of: {', '.join(MEASURES)} (default: all)")
    parser.add_argument("--lines", type=int, default=1_000_000, help="how many lines are verified (default: 1000000)")
    parser.add_argument("--pages", type=int, default=10_000_000, help="over how many lines to page (default: 10000000)")
    parser.add_argument("--threads", type=int, default=32, help="how many threads read at once (default: 32)")
    parser.add_argument("--role", choices=["measure", "sealer"], help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.role == "sealer":
        return sealer()
    if chosen.role == "measure":
        return measure(chosen)
    return measured_apart("benchmarks.ledger", arguments)


def measure(chosen: argparse.Namespace) -> int:
    """Print the figures that were asked for."""
    install()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    wanted = chosen.measures or MEASURES
    if "append" in wanted:
        appends(chosen.threads)
    if "verify" in wanted:
        verified(chosen.lines)
    if "pages" in wanted:
        pages(chosen.pages)
    return 0


def install() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "longcheng.program.settings"
    import django

    django.setup()


def sealer() -> int:
    """The worker's lane alone: seals until it is told to stop."""
    install()
    import signal

    from longcheng.core.transparency.sealing import step

    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    while not stopping.is_set():
        step(stopping)
    return 0


class a_sealer:  # noqa: N801  reads as what it is: `with a_sealer():`
    """A process that seals for as long as the block lasts."""

    def __enter__(self) -> None:
        command = [sys.executable, "-m", "benchmarks.ledger", "--role", "sealer"]
        self.process = subprocess.Popen(command, cwd=CHECKOUT)

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(20)


def appends(threads: int, *, seconds: float = 12.0) -> None:
    """Lines a second while another process seals them, singly from many threads and in bulk."""
    from longcheng.core.transparency.reading import Reading

    single = Reading(
        reader_id=90, role="health.nurse", organisation="Community health centre 3", subject_id=1, what="health.record",
        fields=("name", "allergies", "phone"), purpose="care-order", reference="order-2214", came_from="10.2.0.17",
    )  # fmt: skip
    with a_sealer():
        time.sleep(2)
        for clients in sorted({1, 8, threads}):
            rate, waits = _rate(lambda: [single], clients, seconds)
            figure(f"single lines, durable, {clients} threads, beside the sealer", rate, "lines/s")
            figure(f"  a single line until it is durable, p99, {clients} threads", percentile(waits, 99), "ms")
            _sealed("  from the last line until all are sealed")
        everybody = range(1, 80_001)
        began_at = time.perf_counter()
        from longcheng.core.transparency.writing import append

        for _ in range(5):
            append(single.of_each(everybody))
        figure(
            "bulk readings of 80,000 persons, beside the sealer", 400_000 / (time.perf_counter() - began_at), "lines/s"
        )
        _sealed("  from the last line until all are sealed")
    from longcheng.core.transparency.counters import delay

    found = delay()
    figure(
        "reading → signed, the oldest line under each signature, p50",
        found.median_s,
        "s",
        f"{found.checkpoints} signed",
    )
    figure("reading → signed, the oldest line under each signature, p99", found.p99_s, "s")


def _rate(made: Callable[[], list[object]], clients: int, seconds: float) -> tuple[float, list[float]]:
    """How many lines a second so many threads append together, and how long each waited, in ms."""
    from longcheng.core.transparency.writing import append

    waits: list[float] = []
    ends_at = time.perf_counter() + seconds

    def run() -> None:
        own = []
        while (began_at := time.perf_counter()) < ends_at:
            append(made())  # type: ignore[arg-type]
            own.append(1000 * (time.perf_counter() - began_at))
        waits.extend(own)

    threads = [threading.Thread(target=run) for _ in range(clients)]
    began_at = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(waits) / (time.perf_counter() - began_at), waits


def _sealed(name: str) -> None:
    from longcheng.core.transparency.counters import count

    began_at = time.perf_counter()
    while not (now := count()).is_settled:
        assert now.refused == 0
        time.sleep(0.02)
    figure(name, time.perf_counter() - began_at, "s", f"{now.accepted:,} accepted = stored = sealed")


def verified(lines: int) -> None:
    """Fill the ledger up to this many lines and verify it whole, by the command itself."""
    from longcheng.core.transparency.counters import count
    from longcheng.core.transparency.sealing import seal

    fill(lines - count().accepted)
    while seal(at_once=5_000):
        pass
    began_at = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "longcheng", "ledger", "verify"],
        cwd=CHECKOUT,
        check=False,
        capture_output=True,
        text=True,
    )
    seconds = time.perf_counter() - began_at
    assert done.returncode == 0, done.stdout + done.stderr
    figure(f"./city ledger verify, {count().sealed:,} lines", seconds, "s", done.stdout.splitlines()[-1])
    proofs()


def fill(lines: int) -> None:
    """Readings of many persons by many readers."""
    from longcheng.core.transparency.reading import Reading
    from longcheng.core.transparency.writing import append

    chance = random.Random(3)
    while lines > 0:
        at_once = min(lines, 20_000)
        append(
            [
                Reading(
                    reader_id=chance.randrange(1, 5_000), role="population.officer", what="population.resident",
                    organisation=f"Office {chance.randrange(400)}", subject_id=chance.randrange(1, 500_000),
                    fields=("name", "address", "phone"), purpose="case", reference=f"case-{chance.randrange(10**6)}",
                    came_from=f"10.2.{chance.randrange(256)}.{chance.randrange(256)}",
                )
                for _ in range(at_once)
            ]
        )  # fmt: skip
        lines -= at_once


def proofs(count: int = 300) -> None:
    """Proofs of lines from all over the log."""
    from longcheng.core.transparency.models import Line
    from longcheng.core.transparency.queries import proof_of

    newest = Line.objects.order_by("-id").values_list("id", flat=True)[0]
    chance = random.Random(4)
    waits: list[float] = []
    while len(waits) < count:
        line_id = (
            Line.objects.filter(id__gte=chance.randrange(1, newest)).order_by("id").values_list("id", flat=True)[0]
        )
        began_at = time.perf_counter()
        proof_of(line_id)
        waits.append(1000 * (time.perf_counter() - began_at))
    figure("a proof of one line, p95", percentile(waits, 95), "ms")


# Ten million lines over half a million persons: most have a few, every thousandth is looked at thousands of times.
_LOAD = """
INSERT INTO transparency_line
SELECT 1000000000 + n, 1000000, n,
       timestamptz '2025-11-25' + n * interval '3 seconds' + random() * interval '2 seconds',
       gen_random_uuid(), (random() * 5000)::int + 1, 'health.nurse',
       'Community health centre ' || (random() * 40)::int, NULL,
       CASE WHEN random() < 0.2 THEN (random() * 499)::int * 1000 + 1 ELSE (random() * 499999)::int + 1 END,
       'health.record', 'name,allergies,phone',
       (ARRAY['case', 'care-order', 'mandate', 'statutory'])[1 + (random() * 3)::int],
       'ref-' || (random() * 2000000)::int, '10.2.0.17', '\\x00'
FROM generate_series(%s, %s) n
"""


_INDEXES = ("transparency_about", "transparency_for_purpose")


def pages(lines: int) -> None:
    """What the page “who looked at my data” asks of the database, and the whole page through every layer."""
    from django.db import connection

    from longcheng.core.access.models import Account, Mandate
    from longcheng.core.disclosure import queries
    from longcheng.core.disclosure.filters import LineFilter
    from longcheng.core.disclosure.words import tell

    began_at = time.perf_counter()
    with connection.cursor() as cursor:
        # The indexes are made after the rows, which takes a third of the time.
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = ANY(%s)", [list(_INDEXES)])
        definitions = [definition for (definition,) in cursor.fetchall()]
        cursor.execute("".join(f"DROP INDEX {name};" for name in _INDEXES))
        for first in range(1, lines + 1, 1_000_000):
            cursor.execute(_LOAD, [first, min(lines, first + 999_999)])
        cursor.execute("SET maintenance_work_mem TO '512MB'")
        for definition in definitions:
            cursor.execute(definition)
        cursor.execute("VACUUM ANALYZE transparency_line")
        cursor.execute("SELECT pg_total_relation_size('transparency_line')")
        size = cursor.fetchone()[0]
    figure("lines loaded", lines, "lines", f"{size / 1e9:.1f} GB in {time.perf_counter() - began_at:.0f} s")
    chance = random.Random(5)
    few = [Account(pk=chance.randrange(1, 500_000)) for _ in range(300)]
    many = [Account(pk=chance.randrange(0, 500) * 1000 + 1) for _ in range(300)]
    mandates = [Mandate(pk=number, agent_id=1, giver_id=number) for number in range(1, 301)]
    longest = max(queries.lines_about(person).count() for person in many[:40])

    def first_page(person: Account, wanted: LineFilter | None = None) -> object:
        return tell(queries.page_of(queries.lines_about(person, wanted)).lines, to=person)

    def deep(person: Account) -> None:
        page = queries.page_of(queries.lines_about(person))
        for _ in range(5):
            page = queries.page_of(queries.lines_about(person), before=page.older) if page.older else page

    asked: dict[str, tuple[list[Any], Callable[[Any], object]]] = {
        "first page in words, any person": (few, first_page),
        f"first page in words, persons with up to {longest:,} lines": (many, first_page),
        "  of one purpose": (many, lambda person: first_page(person, LineFilter(purpose="mandate"))),
        "  of one organisation": (
            many,
            lambda person: first_page(person, LineFilter(who="organisation-Community health centre 7")),
        ),
        "  of an organisation that never looked": (
            many,
            lambda person: first_page(person, LineFilter(who="organisation-Nobody")),
        ),
        "  six pages deep, all six together": (many, deep),
        "  what picture and filter are made from": (many, lambda person: queries.overview(person, own=False)),
        "the uses of one mandate": (mandates, lambda one: queries.page_of(queries.lines_of_mandate(one))),
    }
    for name, (things, ask) in asked.items():
        told_waits(name, things, ask)
    whole_pages([person.pk for person in many[:60]])


def told_waits(name: str, things: list[Any], ask: Callable[[Any], object]) -> None:
    """Ask for each thing once and print the 95th percentile."""
    waits = []
    for thing in things:
        began_at = time.perf_counter()
        ask(thing)
        waits.append(1000 * (time.perf_counter() - began_at))
    figure(f"who looked: {name}, p95", percentile(waits, 95), "ms", f"slowest {max(waits):,.1f}")


def whole_pages(account_ids: list[int]) -> None:
    """The page itself, as signed-in persons get it, through middleware and template."""
    from django.conf import settings
    from django.test import Client

    from longcheng.core.access.models import Account

    settings.ALLOWED_HOSTS.append("testserver")
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    clients = []
    for account_id in dict.fromkeys(account_ids):
        client = Client()
        client.force_login(Account.objects.create(pk=account_id, username=f"person-{account_id}", display_name="P"))
        clients.append(client)
    clients[0].get("/looked/")  # templates are read once
    told_waits("the whole page, persons with thousands of lines", clients, lambda client: client.get("/looked/"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
