"""The registers of the organisations base: fields with their one owner, and how acts become the current record."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from longcheng.bases.organisations.file_rows import (
    CODE_WORDS,
    HEADER_WORDS,
    PARSERS,
    find_organisations,
    identity_of,
    organisation_defects,
)
from longcheng.bases.organisations.indexing import names_follow
from longcheng.bases.organisations.industries import normal_industry
from longcheng.bases.organisations.models import (
    Appointment,
    AppointmentAct,
    AppointmentRole,
    Licence,
    LicenceAct,
    LicenceState,
    Organisation,
    OrganisationAct,
    OrganisationKind,
    OrganisationStatus,
)
from longcheng.bases.organisations.names import key_of
from longcheng.bases.organisations.rules import normal_code
from longcheng.core.registry.declaring import DEPARTMENT_ROW, ActKind, Register, RegisterField, Source
from longcheng.core.registry.folding import State

REGISTRATION, LICENSING = "organisations.registration", "organisations.licensing"
PLAN, FABRIC, TAX = "organisations.published", "organisations.fabric", "tax.register"

SOURCES = (
    Source(
        name=REGISTRATION, title=_("Registration of organisations"), organisation=_("Market regulation administration")
    ),
    Source(name=LICENSING, title=_("Licensing authorities"), organisation=_("Administrative approval bureau")),
    Source(name=PLAN, title=_("Published lists"), organisation=_("Whoever published the list")),
    Source(name=FABRIC, title=_("Synthetic organisations"), organisation=_("Longcheng")),
    Source(name=TAX, title=_("Tax register"), organisation=_("Tax bureau")),
)


# Licences, branches and mandates end with an organisation, and only its acts see to that: what a department's file says
# of its status is a doubt, and never the status.
FIRST = (PLAN, FABRIC)


def _registered(name: str, title: Any, kind: str = "text", **more: Any) -> RegisterField:
    return RegisterField(name=name, title=title, owner=REGISTRATION, kind=kind, **more)


ORGANISATION_FIELDS = (
    _registered("code", _("Unified social credit code"), compared=normal_code),
    _registered("name", _("Name of the organisation"), compared=key_of),
    _registered("kind", _("Kind"), "code", choices=tuple(OrganisationKind.choices)),
    _registered("status", _("Status"), "code", choices=tuple(OrganisationStatus.choices), fillers=FIRST),
    _registered("status_date", _("Status since"), "date", fillers=FIRST),
    _registered("representative_name", _("Legal representative")),
    _registered("representative_id", _("Record of the representative"), "number"),
    _registered("industry", _("Industry"), compared=normal_industry),
    _registered("scope", _("Scope of business"), longest=4_000),
    _registered("founded_date", _("Founded on"), "date"),
    _registered("ended_date", _("Ended on"), "date", fillers=FIRST),
    _registered("capital_yuan", _("Registered capital"), "number"),
    _registered("division_code", _("Division"), "code"),
    _registered("address", _("Street address")),
    _registered("address_id", _("Number of the address"), "number"),
    _registered("parent_id", _("Belongs to"), "number"),
    _registered("branch_of_id", _("Branch of"), "number"),
    _registered("successor_id", _("Goes on in"), "number"),
    _registered("other_codes", _("Other codes"), "object"),
    _registered("properties", _("Properties"), "object"),
    _registered("is_synthetic", _("Synthetic"), "yes"),
)
ORGANISATION_KINDS = (
    ActKind(name="entered", title=_("Entered")),
    ActKind(name="founded", title=_("Founded")),
    ActKind(name="branch", title=_("Branch opened")),
    ActKind(name="renamed", title=_("Renamed")),
    ActKind(name="moved", title=_("Moved")),
    ActKind(name="representative", title=_("New legal representative")),
    ActKind(name="vacant", title=_("Legal representative to be named")),
    ActKind(name="industry", title=_("Change of business")),
    ActKind(name="suspended", title=_("Business suspended")),
    ActKind(name="resumed", title=_("Business resumed")),
    ActKind(name="revoked", title=_("Licence revoked")),
    ActKind(name="dissolved", title=_("Dissolved")),
    ActKind(name="merged", title=_("Merged into another")),
    ActKind(name="correction", title=_("Correction")),
    DEPARTMENT_ROW,
    ActKind(name="undo", title=_("Taken back")),
)


def _licensed(name: str, title: Any, kind: str = "text", **more: Any) -> RegisterField:
    return RegisterField(name=name, title=title, owner=LICENSING, kind=kind, **more)


LICENCE_FIELDS = (
    _licensed("organisation_id", _("Holder"), "number"),
    _licensed("kind", _("Kind of licence")),
    _licensed("number", _("Licence number")),
    _licensed("scope", _("Scope"), longest=4_000),
    _licensed("issuer", _("Issued by")),
    _licensed("issued_date", _("Issued"), "date"),
    _licensed("valid_until", _("Valid until"), "date"),
    _licensed("state", _("State"), "code", choices=tuple(LicenceState.choices)),
    _licensed("state_date", _("State since"), "date"),
    _licensed("reason", _("Reason")),
    _licensed("division_code", _("Division"), "code"),
    _licensed("address", _("Street address")),
    _licensed("address_id", _("Number of the address"), "number"),
    _licensed("is_synthetic", _("Synthetic"), "yes"),
)
LICENCE_KINDS = (
    ActKind(name="entered", title=_("Entered")),
    ActKind(name="granted", title=_("Granted")),
    ActKind(name="renewed", title=_("Renewed")),
    ActKind(name="suspended", title=_("Suspended")),
    ActKind(name="resumed", title=_("Resumed")),
    ActKind(name="revoked", title=_("Revoked")),
    ActKind(name="cancelled", title=_("Licence cancelled")),
    ActKind(name="correction", title=_("Correction")),
    DEPARTMENT_ROW,
    ActKind(name="undo", title=_("Taken back")),
)
APPOINTMENT_FIELDS = (
    _registered("organisation_id", _("Organisation"), "number"),
    _registered("person_id", _("Who acts"), "number"),
    _registered("role", _("Acts as"), "code", choices=tuple(AppointmentRole.choices)),
    _registered("scopes", _("For what"), "object"),
    _registered("since_date", _("Acts since"), "date"),
    _registered("until_date", _("Acts until"), "date"),
    _registered("ended_date", _("Ended on"), "date"),
    _registered("document", _("Document")),
)
APPOINTMENT_KINDS = (
    ActKind(name="entered", title=_("Entered")),
    ActKind(name="appointed", title=_("Appointed")),
    ActKind(name="ended", title=_("Appointment ended")),
    ActKind(name="correction", title=_("Correction")),
    ActKind(name="undo", title=_("Taken back")),
)


def _day(state: State, name: str) -> date | None:
    told = state.get(name)
    return date.fromisoformat(told) if told else None


TEXTS = (
    "code", "name", "kind", "representative_name", "industry", "scope", "division_code", "address",
)  # fmt: skip
NUMBERS = ("representative_id", "capital_yuan", "address_id", "parent_id", "branch_of_id", "successor_id")
LICENCE_TEXTS = ("kind", "number", "scope", "issuer", "reason", "division_code", "address")


def project_organisations(states: Mapping[int, State]) -> dict[int, dict[str, Any]]:
    """The columns of organisations by their numbers."""
    return {subject_id: organisation_columns(state) for subject_id, state in states.items()}


def organisation_columns(state: State) -> dict[str, Any]:
    """The columns of one organisation."""
    return {
        **{name: state.get(name) or "" for name in TEXTS},
        **{name: state.get(name) for name in NUMBERS},
        **{name: _day(state, name) for name in ("status_date", "founded_date", "ended_date")},
        "status": state.get("status") or OrganisationStatus.ACTIVE.value,
        "other_codes": state.get("other_codes") or {},
        "properties": state.get("properties") or {},
        "is_synthetic": bool(state.get("is_synthetic")),
    }


def project_licences(states: Mapping[int, State]) -> dict[int, dict[str, Any]]:
    """The columns of licences by their numbers."""
    return {subject_id: licence_columns(state) for subject_id, state in states.items()}


def licence_columns(state: State) -> dict[str, Any]:
    """The columns of one licence."""
    return {
        **{name: state.get(name) or "" for name in LICENCE_TEXTS},
        **{name: state.get(name) for name in ("organisation_id", "address_id")},
        **{name: _day(state, name) for name in ("issued_date", "valid_until", "state_date")},
        "state": state.get("state") or LicenceState.VALID.value,
        "is_synthetic": bool(state.get("is_synthetic")),
    }


def project_appointments(states: Mapping[int, State]) -> dict[int, dict[str, Any]]:
    """The columns of appointments by their numbers."""
    return {
        subject_id: {
            **{name: state.get(name) for name in ("organisation_id", "person_id")},
            **{name: _day(state, name) for name in ("since_date", "until_date", "ended_date")},
            "role": state.get("role") or "",
            "scopes": state.get("scopes") or [],
            "document": state.get("document") or "",
        }
        for subject_id, state in states.items()
    }


DECIDE, IMPORT = "organisations.decide_doubt", "organisations.import"

ORGANISATIONS = Register(
    name="organisations.organisation",
    title=_("Organisations"),
    act_model=OrganisationAct,
    record_model=Organisation,
    fields=ORGANISATION_FIELDS,
    kinds=ORGANISATION_KINDS,
    project=project_organisations,
    derive=names_follow,
    check=organisation_defects,
    find_subjects=find_organisations,
    identity_of=identity_of,
    header_words=HEADER_WORDS,
    code_words=CODE_WORDS,
    parsers=PARSERS,
    area_of=lambda record: record.division_code,
    decide_permission=DECIDE,
    import_permission=IMPORT,
    file_sources=(TAX, REGISTRATION),
    closed_to_files=frozenset(
        {"representative_id", "parent_id", "branch_of_id", "successor_id", "address_id", "is_synthetic", "properties"}
    ),
    # Licences, branches and mandates end with an organisation: only its acts see to that.
    closed_to_owner_files=frozenset({"status", "status_date", "ended_date"}),
)
LICENCES = Register(
    name="organisations.licence",
    title=_("Licences"),
    act_model=LicenceAct,
    record_model=Licence,
    fields=LICENCE_FIELDS,
    kinds=LICENCE_KINDS,
    project=project_licences,
    area_of=lambda record: record.division_code,
    decide_permission=DECIDE,
)
APPOINTMENTS = Register(
    name="organisations.appointment",
    title=_("Appointments"),
    act_model=AppointmentAct,
    record_model=Appointment,
    fields=APPOINTMENT_FIELDS,
    kinds=APPOINTMENT_KINDS,
    project=project_appointments,
    decide_permission=DECIDE,
)
REGISTERS = (ORGANISATIONS, LICENCES, APPOINTMENTS)
