"""Reads of the ledger's tree: the newest checkpoint, the proof of a line, how it has grown. Lines are disclosure's."""

import psycopg
from django.db import connection, transaction
from django.utils.translation import gettext as _

from longcheng.core.transparency.canonical import SELECTED, SESSION
from longcheng.core.transparency.keys import signer, trusted
from longcheng.core.transparency.merkle import HASH_BYTES, consistency_path, inclusion_path, leaf_hash
from longcheng.core.transparency.models import SignedCheckpoint, Span
from longcheng.core.transparency.notes import Checkpoint, NoteError, opened
from longcheng.core.transparency.proofs import Growth, Proof
from longcheng.core.transparency.tree import subtree

NUMBER_MAX = 2**63 - 1


class LineMissing(Exception):
    """There is no such line, or it was changed; the text says which."""


class NotSealedYet(Exception):
    """The line is too new to be proven; it is sealed within seconds."""


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
