"""Signing ID tokens, and reading back those that the city signed.

The algorithm is RS256 with RSA keys of 2048 bits: the one that OpenID Connect Core 15.1 obliges every client to
understand. A key is used for 90 days, so the smaller key is strong enough for the time it lives.
"""

import json
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from jwcrypto import jwk, jwt
from jwcrypto.common import JWException

from longcheng.core.openid.models import SigningKey
from longcheng.core.protection.keys import derived_key

ALGORITHM = "RS256"
BITS = 2048
NONCE_BYTES = 12


class KeyLost(RuntimeError):
    """A signing key cannot be opened: the city's secret key is not the one that sealed it."""


def published() -> list[SigningKey]:
    """The keys of the JWKS: the next, the current, and those whose tokens may still live."""
    return list(SigningKey.objects.filter(gone_at=None).order_by("-made_at"))


def current_key() -> SigningKey | None:
    """The key that signs now; None before the first."""
    return SigningKey.objects.filter(current_at__isnull=False, retired_at=None).first()


def key_set() -> dict[str, list[dict[str, Any]]]:
    """The JSON Web Key Set (RFC 7517)."""
    return {"keys": [{**key.public_jwk, "kid": key.kid, "use": "sig", "alg": ALGORITHM} for key in published()]}


def seal(private_pem: bytes, *, kid: str, nonce: bytes) -> bytes:
    """The private key closed with a key that only this city's secret yields, and bound to its name."""
    return nonce + AESGCM(_sealing_key()).encrypt(nonce, private_pem, kid.encode())


def opened(key: SigningKey) -> jwk.JWK:
    """The private key. Raises KeyLost."""
    sealed = bytes(key.sealed_private)
    try:
        pem = AESGCM(_sealing_key()).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], key.kid.encode())
    except (InvalidTag, ValueError) as error:
        raise KeyLost(
            f"The signing key {key.kid} cannot be opened: it was sealed with another secret key of the city. "
            "Put back the secret, or type: ./city manage openidkeys rotate --compromised"
        ) from error
    return jwk.JWK.from_pem(pem)


def signed(claims: dict[str, Any], *, key: SigningKey) -> str:
    """A JWT with these claims, signed."""
    token = jwt.JWT(header={"typ": "JWT", "alg": ALGORITHM, "kid": key.kid}, claims=claims)
    token.make_signed_token(opened(key))
    return str(token.serialize())


def read_signed(token: str, *, now_matters: bool = True) -> dict[str, Any] | None:
    """The claims of a JWT that one of the published keys has signed; None for any other text.

    Only RS256 is read, so a token with `alg` none, or one that uses our public key as a secret, is no token.
    """
    try:
        kid = jwt.JWT(jwt=token, algs=[ALGORITHM]).token.jose_header.get("kid", "")
        key = SigningKey.objects.filter(gone_at=None, kid=str(kid)[:64]).first()
        if key is None:
            return None
        public = jwk.JWK(**key.public_jwk)
        checks: dict[str, Any] | None = None if now_matters else {}
        claims = json.loads(jwt.JWT(key=public, jwt=token, algs=[ALGORITHM], check_claims=checks).claims)
    except (JWException, ValueError, TypeError):
        return None
    return claims if isinstance(claims, dict) else None


def _sealing_key() -> bytes:
    return derived_key("openid signing keys v1")
