"""Setting a password."""

from collections.abc import Iterable

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record
from longcheng.core.sign_in.actions.sessions import end_sessions
from longcheng.core.sign_in.limits import PASSWORD_MAX
from longcheng.core.sign_in.models import Way
from longcheng.core.sign_in.telling import tell


def password_defects(account: Account, *, new: str, again: str) -> dict[str, str]:
    """What keeps this from being the new password, by field."""
    if not new:
        return {"new": _("A new password is required.")}
    if len(new) > PASSWORD_MAX:
        return {"new": _("A password has at most %(n)s signs.") % {"n": PASSWORD_MAX}}
    try:
        validate_password(new, account)
    except ValidationError as error:
        return {"new": " ".join(error.messages)}
    if new != again:
        return {"again": _("The two passwords differ. Type the new one twice.")}
    # An account that is nobody's has no password; to compare with it would cost a hash before any try is counted.
    if account.pk and account.check_password(new):
        return {"new": _("This is the password that you have. Choose another.")}
    return {}


def change_password(request: HttpRequest, account: Account, *, new: str) -> int:
    """Set the password, keep this session under a new key, end all others; returns how many ended."""
    with transaction.atomic():
        account.set_password(new)
        account.save(update_fields=["password"])
        record(account, "sign_in.change_password", subject=f"account:{account.pk}")
        update_session_auth_hash(request, account)
        ended = end_sessions(account, except_key=request.session.session_key)
        tell(
            [account.pk],
            title=gettext_noop("Your password was changed"),
            body=gettext_noop("Every other place where you were signed in has been signed out."),
        )
    return ended


def set_recovered_password(account: Account, *, new: str, way: str) -> None:
    """Set the password after a recovery; every session ends, everything else of the account stays as it was."""
    with transaction.atomic():
        account.set_password(new)
        account.save(update_fields=["password"])
        record(account, "sign_in.recover_password", subject=f"account:{account.pk}", way=way)
        end_sessions(account)
        tell(
            [account.pk],
            title=gettext_noop("Your password was set anew after a recovery"),
            body=gettext_noop("Every place where you were signed in has been signed out."),
            is_urgent=way == Way.RECOVERY,
        )


def close_known_passwords(*, usernames: Iterable[str], password: str) -> list[str]:
    """Take the password away from each of these accounts that a known password opens; returns their names.

    Run at the start of a city that is no demo: a home that was one must not keep its printed password.
    """
    closed = []
    for account in Account.objects.filter(username__in=list(usernames)):
        if not account.has_usable_password() or not account.check_password(password):
            continue
        with transaction.atomic():
            account.set_unusable_password()
            account.save(update_fields=["password"])
            record(None, "sign_in.close_demo_password", subject=f"account:{account.pk}")
            end_sessions(account)
        closed.append(account.username)
    return closed
