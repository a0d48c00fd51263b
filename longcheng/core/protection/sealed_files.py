"""Files at rest that only the city opens: sealed piece by piece under a key of their own, so that any part can be read.

The key stands sealed beside the file's row in the database: it goes under a new key of the ring with all other sealed
fields, and without the row the file is noise.
"""

import base64
import hashlib
import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from longcheng.core.protection.sealing import SealBroken

PIECE_BYTES = 64 * 1024
TAG_BYTES, KEY_BYTES = 16, 32


@dataclass(frozen=True)
class Kept:
    """A file that was sealed: its key as text, to be stored in a sealed field; size and digest of what is inside."""

    key: str
    size: int
    sha256: str


def seal_file(source: IO[bytes], path: Path) -> Kept:
    """Copy a file to `path`, sealed, whole or not at all."""
    secret = os.urandom(KEY_BYTES)
    cipher, digest, size, index = AESGCM(secret), hashlib.sha256(), 0, 0
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    temporary = path.with_name(f"{path.name}.tmp")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
            while piece := source.read(PIECE_BYTES):
                while len(piece) < PIECE_BYTES and (more := source.read(PIECE_BYTES - len(piece))):
                    piece += more
                target.write(cipher.encrypt(_nonce(index), piece, None))
                digest.update(piece)
                size, index = size + len(piece), index + 1
            target.flush()
            os.fsync(target.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return Kept(base64.b64encode(secret).decode(), size, digest.hexdigest())


def open_sealed(path: Path, *, key: str, size: int) -> io.BufferedReader:
    """The file as it was, from any place. Raises FileNotFoundError; reads raise SealBroken where it was altered."""
    return io.BufferedReader(_Opened(path, AESGCM(base64.b64decode(key)), size), PIECE_BYTES)


def _nonce(index: int) -> bytes:
    # A key seals one file once, so the number of a piece never comes twice under it; it also keeps pieces in order.
    return index.to_bytes(12, "big")


class _Opened(io.RawIOBase):
    def __init__(self, path: Path, cipher: AESGCM, size: int) -> None:
        self._file, self._cipher, self._size = path.open("rb"), cipher, size
        self._place, self._held, self._piece = 0, -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise OSError("A place before the file's beginning.")
        self._place = base + offset
        return self._place

    def readinto(self, buffer: Any) -> int:
        if self._place >= self._size:
            return 0
        index, offset = divmod(self._place, PIECE_BYTES)
        part = self._opened(index)[offset : offset + len(buffer)]
        buffer[: len(part)] = part
        self._place += len(part)
        return len(part)

    def close(self) -> None:
        self._file.close()
        super().close()

    def _opened(self, index: int) -> bytes:
        if index != self._held:
            self._file.seek(index * (PIECE_BYTES + TAG_BYTES))
            due = min(PIECE_BYTES, self._size - index * PIECE_BYTES)
            try:
                piece = self._cipher.decrypt(_nonce(index), self._file.read(due + TAG_BYTES), None)
            except InvalidTag:
                raise SealBroken(f"Piece {index} of a sealed file was altered or cut off.") from None
            self._held, self._piece = index, piece
        return self._piece
