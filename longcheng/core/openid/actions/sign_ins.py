"""Letting a program in, and ending it: the tokens go with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record
from longcheng.core.openid import lifetimes
from longcheng.core.openid.models import AccessToken, Consent, Program, RefreshToken, SignIn
from longcheng.core.sign_in.telling import tell


@dataclass(frozen=True, kw_only=True)
class Authentication:
    """How and when the person proved who they are: `methods` by RFC 8176, `level` is the `acr`."""

    at: datetime
    methods: tuple[str, ...]
    level: str


def agree(account: Account, *, program: Program, scopes: Iterable[str]) -> Consent:
    """The person lets the program have these scopes, beside those agreed to before, for a year from now.

    They are told by message of what is new: it lasts longer than the session in which somebody agreed to it.
    """
    with transaction.atomic():
        now = timezone.now()
        Account.objects.select_for_update().get(pk=account.pk)
        consent = Consent.objects.filter(account=account, program=program, ended_at=None).first()
        if consent is not None and not consent.is_live:
            _end_consent(consent, at=now)
            consent = None
        if consent is None:
            consent = Consent(account=account, program=program, scopes=[], given_at=now)
        more = {*scopes} - {*consent.scopes}
        consent.scopes = sorted({*consent.scopes, *more})
        consent.purpose = program.purpose
        consent.given_at, consent.ends_at = now, now + lifetimes.CONSENT
        consent.save()
        record(account, "openid.agree", subject=f"program:{program.pk}", scopes=consent.scopes)
        if more:
            _tell(consent)
    return consent


def _tell(consent: Consent) -> None:
    tell(
        [consent.account_id],
        title=gettext_noop("A program was let in with your account"),
        body=gettext_noop(
            "It is “%(name)s” of “%(organisation)s”. What it gets stands under “Programs I have let in”."
        ),
        values={"name": consent.program.name, "organisation": consent.program.organisation},
        last=gettext_noop("If this was not you, end it there, then sign out everywhere and change your password."),
        page="openid:let-in",
    )


def begin_sign_in(consent: Consent, *, authentication: Authentication) -> SignIn:
    """One time that the program is let in under this consent."""
    return SignIn.objects.create(
        account=consent.account,
        program=consent.program,
        consent=consent,
        authenticated_at=authentication.at,
        methods=list(authentication.methods),
        level=authentication.level,
    )


def end_sign_in(sign_in: SignIn, *, because: str) -> None:
    """End it and revoke its tokens; a second call changes nothing."""
    with transaction.atomic():
        if _end(SignIn.objects.filter(pk=sign_in.pk)):
            record(None, "openid.end_sign_in", subject=f"program:{sign_in.program_id}", because=because)


def end_consent(account: Account, consent: Consent) -> None:
    """The person lets the program in no longer: every token it holds for them is void at once."""
    if consent.account_id != account.pk:
        raise ValueError("A consent is ended by the one who gave it.")
    with transaction.atomic():
        if _end_consent(consent, at=timezone.now()):
            record(account, "openid.end_consent", subject=f"program:{consent.program_id}")


def end_all_of(program: Program) -> int:
    """Revoke every token of a program, for persons and its own; what people agreed to stays."""
    ended = _end(SignIn.objects.filter(program=program))
    AccessToken.objects.filter(application=program).delete()
    return ended


def _end_consent(consent: Consent, *, at: datetime) -> bool:
    ended = Consent.objects.filter(pk=consent.pk, ended_at=None).update(ended_at=at)
    _end(SignIn.objects.filter(consent=consent))
    return bool(ended)


def _end(sign_ins: QuerySet[SignIn]) -> int:
    numbers = list(sign_ins.filter(ended_at=None).values_list("pk", flat=True))
    now = timezone.now()
    RefreshToken.objects.filter(sign_in__in=numbers, revoked=None).update(revoked=now, access_token=None)
    AccessToken.objects.filter(sign_in__in=numbers).delete()
    return SignIn.objects.filter(pk__in=numbers).update(ended_at=now)
