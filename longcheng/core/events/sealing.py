"""Secrets of others, sealed in the database with a key that only the city's home holds."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class SealBroken(Exception):
    """The secret was sealed with another key: the home's secrets were lost or this is another city's backup."""


def _box() -> Fernet:
    key = hashlib.sha256(b"longcheng events sealing v1" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def seal(secret: bytes) -> str:
    """Encrypt a secret for keeping."""
    return _box().encrypt(secret).decode()


def unseal(sealed: str) -> bytes:
    """The secret again. Raises SealBroken if it was sealed elsewhere or altered."""
    try:
        return _box().decrypt(sealed.encode())
    except InvalidToken as error:
        raise SealBroken(
            "This secret was sealed with another key. Make a new one and give it to the partner."
        ) from error
