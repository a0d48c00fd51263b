"""`./city up`: from nothing to a running city, each step named."""

import argparse
import contextlib
import errno
import fcntl
import ipaddress
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
from rich.markup import escape

from longcheng.program.city import City
from longcheng.program.commands import add_home
from longcheng.program.commands.greeting import demo_lines
from longcheng.program.commands.report import CommandError, Steps, console
from longcheng.program.configuration import BOUNDS, Configuration, configuration, variable
from longcheng.program.engines import EngineError
from longcheng.program.home import Home, port_problem
from longcheng.program.supervisor import Supervisor, end_leftovers

READY_WITHIN_S = 120
HTTPS = 443


def describe(parser: argparse.ArgumentParser) -> None:
    add_home(parser)
    parser.add_argument("--port", type=int, metavar="N", help="the port people open (default: 8000)")
    parser.add_argument(
        "--listen", metavar="ADDRESS", help="the address to listen on (default: 127.0.0.1; 0.0.0.0 for all)"
    )
    parser.add_argument("--people", type=int, metavar="N", help="how many residents the demo life has (default: 20000)")


def run(arguments: argparse.Namespace) -> int:
    settings = with_arguments(configuration(), arguments)
    export(settings)
    home = Home(settings.home)
    make(home)
    with alone(home):
        return serve(home, settings)


def with_arguments(settings: Configuration, arguments: argparse.Namespace) -> Configuration:
    """The configuration with what was typed. Raises CommandError for a number out of bounds."""
    if arguments.listen is not None:
        try:
            ipaddress.ip_address(arguments.listen)
        except ValueError as error:
            raise CommandError(
                f"--listen must be an IP address of this machine (it is {arguments.listen!r})."
            ) from error
    typed = {
        name: getattr(arguments, name) for name in ("port", "listen", "people") if getattr(arguments, name) is not None
    }
    for name, value in typed.items():
        if name in BOUNDS and not BOUNDS[name][0] <= value <= BOUNDS[name][1]:
            low, high = BOUNDS[name]
            raise CommandError(f"--{name} must be a whole number from {low} to {high} (it is {value}).")
    return replace(settings, **typed)


def export(settings: Configuration) -> None:
    """Give the children the same settings that we read."""
    for name in ("home", "port", "listen", "people"):
        os.environ[variable(name)] = str(getattr(settings, name))


def make(home: Home) -> None:
    try:
        home.prepare()
    except OSError as error:
        raise CommandError(
            f"{home.folder} cannot be used as a home: {error.strerror}. Choose another with --home DIR."
        ) from error


@contextlib.contextmanager
def alone(home: Home) -> Iterator[None]:
    """Hold the home for this process. Raises CommandError if another supervisor has it."""
    with (home.run / "supervisor.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            raise CommandError(
                f"A city runs in {home.folder} already (process {lock.read().strip() or '?'}). "
                f"See ./city status, or stop it with ./city down."
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def serve(home: Home, settings: Configuration) -> int:
    steps = Steps()
    console.print(f"[bold]Longcheng[/bold] · home {home.folder}")
    left = end_leftovers(home)
    if left:
        console.print(f"  [yellow]![/yellow] ended what a killed start had left: {', '.join(left)}")
    check_port(settings)
    supervisor = Supervisor(home, say=lambda line: console.print(f"  [yellow]![/yellow] {escape(line)}"))
    supervisor.take_signals()
    try:
        city = City(home, settings)
        bring_up(city, supervisor, steps)
        greet(home, settings, steps)
        supervisor.watch()
        console.print("Stopping …")
    except EngineError as error:
        raise CommandError(str(error)) from error
    except Interrupted:
        console.print("Stopping …")
    finally:
        began_at = time.monotonic()
        supervisor.stop()
        console.print(f"Stopped in {time.monotonic() - began_at:.1f} s. Nothing is lost: ./city up goes on from here.")
    return 0


def check_port(settings: Configuration) -> None:
    """Raise CommandError, with what to type, if the door's port cannot be had."""
    own_tls = settings.has_tls_at_the_door
    # With certificates at the usual port, the door also answers at port 80, to send people on.
    for port in (settings.door_port, *([80] if own_tls and settings.door_port == HTTPS else [])):
        problem = port_problem(settings.listen, port)
        if not problem:
            continue
        other = port + 1 if problem == errno.EADDRINUSE else 8000
        remedy = f"./city up --port {other}" if not own_tls else f"LONGCHENG_PUBLIC_URL=https://NAME:{max(other, 8443)}"
        reason = {
            errno.EADDRINUSE: "is in use by another program",
            errno.EACCES: "is kept for root",
        }.get(problem, f"cannot be listened on ({os.strerror(problem)})")
        raise CommandError(f"Port {port} on {settings.listen} {reason}. Choose another: {remedy}")


class Interrupted(Exception):
    """The operator asked us to stop during the start."""


def bring_up(city: City, supervisor: Supervisor, steps: Steps) -> None:
    """Engines first, then what prepares the home, then our programs, until every part answers."""
    is_first = city.database is not None and not city.database.exists
    if city.database is not None:
        with steps.step("Making the database" if is_first else "Opening the database"):
            city.database.prepare(city.home)
            supervisor.start(city.postgres())
            _await(supervisor, city.database.answers, "postgres", city.home, 60)
    for part in city.engines():
        supervisor.start(part)
    _prepare(city, supervisor, steps)
    with steps.step("Starting web, live and worker"):
        for part in city.programs():
            supervisor.start(part)
        _await(supervisor, lambda: is_ready(city), "web", city.home, READY_WITHIN_S)


def _prepare(city: City, supervisor: Supervisor, steps: Steps) -> None:
    defects: list[str] = []

    def on_line(line: str) -> None:
        if line.startswith("!"):
            defects.append(line[1:])
            return
        title, _, seconds = line.partition("\t")
        if title.startswith("  "):
            console.print(f"    [dim]{escape(title.strip())}[/dim]")
        elif seconds:
            steps.done(title, float(seconds))
        else:
            console.print(escape(line))

    code = supervisor.run_once([sys.executable, "-m", "longcheng.program.prepare"], on_line=on_line)
    if supervisor.is_stopping:
        raise Interrupted
    if code != 0:
        raise CommandError("\n".join(defects) or "The home could not be made ready; the reason stands above.")


def _await(supervisor: Supervisor, until: Callable[[], bool], name: str, home: Home, within_s: float) -> None:
    done = supervisor.watch(until=lambda: until() or supervisor.hopeless() is not None, timeout_s=within_s)
    if supervisor.is_stopping:
        raise Interrupted
    failing = supervisor.hopeless()
    if done and failing is None:
        return
    log = home.logs / f"{failing.name if failing else name}.log"
    what = f"{failing.name} ends as soon as it starts" if failing else f"{name} was not ready after {within_s:.0f} s"
    raise CommandError(f"{what}. Its last words:\n{last_lines(log)}\nMore in {log}")


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
    except FileNotFoundError:
        return "(it wrote nothing)"


def address(settings: Configuration) -> str:
    """Where people on this machine open the city."""
    return settings.local_url


def is_ready(city: City) -> bool:
    """Whether the city says so itself; asked behind the door, which may speak TLS under a name we do not resolve."""
    try:
        return httpx.get(f"http://127.0.0.1:{city.ports.web}/healthz", timeout=2).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def greet(home: Home, settings: Configuration, steps: Steps) -> None:
    """The address and the demo sign-ins."""
    console.print(f"\n[bold]The city is ready[/bold] after {steps.seconds:.1f} s: [bold]{address(settings)}[/bold]")
    for line in demo_lines(home, settings):
        console.print(line)
    console.print("Stop it with Ctrl-C. How it fares: ./city status")
