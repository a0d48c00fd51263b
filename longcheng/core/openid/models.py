"""Programs, what people agreed to, the tokens that follow from it, and the keys that sign.

The tables of tokens are django-oauth-toolkit's, with our own columns (its models are swapped). No code and no
token stands in them in the clear.
"""

import hashlib
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import (
    AbstractAccessToken,
    AbstractApplication,
    AbstractDeviceGrant,
    AbstractGrant,
    AbstractIDToken,
    AbstractRefreshToken,
)


class HashedField(models.CharField):
    """A secret that is only ever compared: its SHA-256 is stored and looked up, so it must be long and random.

    A row that was read holds the hash; saving this field again would hash it once more.
    """

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else hashlib.sha256(str(value).encode()).hexdigest()


class ProgramState(models.TextChoices):
    WAITING = "waiting", _("waiting for approval")
    APPROVED = "approved", _("approved")
    REFUSED = "refused", _("refused")
    SUSPENDED = "suspended", _("suspended")


class Program(AbstractApplication):
    """A program of others 接入应用 that asks the city to sign people in. Until it is approved it works for nothing.

    `user` is the account of kind "program" that it acts as; it has none before its approval.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=12, choices=ProgramState.choices, default=ProgramState.WAITING)
    organisation = models.CharField(max_length=120)
    purpose = models.CharField(max_length=500)
    contact = models.CharField(max_length=200, blank=True)
    scopes = ArrayField(models.CharField(max_length=80), default=list)
    grants = ArrayField(models.CharField(max_length=44), default=list)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)

    objects: ClassVar[models.Manager["Program"]] = models.Manager()

    class Meta(AbstractApplication.Meta):
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(state=ProgramState.APPROVED) | Q(user__isnull=False),
                name="openid_approved_programs_have_an_account",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "created"], name="openid_program_state")]

    @property
    def is_public(self) -> bool:
        """Whether it runs where it can keep no secret: in a browser, on a phone, on a television."""
        return bool(self.client_type == self.CLIENT_PUBLIC)

    def allows_grant_type(self, *grant_types: str) -> bool:
        return any(grant in self.grants for grant in grant_types)


class ConsentQuerySet(models.QuerySet["Consent"]):
    def live(self) -> "ConsentQuerySet":
        """Those that have neither been ended nor run out."""
        return self.filter(ended_at=None, ends_at__gt=timezone.now())


class Consent(models.Model):
    """What one person agreed to for one program 授权, until when. A new answer replaces the old one."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="consents")
    scopes = ArrayField(models.CharField(max_length=80))
    purpose = models.CharField(max_length=500)
    given_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["account", "program"], condition=Q(ended_at=None), name="openid_one_consent_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"consent:{self.pk}"

    @property
    def is_live(self) -> bool:
        return self.ended_at is None and self.ends_at > timezone.now()


class SignIn(models.Model):
    """One time that a person let a program in: the codes and tokens that follow belong to it and end with it."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    program = models.ForeignKey(Program, on_delete=models.CASCADE, related_name="sign_ins")
    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="sign_ins")
    authenticated_at = models.DateTimeField()
    methods = ArrayField(models.CharField(max_length=20))
    level = models.CharField(max_length=80)
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"sign-in:{self.pk}"

    @property
    def is_live(self) -> bool:
        return self.ended_at is None and self.consent.is_live and bool(self.account.is_active)


class AuthorizationCode(AbstractGrant):
    """A code that is exchanged once for tokens; kept a while after, so that its second use is noticed."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    code = HashedField(max_length=255, unique=True)
    sign_in = models.ForeignKey(SignIn, on_delete=models.CASCADE, related_name="+")
    used_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["AuthorizationCode"]] = models.Manager()

    class Meta(AbstractGrant.Meta):
        pass


class AccessToken(AbstractAccessToken):
    """A token for the API and for userinfo; without a sign-in it is a program's own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    sign_in = models.ForeignKey(SignIn, on_delete=models.CASCADE, null=True, related_name="+")

    objects: ClassVar[models.Manager["AccessToken"]] = models.Manager()

    class Meta(AbstractAccessToken.Meta):
        pass


class RefreshToken(AbstractRefreshToken):
    """A token that is exchanged once for new ones."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sign_in = models.ForeignKey(SignIn, on_delete=models.CASCADE, related_name="+")

    objects: ClassVar[models.Manager["RefreshToken"]] = models.Manager()

    class Meta(AbstractRefreshToken.Meta):
        pass


class IDToken(AbstractIDToken):
    """Named by the tables of the toolkit; the city keeps no copy of the ID tokens it gives out."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    objects: ClassVar[models.Manager["IDToken"]] = models.Manager()

    class Meta(AbstractIDToken.Meta):
        pass


class DeviceGrant(AbstractDeviceGrant):
    """A device without a keyboard that waits until somebody answers for it on a phone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+")
    device_code = HashedField(max_length=100)
    device_name = models.CharField(max_length=60, blank=True)
    sign_in = models.ForeignKey(SignIn, on_delete=models.CASCADE, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    polled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["DeviceGrant"]] = models.Manager()

    class Meta(AbstractDeviceGrant.Meta):
        pass

    @property
    def is_open(self) -> bool:
        """Whether it can still be answered."""
        return bool(self.status == self.AUTHORIZATION_PENDING and self.expires > timezone.now())


class SigningKey(models.Model):
    """A key that signs ID tokens, on its way: next → current → retired → gone.

    Its private part is sealed, and is removed when the key retires: what it has signed is verified with the
    public part, which stays published until every such token has expired.
    """

    kid = models.CharField(max_length=64, unique=True)
    public_jwk = models.JSONField()
    sealed_private = models.BinaryField(default=bytes)
    made_at = models.DateTimeField(default=timezone.now)
    current_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                models.Value(1),
                condition=Q(current_at__isnull=False, retired_at=None),
                name="openid_one_current_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kid} ({self.state})"

    @property
    def state(self) -> str:
        """next, current, retired or gone."""
        if self.gone_at:
            return "gone"
        if self.retired_at:
            return "retired"
        return "current" if self.current_at else "next"


class Allowance(models.Model):
    """How often somebody did something within the running window, for the limits."""

    key = models.CharField(max_length=64, primary_key=True)
    used = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
