"""A writer's session: it numbers lines without a gap, marks them, and puts them into the table by COPY."""

import os
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import psycopg

from longcheng.core.transparency.canonical import COLUMNS, moment_text
from longcheng.core.transparency.keys import Marker, key_id, line_key
from longcheng.core.transparency.merkle import leaf_hash
from longcheng.core.transparency.reading import Reading

# Ids come in blocks, so that one trip to the sequence serves many lines. The migration's INCREMENT is the same number.
IDS_IN_BLOCK = 1_000
COPY_AT_ONCE = 2_000  # lines, about half a megabyte

FEW = 200  # up to here one statement is quicker than a COPY with the four trips around it

_NAMES = ", ".join((*COLUMNS, "mac"))
_COPY = f"COPY transparency_line ({_NAMES}) FROM STDIN"
_BLOCKS = "SELECT nextval('transparency_line_ids') FROM generate_series(1, %s)"
_NEXT = "SELECT nextval(pg_get_serial_sequence('transparency_writer', 'id'))"
# Marked from the start: a process that is killed before its first line leaves this row as it is.
_BEGIN = (
    "INSERT INTO transparency_writer (id, began_at, process, key_id, accepted, mac) VALUES (%s, now(), %s, %s, 0, %s)"
)
_COUNT = "UPDATE transparency_writer SET accepted = %s, mac = %s WHERE id = %s"
# Lines and count in one statement, which is its own transaction: one trip to the server, commit included.
_FEW = (
    f"WITH counted AS ({_COUNT} RETURNING 1) INSERT INTO transparency_line ({_NAMES}) "  # noqa: S608  our own names
    f"SELECT {_NAMES} FROM counted, json_populate_recordset(NULL::transparency_line, %s::json)"
)
# Waits for what an older connection may still be doing to this row.
_REACHED = "SELECT accepted FROM transparency_writer WHERE id = %s FOR UPDATE"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line without its numbers: its moment and other columns in canonical form; as JSON too if it is one of few."""

    at: str
    columns: str
    json: bytes = b""


def entries_of(readings: Sequence[Reading]) -> list[Entry]:
    """The readings as of this moment."""
    at = moment_text(datetime.now(UTC))
    if len(readings) > FEW:
        return [Entry(at, reading.columns()) for reading in readings]
    return [Entry(at, reading.columns(), reading.json()) for reading in readings]


def writer_mark(marker: Marker, writer_id: int, accepted: int) -> bytes:
    """The mark on a writer's own row, without which its last lines could be removed before they are sealed."""
    return marker.mark(f"writer {writer_id} accepted {accepted}".encode())


def has_reached(connection: "psycopg.Connection[Any]", writer_id: int, number: int) -> bool:
    """Whether a writer's lines up to this number were committed, though nobody was told."""
    with psycopg.Cursor(connection) as cursor, connection.transaction():
        row = cursor.execute(_REACHED, (writer_id,)).fetchone()
    return row is not None and int(row[0]) >= number


class Session:
    """One connection's numbering. A session whose write failed must be thrown away: its numbers are in doubt."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self.connection = connection
        self.writer_id = self.number = 0
        self._marker = Marker(line_key())
        self._ids: list[range] = []

    def write(self, entries: Sequence[Entry]) -> None:
        """Write the lines: committed when this returns, unless the connection is in a transaction of the caller's."""
        with psycopg.Cursor(self.connection) as cursor:
            if not self.writer_id:
                self._begin(cursor)
            ids = self._take_ids(cursor, len(entries))
            if len(entries) <= FEW and all(entry.json for entry in entries):
                self._write_few(cursor, entries, ids)
            else:
                self._write_many(cursor, entries, ids)

    def _begin(self, cursor: "psycopg.Cursor[Any]") -> None:
        writer_id = _one(cursor.execute(_NEXT))
        name = f"{socket.gethostname()}:{os.getpid()}"[:120]
        cursor.execute(_BEGIN, (writer_id, name, key_id(), writer_mark(self._marker, writer_id, 0)))
        self.writer_id = writer_id

    def _write_few(self, cursor: "psycopg.Cursor[Any]", entries: Sequence[Entry], ids: Iterator[int]) -> None:
        rows = []
        for entry, (line, mark) in zip(entries, self._lines(entries, ids), strict=True):
            line_id, writer_id, number, _ = line.split(b"\t", 3)
            rows.append(
                b'{"id":%b,"writer_id":%b,"number":%b,"at":"%b","mac":"\\\\x%b",%b'
                % (line_id, writer_id, number, entry.at.encode(), mark, entry.json)
            )
        values = (*self._counted(), b"[%b]" % b",".join(rows))
        if cursor.execute(_FEW, (*values[:-1], values[-1].decode()), prepare=True).rowcount != len(entries):
            raise psycopg.DataError(f"The row of writer {self.writer_id} is gone.")

    def _write_many(self, cursor: "psycopg.Cursor[Any]", entries: Sequence[Entry], ids: Iterator[int]) -> None:
        with self.connection.transaction():
            with cursor.copy(_COPY) as copy:
                for first in range(0, len(entries), COPY_AT_ONCE):
                    lines = self._lines(entries[first : first + COPY_AT_ONCE], ids)
                    copy.write(b"".join([b"%b\t\\\\x%b\n" % pair for pair in lines]))
            if cursor.execute(_COUNT, self._counted()).rowcount != 1:
                raise psycopg.DataError(f"The row of writer {self.writer_id} is gone.")

    def _counted(self) -> tuple[int, bytes, int]:
        return self.number, writer_mark(self._marker, self.writer_id, self.number), self.writer_id

    def _lines(self, entries: Sequence[Entry], ids: Iterator[int]) -> Iterator[tuple[bytes, bytes]]:
        """Each line in canonical form, and its mark in hex digits."""
        for entry in entries:
            self.number += 1
            line = f"{next(ids)}\t{self.writer_id}\t{self.number}\t{entry.at}\t{entry.columns}".encode()
            yield line, self._marker.mark(leaf_hash(line)).hex().encode()

    def _take_ids(self, cursor: "psycopg.Cursor[Any]", count: int) -> Iterator[int]:
        missing = count - sum(map(len, self._ids))
        if missing > 0:
            blocks = -(-missing // IDS_IN_BLOCK)
            starts = sorted(start for (start,) in cursor.execute(_BLOCKS, (blocks,)).fetchall())
            self._ids += [range(start, start + IDS_IN_BLOCK) for start in starts]
        taken, self._ids = _cut(self._ids, count)
        return (line_id for block in taken for line_id in block)


def _cut(blocks: Sequence[range], count: int) -> tuple[list[range], list[range]]:
    """The first `count` numbers of these blocks, and what is left."""
    taken, left = [], []
    for block in blocks:
        taken.append(block[:count])
        left.append(block[count:])
        count = max(0, count - len(block))
    return [block for block in taken if block], [block for block in left if block]


def _one(cursor: "psycopg.Cursor[Any]") -> int:
    row = cursor.fetchone()
    assert row is not None  # noqa: S101  a function always gives a row
    return int(row[0])
