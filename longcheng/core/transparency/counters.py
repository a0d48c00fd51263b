"""The ledger's counters: accepted, stored and sealed, and how long a line waits for its seal."""

from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Count:
    """`accepted` is counted by the writers as they acknowledge; `stored` are the lines that sealing found in the
    table and those that wait there now; `sealed` is the size of the signed tree. At rest all three are equal.

    `refused` are places that could not be sealed: somebody changed the table by hand. `waiting_s` is the age of
    the oldest line that is not sealed.
    """

    accepted: int
    stored: int
    sealed: int
    refused: int
    waiting_s: float

    @property
    def is_settled(self) -> bool:
        return self.accepted == self.stored == self.sealed and not self.refused


_COUNT = """
WITH behind AS (
    SELECT w.id, coalesce(p.number, 0) AS done, w.accepted FROM transparency_writer w
    LEFT JOIN transparency_progress p ON p.writer_id = w.id WHERE w.accepted > coalesce(p.number, 0)
), waiting AS (
    SELECT count(*) AS n, min(l.at) AS oldest FROM behind b JOIN transparency_line l
    ON l.writer_id = b.id AND l.number > b.done AND l.number <= b.accepted
), found AS (
    SELECT coalesce(sum(p.number), 0)::bigint AS n FROM transparency_progress p
), gone AS (
    SELECT count(*) AS n, count(*) FILTER (WHERE line_id IS NULL) AS missing FROM transparency_refusal
)
SELECT (SELECT coalesce(sum(accepted), 0)::bigint FROM transparency_writer),
       found.n - gone.missing + waiting.n,
       coalesce((SELECT max(size) FROM transparency_signedcheckpoint), 0), gone.n,
       coalesce(extract(epoch FROM now() - waiting.oldest), 0)
FROM waiting, found, gone
"""


def count() -> Count:
    """The counters now. Costs a look at the writers and at what waits, never at all lines."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT)
        accepted, stored, sealed, refused, waiting_s = cursor.fetchone()
    return Count(accepted, stored, sealed, refused, max(0.0, float(waiting_s)))


@dataclass(frozen=True)
class Delay:
    """From the reading of the oldest line under a signature to the signature, over the last minutes."""

    checkpoints: int
    median_s: float
    p99_s: float


def delay(*, minutes: int = 5) -> Delay:
    """How long lines waited for their seal in the last minutes; zeros where none was sealed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), percentile_cont(ARRAY[0.5, 0.99]) WITHIN GROUP "
            "(ORDER BY extract(epoch FROM at - oldest_at)) "
            "FROM (SELECT at, oldest_at FROM transparency_signedcheckpoint ORDER BY size DESC LIMIT %s) newest "
            "WHERE at > now() - make_interval(mins => %s)",
            [minutes * 120, minutes],
        )
        number, delays = cursor.fetchone()
    return Delay(number, *map(float, delays or (0.0, 0.0)))
