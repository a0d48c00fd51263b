"""Counting failures so that guessing is slow and nobody is locked out by somebody else.

A try is counted before it is examined and refunded if it was right, so that a thousand tries at once do not
slip through before the first is counted. The counters lie in the database: every web process sees the same.
"""

import hmac
import math
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from longcheng.core.protection.keys import derived_key
from longcheng.core.sign_in.devices import account_name, known_device
from longcheng.core.sign_in.limits import KNOWN_DEVICE, NETWORK, ONE_SESSION, UNKNOWN_DEVICES, Limit
from longcheng.core.sign_in.models import Failures
from longcheng.core.sign_in.visits import Visit, network_of

Counters = Mapping[str, Limit]


class TooManyTries(Exception):
    """Not now: `wait_s` seconds until the next try is examined."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(f"Try again in {wait_s} s.")
        self.wait_s = wait_s


def wait_after(failures: int, limit: Limit) -> int:
    """How many seconds the next try must wait after so many failures; 0 while they are free."""
    beyond = failures - limit.free
    if beyond < 0:
        return 0
    return int(min(limit.first_wait_s * 2 ** min(beyond, 30), limit.longest_wait_s))


def _key(text: str) -> str:
    return hmac.new(derived_key("sign-in counters"), text.encode(), sha256).hexdigest()


def counters_for(purpose: str, visit: Visit, username: str) -> Counters:
    """Whom this try counts against: the known browser alone, else all unknown ones and the network.

    A try at a name that does not exist counts exactly as one at a name that does.
    """
    name = account_name(username)
    device = known_device(visit.device_cookie, username)
    if device:
        return {_key(f"{purpose} device {device} {name}"): KNOWN_DEVICE}
    return {
        _key(f"{purpose} account {name}"): UNKNOWN_DEVICES,
        _key(f"network {network_of(visit.address)}"): NETWORK,
    }


def counters_for_a_key(purpose: str, visit: Visit, username: str) -> Counters:
    """As above, but never against the account: who tries a code too long to be guessed slows down nobody else.

    Were such tries counted against the account, one a quarter of an hour would keep its owner from the way back.
    """
    counters = counters_for(purpose, visit, username)
    return {key: limit for key, limit in counters.items() if limit is not UNKNOWN_DEVICES}


def counters_of_sheet(account_id: int) -> Counters:
    """Tries at the app's six digits by whoever holds a code of the account's printed sheet."""
    return {_key(f"sheet {account_id}"): UNKNOWN_DEVICES}


def counters_of_network(purpose: str, visit: Visit, limit: Limit) -> Counters:
    """What strangers from one network do at all, right or wrong: it is never refunded."""
    return {_key(f"{purpose} from {network_of(visit.address)}"): limit}


def counters_of_session(purpose: str, session_key: str) -> Counters:
    """Tries within one signed-in session count against that session alone."""
    return {_key(f"{purpose} session {session_key}"): ONE_SESSION}


def admit(counters: Counters) -> None:
    """Count this try as failed, or raise TooManyTries and count nothing. Costs two queries and a write."""
    with transaction.atomic():
        Failures.objects.bulk_create([Failures(key=key) for key in sorted(counters)], ignore_conflicts=True)
        rows = list(Failures.objects.select_for_update().filter(key__in=counters).order_by("key"))
        now = timezone.now()  # not before the rows are ours: others may have written theirs while we waited
        wait_s = max((_left_s(row, now) for row in rows), default=0)
        if wait_s:
            raise TooManyTries(wait_s)
        for row in rows:
            limit = counters[row.key]
            row.count = _standing(row, limit, now) + 1
            row.last_at = now
            row.waits_until = now + timedelta(seconds=wait_after(row.count, limit))
            row.save()


def _left_s(row: Failures, now: datetime) -> int:
    return max(0, math.ceil((row.waits_until - now).total_seconds())) if row.waits_until else 0


def _standing(row: Failures, limit: Limit, now: datetime) -> int:
    """The failures that time has not forgiven yet."""
    passed_s = max(0.0, (now - row.last_at).total_seconds())
    return max(0, row.count - int(passed_s // limit.forgiven_after_s))


def refund(counters: Counters) -> None:
    """The try was right: a known browser begins anew, the others get back this one try and no more.

    Were the others set to nothing, a thief could clean the counters by signing in to an account of his own.
    """
    own = [key for key, limit in counters.items() if limit in (KNOWN_DEVICE, ONE_SESSION)]
    with transaction.atomic():
        Failures.objects.filter(key__in=own).delete()
        shared: Iterable[str] = sorted(set(counters) - set(own))
        for row in Failures.objects.select_for_update().filter(key__in=shared).order_by("key"):
            row.count = max(0, row.count - 1)
            row.waits_until = None
            row.save()
