"""Keeping the outbox small: settled events leave after their keeping time, their counts stay."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from longcheng.core.clock import every

KEPT = timedelta(days=30)
AT_ONCE = 100_000  # a minute; more than two cores can emit

# One statement, so that a count moves to the tally exactly when its rows go.
_SETTLE = """
WITH old AS (
    SELECT e.id, e.name FROM events_storedevent e
    WHERE e.recorded_at < %(before)s
      AND NOT EXISTS (SELECT FROM events_delivery d WHERE d.event_id = e.id AND d.state IN (0, 2))
    ORDER BY e.id LIMIT %(limit)s
), gone AS (
    DELETE FROM events_delivery d USING old WHERE d.event_id = old.id
    RETURNING d.event_name, d.handler, d.state
), events_gone AS (
    DELETE FROM events_storedevent e USING old WHERE e.id = old.id RETURNING e.name
), counted AS (
    SELECT event_name, handler, count(*) AS n, count(*) FILTER (WHERE state = 1) AS delivered,
           count(*) FILTER (WHERE state = 3) AS dropped FROM gone GROUP BY 1, 2
    UNION ALL SELECT name, '', count(*), 0, 0 FROM events_gone GROUP BY 1
)
INSERT INTO events_tally AS t (event_name, handler, accepted, stored, delivered, dropped)
SELECT event_name, handler, n, CASE WHEN handler = '' THEN 0 ELSE n END, delivered, dropped FROM counted
ON CONFLICT (event_name, handler) DO UPDATE SET
    accepted = t.accepted + excluded.accepted, stored = t.stored + excluded.stored,
    delivered = t.delivered + excluded.delivered, dropped = t.dropped + excluded.dropped
"""


@every(minutes=1)
def settle() -> None:
    """Remove what was settled more than thirty days ago and keep its counts."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, {"before": timezone.now() - KEPT, "limit": AT_ONCE})
