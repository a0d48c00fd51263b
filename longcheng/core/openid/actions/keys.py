"""Making, using, retiring and forgetting signing keys: next → current → retired → gone."""

import json
import os
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.db import connection, transaction
from django.utils import timezone
from jwcrypto import jwk

from longcheng.core.access.permissions import record
from longcheng.core.openid import lifetimes
from longcheng.core.openid.keys import BITS, NONCE_BYTES, current_key, seal
from longcheng.core.openid.models import SigningKey

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('longcheng openid keys'))"


class NotYetPublished(ValueError):
    """The next key is too young to sign: clients may not have seen it."""


def ensure_keys() -> SigningKey:
    """The current key; the first call of a city makes it and its successor."""
    key = current_key()
    if key is not None:
        return key
    with transaction.atomic():
        _lock()
        key = current_key()
        if key is None:
            key = _make()
            _begin(key, at=timezone.now())
            _make()
            record(None, "openid.first_key", subject=f"key:{key.kid}")
    return key


def rotate_keys(*, is_compromised: bool = False) -> SigningKey:
    """The next key signs from now on; the old one stays published until its tokens have expired.

    A compromised one is gone at once, and so is the next key, which lay beside it: tokens signed with either no
    longer verify. Raises NotYetPublished if the next key is younger than clients' caches.
    """
    ensure_keys()
    now = timezone.now()
    with transaction.atomic():
        _lock()
        old = SigningKey.objects.select_for_update().get(current_at__isnull=False, retired_at=None)
        waiting = SigningKey.objects.filter(current_at=None, gone_at=None).order_by("made_at").first()
        if is_compromised:
            SigningKey.objects.filter(gone_at=None).update(retired_at=now, gone_at=now, sealed_private=b"")
            waiting = _make()
        else:
            if waiting is None or now - waiting.made_at < lifetimes.KEYS_CACHED:
                raise NotYetPublished(
                    "The next key was published less than "
                    f"{int(lifetimes.KEYS_CACHED.total_seconds() // 60)} minutes ago, so programs may not know it yet. "
                    "Try again then. If the current key has leaked, type: ./city manage openidkeys rotate --compromised"
                )
            SigningKey.objects.filter(pk=old.pk).update(retired_at=now, sealed_private=b"")
        _begin(waiting, at=now)
        _make()
        record(None, "openid.rotate_keys", subject=f"key:{waiting.kid}", old=old.kid, compromised=is_compromised)
    return waiting


def forget_retired_keys() -> int:
    """Withdraw the retired keys whose last token has expired; returns how many."""
    before = timezone.now() - lifetimes.KEY_RETIRED
    return SigningKey.objects.filter(retired_at__lt=before, gone_at=None).update(gone_at=timezone.now())


def _make() -> SigningKey:
    private = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = jwk.JWK.from_pem(pem)
    kid = public.thumbprint()
    return SigningKey.objects.create(
        kid=kid,
        public_jwk={name: value for name, value in json.loads(public.export_public()).items() if name != "kid"},
        sealed_private=seal(pem, kid=kid, nonce=os.urandom(NONCE_BYTES)),
    )


def _begin(key: SigningKey, *, at: datetime) -> None:
    SigningKey.objects.filter(pk=key.pk).update(current_at=at)
    key.current_at = at


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_LOCK)
