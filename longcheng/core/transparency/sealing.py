"""Sealing: new lines become leaves of the tree, and the tree's new root is signed. One sealer at a time."""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import psycopg
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from longcheng.core.transparency.canonical import MAC, SELECTED, SESSION
from longcheng.core.transparency.keys import Marker, key_id, line_key, origin, signer, trusted
from longcheng.core.transparency.merkle import Frontier, leaf_hash
from longcheng.core.transparency.models import Node, Progress, Refusal, SignedCheckpoint, Span
from longcheng.core.transparency.notes import Checkpoint, NoteError, opened
from longcheng.core.transparency.sessions import writer_mark
from longcheng.core.transparency.tree import TreeError, frontier
from longcheng.core.transparency.witness import Witness

log = logging.getLogger(__name__)

AT_ONCE = 50_000  # lines under one signature, about half a second's work
PAUSE_S = 1.0  # between two signatures; a line is sealed this much after it was read, and a little more
TROUBLE_PAUSE_S = 10.0
LOCK = 7_305_164_214_390_961_457  # any number that nobody else locks
SPAN_MAX = 10_000  # leaves in one row: 320 kB

# A writer commits its lines and its count together and in order, so nothing up to the count can still be on its way.
_WAITING = """
SELECT w.id, coalesce(p.number, 0), w.accepted, w.key_id, w.mac
FROM transparency_writer w LEFT JOIN transparency_progress p ON p.writer_id = w.id
WHERE w.accepted > coalesce(p.number, 0) ORDER BY w.id
"""
_LINES = (
    f"COPY (SELECT {SELECTED}, {MAC} FROM transparency_line l "  # noqa: S608  our own names and whole numbers
    "WHERE l.writer_id = %d AND l.number > %d AND l.number <= %d ORDER BY l.number) TO STDOUT"
)
_MAC_CHARS = 64


class LedgerBroken(Exception):
    """The ledger contradicts what was signed, so nothing more is signed; the text says what to look at."""


@dataclass(frozen=True)
class Fresh:
    """Lines of one writer that run on without a gap, ready to be leaves."""

    writer_id: int
    first_number: int
    first_line_id: int
    leaves: list[bytes]
    oldest_at: str


def step(stopping: threading.Event) -> int:
    """What the worker's lane repeats: seal what waits, then rest. Trouble is told at every look, until it is mended."""
    try:
        sealed = seal()
    except (LedgerBroken, NoteError, TreeError) as error:
        log.critical("The access ledger is not sealed: %s", error)
        stopping.wait(TROUBLE_PAUSE_S)
        return 1
    if sealed < AT_ONCE:
        stopping.wait(PAUSE_S)
    return 1


def finish() -> None:
    """Seal what is left before the city stops, so that no line waits over a change of keys, after which none could."""
    try:
        while seal():
            pass
    except (LedgerBroken, NoteError, TreeError, DatabaseError, OSError) as error:
        log.critical("The last lines of the access ledger are not sealed: %s", error)


def seal(*, at_once: int = AT_ONCE) -> int:
    """Seal what waits, at most so many lines; returns how many. Does nothing while another process seals.

    Raises LedgerBroken, NoteError or TreeError where the kept tree does not fit what was signed.
    """
    with transaction.atomic():
        if not _is_ours():
            return 0
        newest = SignedCheckpoint.objects.order_by("-size").first()
        _tell_witness(newest)
        sealed = _seal_after(newest, at_once=at_once)
    # The file comes after the commit: it never names a tree that the database could still lose.
    if sealed:
        with transaction.atomic():
            if _is_ours():
                _tell_witness(SignedCheckpoint.objects.order_by("-size").first())
    return sealed


def _is_ours() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(SESSION.format(local="LOCAL"))
        # Whatever the server's default: the file must never know of a checkpoint that a crash takes from the database.
        cursor.execute("SET LOCAL synchronous_commit TO on")
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _seal_after(newest: SignedCheckpoint | None, *, at_once: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        waiting = cursor.fetchall()
    if not waiting:
        return 0
    runs: list[Fresh] = []
    left = at_once
    for writer_id, done, accepted, key, mark in waiting:
        if left <= 0:
            break
        if not _is_counted_by_us(writer_id, accepted, key, mark):
            continue
        upto = min(accepted, done + left)
        left -= upto - done
        runs += _fresh(writer_id, done, upto)
        Progress.objects.update_or_create(writer_id=writer_id, defaults={"number": upto})
    if not runs:
        return 0
    tree = _grown_from(newest)
    size = tree.size
    full = []
    spans = []
    for run in runs:
        spans.append(_span(run, tree.size))
        full += tree.extend(run.leaves)
    Span.objects.bulk_create(spans)
    Node.objects.bulk_create([Node(level=level, position=position, hash=node) for level, position, node in full])
    note = signer().sign(Checkpoint(origin(), tree.size, tree.root()).text())
    oldest = datetime.fromisoformat(min(run.oldest_at for run in runs)).astimezone(UTC)
    SignedCheckpoint.objects.create(size=tree.size, note=note, at=timezone.now(), oldest_at=oldest)
    return tree.size - size


def _span(run: Fresh, first_index: int) -> Span:
    return Span(
        first_index=first_index,
        writer_id=run.writer_id,
        first_number=run.first_number,
        first_line_id=run.first_line_id,
        count=len(run.leaves),
        leaves=b"".join(run.leaves),
    )


def _is_counted_by_us(writer_id: int, accepted: int, key: str, mark: bytes) -> bool:
    """Whether a writer's count bears our mark. One changed by hand is not followed; verifying names it."""
    if key == key_id() and writer_mark(Marker(line_key()), writer_id, accepted) == bytes(mark):
        return True
    log.critical("Access ledger: the count of writer %s does not bear our mark. Run ./city ledger verify.", writer_id)
    return False


def _fresh(writer_id: int, done: int, upto: int) -> list[Fresh]:
    """The runs of a writer's new lines; a line that is gone or not as it was written is recorded as refused."""
    marker = Marker(line_key())
    runs: list[Fresh] = []
    expected, last_id = done + 1, -1
    for row in _rows(writer_id, done, upto):
        line, mark = row[: -_MAC_CHARS - 1], row[-_MAC_CHARS:]
        leaf = leaf_hash(line)
        id_text, _, number_text, at, _ = line.split(b"\t", 4)
        line_id, number = int(id_text), int(number_text)
        for missing in range(expected, number):
            _refuse(writer_id, missing, None, "the line was removed before it was sealed")
        expected = number + 1
        if marker.mark(leaf).hex().encode() != mark:
            _refuse(writer_id, number, line_id, "the line is not as it was written")
            last_id = -1
            continue
        run = runs[-1] if runs else None
        if run is None or line_id != last_id + 1 or len(run.leaves) >= SPAN_MAX:
            run = Fresh(writer_id, number, line_id, [], at.decode())
            runs.append(run)
        run.leaves.append(leaf)
        last_id = line_id
    for missing in range(expected, upto + 1):
        _refuse(writer_id, missing, None, "the line was removed before it was sealed")
    return runs


def _rows(writer_id: int, done: int, upto: int) -> list[bytes]:
    """The rows, whole, because a connection does nothing else while it copies."""
    statement = _LINES % (writer_id, done, upto)
    with psycopg.Cursor(connection.connection) as cursor, cursor.copy(statement.encode()) as copy:
        return [bytes(row)[:-1] for row in copy]


def _refuse(writer_id: int, number: int, line_id: int | None, reason: str) -> None:
    log.critical("Access ledger: line %s (writer %s, number %s): %s", line_id or "?", writer_id, number, reason)
    Refusal.objects.create(writer_id=writer_id, number=number, line_id=line_id, reason=reason)


def _grown_from(newest: SignedCheckpoint | None) -> Frontier:
    """The tree that the newest checkpoint stands for, ready to grow. Raises LedgerBroken, NoteError or TreeError."""
    if newest is None:
        return Frontier()
    checkpoint, _ = opened(newest.note, trusted())
    if checkpoint.size != newest.size or checkpoint.origin != origin():
        raise LedgerBroken(f"The checkpoint of size {newest.size} was changed. Run ./city ledger verify.")
    tree = frontier(checkpoint.size)
    if tree.root() != checkpoint.root:
        raise LedgerBroken(
            f"The tree does not have the root signed for {checkpoint.size} lines. Run ./city ledger verify."
        )
    return tree


def _tell_witness(newest: SignedCheckpoint | None) -> None:
    """Add to the file what it does not have yet. Raises LedgerBroken if it knows more than the database, or other."""
    witness = Witness(settings.LEDGER_CHECKPOINTS)
    last = witness.newest()
    if last is None:
        if newest is not None:
            witness.append([newest.note])
        return
    note, checkpoint = last
    if newest is None or checkpoint.size > newest.size:
        raise LedgerBroken(
            f"{witness.path} holds a checkpoint of {checkpoint.size} lines, the database only "
            f"{newest.size if newest else 0}: it is older than what was signed. Run ./city ledger verify."
        )
    if checkpoint.size == newest.size and note == newest.note:
        return
    same = SignedCheckpoint.objects.filter(size=checkpoint.size).first()
    if same is None or same.note != note:
        raise LedgerBroken(
            f"{witness.path} holds a checkpoint of {checkpoint.size} lines that the database does not have. "
            "Run ./city ledger verify."
        )
    missing = list(
        SignedCheckpoint.objects.filter(size__gt=checkpoint.size).order_by("size").values_list("note", flat=True)
    )
    _check_ours(missing, witness)
    witness.append(missing)


def _check_ours(notes: Sequence[str], witness: Witness) -> None:
    """What this home signed and could not tell the file bears today's key. Raises LedgerBroken, NoteError."""
    for note in notes:
        checkpoint, verifier = opened(note, trusted())
        if verifier != signer().verifier:
            raise LedgerBroken(
                f"The checkpoint of {checkpoint.size} lines is signed with an earlier key, and {witness.path} does not "
                "have it: somebody has that key. Run ./city ledger verify."
            )
