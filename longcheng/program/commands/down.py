"""`./city down`: ask the supervisor of a home to stop everything, and wait for it."""

import argparse
import os
import signal

import psutil

from longcheng.program.commands import add_home
from longcheng.program.commands.report import CommandError, console
from longcheng.program.commands.status import supervisor_pid
from longcheng.program.configuration import configuration
from longcheng.program.home import Home
from longcheng.program.supervisor import running_parts

WITHIN_S = 60


def describe(parser: argparse.ArgumentParser) -> None:
    add_home(parser)


def run(arguments: argparse.Namespace) -> int:
    home = Home(configuration().home)
    pid = supervisor_pid(home)
    if pid is None or not running_parts(home):
        console.print(f"No city runs in {home.folder}.")
        return 0
    supervisor = psutil.Process(pid)
    os.kill(pid, signal.SIGTERM)
    try:
        supervisor.wait(WITHIN_S)
    except psutil.TimeoutExpired as error:
        raise CommandError(
            f"The supervisor (process {pid}) has not stopped after {WITHIN_S} s. See {home.logs}"
        ) from error
    console.print("Stopped.")
    return 0
