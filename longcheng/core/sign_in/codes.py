"""One-time codes (RFC 6238) and printed codes: making and comparing; nothing here writes."""

import hmac
import secrets
from hashlib import sha256

import pyotp

from longcheng.core.protection.keys import derived_key
from longcheng.core.sign_in.limits import DIGITS, RECOVERY_SIGNS, SHEET_CODES, SHEET_SIGNS, STEP_S, STEPS_AROUND

# No letters and digits that look alike on paper.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
GROUP = 4


def new_secret() -> str:
    return pyotp.random_base32()


def bound(secret: str, *, account_id: int) -> str:
    """The secret as it is sealed: with its account, so that it is worth nothing in the row of another."""
    return f"{account_id} {secret}"


def secret_of(kept: str, *, account_id: int) -> str:
    """The secret again. Raises ValueError if it was moved to this account from another."""
    owner, _, secret = kept.partition(" ")
    if owner != str(account_id):
        raise ValueError(f"The code app of account {account_id} holds the secret of another.")
    return secret


def address_for_app(secret: str, *, username: str, issuer: str) -> str:
    """What the QR code says to the code app."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP_S).provisioning_uri(name=username, issuer_name=issuer)


def step_of(secret: str, code: str, *, now_s: float, after: int) -> int | None:
    """The time step that this code belongs to, if it is near now and later than `after`; else None."""
    typed = "".join(code.split())
    if not (typed.isascii() and typed.isdigit() and len(typed) == DIGITS):
        return None
    generator = pyotp.TOTP(secret, digits=DIGITS, interval=STEP_S)
    found = None
    for step in range(int(now_s // STEP_S) - STEPS_AROUND, int(now_s // STEP_S) + STEPS_AROUND + 1):
        is_it = hmac.compare_digest(generator.generate_otp(step), typed)
        if is_it and step > after:
            found = step
    return found


def spoken(signs: int) -> str:
    """A random code in groups of four that can be read aloud."""
    text = "".join(secrets.choice(ALPHABET) for _ in range(signs))
    return "-".join(text[start : start + GROUP] for start in range(0, signs, GROUP))


def new_sheet() -> list[str]:
    return [spoken(SHEET_SIGNS) for _ in range(SHEET_CODES)]


def new_recovery_code() -> str:
    return spoken(RECOVERY_SIGNS)


def digest(code: str, *, purpose: str, account_id: int) -> str:
    """What is kept of a printed code. Upper and lower case, spaces and hyphens make no difference."""
    plain = "".join(sign for sign in code.upper() if sign in ALPHABET)
    return hmac.new(derived_key(f"{purpose} codes"), f"{account_id} {plain}".encode(), sha256).hexdigest()
