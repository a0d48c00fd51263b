"""The heavy half of verifying: rows against the hashes kept for them, a part of the tree at a time, in any process."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import psycopg

from longcheng.core.transparency import canonical
from longcheng.core.transparency.keys import Marker
from longcheng.core.transparency.merkle import HASH_BYTES, leaf_hash

PART = 1 << 15  # leaves in one piece of work: 1 MB of hashes
DEFECTS_MAX = 1_000
NOWHERE = -1  # for what has no place in the tree
_MAC_TAIL = 66  # a tab, the mark in 64 hex digits, a line end

# Each span's lines by their ids, which run on without a gap, so that the rows come in the order of the leaves.
_ROWS = (
    f"COPY (SELECT {{first}}{canonical.SELECTED}, {canonical.MAC} FROM transparency_span s JOIN transparency_line l "  # noqa: S608
    "ON l.id >= s.first_line_id + greatest(0, {start} - s.first_index) "
    "AND l.id < s.first_line_id + least(s.count, {end} - s.first_index) "
    "WHERE s.first_index >= {from_span} AND s.first_index < {end} ORDER BY s.first_index, l.id) TO STDOUT"
)
_INDEX = "s.first_index + l.id - s.first_line_id, s.writer_id, s.first_number + l.id - s.first_line_id, "
_SPANS = (
    "SELECT first_index, first_line_id, count, leaves, writer_id FROM transparency_span "
    "WHERE first_index >= %s AND first_index < %s ORDER BY first_index"
)
# A server of one's own may end what takes long or rests; verifying does both.
_NO_LIMITS = (
    "SELECT set_config(name, '0', false) FROM pg_settings WHERE name IN ('statement_timeout', 'lock_timeout', "
    "'idle_in_transaction_session_timeout', 'transaction_timeout')"
)
# The join must walk the spans and look up their lines; a sort of all rows would take longer than the hashing.
SETTINGS = "SET enable_hashjoin TO off; SET enable_mergejoin TO off; SET enable_seqscan TO off"


@dataclass(frozen=True)
class Source:
    """Where a helper process reads: the database at one moment, the key of the marks, and the writers with another."""

    conninfo: str
    snapshot: str
    line_key: bytes = field(repr=False)
    foreign: frozenset[int] = frozenset()


@dataclass(frozen=True, order=True)
class Defect:
    """Something that is not as it was sealed. `leaf_index` is NOWHERE for what has no place in the tree."""

    leaf_index: int
    line_id: int
    what: str

    def __str__(self) -> str:
        line = f"line {self.line_id}" if self.line_id > 0 else "a line"
        place = f", leaf {self.leaf_index}" if self.leaf_index >= 0 else ""
        return f"{line}{place}: {self.what}" if self.line_id > 0 or place else self.what


@dataclass(frozen=True)
class Part:
    """What one piece of work found: the kept leaf hashes and how many rows stand behind them."""

    start: int
    leaves: bytes
    rows: int
    defects: list[Defect]


def prepare(connection: "psycopg.Connection[Any]") -> None:
    """Set the session up so that nothing of the server's or the role's settings changes what is read."""
    connection.execute(canonical.SESSION.format(local="").encode())
    row = connection.execute("SHOW search_path").fetchone()
    # Our tables stay where the city finds them, but no function or operator stands before the database's own.
    connection.execute("SELECT pg_catalog.set_config('search_path', %s, false)", (f"pg_catalog, {row and row[0]}",))
    connection.execute(_NO_LIMITS)


def connect(source: Source) -> "psycopg.Connection[Any]":
    """A connection that sees the moment of the source's snapshot."""
    connection = psycopg.connect(source.conninfo, client_encoding="utf8")
    connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
    connection.execute(f"SET TRANSACTION SNAPSHOT '{source.snapshot}'".encode())
    prepare(connection)
    connection.execute(SETTINGS)
    return connection


def check_part(connection: "psycopg.Connection[Any]", source: Source, start: int, end: int) -> Part:
    """Hash the rows of these leaves and compare; only where they differ is each row looked at by itself."""
    row = connection.execute(
        "SELECT max(first_index) FROM transparency_span WHERE first_index <= %s", (start,)
    ).fetchone()
    from_span = row[0] if row and row[0] is not None else 0
    kept, ids, writers = _kept(connection, from_span, start, end)
    bounds = {"start": start, "end": end, "from_span": from_span}
    leaves, are_marked = [], True
    mark = Marker(source.line_key).mark
    for line in _copied(connection, _ROWS.format(first="", **bounds)):
        leaf = sha256(b"\x00" + line[:-_MAC_TAIL]).digest()
        leaves.append(leaf)
        are_marked = are_marked and mark(leaf).hex().encode() == line[-_MAC_TAIL + 1 : -1]
    if are_marked and b"".join(leaves) == kept and not writers & source.foreign:
        return Part(start, kept, len(leaves), [])
    rows = _copied(connection, _ROWS.format(first=_INDEX, **bounds))
    return Part(start, kept, len(leaves), list(_defects(rows, source, kept, ids, start, end)))


def _kept(
    connection: "psycopg.Connection[Any]", from_span: int, start: int, end: int
) -> tuple[bytes, list[range], set[int]]:
    """The leaf hashes that sealing kept, without a hole, the line ids they belong to, and whose they are."""
    hashes, ids, writers = [], [], set()
    for first, line_id, count, leaves, writer_id in connection.execute(_SPANS, (from_span, end)):
        low, high = max(0, start - first), min(count, end - first)
        hashes.append(bytes(leaves)[low * HASH_BYTES : high * HASH_BYTES])
        ids.append(range(line_id + low, line_id + high))
        writers.add(writer_id)
    return b"".join(hashes), ids, writers


def _copied(connection: "psycopg.Connection[Any]", statement: str) -> Iterator[bytes]:
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        for row in copy:
            yield bytes(row)


def _defects(
    rows: Iterator[bytes], source: Source, kept: bytes, ids: list[range], start: int, end: int
) -> Iterator[Defect]:
    """Every leaf whose row is gone, doubled or different."""
    expected = iter([line_id for run in ids for line_id in run])
    index, mark_of = start, Marker(source.line_key).mark
    for row in rows:
        place, writer_id, number, rest = row.split(b"\t", 3)
        at = int(place)
        while index < at:
            yield Defect(index, next(expected, 0), "the line was removed")
            index += 1
        line, mark = rest[:-1].rsplit(b"\t", 1)
        line_id = int(line.split(b"\t", 1)[0])
        if index > at:
            yield Defect(at, line_id, "the line stands there twice")
            continue
        next(expected, 0)
        index += 1
        is_kept = leaf_hash(line) == kept[(at - start) * HASH_BYTES : (at - start + 1) * HASH_BYTES]
        is_marked = mark_of(leaf_hash(line)).hex().encode() == mark
        is_foreign = int(writer_id) in source.foreign
        if not is_kept:
            told = "" if not is_marked else "; its mark fits, so the hash kept for it was changed"
            yield Defect(at, line_id, f"the line was altered after it was sealed{told}")
        elif not is_marked and not is_foreign:
            yield Defect(at, line_id, "the mark of the line was altered")
        elif is_marked and is_foreign:
            yield Defect(
                at,
                line_id,
                f"the row of writer {int(writer_id)} was altered: it names an earlier key, the mark is today's",
            )
        elif line.split(b"\t", 3)[1:3] != [writer_id, number]:
            yield Defect(at, line_id, "the line stands in the place of another")
    while index < end:
        yield Defect(index, next(expected, 0), "the line was removed")
        index += 1


_begun: "tuple[psycopg.Connection[Any], Source] | None" = None


def begin(source: Source) -> None:
    """Prepare a helper process."""
    global _begun  # noqa: PLW0603  a process of a pool has one source for all its work
    _begun = connect(source), source


def work(bounds: tuple[int, int]) -> Part:
    """One piece of work of a helper process."""
    assert _begun is not None  # noqa: S101  `begin` ran first
    return check_part(*_begun, *bounds)
