"""An event and a handler of the tests' own, so that the core is proved without any service."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import transaction
from django.utils import timezone

from longcheng.core.events.event import Event
from longcheng.core.events.models import Delivery, DeliveryState
from longcheng.core.events.outbox import emit


@dataclass(frozen=True, kw_only=True)
class Sample(Event):
    """Sent by tests; not sent by anybody else."""

    ordered_by: ClassVar[str] = "thing_id"
    is_shared: ClassVar[bool] = True

    thing_id: int
    title: str


@dataclass(frozen=True, kw_only=True)
class Inner(Event):
    """An event that stays in the house. Sent by tests; not sent by anybody else."""

    ordered_by: ClassVar[str] = "thing_id"

    thing_id: int


SAMPLE, INNER = "events.Sample", "events.Inner"
HANDLER = "events.handle:events.Sample"


def emit_titles(*titles: str, thing_id: int = 1) -> None:
    """Emit one sample for each title, each in a transaction of its own."""
    for title in titles:
        with transaction.atomic():
            emit(Sample(thing_id=thing_id, title=title))


def waiting() -> list[str]:
    """The titles whose local delivery waits, in order."""
    rows = Delivery.objects.filter(lane="local", state=DeliveryState.WAITING).order_by("id")
    return [row.event.data["title"] for row in rows]


def make_due() -> None:
    """Let every waiting delivery be tried now."""
    Delivery.objects.filter(state=DeliveryState.WAITING).update(due_at=timezone.now())
