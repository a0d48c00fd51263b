"""What the pages of the television and of the phone read."""

import hashlib
from datetime import datetime
from functools import cache

from django.db.models import QuerySet
from django.utils import timezone

from longcheng.core.access.models import Account
from longcheng.core.declaration import TvPage, rooms
from longcheng.core.messages.models import Signal
from longcheng.core.openid.models import DeviceGrant, Program
from longcheng.core.television.models import TvAsk, TvSet, Waiting
from longcheng.core.television.rules import ASK_WAITS

# The city's own program, by which sets are paired; it is approved when it is made.
CLIENT_ID = "longcheng-television"
SECRET_MAX = 100
ID_MAX = 2**63 - 1


@cache
def tv_pages() -> tuple[TvPage, ...]:
    """Every declared page, in the order of its digit."""
    return tuple(sorted((page for room in rooms() for page in room.tv_pages), key=lambda page: page.digit))


def page_of_digit(digit: str | int | None) -> TvPage | None:
    """The page under this digit; None for any other text."""
    return next((page for page in tv_pages() if str(page.digit) == str(digit)), None)


def program() -> Program | None:
    """The city's own program for sets; None before the first one."""
    return Program.objects.select_related("user").filter(client_id=CLIENT_ID).first()


def hash_of(secret: str) -> str:
    """What is kept of a set's secret, which is long and random."""
    return hashlib.sha256(secret.encode()).hexdigest()


def set_with(secret: str) -> TvSet | None:
    """The paired set that keeps this secret, while it works. One query."""
    if not secret or len(secret) > SECRET_MAX:
        return None
    return TvSet.objects.live().select_related("account").filter(secret_hash=hash_of(secret)).first()


def sets_of(account: Account) -> QuerySet[TvSet]:
    """The account's working sets, newest first."""
    return TvSet.objects.live().filter(account=account).order_by("-paired_at")


def set_of(account: Account, number: str) -> TvSet | None:
    """One of the account's own working sets; None for any other number."""
    if not (number.isascii() and number.isdigit() and len(number) < 19 and int(number) <= ID_MAX):
        return None
    return sets_of(account).filter(pk=int(number)).first()


def waiting_with(device_code: str) -> Waiting | None:
    """The question that a set has put, whatever became of it."""
    if not device_code or len(device_code) > SECRET_MAX:
        return None
    return Waiting.objects.select_related("grant").filter(grant__device_code=device_code).first()


def open_waiting(code: str) -> Waiting | None:
    """The set that shows these six digits and waits; None for any other digits."""
    waiting = Waiting.objects.select_related("grant").filter(grant__user_code=code, grant__client_id=CLIENT_ID)
    found = waiting.order_by("-grant__asked_at").first()
    return found if found is not None and found.grant.is_open else None


def is_taken(code: str) -> bool:
    """Whether six digits are on some screen already."""
    return DeviceGrant.objects.filter(user_code=code).exists()


def open_asks(account: Account) -> QuerySet[TvAsk]:
    """What the account's working sets ask at this moment."""
    asked = TvAsk.objects.filter(tv_set__in=sets_of(account), answered_at=None, asked_at__gt=_oldest())
    return asked.select_related("tv_set").order_by("asked_at")


def last_ask(tv_set: TvSet) -> TvAsk | None:
    """The newest question of a set that is open or was answered within the time that a question waits."""
    return tv_set.asks.filter(asked_at__gt=_oldest()).order_by("-asked_at").first()


def _oldest() -> datetime:
    return timezone.now() - ASK_WAITS


def urgent_now(areas: tuple[str, ...]) -> dict[str, str] | None:
    """The newest urgent notice that is still signalled to these divisions, for sets that run no script."""
    channels = [f"area:{code}" for code in areas]
    found = Signal.objects.filter(channel__in=channels, kind="urgent", expires_at__gt=timezone.now())
    newest = found.order_by("-pk").first()
    return dict(newest.data) if newest else None
