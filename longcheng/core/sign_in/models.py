"""What signing in keeps: sessions, passkeys, code apps, printed codes, counters of failures, recoveries."""

from importlib import import_module
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from longcheng.core.protection.fields import SealedTextField


class Way(models.TextChoices):
    """By what a session was begun."""

    PASSWORD = "password", _("with the password")
    CODE = "code", _("with the password and a code")
    PASSKEY = "passkey", _("with a passkey")
    RECOVERY = "recovery", _("by a recovery")


class Session(AbstractBaseSession):
    """One browser that is signed in (or a stranger's, for an hour). Its key is kept as a digest only."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    way = models.CharField(max_length=16, choices=Way.choices, blank=True)
    browser = models.CharField(max_length=40, blank=True)
    system = models.CharField(max_length=40, blank=True)
    address = models.CharField(max_length=45, blank=True)

    def __str__(self) -> str:
        return f"{self.account_id} · {self.started_at:%Y-%m-%d %H:%M}"

    @classmethod
    def get_session_store_class(cls) -> Any:
        """The engine's store, which Django asks of every session model."""
        return import_module(settings.SESSION_ENGINE).SessionStore


class Passkey(models.Model):
    """A passkey 通行密钥: the public half of a key that stays in a phone, a computer or a security key."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.BinaryField(max_length=1023, unique=True)
    credential = models.BinaryField()  # WebAuthn's attested credential data: model, id and public key
    user_handle = models.BinaryField(max_length=64)
    sign_count = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class CodeApp(models.Model):
    """The secret that an account shares with its code app 验证器; it counts once a code has confirmed it."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="code_app")
    secret = SealedTextField()
    last_step = models.BigIntegerField(default=0)  # a code of this step or an earlier one is never taken again
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.account_id}"


class SheetCode(models.Model):
    """One code of the printed sheet 备用码, as a digest."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sheet_codes")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "digest"], name="sign_in_sheet_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.account_id}"


class Failures(models.Model):
    """How often something failed; the key is a digest that names neither person nor address."""

    key = models.CharField(max_length=64, primary_key=True)
    count = models.IntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now, db_index=True)
    waits_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.count}"


class DocumentKind(models.TextChoices):
    """What a clerk was shown; its number is never kept."""

    IDENTITY_CARD = "identity_card", _("Resident identity card")
    PASSPORT = "passport", _("Passport")
    RESIDENCE_PERMIT = "residence_permit", _("Residence permit of Hong Kong, Macao or Taiwan residents")
    FOREIGN_PERMANENT = "foreign_permanent", _("Foreign permanent resident identity card")


class RecoveryQuerySet(models.QuerySet["Recovery"]):
    def open(self) -> "RecoveryQuerySet":
        """Neither stopped nor used nor past its time."""
        return self.filter(stopped_at=None, used_at=None, ends_at__gt=timezone.now())


class Recovery(models.Model):
    """A way back 账号恢复 into an account, filed at a counter; it opens only after its waiting time."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recoveries")
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="recoveries_filed")
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="recoveries_confirmed"
    )
    document = models.CharField(max_length=20, choices=DocumentKind.choices)
    reason = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    needs_second = models.BooleanField(default=False)
    filed_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    matures_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    used_at = models.DateTimeField(null=True)

    objects = RecoveryQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(stopped_at=None, used_at=None), name="sign_in_one_open_recovery"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=models.F("filed_by")),
                name="sign_in_recovery_has_four_eyes",
            ),
            models.CheckConstraint(condition=~Q(filed_by=models.F("account")), name="sign_in_recovery_not_for_oneself"),
        ]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["filed_by", "filed_at"], name="sign_in_by_clerk")]

    def __str__(self) -> str:
        return f"{self.account_id} · {self.state}"

    @property
    def waits_for_second(self) -> bool:
        return self.needs_second and self.confirmed_at is None

    @property
    def state(self) -> str:
        """One word: stopped, used, ended, unconfirmed, waiting or ready."""
        now = timezone.now()
        if self.stopped_at:
            return "stopped"
        if self.used_at:
            return "used"
        if self.ends_at <= now:
            return "ended"
        if self.waits_for_second:
            return "unconfirmed"
        return "waiting" if self.matures_at > now else "ready"
