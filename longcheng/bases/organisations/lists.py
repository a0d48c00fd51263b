"""The lists of the organisations base: organisations for the registrar, licences for the licensing officer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.geography.queries import names_of
from longcheng.bases.organisations.actions.filing import FILE, LICENSE, VACANT
from longcheng.bases.organisations.doubts import DOUBTS
from longcheng.bases.organisations.fitness import SOON, SUSPENDED, VALID, expiry
from longcheng.bases.organisations.industries import industry_of, sections
from longcheng.bases.organisations.licence_kinds import LICENCE_KINDS, licence_title
from longcheng.bases.organisations.licensing import issuers_of, licences_for
from longcheng.bases.organisations.models import (
    Licence,
    LicenceState,
    Organisation,
    OrganisationKind,
    OrganisationName,
    OrganisationStatus,
)
from longcheng.bases.organisations.names import key_of
from longcheng.bases.organisations.rules import normal_code
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import holdings
from longcheng.core.lists.declaring import Column, StaffList, Tag
from longcheng.core.lists.filters import Choice, Choices, Rows, Text, Yes

CHANGED = "organisations.changed"
ISSUERS_MOST, FEW = 200, 1_000
TONES = {"active": "well", "suspended": "waiting", "revoked": "urgent", "dissolved": "plain", "valid": "well"}


@dataclass(frozen=True, kw_only=True)
class NameOrCode(Text):
    """The beginning of a name that is or was borne, or of a code: both walk an index, so a million rows are no harm."""

    def narrow(self, rows: Rows, values: Mapping[str, str]) -> Rows:
        wanted = values.get(self.name)
        if not wanted:
            return rows
        key, code = key_of(wanted), normal_code(wanted)
        names = OrganisationName.objects.filter(Q(key__startswith=key) | Q(core__startswith=key))
        named = names.values_list("organisation_id", flat=True) if key else names.none()
        coded = Organisation.objects.filter(code__startswith=code).values_list("pk", flat=True) if code else ()
        # A few are named by number, so that the database does not walk a million rows for them; of many, some are near.
        few = list(named[: FEW + 1])
        found = Q(pk__in=few) if len(few) <= FEW else Q(pk__in=names.values("organisation_id"))
        return rows.filter(found | Q(pk__in=list(coded[:FEW])))


def organisations_of(account: Account) -> Rows:
    """The organisations of this officer's areas, the newest first."""
    reach = Q(pk__in=[])
    for held in holdings(account, FILE):
        reach |= Q(division_code__startswith=held.area_code) if held.area_code else Q(pk__gt=0)
    return Organisation.objects.filter(reach).order_by("-pk")


def dress_organisations(found: list[Organisation]) -> None:
    """The division in words. One query for a page."""
    names = names_of(one.division_code for one in found)
    for one in found:
        one.place = names.get(one.division_code, "")  # type: ignore[attr-defined]


def status(one: Organisation) -> Tag:
    return Tag(one.get_status_display(), TONES[one.status])  # type: ignore[arg-type]


def industry(one: Organisation) -> str:
    known = industry_of(one.industry)
    return known.title if known else one.industry


def districts(account: Account) -> Choices:
    """The districts of the city, and the towns in which this account has something to say."""
    reach = Q(level=DivisionLevel.DISTRICT)
    for held in holdings(account, FILE):
        if len(held.area_code) >= DivisionLevel.DISTRICT:
            reach |= Q(code__startswith=held.area_code, level=DivisionLevel.TOWN)
    return list(Division.objects.filter(reach).order_by("code").values_list("code", "name")[:200])


def sections_told(account: Account) -> Choices:
    return [(one.code, f"{one.code} {one.title}") for one in sections()]


def without_representative(found: Rows) -> Rows:
    return found.filter(properties__has_key=VACANT)


ORGANISATIONS_LIST = StaffList(
    name="organisations.desk",
    title=gettext_lazy("Organisations"),
    permission=FILE,
    url="organisations:desk",
    rows=organisations_of,
    dress=dress_organisations,
    row_name=lambda one: one.name,
    link=lambda one: reverse("organisations:acts", args=[one.pk]),
    columns=(
        Column(key="name", title=gettext_lazy("Name of the organisation")),
        Column(key="code", title=gettext_lazy("Unified social credit code"), kind="code", sort=("code",)),
        Column(key="kind", title=gettext_lazy("Kind"), value=lambda one: one.get_kind_display(), on_phone=False),
        Column(key="status", title=gettext_lazy("Status"), value=status, kind="tag"),
        Column(key="industry", title=gettext_lazy("Industry"), value=industry, sort=("industry", "pk"), on_phone=False),
        Column(key="place", title=gettext_lazy("Division"), sort=("division_code", "pk")),
        Column(key="founded_date", title=gettext_lazy("Founded on"), kind="day", is_shown=False),
        Column(key="representative_name", title=gettext_lazy("Legal representative"), is_shown=False),
        Column(key="address", title=gettext_lazy("Street address"), is_shown=False),
        Column(key="capital_yuan", title=gettext_lazy("Registered capital (yuan)"), kind="number", is_shown=False),
        Column(key="is_synthetic", title=gettext_lazy("Synthetic"), is_shown=False),
    ),
    filters=(
        NameOrCode(name="q", title=gettext_lazy("Name or code"), fields=()),
        Choice(name="kind", title=gettext_lazy("Kind"), field="kind", choices=OrganisationKind.choices),
        Choice(name="status", title=gettext_lazy("Status"), field="status", choices=OrganisationStatus.choices),
        Choice(name="industry", title=gettext_lazy("Industry"), field="industry", choices=sections_told,
               is_prefix=True),
        Choice(name="area", title=gettext_lazy("Division"), field="division_code", choices=districts, is_prefix=True),
        Yes(name="vacant", title=gettext_lazy("Only without a representative"), by=without_representative),
    ),
    empty=gettext_lazy("No organisation is registered in your area."),
    empty_how=gettext_lazy("Enter the first one."),
    source=gettext_lazy("Register of organisations"),
    live=CHANGED,
)  # fmt: skip


def dress_licences(found: list[Licence]) -> None:
    """The holder of each. One query for a page."""
    holders = Organisation.objects.in_bulk({one.organisation_id for one in found if one.organisation_id})
    for one in found:
        one.holder = holders.get(one.organisation_id or 0)  # type: ignore[attr-defined]


def licence_name(one: Any) -> str:
    return f"{licence_title(one.kind)} {one.number}"


def holder_name(one: Any) -> str:
    return one.holder.name if one.holder else ""


def holder_status(one: Any) -> Tag:
    return status(one.holder) if one.holder else Tag("")


def licence_state(one: Licence) -> Tag:
    """How it stands; one that has run out says so, though nobody has cancelled it yet."""
    if expiry(one, today=timezone.localdate()) == "over":
        return Tag(_("Run out"), "urgent")
    return Tag(one.get_state_display(), TONES.get(one.state, "plain"))  # type: ignore[arg-type]


def expiring(found: Rows) -> Rows:
    """Those that end within sixty days."""
    today = timezone.localdate()
    return found.filter(state__in=(VALID, SUSPENDED), valid_until__gte=today, valid_until__lte=today + SOON)


def run_out(found: Rows) -> Rows:
    """Those that were not cancelled though their last day is over."""
    return found.filter(state__in=(VALID, SUSPENDED), valid_until__lt=timezone.localdate())


def kinds(account: Account) -> Choices:
    return [(one.name, licence_title(one.name)) for one in LICENCE_KINDS]


def issuers(account: Account) -> Choices:
    """One's own authorities first, then those that have issued any of these licences."""
    own = issuers_of(account)
    others = licences_for(account).order_by("issuer").values_list("issuer", flat=True).distinct()[:ISSUERS_MOST]
    return [(name, name) for name in dict.fromkeys([*own, *others]) if name]


LICENCES_LIST = StaffList(
    name="organisations.licences",
    title=gettext_lazy("Licences"),
    permission=LICENSE,
    url="organisations:licences",
    rows=licences_for,
    dress=dress_licences,
    row_name=licence_name,
    link=lambda one: reverse("organisations:licence", args=[one.pk]),
    columns=(
        Column(key="licence", title=gettext_lazy("Kind and number"), value=licence_name),
        Column(key="holder", title=gettext_lazy("Holder"), value=holder_name),
        Column(key="state", title=gettext_lazy("State"), value=licence_state, kind="tag"),
        Column(key="valid_until", title=gettext_lazy("Valid until"), kind="day", sort=("valid_until", "pk")),
        Column(key="issuer", title=gettext_lazy("Issued by"), on_phone=False),
        Column(key="holder_status", title=gettext_lazy("Status of the holder"), value=holder_status, kind="tag",
               is_shown=False),
        Column(key="issued_date", title=gettext_lazy("Issued"), kind="day", is_shown=False),
        Column(key="address", title=gettext_lazy("Street address"), is_shown=False),
        Column(key="scope", title=gettext_lazy("Scope"), is_shown=False),
        Column(key="reason", title=gettext_lazy("Reason"), is_shown=False),
    ),
    filters=(
        Choice(name="state", title=gettext_lazy("State"), field="state", choices=LicenceState.choices),
        Choice(name="kind", title=gettext_lazy("Kind of licence"), field="kind", choices=kinds),
        Choice(name="issuer", title=gettext_lazy("Issued by"), field="issuer", choices=issuers),
        Yes(name="soon", title=gettext_lazy("Only ending within 60 days"), by=expiring),
        Yes(name="over", title=gettext_lazy("Only run out"), by=run_out),
    ),
    empty=gettext_lazy("Your authority has granted no licence yet."),
    empty_how=gettext_lazy("Look up the organisation, and grant it one there."),
    source=gettext_lazy("Register of licences"),
    live=CHANGED,
)  # fmt: skip
LISTS = (ORGANISATIONS_LIST, LICENCES_LIST, DOUBTS)
