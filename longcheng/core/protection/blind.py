"""Blind indexes: a keyed digest beside a sealed field, by which it is found by its exact value and nothing else."""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from longcheng.core.protection.ring import ring
from longcheng.core.protection.ring_file import ID_BYTES
from longcheng.core.protection.sealing import derive

MAC_BYTES = 16
INDEX_BYTES = ID_BYTES + MAC_BYTES
_SPACES = re.compile(r"\s+")


def normal(value: str) -> str:
    """The same text however it was typed: full width as half width (NFKC), one space for many, no case."""
    return unicodedata.normalize("NFKC", _SPACES.sub(" ", unicodedata.normalize("NFKC", value)).strip().casefold())


def blind_index(value: str, *, field: str) -> bytes:
    """The index of an already normal value for one field, such as `access.contact.phone_index`, by the current key.

    4 bytes of key id and 16 of HMAC-SHA256. Equal values of one field have equal indexes: whoever reads the table
    sees which rows are equal, so nothing belongs here of which there are only a few values, such as a sex.
    """
    key = ring().index.current
    return key.id_bytes + _mac(key.secret, field, value)


def blind_indexer(field: str) -> Callable[[str], bytes]:
    """A function that makes many indexes of already normal values with the key that is current now; for a load."""
    key = ring().index.current
    head, secret, digest = key.id_bytes, _key(key.secret, field), hmac.digest
    return lambda value: head + digest(secret, value.encode("utf-8", "surrogatepass"), "sha256")[:MAC_BYTES]


def blind_indexes(value: str, *, field: str) -> list[bytes]:
    """The index by every key of the ring, for finding rows that are not yet under the current one."""
    return [key.id_bytes + _mac(key.secret, field, value) for key in ring().index.keys.values()]


def _mac(secret: bytes, field: str, value: str) -> bytes:
    return hmac.digest(_key(secret, field), value.encode("utf-8", "surrogatepass"), hashlib.sha256)[:MAC_BYTES]


@lru_cache(maxsize=1024)
def _key(secret: bytes, field: str) -> bytes:
    return derive(secret, f"longcheng blind index {field}")
