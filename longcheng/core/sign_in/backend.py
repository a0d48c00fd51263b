"""Whether a password is right, answered in the same time for names that exist and names that do not."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from longcheng.core.access.models import Account
from longcheng.core.sign_in.limits import PASSWORD_MAX, USERNAME_MAX


def account_named(username: str) -> Account | None:
    """The account of this name; None also for a name that no account could have."""
    if not username or len(username) > USERNAME_MAX or "\x00" in username:
        return None
    return Account.objects.filter(username=username).first()


class PasswordBackend(BaseBackend):
    """Compares a password in the same time whether the account exists, is active, or has a password at all."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> Account | None:
        if not username or not password or len(password) > PASSWORD_MAX:
            return None
        account = account_named(username)
        if account is None:
            Account().set_password(password)  # as long as a real check, so that names cannot be probed
            return None
        return account if account.check_password(password) and account.is_active else None

    def get_user(self, user_id: int) -> Account | None:
        return Account.objects.filter(pk=user_id, is_active=True).first()
