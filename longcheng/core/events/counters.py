"""The public counters: accepted, stored and delivered, per event and handler."""

from dataclasses import dataclass

from django.db import connection

from longcheng.core.events.directory import STREAM_HANDLER, events, handlers


@dataclass(frozen=True)
class Count:
    """One event and one handler.

    `accepted`: events acknowledged since this handler was first owed one; `stored`: deliveries written
    for it; the two are counted in different tables and must be equal. At rest `delivered` equals them
    too, unless letters are `waiting`, `dead` or were `dropped`.
    """

    event_name: str
    handler: str
    accepted: int
    stored: int
    delivered: int
    waiting: int
    dead: int
    dropped: int

    @property
    def is_settled(self) -> bool:
        return self.accepted == self.stored == self.delivered + self.dropped


# A handler counts from the first event it was owed, so that one added later does not look as if it had lost some;
# one that is no longer in the code counts to the last.
_COUNT = """
WITH kept AS (
    SELECT event_name, handler, min(event_id) AS first_id, max(event_id) AS last_id, count(*) AS stored,
           count(*) FILTER (WHERE state = 1) AS delivered, count(*) FILTER (WHERE state = 0) AS waiting,
           count(*) FILTER (WHERE state = 2) AS dead, count(*) FILTER (WHERE state = 3) AS dropped
    FROM events_delivery GROUP BY 1, 2
), met AS (
    SELECT coalesce(k.event_name, t.event_name) AS event_name, coalesce(k.handler, t.handler) AS handler,
           k.first_id, k.last_id, t.accepted AS t_accepted,
           coalesce(k.stored, 0) + coalesce(t.stored, 0) AS stored,
           coalesce(k.delivered, 0) + coalesce(t.delivered, 0) AS delivered,
           coalesce(k.waiting, 0) AS waiting, coalesce(k.dead, 0) AS dead,
           coalesce(k.dropped, 0) + coalesce(t.dropped, 0) AS dropped
    FROM kept k FULL JOIN (SELECT * FROM events_tally WHERE handler <> '') t USING (event_name, handler)
)
SELECT event_name, handler,
       coalesce(t_accepted, 0) + CASE
           WHEN starts_with(handler, 'events.webhook:') THEN stored - coalesce(t_accepted, 0)
           ELSE (SELECT count(*) FROM events_storedevent e WHERE e.name = event_name AND e.id >= first_id
                 AND (handler = ANY(%(present)s) OR e.id <= last_id)) END,
       stored, delivered, waiting, dead, dropped
FROM met ORDER BY 1, 2
"""


def counts() -> list[Count]:
    """Every event and handler that has ever met. Costs one pass over the kept deliveries."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"present": [STREAM_HANDLER, *handlers()]})
        counted = [Count(*row) for row in cursor.fetchall()]
    seen = {(count.event_name, count.handler) for count in counted}
    silent = [
        Count(handler.event_name, handler.name, 0, 0, 0, 0, 0, 0)
        for handler in handlers().values()
        if (handler.event_name, handler.name) not in seen and handler.event_name in events()
    ]
    return sorted([*counted, *silent], key=lambda count: (count.event_name, count.handler))


def accepted() -> dict[str, int]:
    """How many events of each name were ever accepted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sum(n)::bigint FROM ("
            "SELECT name, count(*) AS n FROM events_storedevent GROUP BY 1 "
            "UNION ALL SELECT event_name, accepted FROM events_tally WHERE handler = '') s GROUP BY 1"
        )
        counted = dict(cursor.fetchall())
    return {name: counted.get(name, 0) for name in sorted({*events(), *counted})}


@dataclass(frozen=True)
class Wait:
    """How long deliveries of a lane took from acceptance to the handler's commit, over the last minutes."""

    lane: str
    delivered: int
    median_s: float
    p99_s: float


def waits(*, minutes: int = 5) -> list[Wait]:
    """The delays of the last minutes, by lane."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT d.lane, count(*), percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP "
            "(ORDER BY extract(epoch FROM d.delivered_at - e.recorded_at)) "
            "FROM events_delivery d JOIN events_storedevent e ON e.id = d.event_id "
            "WHERE d.delivered_at > now() - make_interval(mins => %s) GROUP BY 1 ORDER BY 1",
            [minutes],
        )
        return [Wait(lane, count, *map(float, delays)) for lane, count, delays in cursor.fetchall()]
