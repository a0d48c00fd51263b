"""`./city manage linkrecords`: compare the records of the register; the worker starts it for a queued run."""

import os
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection

from longcheng.bases.population.actions.linking import say_alive, waiting_run
from longcheng.bases.population.linkage_running import run_linkage

SAYS_ALIVE_EVERY_S = 5


class Command(BaseCommand):
    help = "Does the linkage that waits, in a process of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--with-parent", action="store_true", help="end when the process that started this ends")

    def handle(self, *args: Any, **options: Any) -> None:
        run = waiting_run()
        if run is None:
            self.stdout.write("No linkage waits. Start one at /population/linkage/.")
            return
        over = threading.Event()
        threading.Thread(target=_say_alive, args=(run.pk, over, options["with_parent"]), daemon=True).start()
        try:
            ended = run_linkage(run.pk)
        finally:
            over.set()
        self.stdout.write(f"Linkage {run.pk}: {ended.counts if ended else 'another process has it'}")


def _say_alive(run_id: int, over: threading.Event, with_parent: bool) -> None:
    parent = os.getppid()
    while not over.wait(SAYS_ALIVE_EVERY_S):
        if with_parent and os.getppid() != parent:
            os._exit(1)  # the worker has gone: another one begins the run anew
        say_alive(run_id)
    connection.close()
