"""Verifying what stands in the table and in no leaf: new lines that wait, or lines that nobody of ours has written."""

from collections.abc import Iterator
from typing import Any

import psycopg

from longcheng.core.transparency.keys import Marker
from longcheng.core.transparency.merkle import leaf_hash
from longcheng.core.transparency.verifying_leaves import NOWHERE, Defect
from longcheng.core.transparency.verifying_tables import lines, numbers_of

_LATER = (
    "FROM transparency_line l LEFT JOIN transparency_progress p ON p.writer_id = l.writer_id "
    "WHERE l.number > coalesce(p.number, 0)"
)
_LATE = f"SELECT to_char(min(l.at), 'YYYY-MM-DD HH24:MI:SS') {_LATER} HAVING min(l.at) < now() - interval '1 minute'"
# Only asked when the numbers of rows do not agree: it looks up a span for every line. What is not later must be here,
# also with a number below one or an emptied one, which no writer of ours gives.
_IN_NO_SPAN = (
    "FROM transparency_line l LEFT JOIN transparency_progress p ON p.writer_id = l.writer_id "
    "LEFT JOIN LATERAL (SELECT first_line_id, count FROM transparency_span s WHERE s.first_line_id <= l.id "
    "ORDER BY s.first_line_id DESC LIMIT 1) s ON l.id < s.first_line_id + s.count "
    "WHERE (l.number > coalesce(p.number, 0)) IS NOT TRUE AND s.first_line_id IS NULL "
    "AND NOT EXISTS (SELECT FROM transparency_refusal r WHERE r.line_id = l.id) ORDER BY l.id"
)


class Rest:
    """Reads through it once; `waiting` counts the lines that wait and are as they were written."""

    def __init__(self, marker: Marker, foreign: frozenset[int]) -> None:
        self.marker, self.foreign = marker, foreign
        self.waiting = 0

    def defects(self, connection: "psycopg.Connection[Any]", *, rows: int) -> Iterator[Defect]:
        """Everything that is wrong there; `rows` stand behind leaves."""
        bounds: dict[int, tuple[int, int]] = {
            writer: (done, accepted)
            for writer, done, accepted in connection.execute(
                "SELECT w.id, coalesce(p.number, 0), w.accepted FROM transparency_writer w "
                "LEFT JOIN transparency_progress p ON p.writer_id = w.id"
            )
        }
        reached: dict[int, int] = {}
        outside = 0
        for line, mark in lines(connection, f"{_LATER} ORDER BY l.writer_id, l.number"):
            outside += 1
            line_id, writer, number = numbers_of(line)
            done, accepted = bounds.get(writer, (0, 0))
            last = reached.get(writer, done)
            told = self._wrong(line, mark, writer, is_beyond=number > accepted, is_double=number == last)
            if told:
                yield Defect(NOWHERE, line_id, told)
            self.waiting += not told
            yield from _gone(writer, last, min(number - 1, accepted))
            reached[writer] = number
        for writer, (done, accepted) in bounds.items():
            if accepted < done:
                told = f"the row of writer {writer} was set back to {accepted:,}; {done:,} of its lines are sealed"
                yield Defect(NOWHERE, 0, told)
            yield from _gone(writer, max(done, reached.get(writer, 0)), accepted)
        row = connection.execute("SELECT count(*) FROM transparency_line").fetchone()
        if row and row[0] != rows + outside:
            for line, _ in lines(connection, _IN_NO_SPAN):
                told = "the line was inserted by hand: its number is that of no line that waits, and no leaf is its own"
                yield Defect(NOWHERE, numbers_of(line)[0], told)

    def _wrong(self, line: bytes, mark: bytes, writer: int, *, is_beyond: bool, is_double: bool) -> str:
        """What is wrong with a line that should be one that waits; empty if nothing is."""
        if is_beyond:
            return "the line was inserted by hand: no writer of the city has it"
        if is_double:
            return "the line waits for its seal and stands there twice"
        if writer in self.foreign:
            return (
                "the line waits for a seal that it cannot get: it was written under an earlier key, so nobody can say "
                "whether it is as it was written"
            )
        if self.marker.mark(leaf_hash(line)).hex().encode() != mark:
            return "the line waits for its seal and is not as it was written"
        return ""


def late(connection: "psycopg.Connection[Any]") -> str:
    """Since when the oldest line has waited, in UTC, if that is longer than any sealer takes; else empty."""
    row = connection.execute(_LATE.encode()).fetchone()
    return str(row[0]) if row else ""


def _gone(writer: int, last: int, upto: int) -> Iterator[Defect]:
    for missing in range(last + 1, upto + 1):
        told = f"number {missing:,} of writer {writer}, which waited for its seal, was removed"
        yield Defect(NOWHERE, 0, told)
