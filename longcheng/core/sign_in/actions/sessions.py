"""Ending sessions: this one, another, all others, all."""

from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record
from longcheng.core.sign_in.models import Session
from longcheng.core.sign_in.sessions import kept_key


def leave(request: HttpRequest, account: Account) -> None:
    """Sign out of this browser."""
    record(account, "sign_in.end", subject=f"account:{account.pk}")
    logout(request)


def end_session(account: Account, *, row_key: str) -> bool:
    """End one of one's own sessions, named by its row; whether there was one."""
    with transaction.atomic():
        ended, _ = Session.objects.filter(account=account, pk=row_key).delete()
        if ended:
            record(account, "sign_in.end_session", subject=f"account:{account.pk}")
    return bool(ended)


def end_sessions(account: Account, *, except_key: str | None = None, actor: Account | None = None) -> int:
    """End every session of an account, but for the one with this (browser's) key; returns how many ended."""
    with transaction.atomic():
        others = Session.objects.filter(account=account)
        if except_key:
            others = others.exclude(pk=kept_key(except_key))
        ended, _ = others.delete()
        record(actor or account, "sign_in.end_sessions", subject=f"account:{account.pk}", ended=ended)
    return ended


def forget_expired_sessions() -> int:
    """Remove what has ended by itself; returns how many."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]
