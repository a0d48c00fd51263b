"""The city's name as an issuer: the address by which programs know it."""

from django.conf import settings


def issuer() -> str:
    """The public address without a slash at its end; the same in discovery, in tokens and in answers (RFC 9207)."""
    return str(settings.PUBLIC_URL).rstrip("/")
