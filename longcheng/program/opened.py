"""The database for a command: the running city's if it runs, else opened for as long as the command needs it."""

import contextlib
import subprocess
import time
from collections.abc import Iterator
from signal import SIGINT

from longcheng.program.commands.report import CommandError
from longcheng.program.configuration import configuration
from longcheng.program.engines import Database, group_of
from longcheng.program.home import Home

READY_WITHIN_S = 60


@contextlib.contextmanager
def opened_database(home: Home | None = None, *, fast_and_loose: bool = False) -> Iterator[None]:
    """Within this block the home's database answers. Does nothing where DATABASE_URL names a server.

    `fast_and_loose` turns durability off, for tests whose data nobody keeps.
    """
    settings = configuration()
    if settings.database_url and home is None:
        yield
        return
    home = home or Home(settings.home)
    home.prepare()
    database = Database.of(home)
    database.prepare(home)
    if database.answers():
        yield
        return
    command = database.command()
    if fast_and_loose:
        command += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
    with (home.logs / "postgres.log").open("ab") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT, cwd="/", start_new_session=True,
            user=database.user, group=group_of(database.user), extra_groups=[] if database.user else None,
        )  # fmt: skip
        try:
            _await(database, process, home)
            yield
        finally:
            process.send_signal(SIGINT)
            process.wait(30)


def _await(database: Database, process: "subprocess.Popen[bytes]", home: Home) -> None:
    ends_at = time.monotonic() + READY_WITHIN_S
    while not database.answers():
        if process.poll() is not None or time.monotonic() > ends_at:
            raise CommandError(f"The database did not start. Its last words are in {home.logs / 'postgres.log'}")
        time.sleep(0.05)
