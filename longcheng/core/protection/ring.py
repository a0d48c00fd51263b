"""The key ring of this city 密钥环, read anew whenever its file has changed, so that no process need be begun anew."""

import contextlib
import fcntl
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

from longcheng.core.protection.private_files import write_private
from longcheng.core.protection.ring_file import KeyRingError, Ring, from_text, new_ring, to_text


class _Reader:
    """Keeps what it read last, with the marks by which a changed file is known."""

    def __init__(self) -> None:
        self.kept: tuple[tuple[str, int, int, int], Ring] | None = None

    def read(self, path: Path) -> Ring:
        try:
            status = path.stat()
            marks = (str(path), status.st_mtime_ns, status.st_ino, status.st_size)
            kept = self.kept
            if kept is None or kept[0] != marks:
                kept = self.kept = (marks, from_text(path.read_text()))
        except (OSError, UnicodeDecodeError) as error:
            raise KeyRingError(
                f"The key ring {path} cannot be read ({type(error).__name__}). Put it back; nothing sealed opens "
                "without it."
            ) from None
        return kept[1]


_reader = _Reader()


def ring() -> Ring:
    """The keys that hold now. Costs one look at the file's date. Raises KeyRingError."""
    path: Path | None = settings.KEY_RING
    return _reader.read(path) if path else _ring_of_this_process()


@cache
def _ring_of_this_process() -> Ring:
    """Without a home nothing is kept, so keys for this process alone are enough."""
    return new_ring()


def change_ring(change: Callable[[Ring], Ring]) -> Ring:
    """Write the ring as changed, alone at the time; returns it. Raises KeyRingError."""
    path: Path | None = settings.KEY_RING
    if path is None:
        raise KeyRingError("There is no home, so there is no key ring that could be changed. Type: ./city up")
    try:
        with _alone(path):
            changed = change(ring())
            write_private(path, to_text(changed))
    except OSError as error:
        raise KeyRingError(
            f"{path} cannot be written ({type(error).__name__}). If the file comes from elsewhere, change it there "
            "and then type: ./city keys reseal"
        ) from error
    return changed


@contextlib.contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
