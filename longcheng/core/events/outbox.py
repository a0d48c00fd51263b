"""Emitting: the event and what it is owed to are written in the action's own transaction."""

from collections.abc import Iterable
from datetime import datetime

import orjson
from django.db import connection, transaction
from django.utils import timezone

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Actor
from longcheng.core.events.directory import LOCAL, STREAM, STREAM_HANDLER, WEBHOOK, handler_names
from longcheng.core.events.event import Event
from longcheng.core.events.prepared import run_prepared

CHANNEL = "longcheng_events"

# The lock makes the ids of one key follow the order of the commits: whoever comes second gets a number
# only after the first has committed. It is held to the end of the transaction and costs no round trip.
# Webhooks are looked up in the same statement, so a subscription counts from the moment it is committed.
_EMIT = f"""
WITH turn AS MATERIALIZED (
    SELECT pg_advisory_xact_lock(hashtextextended(%(name)s::text || ' ' || %(key)s::text, 0))
), accepted AS (
    INSERT INTO events_storedevent (name, key, data, actor_id, occurred_at, recorded_at)
    SELECT %(name)s::text, %(key)s::text, %(data)s::jsonb, %(actor)s::bigint,
           %(occurred_at)s::timestamptz, %(now)s::timestamptz FROM turn
    RETURNING id
), owed AS (
    SELECT unnest(%(handlers)s::text[]) AS handler, '{LOCAL}' AS lane
    UNION ALL SELECT '{STREAM_HANDLER}', '{STREAM}' WHERE %(is_shared)s::bool
    UNION ALL SELECT 'events.webhook:' || id, '{WEBHOOK}' FROM events_webhook
              WHERE %(is_shared)s::bool AND is_active AND (event_names = '[]' OR event_names ? %(name)s::text)
), stored AS (
    INSERT INTO events_delivery (event_id, event_name, handler, lane, key, state, attempts, due_at, last_error)
    SELECT accepted.id, %(name)s::text, owed.handler, owed.lane, %(key)s::text, 0, 0, %(now)s::timestamptz, ''
    FROM accepted, owed
    RETURNING 1
)
SELECT accepted.id, (SELECT count(*) FROM stored) FROM accepted
"""  # noqa: S608  the constants are our own names, no input


def emit(event: Event, *, actor: Actor | None = None, occurred_at: datetime | None = None) -> int:
    """Accept an event together with the writes of the transaction around it; returns its id.

    `occurred_at` is when it was true at its source (default: now). Raises RuntimeError outside a
    transaction, where an accepted event could outlive a failed act. Events of the same kind and key
    wait for each other's commit, so emit late in an action.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An event is emitted inside transaction.atomic(), together with the act it tells of.")
    now = timezone.now()
    name = event.event_name()
    values = {
        "name": name,
        "key": event.key,
        "data": orjson.dumps(event.to_json()).decode(),
        "actor": actor.pk if isinstance(actor, Account) else None,
        "occurred_at": occurred_at or now,
        "now": now,
        "handlers": list(handler_names(name)),
        "is_shared": event.is_shared,
    }
    [(event_id, owed)] = run_prepared(_EMIT, values)
    if owed:
        transaction.on_commit(_wake, robust=True)
    return int(event_id)


def emit_all(events: Iterable[Event], *, actor: Actor | None = None) -> list[int]:
    """Emit several events, in the order of their keys so that two actions cannot wait for each other in a ring."""
    return emit_all_at(((event, None) for event in events), actor=actor)


def emit_all_at(events: Iterable[tuple[Event, datetime | None]], *, actor: Actor | None = None) -> list[int]:
    """As `emit_all`, each event with the moment it was true at its source (None: now)."""
    ordered = sorted(events, key=lambda pair: (pair[0].event_name(), pair[0].key))
    return [emit(event, actor=actor, occurred_at=moment) for event, moment in ordered]


def _wake() -> None:
    """Tell the workers. After the commit and not inside it: NOTIFY in a writing transaction makes all
    such commits wait for one lock, flush included. If this is lost, workers look for themselves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
