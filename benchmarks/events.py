"""Events: rows and events a second, and the delay from commit to handler, on a durable database of its own."""

import argparse
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable

from benchmarks.own_home import measured_apart
from benchmarks.report import figure, percentile
from longcheng.program.configuration import CHECKOUT


def main(arguments: list[str]) -> int:
    """Open a database in a temporary home, with full durability, and measure in a process that knows it."""
    parser = argparse.ArgumentParser(prog="./city bench events", description=__doc__)
    parser.add_argument("--count", type=int, default=6_000, help="how many rows and events (default: 6000)")
    parser.add_argument("--threads", type=int, default=4, help="how many act at once (default: 4)")
    parser.add_argument("--role", choices=["measure", "worker"], help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.role == "worker":
        return worker()
    if chosen.role == "measure":
        return measure(chosen.count, chosen.threads)
    return measured_apart("benchmarks.events", arguments)


def measure(count: int, threads: int) -> int:
    """Print every figure, the plain row inserts first, in the same run."""
    install()
    from django.core.management import call_command
    from django.db import connection

    from longcheng.core.events.models import Delivery, DeliveryState

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_row (id bigserial PRIMARY KEY, data jsonb, at timestamptz)")
        cursor.execute("CREATE TABLE bench_effect (id bigserial PRIMARY KEY, n int UNIQUE, handled_at float8)")
    for clients in (1, threads):
        plain = rate(insert_row, count, clients)
        figure(f"plain row inserts, a transaction each, {clients} at once", plain, "rows/s")
        emitted = rate(emit_one, count, clients)
        figure(
            f"actions that emit one event, {clients} at once", emitted, "events/s", f"{emitted / plain:.2f} of plain"
        )
    waiting = Delivery.objects.filter(state=DeliveryState.WAITING, lane="local").count()
    with a_worker():
        began_at = wait_for_first()
        wait_until_delivered()
        figure("worker alone: waiting events → handler committed", waiting / (time.time() - began_at), "events/s")
        offset = effects()
        began_at = time.time()
        rate(emit_one, count, threads, first=offset)
        wait_until_delivered()
        both = count / (time.time() - began_at)
        figure(f"emit → handler committed, {threads} at once beside one worker", both, "events/s")
        delays(first=effects())
    return 0


def delays(*, first: int, count: int = 400) -> None:
    """One event every 20 ms, the city otherwise idle: how long from commit to handler."""
    from django.db import connection as database

    committed: dict[int, float] = {}
    for number in range(first, first + count):
        emit_one(number)
        committed[number] = time.time()
        time.sleep(0.02)  # noqa: S311, RUF100  the pace of the measurement
    wait_until_delivered()
    with database.cursor() as cursor:
        cursor.execute("SELECT n, handled_at FROM bench_effect WHERE n >= %s", [first])
        waits_ms = [1000 * max(0.0, handled_at - committed[number]) for number, handled_at in cursor.fetchall()]
    for percent in (50, 99):
        figure(
            f"commit → handler when idle, p{percent}", percentile(waits_ms, percent), "ms", f"{len(waits_ms)} events"
        )


def insert_row(number: int) -> None:
    """What an event is compared with: one row of the same size, committed."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bench_row (data, at) VALUES (%s, now())", [f'{{"number": {number}, "title": "a plain row"}}']
        )


def emit_one(number: int) -> None:
    """An action of nothing but its event."""
    from django.db import transaction

    from benchmarks.events_sample import Measured
    from longcheng.core.events.outbox import emit

    with transaction.atomic():
        emit(Measured(number=number, title="an event"))


_next_number = 0


def rate(act: Callable[[int], None], count: int, clients: int, *, first: int | None = None) -> float:
    """How many acts a second this many threads do together."""
    global _next_number  # noqa: PLW0603  numbers are unique over the whole run
    base = _next_number if first is None else first
    _next_number = max(_next_number, base + count)

    def run(client: int) -> None:
        from django.db import connection

        for number in range(base + client, base + count, clients):
            act(number)
        connection.close()

    threads = [threading.Thread(target=run, args=(client,)) for client in range(clients)]
    began_at = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return count / (time.perf_counter() - began_at)


def install() -> None:
    """Put the measured event and its handler into the directory of this process."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "longcheng.program.settings"
    import django

    django.setup()
    from benchmarks import events_sample

    events_sample.install()


def worker() -> int:
    """The real worker program, with the measured handler in its directory."""
    install()
    from longcheng.program import worker as program

    program.main()
    return 0


class a_worker:  # noqa: N801  reads as what it is: `with a_worker():`
    """A worker process for as long as the block lasts."""

    def __enter__(self) -> None:
        command = [sys.executable, "-m", "benchmarks.events", "--role", "worker"]
        self.process = subprocess.Popen(command, cwd=CHECKOUT, stderr=subprocess.DEVNULL)

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(20)


def effects() -> int:
    """The number after the last one handled."""
    from django.db import connection as database

    with database.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(n), 0) + 1 FROM bench_effect")
        return int(cursor.fetchone()[0])


def wait_for_first() -> float:
    """When the first handler had committed."""
    from django.db import connection as database

    while True:
        with database.cursor() as cursor:
            cursor.execute("SELECT min(handled_at) FROM bench_effect")
            first = cursor.fetchone()[0]
        if first is not None:
            return float(first)
        time.sleep(0.01)


def wait_until_delivered() -> None:
    """Until nothing waits any more."""
    from longcheng.core.events.models import Delivery, DeliveryState

    while Delivery.objects.filter(state=DeliveryState.WAITING, lane="local").exists():
        time.sleep(0.01)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
