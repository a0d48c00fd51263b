"""Signed notes and checkpoints as the C2SP writes them (signed-note, tlog-checkpoint), with Ed25519."""

import base64
import binascii
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from longcheng.core.transparency.merkle import HASH_BYTES

ED25519 = b"\x01"
KEY_ID_BYTES, PUBLIC_KEY_BYTES = 4, 32
SIGNATURE_MARK = "— "  # an em dash and a space, by the standard
SIZE_MAX = 2**63 - 1


class NoteError(Exception):
    """A note, a checkpoint or a key is malformed or signed by nobody we trust; the text says which."""


@dataclass(frozen=True)
class Checkpoint:
    """What a signature stands for: so many lines of this log have this root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """Read a note's text; further lines, which the standard allows, are passed over. Raises NoteError."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not lines[0]:
            raise NoteError("The checkpoint must have three lines: origin, size and root.")
        origin, size, root = lines[:3]
        if not (size.isascii() and size.isdigit()) or str(int(size[:20])) != size or int(size) > SIZE_MAX:
            raise NoteError(f"The checkpoint's size must be a whole number (it is {size[:40]!r}).")
        decoded = _decoded(root)
        if len(decoded) != HASH_BYTES:
            raise NoteError(f"The checkpoint's root must be {HASH_BYTES} bytes in base64.")
        return cls(origin, int(size), decoded)


@dataclass(frozen=True)
class Verifier:
    """A public key under its name."""

    name: str
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public_key).digest()[:KEY_ID_BYTES]

    @property
    def vkey(self) -> str:
        """The key in one word, as other programs read it: `<name>+<id>+<key>`."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.public_key).decode()}"

    @classmethod
    def of(cls, vkey: str) -> "Verifier":
        """Raises NoteError for what is no verifier key of the kind Ed25519."""
        name, _, rest = vkey.strip().partition("+")
        key_id, _, encoded = rest.partition("+")
        key = _decoded(encoded)
        if not name or key[:1] != ED25519 or len(key) != 1 + PUBLIC_KEY_BYTES:
            raise NoteError("A key must look like NAME+ID+KEY, as ./city ledger key prints it.")
        verifier = cls(name, key[1:])
        if verifier.key_id.hex() != key_id:
            raise NoteError(f"The key of {name} is misspelt: its id is {verifier.key_id.hex()}, not {key_id[:16]}.")
        return verifier

    def fits(self, text: str, signature: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


class Signer:
    """A private key under its name."""

    def __init__(self, name: str, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = Verifier(name, self._key.public_key().public_bytes_raw())

    def sign(self, text: str) -> str:
        """The text with its signature below it."""
        signed = base64.b64encode(self.verifier.key_id + self._key.sign(text.encode())).decode()
        return f"{text}\n{SIGNATURE_MARK}{self.verifier.name} {signed}\n"


def opened(note: str, verifiers: Iterable[Verifier]) -> tuple[Checkpoint, Verifier]:
    """The checkpoint that one of these keys has signed, and which. Raises NoteError."""
    text, separator, signatures = note.rpartition("\n\n")
    if not separator or not signatures.endswith("\n"):
        raise NoteError("The checkpoint has no signature below its text.")
    text += "\n"
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    strangers = []
    for line in signatures.splitlines():
        name, _, encoded = line.removeprefix(SIGNATURE_MARK).partition(" ")
        signature = _decoded(encoded)
        if not line.startswith(SIGNATURE_MARK) or len(signature) <= KEY_ID_BYTES:
            raise NoteError("A signature must look like “— NAME BASE64”.")
        verifier = known.get((name, signature[:KEY_ID_BYTES]))
        if verifier is None:
            strangers.append(f"{name}+{signature[:KEY_ID_BYTES].hex()}")
        elif verifier.fits(text, signature[KEY_ID_BYTES:]):
            return Checkpoint.parse(text), verifier
        else:
            raise NoteError(f"The signature of {name} does not fit the text above it.")
    raise NoteError(f"The checkpoint is signed by {', '.join(strangers)}, whose key is not among the known ones.")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteError(f"{text[:60]!r} is not base64.") from error
