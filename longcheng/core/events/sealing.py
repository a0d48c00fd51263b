"""Secrets of partners: their written form, and how those that version 0.1 sealed are opened."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from longcheng.core.protection.sealing import SealBroken

PREFIX = "whsec_"


def secret_text(secret: bytes) -> str:
    """The written form of a Standard Webhooks secret, as it is shown and kept."""
    return PREFIX + base64.b64encode(secret).decode()


def secret_bytes(text: str) -> bytes:
    """The secret of its written form."""
    return base64.b64decode(text.removeprefix(PREFIX))


def open_old(stored: bytes) -> str:
    """The secret as version 0.1 sealed it, with a key made from the secret key. Raises SealBroken."""
    key = hashlib.sha256(b"longcheng events sealing v1" + settings.SECRET_KEY.encode()).digest()
    try:
        return secret_text(Fernet(base64.urlsafe_b64encode(key)).decrypt(stored))
    except InvalidToken:
        raise SealBroken(
            "This secret was sealed with another key. Make a new one and give it to the partner."
        ) from None
