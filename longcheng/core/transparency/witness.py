"""The signed checkpoints in a file of the home, outside the database: who sets the database back cannot set it back."""

import os
from collections.abc import Iterator
from pathlib import Path

from longcheng.core.transparency.notes import Checkpoint, NoteError

TAIL_BYTES = 8_192  # far more than one checkpoint
APART = "\n"  # a blank line between a note and the next


class Witness:
    """The file of checkpoints. Only the sealer writes it, and only after the database has committed."""

    def __init__(self, path: Path) -> None:
        self.path = Path(path)

    def notes(self) -> Iterator[str]:
        """Every whole note, in the order of writing; what a crash left half written at the end is passed over."""
        if not self.path.is_file():
            return
        with self.path.open(encoding="utf-8", errors="replace") as file:
            note: list[str] = []
            blanks = 0
            for line in file:
                blanks += line == APART
                if blanks == 2:
                    yield "".join(note)
                    note, blanks = [], 0
                else:
                    note.append(line)

    def newest(self) -> tuple[str, Checkpoint] | None:
        """The last whole note. Raises NoteError where the file's end is no checkpoint."""
        whole = self._whole_bytes()
        if not whole:
            return None
        with self.path.open("rb") as file:
            file.seek(max(0, whole - TAIL_BYTES))
            tail = file.read(whole - file.tell()).decode(errors="replace")
        # A note is: text, blank line, signature; then the blank line that parts it from the next.
        parts = tail.removesuffix("\n\n").rsplit("\n\n", 2)
        note = f"{parts[-2]}\n\n{parts[-1]}\n" if len(parts) >= 2 else ""
        return note, Checkpoint.parse(note.rpartition("\n\n")[0] + "\n")

    def append(self, notes: list[str]) -> None:
        """Add notes; when this returns they are on the disk. A half note of a crash is cut off first."""
        is_new = not self.path.exists()
        with self.path.open("ab") as file:
            file.truncate(self._whole_bytes())
            file.write("".join(note + APART for note in notes).encode())
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            _sync_folder(self.path.parent)

    def _whole_bytes(self) -> int:
        """Where the last whole note ends. Raises NoteError for a file that holds something else."""
        if not self.path.is_file() or not (size := self.path.stat().st_size):
            return 0
        with self.path.open("rb") as file:
            begin = max(0, size - TAIL_BYTES)
            file.seek(begin)
            tail = file.read()
        # The blank line within a note is followed by its signature, the one after it by the next origin or the end.
        ends = [at + 2 for at in range(len(tail) - 1) if tail[at : at + 2] == b"\n\n" and _ends_a_note(tail[:at])]
        if ends:
            return begin + ends[-1]
        if begin:
            raise NoteError(f"{self.path} does not end in checkpoints. Keep it as evidence and put it aside.")
        return 0


def _ends_a_note(text: bytes) -> bool:
    """Whether the last line here is a signature."""
    return text.rpartition(b"\n")[2].startswith("— ".encode())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def size_of(note: str) -> int:
    """The size that a note speaks of. Raises NoteError."""
    return Checkpoint.parse(note.rpartition("\n\n")[0] + "\n").size
