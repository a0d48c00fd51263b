"""What the pages of signing in read."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from longcheng.core.access.models import Account, AccountKind, RoleHeld
from longcheng.core.sign_in.models import CodeApp, Passkey, Recovery, Session, SheetCode
from longcheng.core.sign_in.sessions import lifetimes


@dataclass(frozen=True, kw_only=True)
class WaysIn:
    """By what an account can be entered."""

    has_password: bool
    passkeys: int
    has_code_app: bool
    sheet_codes_left: int


def ways_in(account: Account) -> WaysIn:
    return WaysIn(
        has_password=account.has_usable_password(),
        passkeys=Passkey.objects.filter(account=account).count(),
        has_code_app=CodeApp.objects.filter(account=account).exists(),
        sheet_codes_left=SheetCode.objects.filter(account=account, used_at=None).count(),
    )


def passkeys_of(account: Account) -> QuerySet[Passkey]:
    """The account's passkeys, the newest first."""
    return Passkey.objects.filter(account=account).order_by("-made_at", "-pk")


def sessions_of(account: Account) -> list[Session]:
    """Where the account is signed in, the last seen first; what has ended by its lifetime is not shown."""
    now = timezone.now()
    idle, absolute = lifetimes(account.kind)
    return list(
        Session.objects.filter(
            account=account, expire_date__gt=now, started_at__gt=now - absolute, seen_at__gt=now - idle
        ).order_by("-seen_at")
    )


def open_recovery(account: Account) -> Recovery | None:
    """The recovery that somebody has filed for this account and that still counts."""
    return Recovery.objects.open().filter(account=account).first()


def needs_four_eyes(account: Account) -> bool:
    """Whether a second clerk must confirm: the account can act for others."""
    return account.kind != AccountKind.RESIDENT or RoleHeld.objects.live().filter(account=account).exists()


def recoveries(*, since: timedelta = timedelta(days=90)) -> QuerySet[Recovery]:
    """What was filed lately, the newest first."""
    filed = Recovery.objects.filter(filed_at__gt=timezone.now() - since)
    return filed.select_related("account", "filed_by", "confirmed_by", "stopped_by").order_by("-filed_at", "-pk")
