"""CloudEvents in: verified, kept once, and told to the rooms that asked for them."""

from django.db import transaction

from longcheng.core.events.cloudevents import CloudEvent
from longcheng.core.events.events import CloudEventReceived
from longcheng.core.events.models import Received, Source
from longcheng.core.events.outbox import emit_all_at


def receive(sender: Source, events: list[CloudEvent]) -> tuple[int, int]:
    """Accept events of one request, all or none; returns how many were new and how many repeats."""
    with transaction.atomic():
        fresh = [event for event in events if _is_first(sender, event)]
        emit_all_at(
            (
                CloudEventReceived(
                    sender=sender.name,
                    type=event.type,
                    source=event.source,
                    id=event.id,
                    subject=event.subject,
                    data=event.data,
                ),
                event.time,
            )
            for event in fresh
        )
    return len(fresh), len(events) - len(fresh)


def _is_first(sender: Source, event: CloudEvent) -> bool:
    """Whether this identity is new; a simultaneous twin waits for the other's commit inside the insert."""
    _, is_new = Received.objects.get_or_create(sender=sender, ce_source=event.source, ce_id=event.id)
    return is_new
