"""`./city status`: each part, its memory, its restarts, and whether it is ready."""

import argparse
import contextlib
import fcntl
import json

import httpx
import psutil
from rich.table import Table

from longcheng.program.commands import add_home
from longcheng.program.commands.report import CommandError, console
from longcheng.program.configuration import configuration
from longcheng.program.home import Home
from longcheng.program.supervisor import running_parts

MIB = 1024 * 1024


def describe(parser: argparse.ArgumentParser) -> None:
    add_home(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object, for programs")


def run(arguments: argparse.Namespace) -> int:
    home = Home(configuration().home)
    parts = running_parts(home)
    if not parts:
        raise CommandError(f"No city runs in {home.folder}. Start it: ./city up")
    health = ask(home)
    rows = [
        {
            "part": name,
            "pid": int(row["pid"]),
            "memory_mib": round(memory_bytes(int(row["pid"])) / MIB, 1),
            "restarts": int(row["restarts"]),
            "state": health.get({"postgres": "database"}.get(name, name), "not answering"),
        }
        for name, row in parts.items()
    ]
    supervisor = supervisor_pid(home)
    if supervisor:
        own = round(own_memory_bytes(psutil.Process(supervisor)) / MIB, 1)
        rows.append({"part": "supervisor", "pid": supervisor, "memory_mib": own, "restarts": 0, "state": "ready"})
    total = round(sum(float(str(row["memory_mib"])) for row in rows), 1)
    if arguments.json:
        print(json.dumps({"home": str(home.folder), "parts": rows, "memory_mib": total}))
    else:
        show(home, rows, total)
    return 0 if all(row["state"] == "ready" for row in rows) else 1


def show(home: Home, rows: list[dict[str, object]], total: float) -> None:
    """Print the table."""
    ports = home.ports()
    table = Table(title=f"City in {home.folder}, port {ports.door}", title_justify="left")
    for column in ("part", "process", "memory", "share", "restarts", "state"):
        table.add_column(column, justify="right" if column in {"process", "memory", "share", "restarts"} else "left")
    for row in rows:
        memory = float(str(row["memory_mib"]))
        table.add_row(
            str(row["part"]),
            str(row["pid"]),
            f"{memory:.0f} MiB",
            f"{100 * memory / total:.0f} %",
            str(row["restarts"]),
            str(row["state"]),
        )
    console.print(table)
    console.print(f"Memory together: {total:.0f} MiB (what is shared is counted once). MQTT on port {ports.mqtt}.")


def memory_bytes(pid: int) -> int:
    """The memory of a part with all its processes; pages they share are counted once (PSS)."""
    total = 0
    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    for process in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            total += own_memory_bytes(process)
    return total


def own_memory_bytes(process: psutil.Process) -> int:
    """The memory of one process, its part of what it shares; all of that where the system does not tell."""
    try:
        return int(process.memory_full_info().pss)
    except (psutil.AccessDenied, AttributeError):
        return int(process.memory_info().rss)


def supervisor_pid(home: Home) -> int | None:
    """The supervisor that holds the home. Who has the lock lives; the number alone may be somebody else's."""
    try:
        with (home.run / "supervisor.lock").open() as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return int(lock.read().strip())
    except (FileNotFoundError, ValueError):
        return None
    return None


def ask(home: Home) -> dict[str, str]:
    """What the city says of its parts; empty if the door does not answer."""
    try:
        answer = httpx.get(f"http://127.0.0.1:{home.ports().web}/healthz", timeout=5)
        found: dict[str, str] = answer.json()["parts"]
    except (httpx.HTTPError, ValueError, KeyError):
        return {}
    return found
