"""A device without a keyboard asks, a person answers on a phone, the device fetches the answer (RFC 8628)."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record
from longcheng.core.openid import lifetimes
from longcheng.core.openid.actions.sign_ins import Authentication, agree, begin_sign_in
from longcheng.core.openid.models import DeviceGrant, Program, SignIn

# Consonants without vowels make no words and are told apart on a far screen (RFC 8628, 6.1): 20^8 codes.
SIGNS = "BCDFGHJKLMNPQRSTVWXZ"
LENGTH = 8
NAME_MAX = 60


class AlreadyAnswered(ValueError):
    """The question of the device was answered meanwhile, or has expired."""


def new_user_code() -> str:
    """Eight signs that no open question uses, in two groups."""
    while True:
        signs = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        code = f"{signs[:4]}-{signs[4:]}"
        if not DeviceGrant.objects.filter(user_code=code, expires__gt=timezone.now()).exists():
            return code


def ask(program: Program, *, device_code: str, user_code: str, scopes: list[str], device_name: str) -> DeviceGrant:
    """Keep the question of a device until it expires."""
    return DeviceGrant.objects.create(
        client_id=program.client_id,
        device_code=device_code,
        user_code=user_code,
        scope=" ".join(scopes),
        interval=lifetimes.DEVICE_POLL_S,
        expires=timezone.now() + lifetimes.DEVICE_CODE,
        device_name=device_name[:NAME_MAX],
    )


def allow_device(account: Account, grant: DeviceGrant, *, program: Program, authentication: Authentication) -> None:
    """The person lets the device in. Raises AlreadyAnswered."""
    with transaction.atomic():
        consent = agree(account, program=program, scopes=grant.scope.split())
        sign_in = begin_sign_in(consent, authentication=authentication)
        _answer(grant, status=DeviceGrant.AUTHORIZED, user=account, sign_in=sign_in)
        record(account, "openid.allow_device", subject=f"program:{program.pk}")


def refuse_device(account: Account, grant: DeviceGrant, *, program: Program) -> None:
    """The person does not let the device in. Raises AlreadyAnswered."""
    with transaction.atomic():
        _answer(grant, status=DeviceGrant.DENIED, user=account)
        record(account, "openid.refuse_device", subject=f"program:{program.pk}")


def take_answer(device_code: str, *, program: Program) -> tuple[str | None, SignIn | None, list[str]]:
    """The state in the words of RFC 8628 (None: no such question), and once, after "authorized", the sign-in.

    A device that asks more often than it may is told to slow down, and its interval grows.
    """
    now = timezone.now()
    with transaction.atomic():
        grant = (
            DeviceGrant.objects.select_for_update(of=("self",))
            .select_related("sign_in__account", "sign_in__consent")
            .filter(device_code=device_code, client_id=program.client_id)
            .first()
        )
        if grant is None:
            return None, None, []
        if grant.expires <= now:
            return "expired_token", None, []
        if grant.status == DeviceGrant.DENIED:
            return "access_denied", None, []
        if grant.status == DeviceGrant.AUTHORIZED and grant.sign_in is not None and grant.sign_in.is_live:
            DeviceGrant.objects.filter(pk=grant.pk).delete()
            return "authorized", grant.sign_in, grant.scope.split()
        if grant.status != DeviceGrant.AUTHORIZATION_PENDING:
            return "access_denied", None, []
        is_too_soon = grant.polled_at is not None and now - grant.polled_at < timedelta(seconds=grant.interval - 0.5)
        interval = grant.interval + lifetimes.DEVICE_POLL_S if is_too_soon else grant.interval
        DeviceGrant.objects.filter(pk=grant.pk).update(polled_at=now, interval=interval)
        return "slow_down" if is_too_soon else "authorization_pending", None, []


def _answer(grant: DeviceGrant, **answer: object) -> None:
    waiting = DeviceGrant.objects.filter(
        pk=grant.pk, status=DeviceGrant.AUTHORIZATION_PENDING, expires__gt=timezone.now()
    )
    if not waiting.update(**answer):
        raise AlreadyAnswered
