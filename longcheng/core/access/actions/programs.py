"""Accounts of the city's own programs, which act on a clock under a statutory duty."""

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction

from longcheng.core.access.models import Account, AccountKind, RoleHeld
from longcheng.core.access.permissions import record


def program_with_role(username: str, *, title: str, role: str) -> Account:
    """The account of a program of our own, made at its first run; nobody can sign in to it."""
    account = Account.objects.filter(username=username).first()
    if account is not None:
        return account
    with transaction.atomic():
        account, is_new = Account.objects.get_or_create(
            username=username,
            defaults={"display_name": title, "kind": AccountKind.PROGRAM, "password": UNUSABLE_PASSWORD_PREFIX},
        )
        if is_new:
            RoleHeld.objects.create(account=account, role=role)
            record(account, "access.make_program", subject=f"account:{account.pk}", role=role)
    return account
