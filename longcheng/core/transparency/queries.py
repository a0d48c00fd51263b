"""Reads of the ledger: who looked at a person's data, what was read for one purpose, and the proof of a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from longcheng.core.transparency.canonical import SELECTED, SESSION
from longcheng.core.transparency.keys import signer, trusted
from longcheng.core.transparency.merkle import HASH_BYTES, consistency_path, inclusion_path, leaf_hash
from longcheng.core.transparency.models import Line, SignedCheckpoint, Span
from longcheng.core.transparency.notes import Checkpoint, NoteError, opened
from longcheng.core.transparency.proofs import Growth, Proof
from longcheng.core.transparency.tree import subtree

PAGE = 50
COUNT_MAX = 1_000
CHOICES_AMONG = 2_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NUMBER_MAX = 2**63 - 1


class LineMissing(Exception):
    """There is no such line, or it was changed; the text says which."""


class NotSealedYet(Exception):
    """The line is too new to be proven; it is sealed within seconds."""


def lines_about(
    subject_id: int,
    *,
    purpose: str | None = None,
    organisation: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[Line]:
    """Every reading of this person's data, newest first, single and bulk alike; `until` is not included.

    Page it with `page`; more filters of the caller's (a lawful delay) may be added before.
    """
    found = Line.objects.filter(subject_id=subject_id).defer("mac").order_by("-at", "-id")
    return _within(found, purpose=purpose, organisation=organisation, since=since, until=until)


def lines_for(purpose: str, reference: str, *, subject_id: int | None = None) -> QuerySet[Line]:
    """Every reading for one purpose, such as one mandate or one case, newest first. `reference` must not be empty."""
    if not reference:
        raise ValueError("A purpose without a reference is no single thing; use lines_about.")
    found = Line.objects.filter(purpose=purpose, reference=reference).defer("mac").order_by("-at", "-id")
    return found if subject_id is None else found.filter(subject_id=subject_id)


def _within(
    lines: QuerySet[Line],
    *,
    purpose: str | None,
    organisation: str | None,
    since: datetime | None,
    until: datetime | None,
) -> QuerySet[Line]:
    if purpose is not None:
        lines = lines.filter(purpose=purpose)
    if organisation is not None:
        lines = lines.filter(organisation=organisation)
    if since is not None:
        lines = lines.filter(at__gte=since)
    if until is not None:
        lines = lines.filter(at__lt=until)
    return lines


@dataclass(frozen=True)
class Page:
    """One page of lines; `after` is where the next one begins, None on the last."""

    lines: Sequence[Line]
    after: str | None


def page(lines: QuerySet[Line], *, after: str | None = None, size: int = PAGE) -> Page:
    """The lines after a place that an earlier page gave. Costs the same at every depth.

    Raises ValueError for a place that is none.
    """
    if after:
        at, line_id = _place(after)
        # The first condition is what the index walks by; the second parts the lines of that very moment.
        lines = lines.filter(at__lte=at).filter(Q(at__lt=at) | Q(id__lt=line_id))
    # The ids first, which the index alone can tell, then the rows of this page and no others.
    ids = lines.values("pk")[: size + 1]
    found = list(Line.objects.filter(pk__in=ids).defer("mac").order_by("-at", "-id"))
    return Page(found[:size], _place_text(found[size - 1]) if len(found) > size else None)


def _place_text(line: Line) -> str:
    return f"{(line.at - EPOCH) // timedelta(microseconds=1)}-{line.pk}"


def _place(text: str) -> tuple[datetime, int]:
    parts = text.split("-")
    if len(text) > 40 or len(parts) != 2 or not all(part.isascii() and part.isdigit() for part in parts):
        raise ValueError(_("The place in the list is unreadable. Begin at the first page."))
    microseconds, line_id = map(int, parts)
    try:
        return EPOCH + timedelta(microseconds=microseconds), min(line_id, NUMBER_MAX)
    except OverflowError as error:
        raise ValueError(_("The place in the list is unreadable. Begin at the first page.")) from error


def counted(lines: QuerySet[Line], *, at_most: int = COUNT_MAX) -> int:
    """How many lines these are, counted up to a bound, so that a long list costs no more than a page or two."""
    return lines[:at_most].count()


@dataclass(frozen=True)
class Choices:
    """What the newest lines about a person can be filtered by."""

    purposes: tuple[str, ...]
    organisations: tuple[str, ...]


def choices_about(subject_id: int) -> Choices:
    """The purposes and organisations among a person's newest lines."""
    found = set(lines_about(subject_id).values_list("purpose", "organisation")[:CHOICES_AMONG])
    return Choices(
        tuple(sorted({purpose for purpose, organisation in found})),
        tuple(sorted({organisation for purpose, organisation in found} - {""})),
    )


def newest_checkpoint() -> str | None:
    """The newest signed checkpoint, as text; None before the first line was sealed."""
    return SignedCheckpoint.objects.order_by("-size").values_list("note", flat=True).first()


def proof_of(line_id: int) -> Proof:
    """The proof that a line stands in the newest signed tree; anybody can check it offline.

    Raises LineMissing, NotSealedYet, NoteError where the checkpoint is not ours, TreeError or ProofError where
    the tree was changed.
    """
    with transaction.atomic():
        line = _canonical(line_id)
        span = Span.objects.filter(first_line_id__lte=line_id).order_by("-first_line_id").first()
        offset = line_id - span.first_line_id if span else 0
        if span is None or offset >= span.count:
            raise NotSealedYet(_("Line %(line)s is not sealed yet. Ask again in a few seconds.") % {"line": line_id})
        note = newest_checkpoint()
        if note is None:
            raise LineMissing(f"Line {line_id} is sealed, but no checkpoint is left. Run ./city ledger verify.")
        checkpoint, verifier = opened(note, trusted())
        if bytes(span.leaves)[offset * HASH_BYTES : (offset + 1) * HASH_BYTES] != leaf_hash(line):
            raise LineMissing(f"Line {line_id} is not as it was sealed. Run ./city ledger verify.")
        index = span.first_index + offset
        path = inclusion_path(index, checkpoint.size, subtree)
    proof = Proof(line, index, tuple(path), note, verifier.vkey)
    proof.check()
    return proof


def growth_since(note: str) -> Growth:
    """The proof that today's log grew out of an older checkpoint of ours.

    Raises NoteError where the old one is not signed by us, names more lines than there are, or nothing is sealed.
    """
    old = checkpoint_of(note)
    newest = newest_checkpoint()
    if newest is None:
        raise NoteError("Nothing is sealed in this database.")
    new = checkpoint_of(newest)
    if old.size > new.size:
        raise NoteError(f"The old checkpoint covers {old.size} lines, the newest here {new.size}: lines are gone.")
    path = consistency_path(old.size, new.size, subtree) if old.size else []
    return Growth(old, new, tuple(path))


def public_key() -> str:
    """Our key in one word, for those who check proofs."""
    return signer().verifier.vkey


def checkpoint_of(note: str) -> Checkpoint:
    """What one of the trusted keys has signed. Raises NoteError."""
    return opened(note, trusted())[0]


def _canonical(line_id: int) -> bytes:
    """A line's row in its canonical form, as it stands in the table. Raises LineMissing."""
    if not 0 < line_id <= NUMBER_MAX:
        raise LineMissing(_("Line %(line)s does not exist.") % {"line": line_id})
    with connection.cursor() as cursor:
        cursor.execute(SESSION.format(local="LOCAL"))
    statement = f"COPY (SELECT {SELECTED} FROM transparency_line l WHERE l.id = {line_id:d}) TO STDOUT"  # noqa: S608  a number
    with psycopg.Cursor(connection.connection) as raw, raw.copy(statement.encode()) as copy:
        rows = [bytes(row) for row in copy]
    if not rows:
        raise LineMissing(_("Line %(line)s does not exist.") % {"line": line_id})
    return rows[0][:-1]
