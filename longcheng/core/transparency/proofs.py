"""A proof that one line stands in the log: a file that explains and proves itself, with no database and no home."""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any

from longcheng.core.transparency import canonical
from longcheng.core.transparency.merkle import HASH_BYTES, is_consistent, leaf_hash, root_by_inclusion
from longcheng.core.transparency.notes import Checkpoint, NoteError, Verifier, opened

FORMAT = "longcheng-ledger-proof-1"
PATH_MAX = 64


class ProofError(Exception):
    """A proof does not hold or cannot be read; the text says why."""


@dataclass(frozen=True)
class Proof:
    """One line, its place, the path to the root, the signed root, and whose key signed it."""

    line: bytes
    leaf_index: int
    path: tuple[bytes, ...]
    note: str
    vkey: str

    def to_json(self) -> str:
        return json.dumps(
            {
                "format": FORMAT,
                "reading": canonical.read(self.line),
                "line": self.line.decode(),
                "leaf_index": self.leaf_index,
                "path": [base64.b64encode(hash_).decode() for hash_ in self.path],
                "checkpoint": self.note,
                "key": self.vkey,
            },
            indent=1,
            ensure_ascii=False,
        )

    @classmethod
    def of_json(cls, text: str) -> "Proof":
        """Raises ProofError for what is no proof."""
        try:
            found = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise ProofError(f"The file is no JSON: {error}.") from error
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise ProofError(f"The file is no proof of the format {FORMAT}.")
        try:
            proof = cls(
                line=_text(found, "line").encode(),
                leaf_index=_number(found, "leaf_index"),
                path=_path(found.get("path")),
                note=_text(found, "checkpoint"),
                vkey=_text(found, "key"),
            )
            reading = canonical.read(proof.line)
        except ValueError as error:
            raise ProofError(str(error)) from error
        if reading != found.get("reading"):
            raise ProofError("The readable part of the proof does not say what the proven line says.")
        return proof

    def check(self, *, vkey: str | None = None) -> tuple[dict[str, int | str | None], Checkpoint]:
        """The proven line by columns, and the checkpoint that proves it. Raises ProofError.

        Without `vkey` the key inside the proof is used, which proves only that the proof fits itself.
        """
        try:
            checkpoint, _ = opened(self.note, [Verifier.of(vkey or self.vkey)])
        except NoteError as error:
            raise ProofError(str(error)) from error
        root = root_by_inclusion(leaf_hash(self.line), self.leaf_index, checkpoint.size, self.path)
        if root != checkpoint.root:
            raise ProofError("The line does not stand in the signed tree at this place: it or its path was changed.")
        return canonical.read(self.line), checkpoint


@dataclass(frozen=True)
class Growth:
    """That the tree of a newer checkpoint grew out of that of an older one."""

    old: Checkpoint
    new: Checkpoint
    path: tuple[bytes, ...]

    def holds(self) -> bool:
        if self.old.origin != self.new.origin:
            return False
        if self.old.size == 0:
            return True
        return is_consistent(self.old.size, self.new.size, self.old.root, self.new.root, self.path)


def _text(found: dict[str, Any], name: str) -> str:
    value = found.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a text.")  # noqa: TRY004, RUF100  one kind of error for a file that is none
    return value


def _number(found: dict[str, Any], name: str) -> int:
    value = found.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise ValueError(f"{name} must be a whole number from 0 on.")
    return value


def _path(value: object) -> tuple[bytes, ...]:
    if not isinstance(value, list) or len(value) > PATH_MAX or not all(isinstance(text, str) for text in value):
        raise ValueError(f"path must be a list of at most {PATH_MAX} texts.")
    try:
        path = tuple(base64.b64decode(text, validate=True) for text in value)
    except binascii.Error as error:
        raise ValueError("path must be hashes in base64.") from error
    if any(len(hash_) != HASH_BYTES for hash_ in path):
        raise ValueError(f"path must be hashes of {HASH_BYTES} bytes.")
    return path
