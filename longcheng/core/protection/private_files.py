"""Files that only their owner can read, written whole or not at all."""

import contextlib
import os
import secrets
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write a file with mode 0600; whoever reads meanwhile gets the old text or the new one, never a part."""
    temporary = _written_beside(path, text)
    temporary.replace(path)
    _sync_folder(path.parent)


def make_private(path: Path, text: str) -> None:
    """As `write_private`, but a file that is there already stays: of two that make it at once, one wins for both."""
    temporary = _written_beside(path, text)
    try:
        with contextlib.suppress(FileExistsError):
            os.link(temporary, path)
    except OSError:  # a file system without hard links
        if not path.exists():
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(path.parent)


def _written_beside(path: Path, text: str) -> Path:
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(6)}.tmp")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return temporary


def _sync_folder(folder: Path) -> None:
    """A name that the folder has not yet on disk would be gone after a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
