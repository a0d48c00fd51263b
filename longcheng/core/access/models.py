"""Accounts, the roles they hold, and the append-only record of what they did."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AccountKind(models.TextChoices):
    RESIDENT = "resident", _("Resident")
    STAFF = "staff", _("Staff")
    DEPARTMENT = "department", _("Department")
    PROGRAM = "program", _("Program")
    DEVICE = "device", _("Device")


class AccountManager(BaseUserManager["Account"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Account":
        """Make an account; without a password nobody can sign in to it."""
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Someone or something that can act. What it may do stands in the roles it holds, never here."""

    username = models.CharField(_("user name"), max_length=150, unique=True)
    kind = models.CharField(max_length=16, choices=AccountKind.choices, default=AccountKind.RESIDENT)
    display_name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.display_name or self.username


class RoleHeldQuerySet(models.QuerySet["RoleHeld"]):
    def live(self) -> "RoleHeldQuerySet":
        """Those that have begun and not ended."""
        now = timezone.now()
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now), begins_at__lte=now)


class RoleHeld(models.Model):
    """One account holds one role in one area, from a moment and perhaps until one.

    `area_code` is a division code (GB/T 2260 and its statistical extension); the role reaches
    that division and everything inside it. The empty code reaches the whole city.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="roles_held")
    role = models.CharField(max_length=80)
    organisation = models.CharField(max_length=120, blank=True)
    area_code = models.CharField(max_length=12, blank=True)
    begins_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)

    objects = RoleHeldQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "role", "area_code"], name="access_one_role_per_area"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=models.F("begins_at")),
                name="access_role_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.role} · {self.area_code or '*'}"

    def reaches(self, area_code: str) -> bool:
        """Whether the role covers that division: codes nest, so the outer is a prefix of the inner."""
        return area_code.startswith(self.area_code)


class Act(models.Model):
    """One line of the record: who did what to which thing, when. Lines are never changed or removed.

    A trigger in the database refuses both (migration 0002).
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="acts")
    verb = models.CharField(max_length=80)
    subject = models.CharField(max_length=120, blank=True)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["subject", "at"], name="access_act_subject")]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject}"
