"""Proving a password, a code or a passkey, and beginning a session."""

import time
from typing import Any

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_noop

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record
from longcheng.core.preferences.actions import bring_along
from longcheng.core.sign_in import codes
from longcheng.core.sign_in.backend import PasswordBackend, account_named
from longcheng.core.sign_in.fresh import note_proof
from longcheng.core.sign_in.limits import CODE_MAX
from longcheng.core.sign_in.models import CodeApp, Passkey, SheetCode, Way
from longcheng.core.sign_in.passkeys import NotProved, claimed, proved
from longcheng.core.sign_in.sessions import ABOUT
from longcheng.core.sign_in.telling import tell
from longcheng.core.sign_in.throttling import admit, counters_for, counters_of_session, refund
from longcheng.core.sign_in.visits import Visit, visit_of

BACKEND = "longcheng.core.sign_in.backend.PasswordBackend"
SHEET = "printed sheet"


def refused(account: Account | None, *, way: str, why: str) -> None:
    """One line of the record for one refusal. A name that does not exist is not written down: it may be a password."""
    record(None, "sign_in.refused", subject=f"account:{account.pk}" if account else "", way=way, why=why)


def prove_password(visit: Visit, *, username: str, password: str) -> Account | None:
    """The account, if the password is its own. Raises TooManyTries before anything is examined."""
    counters = counters_for("password", visit, username)
    admit(counters)
    account = PasswordBackend().authenticate(None, username=username, password=password)
    if account is None:
        refused(account_named(username), way="password", why="wrong")
        return None
    refund(counters)
    return account


def prove_own_password(request: HttpRequest, account: Account, *, password: str) -> bool:
    """Whether somebody who is signed in knows the password. Raises TooManyTries; counts against this session alone."""
    counters = counters_of_session("password", request.session.session_key or "")
    admit(counters)
    if PasswordBackend().authenticate(None, username=account.username, password=password) is None:
        refused(account, way="confirm", why="wrong")
        return False
    refund(counters)
    return True


def prove_code(visit: Visit, account: Account, *, code: str) -> bool:
    """Whether this is a code of the app, or one of the printed sheet, never taken before. Raises TooManyTries."""
    counters = counters_for("code", visit, account.username)
    admit(counters)
    typed = code[:CODE_MAX]
    if not (take_app_code(account, typed) or take_sheet_code(account, typed)):
        refused(account, way="code", why="wrong, late or used")
        return False
    refund(counters)
    return True


def take_app_code(account: Account, code: str) -> bool:
    """Accept a code of the account's app once. Two browsers with the same code: one of them gets in."""
    with transaction.atomic():
        app = CodeApp.objects.select_for_update().filter(account=account).first()
        if app is None:
            return False
        secret = codes.secret_of(app.secret, account_id=account.pk)
        step = codes.step_of(secret, code, now_s=time.time(), after=app.last_step)
        if step is None:
            return False
        app.last_step = step
        app.save(update_fields=["last_step"])
    return True


def has_sheet_code(account: Account, code: str) -> bool:
    """Whether this is a printed code of the account that was not used yet."""
    digest = codes.digest(code, purpose=SHEET, account_id=account.pk)
    return SheetCode.objects.filter(account_id=account.pk, digest=digest, used_at=None).exists()


def take_sheet_code(account: Account, code: str) -> bool:
    """Accept a printed code once and tell the person how many are left."""
    with transaction.atomic():
        digest = codes.digest(code, purpose=SHEET, account_id=account.pk)
        unused = SheetCode.objects.filter(account=account, used_at=None)
        if not unused.filter(digest=digest).update(used_at=timezone.now()):
            return False
        record(account, "sign_in.use_sheet_code", subject=f"account:{account.pk}")
        tell(
            [account.pk],
            title=gettext_noop("A printed code of yours was used"),
            body=gettext_noop("%(left)s printed codes are left."),
            values={"left": unused.count()},
        )
    return True


def prove_passkey(session: Any, answer: Any, *, purpose: str, account: Account | None = None) -> Account:
    """The account whose passkey has answered. Raises NotProved, with the reason in the record.

    No counter of failures stands before it: a key cannot be guessed, and nobody's attack may close this door. So what
    names no passkey of ours is not recorded either: a flood would fill a table that only grows.
    """
    known: Passkey | None = None
    try:
        proof = proved(session, answer, purpose=purpose, account=account)
        with transaction.atomic():
            known = Passkey.objects.select_for_update(of=("self",)).select_related("account").get(pk=proof.passkey.pk)
            if not known.account.is_active:
                raise NotProved("the account is closed")
            if (proof.sign_count or known.sign_count) and proof.sign_count <= known.sign_count:
                raise NotProved("the passkey counts backwards: there may be a copy of it")
            known.sign_count, known.used_at = proof.sign_count, timezone.now()
            known.save(update_fields=["sign_count", "used_at"])
    except NotProved as error:
        whose = known.account if known else account or claimed(answer)
        if whose is not None:
            refused(whose, way="passkey", why=str(error))
        raise
    return known.account


def begin_session(request: HttpRequest, account: Account, *, way: Way) -> None:
    """Sign in. Whatever the browser's session held before is gone, its key too, so that nobody can have set it."""
    visit = visit_of(request)
    request.session.flush()
    request.session[ABOUT] = {
        "started_s": time.time(),
        "kind": account.kind,
        "way": way.value,
        "address": visit.address,
        "browser": visit.browser,
        "system": visit.system,
    }
    login(request, account, backend=BACKEND)
    note_proof(request, by="passkey" if way == Way.PASSKEY else "password")
    bring_along(request, account)
    record(account, "sign_in.begin", subject=f"account:{account.pk}", way=way.value)
