"""Delivering: claim what is due, let the handler act, and mark it delivered in the handler's own transaction.

Because the claim is a row lock and the mark is committed together with what the handler wrote, a worker
that is killed at any moment leaves either both or neither: nothing is lost and nothing takes effect twice.
"""

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone

from longcheng.core.events.directory import LOCAL, STREAM, WEBHOOK, events, handlers
from longcheng.core.events.models import Delivery, DeliveryState, StoredEvent
from longcheng.core.events.prepared import run_prepared
from longcheng.core.messages.topics import publish

log = logging.getLogger(__name__)

# A handler of ours that fails ten times in nine minutes wants a person; a partner may be away for a night.
ATTEMPTS_MAX = {LOCAL: 10, WEBHOOK: 80, STREAM: 1_000}
FIRST_WAIT_S, LONGEST_WAIT_S = 1, 600
BATCH = 200
TOPIC = "events.deliveries"

# The heads are the oldest waiting deliveries of each handler and key; whoever locks a head owns that key for
# this handler until commit, so what follows it may be taken along, in order. A head that waits for its next
# attempt holds back what follows it. A dead letter does not: order gives way to the living.
_CLAIM = """
WITH heads AS MATERIALIZED (
    SELECT d.id, d.handler, d.key FROM events_delivery d
    WHERE d.lane = %(lane)s::text AND d.state = 0 AND d.due_at <= %(now)s::timestamptz
      AND NOT EXISTS (
        SELECT FROM events_delivery e
        WHERE e.handler = d.handler AND e.key = d.key AND e.state = 0 AND e.id < d.id)
    ORDER BY d.id LIMIT %(limit)s::int
    FOR UPDATE OF d SKIP LOCKED
)
SELECT d.id, d.event_id, d.event_name, d.handler, d.key, d.lane, d.attempts, d.due_at <= %(now)s::timestamptz AS is_due
FROM heads h CROSS JOIN LATERAL (
    SELECT * FROM events_delivery f
    WHERE f.handler = h.handler AND f.key = h.key AND f.state = 0 AND f.id >= h.id
    ORDER BY f.id LIMIT %(limit)s::int
) d
ORDER BY d.id LIMIT %(limit)s::int
"""


@dataclass(frozen=True)
class Claim:
    """One delivery in hand."""

    id: int
    event_id: int
    event_name: str
    handler: str
    key: str
    lane: str
    attempts: int


Deliver = Callable[[Claim, StoredEvent], None]


def deliver_local(claim: Claim, event: StoredEvent) -> None:
    """Call the handler in this process. Raises whatever the handler raises; a handler cannot end its thread."""
    handler = handlers().get(claim.handler)
    if handler is None or event.name not in events():
        raise LookupError(
            f"{claim.handler} or its event is no longer in the code. Install its room, or drop the letter."
        )
    try:
        handler.handle(events()[event.name].from_json(event.data))
    except SystemExit as error:
        raise RuntimeError(f"{claim.handler} asked its process to exit.") from error


def deliver_batch(lane: str = LOCAL, *, deliver: Deliver = deliver_local, limit: int = BATCH) -> int:
    """Deliver up to `limit` due deliveries of a lane; returns how many were tried.

    The whole batch first runs without savepoints, which is twice as fast; if any handler fails, all of
    it is undone and run again with each delivery fenced off, so that one failure costs only itself.
    """
    try:
        with transaction.atomic():
            claims = _claim(lane, limit)
            stored = _stored(claims)
            for claim in claims:
                deliver(claim, stored[claim.event_id])
            _mark_delivered([claim.id for claim in claims])
        return len(claims)
    except Exception as error:
        log.info("A batch of %s is run again one by one: %s", lane, error)
    return _deliver_fenced(lane, deliver=deliver, limit=limit)


def _deliver_fenced(lane: str, *, deliver: Deliver, limit: int) -> int:
    with transaction.atomic():
        claims = _claim(lane, limit)
        stored = _stored(claims)
        delivered: list[int] = []
        failed_keys: set[tuple[str, str]] = set()
        for claim in claims:
            if (claim.handler, claim.key) in failed_keys:
                continue
            try:
                with transaction.atomic():
                    deliver(claim, stored[claim.event_id])
                delivered.append(claim.id)
            except Exception as error:
                failed_keys.add((claim.handler, claim.key))
                record_failure(claim, error)
        _mark_delivered(delivered)
    return len(claims)


def deliver_carefully(lane: str = LOCAL, *, deliver: Deliver = deliver_local) -> int:
    """Deliver one due delivery whose handler may end the whole process; returns 0 or 1.

    The attempt is counted and committed before the handler runs, so that an event that kills its worker
    each time becomes a dead letter after as many attempts as any other, and the rest goes on.
    """
    with transaction.atomic():
        claims = _claim(lane, 1)
        for claim in claims:
            counted = Delivery.objects.filter(id=claim.id)
            if claim.attempts < ATTEMPTS_MAX[lane]:
                counted.update(attempts=claim.attempts + 1)
            else:
                log.error("%s ended its worker on event %s each time: dead letter", claim.handler, claim.event_id)
                counted.update(
                    state=DeliveryState.DEAD, last_error="The worker ended while it handled this, each time."
                )
                publish(TOPIC, dead=1)
    return _deliver_fenced(lane, deliver=deliver, limit=1) if claims else 0


def deliver_singly(lane: str, deliver: Deliver) -> int:
    """Deliver one due delivery of a lane whose effect is outside the database; returns 0 or 1.

    Its effect cannot be undone, so it is marked as soon as it is done; a crash in between repeats it,
    and the receiver knows the repeat by its id.
    """
    with transaction.atomic():
        claims = _claim(lane, 1)
        for claim in claims:
            event = _stored(claims)[claim.event_id]
            try:
                deliver(claim, event)
            except DatabaseError:
                raise
            except Exception as error:
                record_failure(claim, error)
            else:
                _mark_delivered([claim.id])
    return len(claims)


def _claim(lane: str, limit: int) -> list[Claim]:
    rows = run_prepared(_CLAIM, {"lane": lane, "now": timezone.now(), "limit": limit})
    held_back: set[tuple[str, str]] = set()
    claims = []
    for *fields, is_due in rows:
        claim = Claim(*fields)
        if not is_due or (claim.handler, claim.key) in held_back:
            held_back.add((claim.handler, claim.key))
            continue
        claims.append(claim)
    return claims


def _stored(claims: Sequence[Claim]) -> dict[int, StoredEvent]:
    return StoredEvent.objects.in_bulk({claim.event_id for claim in claims})


def _mark_delivered(ids: Sequence[int]) -> None:
    if ids:
        now = timezone.now()
        Delivery.objects.filter(id__in=ids).update(state=DeliveryState.DELIVERED, delivered_at=now, last_error="")


def wait_after(attempts: int) -> timedelta:
    """How long to wait after this many failures: 1 s, 2 s, 4 s … at most ten minutes."""
    return timedelta(seconds=min(FIRST_WAIT_S * 2 ** (attempts - 1), LONGEST_WAIT_S))


def record_failure(claim: Claim, error: Exception) -> None:
    """Keep the reason; set the next attempt, or make it a dead letter after the last."""
    attempts = claim.attempts + 1
    is_dead = attempts >= ATTEMPTS_MAX[claim.lane]
    reason = "".join(traceback.format_exception(error, limit=-6))[-4000:]
    log.warning(
        "%s failed on event %s (attempt %s%s): %s",
        claim.handler, claim.event_id, attempts, ", dead letter" if is_dead else "", error,
    )  # fmt: skip
    Delivery.objects.filter(id=claim.id).update(
        attempts=attempts,
        last_error=reason,
        state=DeliveryState.DEAD if is_dead else DeliveryState.WAITING,
        due_at=timezone.now() + wait_after(attempts),
    )
    if is_dead:
        publish(TOPIC, dead=1)
