"""Recovery at a counter: filed by one clerk, confirmed by another where it must be, stopped by its owner, used once."""

import hmac
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from longcheng.core.access.models import Account, AccountKind
from longcheng.core.access.permissions import Denied, record, require
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.sign_in import codes
from longcheng.core.sign_in.actions.entering import has_sheet_code, refused, take_app_code, take_sheet_code
from longcheng.core.sign_in.actions.passwords import set_recovered_password
from longcheng.core.sign_in.backend import account_named
from longcheng.core.sign_in.limits import (
    CODE_MAX,
    REASON_MAX,
    RECOVERIES_PER_ACCOUNT,
    RECOVERIES_PER_ACCOUNT_WITHIN,
    RECOVERIES_PER_CLERK_A_DAY,
    RECOVERY_COUNTS_FOR,
    RECOVERY_WAIT,
    RECOVERY_WAIT_WITH_PASSKEY,
)
from longcheng.core.sign_in.models import CodeApp, DocumentKind, Passkey, Recovery, Way
from longcheng.core.sign_in.queries import needs_four_eyes
from longcheng.core.sign_in.telling import tell
from longcheng.core.sign_in.throttling import admit, counters_for_a_key, counters_of_sheet, refund
from longcheng.core.sign_in.visits import Visit

RECOVER = "sign_in.recover"
COUNTER = "counter"


def look_up(actor: Account, *, username: str, name: str) -> Account:
    """The account that a clerk asks for by its user name and the name in the document.

    The clerk types both and is told neither, so that the desk is no place to look people up. Raises Denied, and
    Unfit with the reason why it cannot be recovered here.
    """
    require(actor, RECOVER)
    account = account_named(username.strip())
    if account is None or not account.is_active or account.display_name.strip() != name.strip():
        record(actor, "sign_in.look_up_in_vain", subject=f"account:{account.pk}" if account else "")
        raise Unfit(
            {"username": _("No open account has both this user name and this name. Ask for both again, sign by sign.")}
        )
    if account.pk == actor.pk:
        record(actor, "sign_in.refuse_recovery", subject=f"account:{account.pk}", why="own account")
        raise Unfit({"username": _("Nobody recovers their own account. Ask a colleague at another counter.")})
    if account.kind in {AccountKind.PROGRAM, AccountKind.DEVICE}:
        raise Unfit({"username": _("Programs and devices get new keys from whoever runs them, not at a counter.")})
    record(actor, "sign_in.look_up", subject=f"account:{account.pk}")
    return account


def waiting_time(account: Account) -> timedelta:
    """How long a recovery of this account waits before it opens."""
    return RECOVERY_WAIT_WITH_PASSKEY if Passkey.objects.filter(account=account).exists() else RECOVERY_WAIT


def file_recovery(actor: Account, account: Account, *, document: str, reason: str) -> tuple[Recovery, str]:
    """File it and return it with the code for the person at the counter, which nobody can read again.

    Raises Denied without the permission, and Unfit with every defect at once.
    """
    look_up(actor, username=account.username, name=account.display_name)
    with transaction.atomic():
        # Two clerks, or one clerk with two windows, wait for each other here.
        list(Account.objects.select_for_update().filter(pk__in=[actor.pk, account.pk]).order_by("pk"))
        _close_ended(account)
        found = _defects(actor, account, document=document, reason=reason)
        if found:
            raise Unfit(found)
        code = codes.new_recovery_code()
        now = timezone.now()
        matures_at = now + waiting_time(account)
        try:
            with transaction.atomic():
                recovery = Recovery.objects.create(
                    account=account,
                    filed_by=actor,
                    document=document,
                    reason=reason.strip(),
                    digest=codes.digest(code, purpose=COUNTER, account_id=account.pk),
                    needs_second=needs_four_eyes(account),
                    filed_at=now,
                    matures_at=matures_at,
                    ends_at=matures_at + RECOVERY_COUNTS_FOR,
                )
        except IntegrityError as error:
            raise Unfit({"username": _already_open()}) from error
        record(actor, "sign_in.file_recovery", subject=f"account:{account.pk}", recovery=recovery.pk, document=document)
        tell(
            [account.pk],
            title=gettext_noop("Somebody asked at a counter for a new way into your account"),
            body=gettext_noop(
                "If it was you, there is nothing to do: your code counts from %(at)s. "
                "If it was not you, open “Sign-in and security” and press “Stop this recovery”. One press is enough."
            ),
            values={"at": timezone.localtime(matures_at).strftime("%Y-%m-%d %H:%M")},
            is_urgent=True,
            last="",
        )
    return recovery, code


def _already_open() -> str:
    return _("A recovery of this account is open already. It must be used, stopped or end first.")


def _close_ended(account: Account) -> None:
    """A recovery that was never used makes room for the next; it counts as stopped by nobody."""
    now = timezone.now()
    Recovery.objects.filter(account=account, stopped_at=None, used_at=None, ends_at__lte=now).update(stopped_at=now)


def _defects(actor: Account, account: Account, *, document: str, reason: str) -> dict[str, str]:
    found: dict[str, str] = {}
    now = timezone.now()
    text = reason.strip()
    if document not in DocumentKind.values:
        found["document"] = _("Choose which document you have seen.")
    if not text:
        found["reason"] = _("A reason is required. The person and your supervisors can read it.")
    elif len(text) > REASON_MAX or "\x00" in text:
        found["reason"] = _("The reason has at most %(n)s signs.") % {"n": REASON_MAX}
    filed = Recovery.objects.filter(filed_by=actor, filed_at__gt=now - timedelta(days=1)).count()
    if filed >= RECOVERIES_PER_CLERK_A_DAY:
        found["username"] = _("You have filed %(n)s recoveries within a day. Ask a colleague for the next.") % {
            "n": filed
        }
    lately = Recovery.objects.filter(account=account, filed_at__gt=now - RECOVERIES_PER_ACCOUNT_WITHIN).count()
    if lately >= RECOVERIES_PER_ACCOUNT:
        found["username"] = _(
            "For this account a recovery was filed %(n)s times within 30 days. Ask the operators of the city."
        ) % {"n": lately}
    if Recovery.objects.filter(account=account, stopped_at=None, used_at=None).exists():
        found["username"] = _already_open()
    return found


def confirm_recovery(actor: Account, recovery: Recovery) -> None:
    """The second pair of eyes for accounts that act for others. Raises Denied for the first, or for the owner."""
    require(actor, RECOVER)
    if actor.pk in {recovery.filed_by_id, recovery.account_id}:
        record(actor, "sign_in.refuse_confirmation", subject=f"account:{recovery.account_id}", recovery=recovery.pk)
        raise Denied(
            _("A second person must confirm this: neither the one who filed it nor the one whose account it is."),
            permission=RECOVER,
        )
    with transaction.atomic():
        waiting = Recovery.objects.open().filter(pk=recovery.pk, needs_second=True, confirmed_at=None)
        if waiting.update(confirmed_at=timezone.now(), confirmed_by=actor):
            record(actor, "sign_in.confirm_recovery", subject=f"account:{recovery.account_id}", recovery=recovery.pk)


def stop_recovery(actor: Account, recovery: Recovery) -> bool:
    """The owner stops it with one press, or a clerk takes it back; whether it was still open. Raises Denied."""
    if actor.pk != recovery.account_id:
        require(actor, RECOVER)
    with transaction.atomic():
        if not Recovery.objects.open().filter(pk=recovery.pk).update(stopped_at=timezone.now(), stopped_by=actor):
            return False
        record(actor, "sign_in.stop_recovery", subject=f"account:{recovery.account_id}", recovery=recovery.pk)
        tell(
            [recovery.account_id],
            title=gettext_noop("The recovery of your account was stopped"),
            body=gettext_noop(
                "The code that was handed out at the counter no longer counts. "
                "If somebody else asked for it, tell the counter: they will find out who it was."
            ),
            last="",
        )
        if actor.pk == recovery.account_id:
            tell(
                [recovery.filed_by_id],
                title=gettext_noop("A recovery that you filed was stopped by the owner of the account"),
                body=gettext_noop("Its owner is signed in and did not want it. Look again at what you were shown."),
                page="portal:recoveries",
                last="",
            )
    return True


class NotYet(Exception):
    """The code is right, but does not count yet; `recovery` says from when."""

    def __init__(self, recovery: Recovery) -> None:
        super().__init__(recovery.state)
        self.recovery = recovery


def prove_recovery(visit: Visit, *, username: str, code: str) -> Recovery | None:
    """The recovery that this code opens now. Raises TooManyTries, and NotYet if the code is right but early."""
    counters = counters_for_a_key("recovery", visit, username)
    admit(counters)
    account = account_named(username)
    # For a name that does not exist the same work is done, against a digest that nothing has.
    expected = codes.digest(code[:CODE_MAX], purpose=COUNTER, account_id=account.pk if account else 0)
    open_one = Recovery.objects.open().filter(account_id=account.pk if account else 0).first()
    is_it = hmac.compare_digest(open_one.digest if open_one else "", expected)
    if open_one is None or not is_it or account is None or not account.is_active:
        refused(account, way="recovery", why="wrong, stopped or ended")
        return None
    refund(counters)
    if open_one.confirmed_at is None and not open_one.needs_second and needs_four_eyes(account):
        # Since it was filed, the account has come to act for others.
        open_one.needs_second = True
        open_one.save(update_fields=["needs_second"])
    if open_one.state != "ready":
        refused(account, way="recovery", why=open_one.state)
        raise NotYet(open_one)
    return open_one


def complete_recovery(recovery: Recovery, *, new: str) -> Account | None:
    """Set the new password and use the code up; None if it was stopped or used at this very moment."""
    with transaction.atomic():
        ready = Recovery.objects.open().filter(pk=recovery.pk)
        if not ready.update(used_at=timezone.now()):
            return None
        account = Account.objects.select_for_update().get(pk=recovery.account_id)
        record(account, "sign_in.use_recovery", subject=f"account:{account.pk}", recovery=recovery.pk)
        set_recovered_password(account, new=new, way=Way.RECOVERY)
    return account


def recover_by_sheet(visit: Visit, *, username: str, code: str, app_code: str, new: str) -> Account | None:
    """Set the password if the printed code is the account's and, where it has a code app, the app's code too.

    Raises TooManyTries. The printed code is used up only together with the right code of the app, and never without
    the new password.
    """
    counters = counters_for_a_key("recovery", visit, username)
    admit(counters)
    # For a name that does not exist the same is asked of the database, about nobody.
    account = account_named(username) or Account(pk=0, is_active=False)
    typed = code[:CODE_MAX]
    needs_app = CodeApp.objects.filter(account_id=account.pk).exists()
    if needs_app and has_sheet_code(account, typed):
        sheet = counters_of_sheet(account.pk)
        admit(sheet)
        counters = {**counters, **sheet}
    with transaction.atomic():
        is_right = (
            account.is_active
            and (not needs_app or take_app_code(account, app_code[:CODE_MAX]))
            and take_sheet_code(account, typed)
        )
        if is_right:
            set_recovered_password(account, new=new, way="sheet")
        else:
            transaction.set_rollback(True)
    if not is_right:
        refused(account if account.pk else None, way="printed code", why="wrong or used")
        return None
    refund(counters)
    return account
