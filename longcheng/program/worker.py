"""The worker program: delivers events, runs the clock, gives a sign of life."""

import logging
import os
import signal
import threading
from types import FrameType

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "longcheng.program.settings")
django.setup()

from django.conf import settings  # noqa: E402  Django's settings must stand before its models

from longcheng.bases.geography.exporting.making import make_next  # noqa: E402
from longcheng.bases.geography.importing.running import MapImportWorker  # noqa: E402
from longcheng.core.clock.running import BEAT_S, beat, run_due  # noqa: E402
from longcheng.core.events.worker import Lane, Wake, lanes  # noqa: E402
from longcheng.core.registry.importing.running import ImportWorker  # noqa: E402
from longcheng.core.transparency import sealing  # noqa: E402
from longcheng.program.configuration import configuration  # noqa: E402

log = logging.getLogger(__name__)

STOP_WITHIN_S = 8


def main() -> None:
    """Run until SIGTERM or SIGINT; deliveries in hand are finished first."""
    wake, stopping = Wake(), threading.Event()

    def stop(_: int, __: FrameType | None) -> None:
        stopping.set()
        wake.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)

    def life() -> int:
        beat("worker")
        stopping.wait(BEAT_S)
        return 1

    def clock() -> int:
        run_due()
        stopping.wait(1)
        return 1

    threads = lanes(
        wake=wake,
        stopping=stopping,
        threads=configuration().worker_threads,
        with_stream=bool(settings.NATS_URL),
        was_killed=os.environ.get("LONGCHENG_RESTARTS", "0") != "0",
    )
    own = (
        ("life", life),
        ("clock", clock),
        ("ledger", lambda: sealing.step(stopping)),
        ("imports", ImportWorker().step),
        ("map imports", MapImportWorker().step),
        ("map exports", make_next),
    )
    threads += [Lane(name, step, wake=wake, stopping=stopping) for name, step in own]
    for thread in threads:
        thread.start()
    log.info("The worker is ready with %s threads.", len(threads))
    while not stopping.wait(1):
        dead = [thread.name for thread in threads if not thread.is_alive()]
        if dead:
            log.critical("The thread %s has died; the worker ends and is begun anew.", ", ".join(dead))
            os._exit(1)
    for thread in threads:
        thread.join(STOP_WITHIN_S)
    sealing.finish()


if __name__ == "__main__":
    main()
