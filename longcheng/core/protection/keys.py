"""Keys for one purpose each, made from the one secret that only the city's home holds."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def derived_key(purpose: str, *, length: int = 32) -> bytes:
    """The key for this purpose, the same at every call; nothing about the secret follows from it (RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=f"longcheng {purpose}".encode()).derive(
        settings.SECRET_KEY.encode()
    )
