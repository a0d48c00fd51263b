"""When and how the person at this browser proved who they are, as programs are told it (`auth_time`, `amr`, `acr`)."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone

from longcheng.core.access.models import Account
from longcheng.core.openid.actions.sign_ins import Authentication

ONE_PROOF, TWO_PROOFS, PASSKEY = "urn:longcheng:acr:one", "urn:longcheng:acr:two", "urn:longcheng:acr:passkey"
# The ways of signing in → the methods of RFC 8176.
METHODS = {
    "password": ("pwd",),
    "passkey": ("hwk", "user"),
    "code": ("pwd", "otp", "mfa"),
}
LEVELS = {"password": ONE_PROOF, "passkey": PASSKEY, "code": TWO_PROOFS}
# Signing in counts as a proof too, noted a moment later.
SAME_MOMENT_S = 5
FRESH = "fresh"
FRESH_FOR = timedelta(minutes=10)
SALT = "longcheng.openid.fresh"


def how_signed_in(request: HttpRequest, account: Account) -> Authentication:
    """From the session; where it does not say, from the account's last sign-in."""
    about: dict[str, Any] = request.session.get("about") or {}
    proved: dict[str, Any] = request.session.get("proved") or {}
    way = str(about.get("way") or "password")
    at_s = about.get("started_s") or 0
    if proved.get("at_s", 0) > at_s + SAME_MOMENT_S:
        # Confirmed since: the moment counts, and a passkey raises the level; a password lowers none.
        at_s, way = proved["at_s"], "passkey" if proved.get("by") == "passkey" else way
    at = datetime.fromtimestamp(at_s, UTC) if at_s else account.last_login or timezone.now()
    return Authentication(at=at, methods=METHODS.get(way, ("pwd",)), level=LEVELS.get(way, ONE_PROOF))


def fresh_mark() -> str:
    """A mark for the address to come back to: a sign-in after this moment is fresh enough."""
    return signing.dumps(int(time.time()), salt=SALT)


def asked_again_at(mark: str) -> datetime | None:
    """When the person was sent to sign in again; None for a mark that is not ours, or an old one."""
    try:
        return datetime.fromtimestamp(signing.loads(mark, salt=SALT, max_age=FRESH_FOR), UTC)
    except signing.BadSignature:
        return None
