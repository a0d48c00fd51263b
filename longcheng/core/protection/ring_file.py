"""The key ring's file: its format, a new one, one key more, one key less. Knows no Django and no database."""

import base64
import binascii
import json
import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

FORMAT = 1
ID_BYTES, KEY_BYTES = 4, 32
KINDS = ("sealing", "index")


class KeyRingError(Exception):
    """The key ring is missing, damaged or cannot be changed; the text says what to do and shows no key."""


@dataclass(frozen=True)
class RingKey:
    """One key. Its id is drawn by lot, so that the keys of two cities are never taken for each other."""

    id: str
    made_at: datetime
    secret: bytes = field(repr=False)

    @property
    def id_bytes(self) -> bytes:
        return bytes.fromhex(self.id)


@dataclass(frozen=True)
class KeySet:
    """The keys of one kind: the current one is used for what is new, all of them for what is old."""

    current: RingKey
    keys: dict[str, RingKey]


@dataclass(frozen=True)
class Ring:
    """`sealing`: the keys of sealed fields. `index`: the keys of blind indexes."""

    sealing: KeySet
    index: KeySet

    def of(self, kind: str) -> KeySet:
        """The keys of a kind."""
        return self.sealing if kind == "sealing" else self.index

    def with_new_key(self, kind: str) -> "Ring":
        """This ring with one more key, which is the current one."""
        key, known = new_key(), self.of(kind)
        return replace(self, **{kind: KeySet(key, known.keys | {key.id: key})})

    def without_key(self, kind: str, key_id: str) -> "Ring":
        """This ring without a key."""
        known = self.of(kind)
        return replace(self, **{kind: KeySet(known.current, {i: k for i, k in known.keys.items() if i != key_id})})


def new_key() -> RingKey:
    """A key that did not exist before."""
    return RingKey(secrets.token_hex(ID_BYTES), datetime.now(UTC), secrets.token_bytes(KEY_BYTES))


def new_ring() -> Ring:
    """A ring with one key of each kind."""
    sealing, index = new_key(), new_key()
    return Ring(KeySet(sealing, {sealing.id: sealing}), KeySet(index, {index.id: index}))


def to_text(ring: Ring) -> str:
    """The content of the file."""
    content: dict[str, Any] = {"format": FORMAT}
    for kind in KINDS:
        known = ring.of(kind)
        content[kind] = {
            "current": known.current.id,
            "keys": [
                {"id": k.id, "made_at": k.made_at.isoformat(), "secret": base64.b64encode(k.secret).decode()}
                for k in known.keys.values()
            ],
        }
    return json.dumps(content, indent=2)


def from_text(text: str) -> Ring:
    """Read the content of the file. Raises KeyRingError, whose text shows nothing of the content."""
    try:
        content = json.loads(text)
        if content["format"] != FORMAT:
            raise KeyRingError(f"The key ring has another format than {FORMAT}, which this version reads.")
        return Ring(*(_key_set(content[kind]) for kind in KINDS))
    except (ValueError, KeyError, TypeError, binascii.Error):
        # The cause would show pieces of the file, which may be keys.
        raise KeyRingError("The key ring is damaged. Put a copy of it back; nothing sealed opens without it.") from None


def _key_set(content: dict[str, Any]) -> KeySet:
    keys = {}
    for entry in content["keys"]:
        secret = base64.b64decode(entry["secret"], validate=True)
        if len(secret) != KEY_BYTES or len(bytes.fromhex(entry["id"])) != ID_BYTES:
            raise ValueError("a key or an id has another length")
        keys[entry["id"]] = RingKey(entry["id"], datetime.fromisoformat(entry["made_at"]), secret)
    return KeySet(keys[content["current"]], keys)
