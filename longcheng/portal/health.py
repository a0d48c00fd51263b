"""Whether each part of the city is ready, asked of the part itself."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.core.clock.running import is_alive

ASK_WITHIN_S = 2.0


@dataclass(frozen=True)
class PartHealth:
    """One part; `problem` is empty when it is ready."""

    name: str
    problem: str

    @property
    def title(self) -> str:
        """What people call it."""
        return str(TITLES[self.name])

    @property
    def is_ready(self) -> bool:
        return not self.problem


def _database() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return _("%(n)s migrations wait; type ./city up") % {"n": len(waiting)} if waiting else ""


def _nats() -> str:
    parts = urlsplit(settings.NATS_URL)
    if not parts.hostname:
        return _("NATS_URL is not set")
    with socket.create_connection((parts.hostname, parts.port or 4222), ASK_WITHIN_S) as line:
        line.settimeout(ASK_WITHIN_S)
        return "" if line.recv(5) == b"INFO " else _("something else answers on the broker's port")


def _live() -> str:
    if not (settings.CITY_HOME.run / "ports.json").exists():
        return "" if is_alive("live") else _("no sign of life for a quarter minute")
    port = settings.CITY_HOME.ports().live
    answer = httpx.get(f"http://127.0.0.1:{port}/live/healthz", timeout=ASK_WITHIN_S)
    return "" if answer.status_code == httpx.codes.OK else _("does not listen to the database")


def _worker() -> str:
    return "" if is_alive("worker") else _("no sign of life for a quarter minute")


def _door() -> str:
    if not (settings.CITY_HOME.run / "ports.json").exists():
        return ""
    with socket.create_connection((settings.DOOR_ADDRESS, settings.CITY_HOME.ports().door), ASK_WITHIN_S):
        return ""


TITLES = {
    "database": gettext_lazy("Database"),
    "nats": gettext_lazy("Message broker"),
    "web": gettext_lazy("Web pages"),
    "live": gettext_lazy("Live line"),
    "worker": gettext_lazy("Deliveries and clock"),
    "door": gettext_lazy("Front door"),
}
CHECKS: dict[str, Callable[[], str]] = {
    "database": _database,
    "nats": _nats,
    "web": lambda: "",
    "live": _live,
    "worker": _worker,
    "door": _door,
}


def check_all() -> list[PartHealth]:
    """Ask every part. A part that cannot be asked has its reason as problem."""
    found = []
    for name, check in CHECKS.items():
        try:
            problem = check()
        except (Error, OSError, httpx.HTTPError, TimeoutError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            problem = _("does not answer: %(reason)s") % {"reason": reason}
        found.append(PartHealth(name, problem))
    return found
