"""The two keys of the ledger: one marks each line as ours, one signs what is sealed."""

import functools
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from longcheng.core.protection.keys import derived_key
from longcheng.core.transparency.notes import Signer, Verifier


class Marker:
    """HMAC-SHA256 (RFC 2104) with its two halves prepared: a third of the cost."""

    def __init__(self, key: bytes) -> None:
        block = key.ljust(64, b"\0")
        self._inner = sha256(bytes(byte ^ 0x36 for byte in block))
        self._outer = sha256(bytes(byte ^ 0x5C for byte in block))

    def mark(self, message: bytes) -> bytes:
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(message)
        outer.update(inner.digest())
        return outer.digest()


def line_key() -> bytes:
    """The key of the mark on each line; the marks are over the line's leaf hash."""
    return derived_key("access ledger line mac v1")


def origin() -> str:
    """The name of this city's log, the first line of each checkpoint."""
    return f"{settings.CITY}/access-ledger"


@functools.cache
def _signer(name: str, seed: bytes) -> Signer:
    return Signer(name, seed)


def signer() -> Signer:
    return _signer(origin(), derived_key("access ledger signing v1"))


def key_id() -> str:
    """Which of a city's keys a writer used, so that lines of a home before this one are told from forged ones."""
    return signer().verifier.key_id.hex()


def trusted() -> list[Verifier]:
    """The keys whose checkpoints count: our own, and those that `ledger_keys.txt` in the home names, one a line.

    The home is trusted and the database is not, so a key that stands only in the database counts nothing.
    Raises NoteError for a line that is no key.
    """
    path = Path(settings.LEDGER_CHECKPOINTS).with_name("ledger_keys.txt")
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [signer().verifier, *(Verifier.of(line) for line in lines if line.strip())]
