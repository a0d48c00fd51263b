"""The event that the bench measures, and a handler whose whole work is one committed row."""

import time
from dataclasses import dataclass
from typing import ClassVar

from django.db import connection

from longcheng.core.events import delivery, outbox
from longcheng.core.events.directory import Handler, events, handler_names, handlers
from longcheng.core.events.event import Event

NAME, HANDLER = "bench.Measured", "bench.handle:bench.Measured"


@dataclass(frozen=True, kw_only=True)
class Measured(Event):
    """Sent by the bench; not sent in a city."""

    ordered_by: ClassVar[str] = "number"

    number: int
    title: str

    @classmethod
    def event_name(cls) -> str:
        return NAME


def handle(event: Measured) -> None:
    """Write down when it was handled; the unique number would refuse a second effect."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_effect (n, handled_at) VALUES (%s, %s)", [event.number, time.time()])


def install() -> None:
    """Add the event and its handler to what this process knows."""
    known = events() | {NAME: Measured}
    present = handlers() | {HANDLER: Handler(HANDLER, NAME, handle)}
    outbox.handler_names = lambda name: (HANDLER,) if name == NAME else handler_names(name)  # type: ignore[assignment]
    delivery.events = lambda: known  # type: ignore[assignment]
    delivery.handlers = lambda: present  # type: ignore[assignment]
