"""Residents 居民 in their first form, the corrections they ask for, and the nightly check of addresses."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from longcheng.core.protection.fields import SealedTextField


class Resident(models.Model):
    """One resident and where they live. Synthetic ones are placeholders: a number, no name, no birth date.

    Read it through `personal.RESIDENT` and `core.access.reading`, which asks for the purpose and writes the ledger.
    """

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="resident")
    division_code = models.CharField(max_length=12)
    address = SealedTextField(null=True, blank=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["division_code", "account"],
                name="population_by_division",
                opclasses=["text_pattern_ops", "int8_ops"],
            ),
        ]

    def __str__(self) -> str:
        return f"resident {self.account_id}"


class CorrectionState(models.TextChoices):
    """Where a correction stands."""

    OPEN = "open", _("Being checked")
    ACCEPTED = "accepted", _("Corrected")
    REFUSED = "refused", _("Not changed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class CorrectionPart(models.TextChoices):
    """What of a record can be asked to be corrected."""

    NAME = "name", _("Full name")
    ADDRESS = "address", _("Address")


class Correction(models.Model):
    """A resident says that something in their record is wrong 更正申请; while it is open it is a purpose to read it.

    《个人信息保护法》 Article 46 gives the right; `due_at` is when the answer is owed.
    """

    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="corrections")
    part = models.CharField(max_length=16, choices=CorrectionPart.choices)
    asked_value = SealedTextField()
    note = SealedTextField(null=True, blank=True)
    state = models.CharField(max_length=16, choices=CorrectionState.choices, default=CorrectionState.OPEN)
    filed_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["resident", "part"], condition=Q(state="open"), name="population_one_open_correction_per_part"
            ),
        ]

    def __str__(self) -> str:
        return f"correction {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == CorrectionState.OPEN


class AddressCheck(models.Model):
    """What one night's check of one town's addresses found 地址核查: counts, no persons."""

    town_code = models.CharField(max_length=12, db_index=True)
    checked_at = models.DateTimeField(default=timezone.now)
    residents = models.PositiveIntegerField()
    without_address = models.PositiveIntegerField()
    outside_any_community = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.town_code} {self.checked_at:%Y-%m-%d}"
