"""Accounts, the roles they hold, what is open as a purpose, mandates, and the append-only record of acts."""

from datetime import date, timedelta
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
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

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            # Whether a name is taken in large or small letters, without a look at every account of the city.
            models.Index(Lower("username"), name="access_username_any_case"),
        ]

    def __str__(self) -> str:
        return self.display_name or self.username


class OpenMatterQuerySet(models.QuerySet["OpenMatter"]):
    def live(self) -> "OpenMatterQuerySet":
        """Those that are neither closed nor past their end."""
        now = timezone.now()
        return self.filter(Q(closes_at=None) | Q(closes_at__gt=now), closed_at=None, opened_at__lte=now)


class OpenMatter(models.Model):
    """Something open about a person that is a purpose for reading their data 办理事由, until it is closed.

    `kind` is a declared PurposeKind, `reference` the room's own number of the case. `holder` is the one
    account that may use it; without one, whoever the kind's policy lets in.

    `subject_id` is the number of the person's account or, for someone who has none, their number in the register:
    read `subject_id`, for `subject` raises Account.DoesNotExist for them.
    """

    kind = models.CharField(max_length=80)
    reference = models.CharField(max_length=64)
    subject = models.ForeignKey(Account, on_delete=models.DO_NOTHING, db_constraint=False, related_name="matters_about")
    holder = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="matters_held")
    url = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = OpenMatterQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["kind", "reference", "subject"], name="access_one_matter_per_reference"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject"], condition=Q(closed_at=None), name="access_open_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class SubjectAlias(models.Model):
    """Another number under which things were written about this account's person 曾用编号.

    A person is written about by their number in the register until an account is matched with them, and by that of
    a second record until the two are merged. Whoever asks what was written about an account reads all of its numbers.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="subject_aliases")
    subject_id = models.BigIntegerField(unique=True)
    since = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.subject_id} → {self.account_id}"


class MandateBasis(models.TextChoices):
    """Why one may act for the other."""

    GIVEN = "given", _("Given by the person")
    GUARDIANSHIP = "guardianship", _("Guardianship of a child")
    REPRESENTATIVE = "representative", _("Representative of an organisation")


class MandateQuerySet(models.QuerySet["Mandate"]):
    def live(self) -> "MandateQuerySet":
        """Those that have begun and neither ended nor run out, of givers whose account is open."""
        now = timezone.now()
        return self.filter(begins_at__lte=now, ends_at__gt=now, ended_at=None, giver__is_active=True)


class Mandate(models.Model):
    """One acts for another 代办, within scopes, until a date; either side ends it at once.

    `giver` is the person (or the organisation's account) in whose name the agent acts. `document` names the
    paper behind a guardianship or a representation. Scopes are declared by the rooms.
    """

    giver = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="mandates_given")
    agent = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="mandates_held")
    scopes = ArrayField(models.CharField(max_length=40))
    basis = models.CharField(max_length=16, choices=MandateBasis.choices, default=MandateBasis.GIVEN)
    document = models.CharField(max_length=200, blank=True)
    given_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    begins_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(giver=models.F("agent")), name="access_mandate_for_another"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("begins_at")), name="access_mandate_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(scopes__len__gt=0), name="access_mandate_has_a_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.agent} for {self.giver}"

    @property
    def reference(self) -> str:
        return str(self.pk)

    @property
    def last_day(self) -> date:
        """The last day on which it counts."""
        return timezone.localdate(self.ends_at - timedelta(seconds=1))

    def is_live(self) -> bool:
        """Whether the agent may act by it now."""
        return self.ended_at is None and self.begins_at <= timezone.now() < self.ends_at


# City, district, town or street, community: GB/T 2260 and the statistical extension of it, 统计用区划代码.
AREA_LENGTHS = (4, 6, 9, 12)


def is_area(code: str) -> bool:
    """Whether it can be a division's code; a piece of one would reach divisions that have nothing in common."""
    return not code or (code.isascii() and code.isdigit() and len(code) in AREA_LENGTHS)


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
