"""How a source's rows are known again: keyed digests of their numbers and of what they said."""

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from longcheng.core.registry.import_models import ImportOrigin
from longcheng.core.registry.importing.checking import Checked
from longcheng.core.registry.reading import canonical

DIGEST_BYTES = 16
SECRET_BYTES = 32


@dataclass(frozen=True)
class Origin:
    """A source of one register, ready to make digests."""

    id: int
    secret: bytes
    key_is_sealed: bool

    def key_digest(self, checked: Checked) -> bytes:
        """By what the row is known again: the source's own number of it, else all that it says."""
        if checked.key:
            return self.digest(b"key", checked.key.encode())
        return self.digest(b"row", _said(checked.values, checked.valid_from))

    def values_digest(self, checked: Checked) -> bytes:
        """By what a change is noticed."""
        return self.digest(b"values", _said(checked.values, checked.valid_from))

    def source_key(self, checked: Checked) -> str:
        """What the act keeps of the source's number: itself, or only its digest where it must not stand in the open."""
        if not checked.key:
            return ""
        is_personal = self.key_is_sealed or _looks_like_an_identity_number(checked.key)
        return self.key_digest(checked).hex() if is_personal else checked.key

    def digest(self, purpose: bytes, content: bytes) -> bytes:
        return hmac.digest(self.secret, purpose + b"\0" + content, hashlib.sha256)[:DIGEST_BYTES]


def origin_of(register: str, source: str, *, key_is_sealed: bool, is_locked: bool = False) -> Origin:
    """The origin of this source, made at its first file. Locked, two loads from one source wait for each other."""
    made = ImportOrigin.objects.get_or_create(
        register=register,
        source=source,
        defaults={"secret": base64.b64encode(os.urandom(SECRET_BYTES)).decode()},
    )[0]
    if is_locked:
        made = ImportOrigin.objects.select_for_update().get(pk=made.pk)
    return Origin(made.pk, base64.b64decode(made.secret), key_is_sealed)


def _said(values: Mapping[str, Any], valid_from: datetime | None) -> bytes:
    return canonical({"values": values, "valid_from": valid_from.isoformat() if valid_from else ""})


def _looks_like_an_identity_number(key: str) -> bool:
    return len(key) in {15, 18} and key[:-1].isdigit()
