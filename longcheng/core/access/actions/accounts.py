"""Making accounts and giving roles, as the one who holds the machine."""

from collections.abc import Iterable

from django.db import transaction

from longcheng.core.access.models import Account, AccountKind, RoleHeld, is_area
from longcheng.core.access.permissions import record
from longcheng.core.declaration import rooms


class AccountError(ValueError):
    """The account cannot be made; the text says why."""


def make_account(
    *, username: str, password: str, display_name: str, kind: str, roles: Iterable[tuple[str, str]]
) -> Account:
    """Make an account that holds roles, each in an area (empty: the whole city). Raises AccountError.

    Only a command on the city's own machine calls this: it asks nobody's right, and the record says so.
    """
    known = {role.name for room in rooms() for role in room.roles}
    wanted = list(roles)
    unknown = sorted({role for role, _ in wanted} - known)
    if unknown:
        raise AccountError(f"The role {', '.join(unknown)} does not exist. There are: {', '.join(sorted(known))}.")
    areas = [area for _, area in wanted if not is_area(area)]
    if areas:
        raise AccountError(f"An area is a division code of 4, 6, 9 or 12 digits ({', '.join(areas)} is none).")
    if Account.objects.filter(username=username).exists():
        raise AccountError(f"The account {username} already exists.")
    if kind not in AccountKind.values:
        raise AccountError(f"The kind must be one of {', '.join(AccountKind.values)}.")
    with transaction.atomic():
        account = Account.objects.create_user(username, password, display_name=display_name or username, kind=kind)
        for role, area_code in wanted:
            RoleHeld.objects.create(account=account, role=role, area_code=area_code)
        record(None, "access.make_account", subject=f"account:{account.pk}", roles=[role for role, _ in wanted])
    return account


def close_account(username: str, *, is_open: bool = False) -> Account:
    """Close an account, or open it again; nothing it did or holds is removed. Raises AccountError.

    Only a command on the city's own machine calls this, as with `make_account`. The database ends its sessions.
    """
    account = Account.objects.filter(username=username).first() if "\0" not in username else None
    if account is None:
        raise AccountError(f"The account {username} does not exist.")
    with transaction.atomic():
        account.is_active = is_open
        account.save(update_fields=["is_active"])
        verb = "access.open_account" if is_open else "access.close_account"
        record(None, verb, subject=f"account:{account.pk}")
    return account
