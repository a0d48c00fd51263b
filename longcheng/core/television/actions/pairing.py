"""Pairing: a set shows six digits, its owner types them on the phone, the set fetches its key (RFC 8628)."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.openid.actions.allowances import give_back, spend
from longcheng.core.openid.actions.devices import allow_device, ask, refuse_device, take_answer
from longcheng.core.openid.actions.sign_ins import Authentication
from longcheng.core.openid.standing import why_not_usable
from longcheng.core.television.actions.program import SCOPES, ensure_program
from longcheng.core.television.models import Shows, TvSet, Waiting
from longcheng.core.television.queries import hash_of, is_taken, open_waiting, waiting_with
from longcheng.core.television.rules import AREA, CODE_LENGTH, NAME_MAX, end_of_evening, read_code

ASKS_PER_NETWORK, ASKS_WINDOW = 60, timedelta(minutes=10)
WRONG_CODES, WRONG_WINDOW = 5, timedelta(minutes=10)
SETS_MAX = 20


class TooMany(ValueError):
    """There was more of this than is allowed within its window, or the city cannot pair sets now."""


def ask_to_pair(*, device: str, network: str) -> tuple[Waiting, str]:
    """A set asks: keep its question for ten minutes; returns it and the key that the set keeps. Raises TooMany."""
    if not spend("ask television", network, limit=ASKS_PER_NETWORK, per=ASKS_WINDOW):
        raise TooMany
    program = ensure_program()
    if why_not_usable(program):
        raise TooMany
    device_code = secrets.token_urlsafe(32)
    with transaction.atomic():
        grant = ask(program, device_code=device_code, user_code=_new_code(), scopes=list(SCOPES), device_name=device)
        return Waiting.objects.create(grant=grant, network=network), device_code


def _new_code() -> str:
    while True:
        code = f"{secrets.randbelow(10**CODE_LENGTH):0{CODE_LENGTH}}"
        if not is_taken(code):
            return code


def find_waiting(account: Account, *, code: str) -> Waiting | None:
    """The set that shows these digits; None for a wrong code, which counts. Raises TooMany after five in ten minutes.

    Counted before it is examined, so that tries at once do not slip through.
    """
    if not spend("wrong television code", str(account.pk), limit=WRONG_CODES, per=WRONG_WINDOW):
        raise TooMany
    waiting = open_waiting(read_code(code)) if read_code(code) else None
    if waiting is not None:
        give_back("wrong television code", str(account.pk))
    return waiting


def pair(
    account: Account, waiting: Waiting, *, name: str, area_code: str, shows: str, authentication: Authentication
) -> TvSet:
    """The owner connects the set that waits, and says how long personal pages may stand on it.

    Raises Unfit with every defect, and AlreadyAnswered if somebody answered or the time is over.
    """
    check(account, name=name, area_code=area_code, shows=shows)
    program = ensure_program()
    with transaction.atomic():
        allow_device(account, waiting.grant, program=program, authentication=authentication)
        waiting.grant.refresh_from_db()
        sign_in = waiting.grant.sign_in
        assert sign_in is not None  # noqa: S101  an allowed grant has one
        made = TvSet.objects.create(
            account=account,
            sign_in=sign_in,
            name=name.strip(),
            device=waiting.grant.device_name,
            area_code=area_code,
            shows=shows,
            open_until=end_of_evening(timezone.localtime()) if shows == Shows.EVENING else None,
            line_number=f"00{secrets.randbelow(10**10):010}",
        )
        record(account, "television.pair", subject=f"television:{made.pk}", shows=shows)
    return made


def check(account: Account, *, name: str, area_code: str, shows: str, is_new: bool = True) -> None:
    """Whether a set can stand like this. Raises Unfit with every defect."""
    defects: dict[str, str] = {}
    if not name.strip():
        defects["name"] = _("A name is required, such as “Living room”.")
    elif len(name.strip()) > NAME_MAX:
        defects["name"] = _("The name must have at most %(n)s signs.") % {"n": NAME_MAX}
    if area_code and not AREA.fullmatch(area_code):
        defects["area_code"] = _("Choose the area from the list.")
    if shows not in Shows.values:
        defects["shows"] = _("Choose how long personal pages may be shown.")
    if is_new and TvSet.objects.live().filter(account=account).count() >= SETS_MAX:
        defects["code"] = _("You have %(n)s televisions. Stop one before you connect another.") % {"n": SETS_MAX}
    if defects:
        raise Unfit(defects)


def refuse(account: Account, waiting: Waiting) -> None:
    """It is not theirs: the set is told so. Raises AlreadyAnswered."""
    refuse_device(account, waiting.grant, program=ensure_program())


def take_key(device_code: str) -> str | None:
    """Once, after the owner's yes: the key that the set keeps from now on; None in every other case."""
    with transaction.atomic():
        waiting = waiting_with(device_code)
        if waiting is None or waiting.grant.status != waiting.grant.AUTHORIZED:
            return None
        state, sign_in, _scopes = take_answer(device_code, program=ensure_program())
        if state != "authorized" or sign_in is None:
            return None
        secret = secrets.token_urlsafe(32)
        TvSet.objects.filter(sign_in=sign_in).update(secret_hash=hash_of(secret), seen_at=timezone.now())
    return secret
