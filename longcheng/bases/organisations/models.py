"""The register of organisations 法人单位: what they are, how they were called, their licences, who may act for them."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from longcheng.bases.organisations.search_models import SearchedName  # noqa: F401  a table with a file of its own
from longcheng.core.access.models import Mandate
from longcheng.core.registry.models import RegisterAct, RegisterRecord


class OrganisationKind(models.TextChoices):
    """What sort of body it is; each is registered by an authority of its own."""

    ENTERPRISE = "enterprise", _("Company")
    INDIVIDUAL = "individual", _("Individual business")
    COOPERATIVE = "cooperative", _("Farmers' cooperative")
    INSTITUTION = "institution", _("Public institution")
    GOVERNMENT = "government", _("Government body")
    SOCIETY = "society", _("Society or foundation")
    COMMITTEE = "committee", _("Residents' or villagers' committee")
    BRANCH = "branch", _("Branch")


class OrganisationStatus(models.TextChoices):
    """Where it stands: 存续, 歇业, 吊销, 注销."""

    ACTIVE = "active", _("In operation")
    SUSPENDED = "suspended", _("Business suspended")
    REVOKED = "revoked", _("Licence revoked")
    DISSOLVED = "dissolved", _("Dissolved")


class LicenceState(models.TextChoices):
    """Where a licence stands; whether it has run out is told by its day."""

    VALID = "valid", _("Valid")
    SUSPENDED = "suspended", _("Suspended")
    REVOKED = "revoked", _("Revoked")
    CANCELLED = "cancelled", _("Licence cancelled")


class AppointmentRole(models.TextChoices):
    """As what somebody acts for an organisation: 法定代表人, 负责人, 经办人."""

    REPRESENTATIVE = "representative", _("Legal representative")
    PRINCIPAL = "principal", _("Principal")
    AGENT = "agent", _("Agent")


def _act_indexes(name: str) -> list[models.Index]:
    """Those of every table of acts, under names that are short enough."""
    return [
        models.Index(fields=["subject_id", "id"], name=f"organisations_{name}_of"),
        models.Index(fields=["source", "source_key"], condition=~Q(source_key=""), name=f"organisations_{name}_key"),
    ]


class OrganisationAct(RegisterAct):
    """What was stated of an organisation: founded, renamed, moved, dissolved."""

    class Meta:
        indexes: ClassVar[list[models.Index]] = _act_indexes("acts")


class LicenceAct(RegisterAct):
    """What was stated of a licence: granted, suspended, revoked."""


class AppointmentAct(RegisterAct):
    """What was stated of somebody's acting for an organisation."""

    class Meta:
        indexes: ClassVar[list[models.Index]] = _act_indexes("appointing")


class Organisation(RegisterRecord):
    """An organisation as the register holds it now: a projection of its acts, never written by hand.

    `code` is the unified social credit code 统一社会信用代码 (GB 32100-2015), empty where no open source tells it.
    `industry` by GB/T 4754-2017. `representative_id` is the number of a person and shown to nobody; the name is public.
    """

    KEPT = ("account",)

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="organisation"
    )
    code = models.CharField(max_length=18, blank=True, default="")
    name = models.CharField(max_length=200, blank=True, default="")
    kind = models.CharField(max_length=12, choices=OrganisationKind.choices, blank=True, default="")
    status = models.CharField(max_length=10, choices=OrganisationStatus.choices, default=OrganisationStatus.ACTIVE)
    status_date = models.DateField(null=True)
    representative_name = models.CharField(max_length=100, blank=True, default="")
    representative_id = models.BigIntegerField(null=True)
    industry = models.CharField(max_length=5, blank=True, default="")
    scope = models.TextField(blank=True, default="")
    founded_date = models.DateField(null=True)
    ended_date = models.DateField(null=True)
    capital_yuan = models.BigIntegerField(null=True)
    division_code = models.CharField(max_length=12, blank=True, default="")
    address = models.CharField(max_length=200, blank=True, default="")
    address_id = models.BigIntegerField(null=True)
    parent_id = models.BigIntegerField(null=True)
    branch_of_id = models.BigIntegerField(null=True)
    successor_id = models.BigIntegerField(null=True)
    other_codes = models.JSONField(default=dict)
    properties = models.JSONField(default=dict)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["code"], condition=~Q(code=""), name="organisations_by_code",
                         opclasses=["text_pattern_ops"]),
            models.Index(fields=["division_code", "id"], name="organisations_by_division",
                         opclasses=["text_pattern_ops", "int8_ops"]),
            models.Index(fields=["industry", "id"], name="organisations_by_industry",
                         opclasses=["text_pattern_ops", "int8_ops"]),
            models.Index(fields=["id"], condition=Q(properties__has_key="representative_vacant_since"),
                         name="organisations_vacant"),
            models.Index(fields=["parent_id"], condition=Q(parent_id__isnull=False), name="organisations_by_parent"),
            models.Index(fields=["branch_of_id"], condition=Q(branch_of_id__isnull=False),
                         name="organisations_by_head"),
            models.Index(fields=["successor_id"], condition=Q(successor_id__isnull=False),
                         name="organisations_by_successor"),
            models.Index(fields=["representative_id"], condition=Q(representative_id__isnull=False),
                         name="organisations_by_person"),
            models.Index(fields=["address_id"], condition=Q(address_id__isnull=False),
                         name="organisations_by_address"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def is_standing(self) -> bool:
        """Whether it exists and may do business, be it suspended for a while."""
        return self.status in {OrganisationStatus.ACTIVE, OrganisationStatus.SUSPENDED}


class OrganisationName(models.Model):
    """A name that an organisation bears or bore, in the forms in which it is looked for; worked out from the acts."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="names"
    )
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    core = models.CharField(max_length=200, blank=True, default="")
    pinyin = models.CharField(max_length=400, blank=True, default="")
    initials = models.CharField(max_length=80, blank=True, default="")
    is_current = models.BooleanField(default=True)
    since = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation"], name="organisations_names_of"),
            models.Index(fields=["key", "id"], name="organisations_names_key",
                         opclasses=["text_pattern_ops", "int8_ops"]),
            models.Index(fields=["core", "id"], name="organisations_names_core",
                         opclasses=["text_pattern_ops", "int8_ops"]),
            models.Index(fields=["pinyin", "id"], name="organisations_names_pinyin",
                         opclasses=["text_pattern_ops", "int8_ops"]),
            models.Index(fields=["initials", "id"], name="organisations_names_initials",
                         opclasses=["text_pattern_ops", "int8_ops"]),
            GinIndex(fields=["core"], name="organisations_names_alike", opclasses=["gin_trgm_ops"]),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class Licence(RegisterRecord):
    """A licence 行政许可 as it stands now: what its holder may do, by whom granted, until when."""

    KEPT = ()

    organisation_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=40, blank=True, default="")
    number = models.CharField(max_length=60, blank=True, default="")
    scope = models.TextField(blank=True, default="")
    issuer = models.CharField(max_length=120, blank=True, default="")
    issued_date = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=LicenceState.choices, default=LicenceState.VALID)
    state_date = models.DateField(null=True)
    reason = models.CharField(max_length=500, blank=True, default="")
    division_code = models.CharField(max_length=12, blank=True, default="")
    address = models.CharField(max_length=200, blank=True, default="")
    address_id = models.BigIntegerField(null=True)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation_id", "id"], name="organisations_licences_of"),
            models.Index(fields=["number"], name="organisations_licence_number", opclasses=["text_pattern_ops"]),
            models.Index(fields=["issuer", "valid_until"], name="organisations_licences_by"),
            models.Index(fields=["valid_until", "id"], condition=Q(state__in=("valid", "suspended")),
                         name="organisations_licences_end"),
            models.Index(fields=["division_code", "id"], name="organisations_licences_in",
                         opclasses=["text_pattern_ops", "int8_ops"]),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Appointment(RegisterRecord):
    """Who may act for an organisation, as what, for what and until when. Not public but for the representative's name.

    `mandate` is the mandate by which the person's account acts; none while the person has no account.
    """

    KEPT = ("mandate",)

    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    organisation_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=16, choices=AppointmentRole.choices, blank=True, default="")
    scopes = models.JSONField(default=list)
    since_date = models.DateField(null=True)
    until_date = models.DateField(null=True)
    ended_date = models.DateField(null=True)
    document = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation_id"], name="organisations_appointments_of"),
            models.Index(fields=["person_id"], name="organisations_appointments_to"),
        ]

    def __str__(self) -> str:
        return f"appointment {self.pk}"
