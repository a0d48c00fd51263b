"""A newcomer makes an account of their own; and its owner closes it."""

from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from longcheng.core.access.models import Account, AccountKind, RoleHeld
from longcheng.core.access.permissions import Denied, record
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.messages.actions import forget_inbox
from longcheng.core.preferences.actions import forget_preferences
from longcheng.core.sign_in.actions.sessions import end_sessions
from longcheng.core.sign_in.limits import NAMES_TRIED, SIGN_UPS
from longcheng.core.sign_in.models import CodeApp, Passkey, SheetCode
from longcheng.core.sign_in.names import name_defect, plain_name, plain_username, username_defect
from longcheng.core.sign_in.telling import tell
from longcheng.core.sign_in.throttling import admit, counters_of_network
from longcheng.core.sign_in.visits import Visit

# The day of the privacy notice that a newcomer agrees to; a changed notice has a new day.
PRIVACY_NOTICE = "2026-11-22"
AGREED = "sign_up.agree"


@dataclass(frozen=True)
class Newcomer:
    """Who wants an account, with the names as they are kept."""

    name: str
    username: str


def check_names(visit: Visit, *, name: str, username: str) -> Newcomer:
    """The names in the form in which they are kept. Raises Unfit with all defects, TooManyTries.

    That a user name is taken can be seen here by anybody; each look counts against the network it came from.
    """
    wanted = Newcomer(plain_name(name[:1_000]), plain_username(username[:1_000]))
    found = {"name": name_defect(wanted.name), "username": username_defect(wanted.username)}
    if not found["username"]:
        admit(counters_of_network("names tried", visit, NAMES_TRIED))
        if is_taken(wanted.username):
            found["username"] = _taken()
    if defects := {field: text for field, text in found.items() if text}:
        raise Unfit(defects)
    return wanted


def is_taken(username: str) -> bool:
    """Whether an account has this name, in large or small letters. An index of its own answers."""
    return Account.objects.annotate(plain=Lower("username")).filter(plain=username).exists()


def _taken() -> str:
    return _("This user name is taken. Choose another, perhaps with a number behind it.")


def kept_password(visit: Visit, password: str) -> str:
    """What may be kept of a password between two pages: the same hash that the account will have.

    Raises TooManyTries: a hash is dear, and nobody has said yet who they are.
    """
    admit(counters_of_network("new passwords", visit, NAMES_TRIED))
    return make_password(password)


def sign_up(visit: Visit, newcomer: Newcomer, *, password_hash: str) -> Account:
    """Make a resident's account that no register has been asked about. Raises Unfit, TooManyTries.

    It holds no role and belongs to no record, so that it opens nothing of anybody. Recorded: that it was made, and
    to which privacy notice its owner agreed.
    """
    if defect := username_defect(newcomer.username) or name_defect(newcomer.name):
        raise Unfit({"username": defect})
    admit(counters_of_network("sign-up", visit, SIGN_UPS))
    if is_taken(newcomer.username):
        raise Unfit({"username": _taken()})
    try:
        with transaction.atomic():
            account = Account.objects.create(
                username=newcomer.username,
                display_name=newcomer.name,
                kind=AccountKind.RESIDENT,
                password=password_hash,
            )
            record(account, "sign_up.make_account", subject=f"account:{account.pk}")
            record(account, AGREED, subject=f"account:{account.pk}", notice=PRIVACY_NOTICE)
            tell(
                [account.pk],
                title=gettext_noop("Welcome. Your account is ready."),
                body=gettext_noop(
                    "Add a passkey and print a sheet of codes, so that you always find back in. A counter can match "
                    "the account with the population register; until then no register data opens to it."
                ),
                page="portal:sign_up:welcome",
                last="",
            )
    except IntegrityError as error:  # two browsers with the same name at the same moment
        raise Unfit({"username": _taken()}) from error
    return account


def close_own_account(account: Account) -> None:
    """Close it for good: every way in, every session, the inbox and the settings go. Raises Denied for staff.

    The account's row stays, with its names: lines of the ledger and the record of acts name it, and those belong to
    the people whom they concern. Nobody can sign in to it or take its user name.
    """
    if why := why_not_to_be_closed(account):
        raise Denied(why, how=_("Ask whoever gave you the roles to end them first."))
    with transaction.atomic():
        locked = Account.objects.select_for_update().get(pk=account.pk)
        locked.is_active = False
        locked.set_unusable_password()
        locked.save(update_fields=["is_active", "password"])
        for kept in (Passkey, CodeApp, SheetCode):
            kept.objects.filter(account=account).delete()
        forget_preferences(account)
        forget_inbox(account)
        end_sessions(account)
        record(account, "sign_up.close_account", subject=f"account:{account.pk}")


def why_not_to_be_closed(account: Account) -> str:
    """What stands against closing it; empty if nothing does."""
    if account.kind != AccountKind.RESIDENT:
        return _("This account belongs to an office, not to a person alone.")
    if RoleHeld.objects.live().filter(account=account).exists():
        return _("You hold a role in the city, and others count on it.")
    return ""
