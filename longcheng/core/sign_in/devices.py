"""Device cookies: a browser that has signed in to an account before is known again, and is counted for itself.

After OWASP's "Slow Down Online Guessing Attacks with Device Cookies". The cookie holds, for each account of a
family, a mark that does not name the account and a random number; it opens nothing, it only counts.
"""

import hmac
import secrets
from hashlib import sha256

from django.core import signing

from longcheng.core.protection.keys import derived_key
from longcheng.core.sign_in.limits import DEVICE_FOR, DEVICES_PER_BROWSER

SALT = "sign_in.device"
COOKIE_MAX = 2_048


def account_name(username: str) -> str:
    """The user name as counters know it: one spelling for all that look alike to a hurried eye."""
    return username.strip().casefold()


def _mark(username: str) -> str:
    """By the very name, sign by sign: “Wang” must not make a browser known for “wang”, who is somebody else."""
    return hmac.new(derived_key("device marks"), username.strip().encode(), sha256).hexdigest()[:20]


def _entries(cookie: str) -> list[list[str]]:
    if not cookie or len(cookie) > COOKIE_MAX:
        return []
    try:
        found = signing.loads(cookie, key=derived_key("device cookies").hex(), salt=SALT, max_age=DEVICE_FOR)
    except signing.BadSignature:
        return []
    return list(found)


def known_device(cookie: str, username: str) -> str:
    """The random number of this browser for this account; empty if it never signed in to it."""
    mark = _mark(username)
    return next((number for kept, number in _entries(cookie) if hmac.compare_digest(kept, mark)), "")


def with_account(cookie: str, username: str) -> str:
    """The cookie of a browser that has now signed in to this account."""
    mark = _mark(username)
    others = [entry for entry in _entries(cookie) if entry[0] != mark][: DEVICES_PER_BROWSER - 1]
    number = known_device(cookie, username) or secrets.token_urlsafe(12)
    return signing.dumps([[mark, number], *others], key=derived_key("device cookies").hex(), salt=SALT)
