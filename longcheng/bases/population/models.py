"""The population register: persons and households as they stand now, the acts they are made of, and the counter."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone

from longcheng.bases.population.count_models import (  # noqa: F401  tables with a file of their own
    PopulationCount,
    PopulationRelease,
)
from longcheng.bases.population.linkage_models import LinkagePair, LinkageRun  # noqa: F401  likewise
from longcheng.bases.population.rules import building_of, normal_address, normal_number
from longcheng.core.protection.fields import BlindIndexField, SealedTextField
from longcheng.core.protection.querysets import SealedQuerySet
from longcheng.core.registry.models import RegisterAct, RegisterRecord
from longcheng.core.sign_in.models import DocumentKind

FIRST_PERSON = 1_000_000_001
SUBJECTS_OF_PERSONS = FIRST_PERSON - 1  # numbers of accounts stay below, so a number means one or the other


class PersonAct(RegisterAct):
    """What was stated of a person: a birth, a marriage, a row of a department's file."""


class HouseholdAct(RegisterAct):
    """What was stated of a household: where it lives, who is its head."""


class Household(RegisterRecord):
    """A household 户 and where it actually lives."""

    KEPT = ("is_synthetic",)

    division_code = models.CharField(max_length=12, blank=True, default="")
    address = SealedTextField(null=True, blank=True)
    address_index = BlindIndexField(source="address", normalise=normal_address, null=True)
    building_index = BlindIndexField(source="address", normalise=building_of, null=True)
    head_id = models.BigIntegerField(null=True)
    is_synthetic = models.BooleanField(default=False)

    objects = SealedQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["division_code", "id"], name="population_households_in",
                         opclasses=["text_pattern_ops", "int8_ops"]),
            models.Index(fields=["address_index"], name="population_by_address"),
            models.Index(fields=["building_index"], name="population_by_building"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"household {self.pk}"


class Person(RegisterRecord):
    """A person 人 as the register holds them now: a projection of their acts, never written by hand.

    Read it through `personal.RESIDENT` and `core.access.reading`, which asks for the purpose and writes the ledger.
    Codes: sex GB/T 2261.1, marital status GB/T 2261.2, household role GB/T 4761, ethnicity GB/T 3304.
    `division_code` is where they actually live 常住, from their household; `registered_division` is 户籍.
    """

    KEPT = ("account", "is_synthetic")

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="resident"
    )
    number = SealedTextField(null=True, blank=True)
    number_index = BlindIndexField(source="number", normalise=normal_number, null=True)
    name = models.CharField(max_length=100, blank=True, default="")
    pinyin = models.CharField(max_length=200, blank=True, default="")
    initials = models.CharField(max_length=40, blank=True, default="")
    sex = models.CharField(max_length=1, blank=True, default="")
    birth_date = models.DateField(null=True)
    ethnicity = models.CharField(max_length=2, blank=True, default="")
    registered_division = models.CharField(max_length=12, blank=True, default="")
    registered_address = SealedTextField(null=True, blank=True)
    household = models.ForeignKey(
        Household, on_delete=models.DO_NOTHING, null=True, db_constraint=False, db_index=False, related_name="members"
    )
    household_role = models.CharField(max_length=2, blank=True, default="")
    division_code = models.CharField(max_length=12, blank=True, default="")
    marital_status = models.CharField(max_length=2, blank=True, default="")
    spouse_id = models.BigIntegerField(null=True)
    mother_id = models.BigIntegerField(null=True)
    father_id = models.BigIntegerField(null=True)
    guardian_ids = ArrayField(models.BigIntegerField(), default=list)
    phone = SealedTextField(null=True, blank=True)
    death_date = models.DateField(null=True)
    is_protected = models.BooleanField(default=False)
    merged_into_id = models.BigIntegerField(null=True)
    is_synthetic = models.BooleanField(default=False)

    objects = SealedQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["division_code", "id"], name="population_by_division",
                         opclasses=["text_pattern_ops", "int8_ops"]),
            models.Index(fields=["number_index"], name="population_by_number"),
            models.Index(fields=["name", "division_code"], name="population_by_name",
                         opclasses=["text_pattern_ops", "text_pattern_ops"]),
            models.Index(fields=["pinyin", "division_code"], name="population_by_pinyin",
                         opclasses=["text_pattern_ops", "text_pattern_ops"]),
            models.Index(fields=["initials", "division_code"], name="population_by_initials",
                         opclasses=["text_pattern_ops", "text_pattern_ops"]),
            models.Index(fields=["birth_date", "sex"], name="population_by_birth"),
            models.Index(fields=["household"], name="population_by_household"),
            models.Index(fields=["mother_id"], condition=Q(mother_id__isnull=False), name="population_by_mother"),
            models.Index(fields=["father_id"], condition=Q(father_id__isnull=False), name="population_by_father"),
            models.Index(fields=["spouse_id"], condition=Q(spouse_id__isnull=False), name="population_by_spouse"),
            models.Index(fields=["merged_into_id"], condition=Q(merged_into_id__isnull=False),
                         name="population_by_merge"),
            # Few have a guardian whom the register names, so that this stays small in a city of millions.
            GinIndex(fields=["guardian_ids"], condition=~Q(guardian_ids=[]), name="population_by_guardian"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def subject_id(self) -> int:
        """The number under which the ledger and matters speak of this person: of the account, else of the person."""
        return int(self.account_id or self.pk)

    @property
    def address(self) -> str:
        """Where the household lives; may cost a query."""
        return (self.household.address or "") if self.household_id and self.household else ""

    @property
    def is_living(self) -> bool:
        return self.death_date is None

    @property
    def is_current(self) -> bool:
        """Whether the record stands for itself and was not merged into another."""
        return self.merged_into_id is None


class CounterCase(models.Model):
    """A person stands at a counter 窗口办理: while it is open, the officer may read their record for it.

    The matter `population.counter` with this case's number is held by the officer alone.
    """

    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, db_constraint=False, related_name="counter_cases")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    document = models.CharField(max_length=20, choices=DocumentKind.choices)
    reason = models.CharField(max_length=200)
    opened_at = models.DateTimeField(default=timezone.now)
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["officer", "-opened_at"], name="population_cases_of"),
        ]

    def __str__(self) -> str:
        return f"counter case {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and timezone.now() < self.closes_at


class AddressCheck(models.Model):
    """What one night's check of one town's addresses found 地址核查: counts, no persons."""

    town_code = models.CharField(max_length=12, db_index=True)
    checked_at = models.DateTimeField(default=timezone.now)
    residents = models.PositiveIntegerField()
    without_address = models.PositiveIntegerField()
    outside_any_community = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.town_code} {self.checked_at:%Y-%m-%d}"
