"""The two ceremonies of WebAuthn, by Yubico's fido2: options for the browser, and the proof of what it sent back.

Challenges live in the session, are used once and expire. Only the city's own public address is an origin.
"""

import hmac
import ipaddress
import struct
import time
from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.conf import settings
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from longcheng.core.access.models import Account
from longcheng.core.protection.keys import derived_key
from longcheng.core.sign_in.limits import CHALLENGE_FOR
from longcheng.core.sign_in.models import Passkey

CHALLENGE = "passkey_challenge"
# What a browser's answer can break in the parsers of JSON, CBOR, COSE keys and signatures.
UNREADABLE = (
    ValueError, TypeError, KeyError, IndexError, AttributeError, AssertionError, NotImplementedError, RecursionError,
    OverflowError, struct.error, InvalidSignature, UnsupportedAlgorithm,
)  # fmt: skip
Session = MutableMapping[str, Any]
Answer = TypeVar("Answer")


class NotProved(Exception):
    """The answer of the browser proves nothing; the text is for the record and names the rule, no person."""


@dataclass(frozen=True, kw_only=True)
class Proof:
    """A passkey that has answered its challenge, and the count that it claims."""

    passkey: Passkey
    sign_count: int


def origin() -> str:
    """The one origin whose passkeys count: that of the city's public address."""
    parts = urlsplit(settings.PUBLIC_URL)
    return f"{parts.scheme}://{parts.netloc}".lower()


def relying_party_id() -> str:
    """The name that passkeys are bound to; empty where the public address is an IP address, which WebAuthn bars."""
    host = urlsplit(settings.PUBLIC_URL).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host
    return ""


def works_at(address: str) -> bool:
    """Whether a browser that opened this address (scheme and host) can use passkeys here."""
    return bool(relying_party_id()) and address.lower() == origin()


def _server(name: str) -> Fido2Server:
    party = PublicKeyCredentialRpEntity(id=relying_party_id(), name=name)
    return Fido2Server(party, verify_origin=lambda given: given == origin())


def user_handle(account: Account) -> bytes:
    """What a passkey remembers of its account: nothing that could be read, as the standard asks."""
    return hmac.new(derived_key("passkey user handles"), str(account.pk).encode(), sha256).digest()


def registration_options(session: Session, account: Account, *, city: str) -> dict[str, Any]:
    """What the browser needs to make a passkey; keys that the account has already are left out."""
    known = [
        PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=bytes(passkey.credential_id))
        for passkey in Passkey.objects.filter(account=account)
    ]
    user = PublicKeyCredentialUserEntity(
        id=user_handle(account), name=account.username, display_name=account.display_name
    )
    options, state = _server(city).register_begin(
        user,
        known,
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    _keep(session, state, purpose=f"add {account.pk}")
    return dict(options.public_key)


def proof_options(session: Session, *, purpose: str, passkeys: Iterable[Passkey] = ()) -> dict[str, Any]:
    """What the browser needs to prove a passkey; without `passkeys` the person chooses among all they have."""
    known = [
        PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=bytes(passkey.credential_id))
        for passkey in passkeys
    ]
    options, state = _server("").authenticate_begin(
        known or None, user_verification=UserVerificationRequirement.REQUIRED
    )
    _keep(session, state, purpose=purpose)
    return dict(options.public_key)


def _keep(session: Session, state: dict[str, Any], *, purpose: str) -> None:
    session[CHALLENGE] = {
        "challenge": state["challenge"],
        "user_verification": UserVerificationRequirement.REQUIRED.value,
        "purpose": purpose,
        "at_s": time.time(),
    }


def _take(session: Session, *, purpose: str) -> dict[str, Any]:
    """The session's challenge, which is thereby used. Raises NotProved if there is none for this purpose."""
    kept = session.pop(CHALLENGE, None)
    if not kept or kept["purpose"] != purpose:
        raise NotProved("no challenge was asked for this")
    if not 0 <= time.time() - kept["at_s"] < CHALLENGE_FOR.total_seconds():
        raise NotProved("the challenge has expired")
    return dict(kept)


def _read(parse: Callable[[], Answer]) -> Answer:
    try:
        return parse()
    except UNREADABLE as error:
        raise NotProved(str(error)[:120] or type(error).__name__) from error


def _an_object(answer: Any) -> dict[str, Any]:
    if not isinstance(answer, dict):
        raise TypeError("the answer is no JSON object")
    return answer


def registered(session: Session, account: Account, answer: Any) -> AuthenticatorData:
    """The new credential, its challenge, origin and owner's verification proved. Raises NotProved."""
    state = _take(session, purpose=f"add {account.pk}")
    response = _read(lambda: RegistrationResponse.from_dict(_an_object(answer)))
    if response.response.client_data.cross_origin:
        raise NotProved("the page was framed by another origin")
    return _read(lambda: _server("").register_complete(state, response))


def claimed(answer: Any) -> Account | None:
    """Whose passkey the answer names, proved or not; its number is a secret between the passkey and the city."""
    try:
        number = AuthenticationResponse.from_dict(_an_object(answer)).raw_id
    except UNREADABLE:
        return None
    found = Passkey.objects.select_related("account").filter(credential_id=number).first()
    return found.account if found else None


def proved(session: Session, answer: Any, *, purpose: str, account: Account | None = None) -> Proof:
    """The passkey that has answered; of this account if one is named. Raises NotProved. Writes nothing."""
    state = _take(session, purpose=purpose)
    response = _read(lambda: AuthenticationResponse.from_dict(_an_object(answer)))
    if response.response.client_data.cross_origin:
        raise NotProved("the page was framed by another origin")
    found = Passkey.objects.select_related("account").filter(credential_id=response.raw_id).first()
    if found is None or (account is not None and found.account_id != account.pk):
        raise NotProved("the passkey is not known here")
    handle = response.response.user_handle
    if handle is None and account is None:
        raise NotProved("the passkey does not say whose it is")
    if handle is not None and not hmac.compare_digest(handle, bytes(found.user_handle)):
        raise NotProved("the passkey says that it is somebody else's")
    credential = AttestedCredentialData(bytes(found.credential))
    _read(lambda: _server("").authenticate_complete(state, [credential], response))
    return Proof(passkey=found, sign_count=response.response.authenticator_data.counter)
