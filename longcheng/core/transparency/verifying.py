"""Verifying the whole ledger at one moment: rows, marks, tree, checkpoints, writers, and the file in the home."""

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from longcheng.core.transparency.keys import Marker
from longcheng.core.transparency.merkle import HASH_BYTES, Frontier
from longcheng.core.transparency.notes import Checkpoint, NoteError, Verifier, opened
from longcheng.core.transparency.sessions import writer_mark
from longcheng.core.transparency.verifying_leaves import (
    DEFECTS_MAX,
    NOWHERE,
    PART,
    Defect,
    Part,
    Source,
    begin,
    check_part,
    connect,
    prepare,
    work,
)
from longcheng.core.transparency.verifying_rest import Rest, late
from longcheng.core.transparency.verifying_tables import streamed, tables_unlike
from longcheng.core.transparency.witness import Witness, size_of

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Trust:
    """What verifying holds on to; none of it comes from the database."""

    origin: str
    verifiers: Sequence[Verifier]
    line_key: bytes = field(repr=False)
    key_id: str
    checkpoints: Path


@dataclass
class Finding:
    """What verifying found. `defects` are in the order of the tree, what has no place in it first."""

    sealed: int = 0
    waiting: int = 0
    checkpoints: int = 0
    witnessed: int = 0
    root: bytes = b""
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        return not self.defects


class _Enough(Exception):
    """The bound of defects is reached."""


class Verification:
    """One run over one moment of the database, which may serve a running city meanwhile."""

    def __init__(self, conninfo: str, trust: Trust, *, processes: int = 2, progress: Progress | None = None) -> None:
        self.conninfo, self.trust, self.processes = conninfo, trust, processes
        self.progress = progress or (lambda done, total: None)
        self.finding = Finding()
        self.marker = Marker(trust.line_key)
        self._notes: dict[int, str] = {}
        self._foreign: frozenset[int] = frozenset()  # writers with an earlier key
        self._signed_before: list[int] = []  # sizes under an earlier key

    def run(self) -> Finding:
        """Compare everything with everything."""
        began_at = time.monotonic()
        # The file before the database: the database commits first, so what the file holds by now must stand in it.
        witnessed = self._read_witness()
        with psycopg.connect(self.conninfo, client_encoding="utf8") as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            prepare(connection)
            try:
                self._check_tables(connection)
                self._compare(connection, witnessed)
            except _Enough:
                self.finding.notes.append(f"Stopped after {DEFECTS_MAX} defects; there may be more.")
            except (psycopg.Error, TypeError, ValueError) as error:
                if self.finding.is_well:
                    raise
                # Tables that were rebuilt by hand can hold what no comparison is made for.
                self.finding.notes.append(f"Stopped where nothing could be compared any further: {error}")
        self.finding.defects.sort()
        self.finding.seconds = time.monotonic() - began_at
        return self.finding

    def found(self, what: str, *, leaf_index: int = NOWHERE, line_id: int = 0) -> None:
        self._add([Defect(leaf_index, line_id, what)])

    def _add(self, defects: Sequence[Defect]) -> None:
        self.finding.defects += defects
        if len(self.finding.defects) >= DEFECTS_MAX:
            del self.finding.defects[DEFECTS_MAX:]
            raise _Enough

    def _read_witness(self) -> dict[int, str]:
        """The file's checkpoints by size."""
        found: dict[int, str] = {}
        witness = Witness(self.trust.checkpoints)
        for number, note in enumerate(witness.notes(), start=1):
            try:
                size = size_of(note)
            except NoteError as error:
                self.found(f"{witness.path}, checkpoint {number}: {error}")
                continue
            if found.get(size, note) != note:
                self.found(f"{witness.path} holds two different checkpoints of {size:,} lines")
            found[size] = note
        if not found:
            self.finding.notes.append(
                f"{witness.path} holds no checkpoint, so an older database in place of this one would not be noticed."
            )
        return found

    def _check_tables(self, connection: "psycopg.Connection[Any]") -> None:
        unlike, off = tables_unlike(connection)
        self.finding.notes += off
        for told in unlike:
            self.found(f"a table was changed by hand: {told}")

    def _compare(self, connection: "psycopg.Connection[Any]", witnessed: dict[int, str]) -> None:
        sealed = self._check_spans(connection)
        self.finding.sealed = sealed
        checkpoints = self._checkpoints(connection)
        self._check_witness(witnessed, checkpoints)
        self._check_writers(connection)
        rows = self._check_tree(connection, sealed, checkpoints)
        self._check_rest(connection, rows)

    def _check_spans(self, connection: "psycopg.Connection[Any]") -> int:
        """The spans must cover the leaves from 0 on, and each writer's numbers up to its progress. Returns how many."""
        next_index = 0
        numbers: dict[int, int] = {}
        refused = self._refused(connection)
        for first, writer, number, line_id, count, size in streamed(
            connection,
            "SELECT first_index, writer_id, first_number, first_line_id, count, length(leaves) "
            "FROM transparency_span ORDER BY first_index",
        ):
            if first != next_index:
                self.found(f"the tree has no leaves from {next_index:,} to {first - 1:,}", leaf_index=next_index)
            if size != count * HASH_BYTES or count < 1:
                self.found("the hashes kept from here on were changed in length", leaf_index=first, line_id=line_id)
            expected = numbers.get(writer, 0) + 1
            while expected < number and (writer, expected) in refused:
                expected += 1
            if number != expected:
                self.found(
                    f"writer {writer} goes on at number {number:,} where {expected:,} is next",
                    leaf_index=first, line_id=line_id,
                )  # fmt: skip
            numbers[writer] = number + count - 1
            next_index = first + count
        self._check_progress(connection, numbers, refused)
        return next_index

    def _refused(self, connection: "psycopg.Connection[Any]") -> set[tuple[int, int]]:
        refused = set()
        for writer, number, line_id, reason, at in connection.execute(
            "SELECT writer_id, number, line_id, reason, at FROM transparency_refusal ORDER BY id"
        ):
            refused.add((writer, number))
            self.found(
                f"never sealed: {reason} (number {number:,} of writer {writer}; seen {at:%Y-%m-%d %H:%M:%S})",
                line_id=line_id or 0,
            )
        return refused

    def _check_progress(
        self, connection: "psycopg.Connection[Any]", numbers: dict[int, int], refused: set[tuple[int, int]]
    ) -> None:
        for writer, number in connection.execute("SELECT writer_id, number FROM transparency_progress"):
            reached = numbers.pop(writer, 0)
            while (writer, reached + 1) in refused:
                reached += 1
            if reached != number:
                self.found(f"writer {writer} is said to be sealed up to {number:,}, its leaves end at {reached:,}")
        for writer, number in numbers.items():
            self.found(f"writer {writer} has leaves up to {number:,}, but its progress was removed")

    def _checkpoints(self, connection: "psycopg.Connection[Any]") -> dict[int, Checkpoint]:
        """The database's checkpoints by size, each with a signature that fits."""
        found: dict[int, Checkpoint] = {}
        unopened = Counter[str]()
        for size, note in streamed(connection, "SELECT size, note FROM transparency_signedcheckpoint ORDER BY size"):
            self._notes[size] = note
            try:
                checkpoint, verifier = opened(note, self.trust.verifiers)
            except NoteError as error:
                unopened[str(error)] += 1
                if unopened[str(error)] == 1:  # another home's key would tell the same of every checkpoint
                    self.found(f"the checkpoint of {size:,} lines: {error}", leaf_index=max(0, size - 1))
                continue
            if verifier.key_id.hex() != self.trust.key_id:
                self._signed_before.append(size)
            if checkpoint.size != size or checkpoint.origin != self.trust.origin:
                self.found(
                    f"the checkpoint of {size:,} lines speaks of {checkpoint.size:,} lines of {checkpoint.origin}",
                    leaf_index=max(0, size - 1),
                )
                continue
            found[size] = checkpoint
        for reason, count in unopened.items():
            if count > 1:
                self.found(f"{count:,} checkpoints in all: {reason}")
        self.finding.checkpoints = len(self._notes)
        if self._signed_before:
            self.finding.notes.append(
                f"{len(self._signed_before):,} checkpoints are signed with an earlier key of ledger_keys.txt."
            )
        return found

    def _check_witness(self, witnessed: dict[int, str], checkpoints: dict[int, Checkpoint]) -> None:
        """What the file holds must stand in the database, word for word."""
        self.finding.witnessed = len(witnessed)
        newest = max(self._notes, default=0)
        newer = [size for size in witnessed if size > newest]
        if newer:
            self.found(
                f"the database is older than what was signed: it ends with a checkpoint of {newest:,} lines, "
                f"{self.trust.checkpoints} with one of {max(newer):,}. If a backup was restored, "
                f"{max(newer) - newest:,} lines are lost: put that file aside as evidence, and the city goes on"
            )
        for size in self._signed_before:
            if witnessed and size > max(witnessed):
                self.found(
                    f"the checkpoint of {size:,} lines is signed with an earlier key, after the last one that this "
                    "home has written: somebody has that key",
                    leaf_index=max(0, size - 1),
                )
        for size in sorted(witnessed):
            if size <= newest and self._notes.get(size) != witnessed[size]:
                self.found(
                    f"the checkpoint of {size:,} lines in {self.trust.checkpoints} "
                    f"{'differs from that in' if size in self._notes else 'was removed from'} the database",
                    leaf_index=max(0, size - 1),
                )

    def _check_tree(
        self, connection: "psycopg.Connection[Any]", sealed: int, checkpoints: dict[int, Checkpoint]
    ) -> int:
        """Rows against leaves, leaves against nodes and roots; returns how many rows stand behind leaves."""
        nodes = {
            (level, position): bytes(node)
            for level, position, node in streamed(connection, "SELECT level, position, hash FROM transparency_node")
        }
        tree, rows, is_broken = Frontier(), 0, False
        sizes = iter([*sorted(size for size in checkpoints if 0 < size <= sealed), sealed + 1])
        due = next(sizes)
        for part in self._parts(connection, sealed):
            rows += part.rows
            self._add(part.defects)
            at = 0
            while at < len(part.leaves):
                upto = min(len(part.leaves), at + max(0, due - tree.size) * HASH_BYTES)
                leaves = (part.leaves[one : one + HASH_BYTES] for one in range(at, upto, HASH_BYTES))
                for level, position, node in tree.extend(leaves):
                    if nodes.pop((level, position), None) != node:
                        self.found(f"the node {level}/{position} of the tree was changed or removed")
                at = upto
                if tree.size == due:
                    if not is_broken and checkpoints[due].root != tree.root():
                        is_broken = True  # every later one differs too
                        self.found(
                            f"the leaves do not have the root that was signed for {due:,} lines: "
                            "a line up to here was changed together with its hash",
                            leaf_index=due - 1,
                        )
                    due = next(sizes)
            self.progress(min(sealed, part.start + PART), sealed)
        for level, position in nodes:
            self.found(f"the node {level}/{position} stands outside the tree")
        newest = max(self._notes, default=0)
        if newest != sealed:
            self.found(f"the tree has {sealed:,} leaves, the newest checkpoint covers {newest:,}")
        self.finding.root = tree.root()
        return rows

    def _parts(self, connection: "psycopg.Connection[Any]", sealed: int) -> Iterator[Part]:
        """Every part of the tree in order, hashed by as many processes as help."""
        bounds = [(start, min(sealed, start + PART)) for start in range(0, sealed, PART)]
        snapshot = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert snapshot is not None  # noqa: S101  the function always gives a row
        source = Source(self.conninfo, snapshot[0], self.trust.line_key, self._foreign)
        if len(bounds) < 4 or self.processes < 2:
            with connect(source) as own:
                for start, end in bounds:
                    yield check_part(own, source, start, end)
            return
        # Spawned, not forked: this process has threads and a database connection.
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(self.processes, mp_context=context, initializer=begin, initargs=(source,)) as pool:
            try:
                yield from pool.map(work, bounds)
            finally:
                pool.shutdown(cancel_futures=True)

    def _check_writers(self, connection: "psycopg.Connection[Any]") -> None:
        """Each writer's own count bears our mark; without it the newest lines could be taken away unseen."""
        foreign: dict[int, str] = {}
        for writer, accepted, key, mark in streamed(
            connection, "SELECT id, accepted, key_id, mac FROM transparency_writer ORDER BY id"
        ):
            if key != self.trust.key_id:
                foreign[writer] = key
            elif writer_mark(self.marker, writer, accepted) != bytes(mark):
                self.found(f"the row of writer {writer} was altered: its mark does not fit {accepted:,} lines")
        self._foreign = frozenset(foreign)
        for (writer,) in connection.execute(_UNCOUNTED):
            self.found(f"the row of writer {writer} was removed, and with it may be what it wrote last")
        strangers = set(foreign.values()) - {verifier.key_id.hex() for verifier in self.trust.verifiers}
        if strangers:
            self.found(
                f"writers used a key that this home does not know ({', '.join(sorted(strangers))}): put the old home's "
                "secrets.json back, or its key into ledger_keys.txt"
            )
        elif foreign:
            self.finding.notes.append(f"The marks of {len(foreign):,} writers with an earlier key say nothing here.")

    def _check_rest(self, connection: "psycopg.Connection[Any]", rows: int) -> None:
        """What stands in the table and in no leaf."""
        rest = Rest(self.marker, self._foreign)
        for defect in rest.defects(connection, rows=rows):
            self._add([defect])
        self.finding.waiting = rest.waiting
        since = late(connection)
        if since:
            self.finding.notes.append(
                f"The oldest line that waits for its seal waits since {since} UTC. If the city runs, its worker does "
                "not seal: see logs/worker.log. Only what is sealed is safe from somebody who put an older row of its "
                "writer aside."
            )


_UNCOUNTED = (
    "SELECT p.writer_id FROM transparency_progress p LEFT JOIN transparency_writer w ON w.id = p.writer_id "
    "WHERE w.id IS NULL ORDER BY 1"
)
