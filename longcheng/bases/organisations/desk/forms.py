"""The acts that a registrar files about an organisation: what each asks, and which action it ends in."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.bases.organisations.acting import ORGANISATION_SCOPES, REPRESENT
from longcheng.bases.organisations.actions import (
    appointments,
    changes,
    correcting,
    ending,
    founding,
    suspending,
    undoing,
)
from longcheng.bases.organisations.actions.correcting import CORRECTABLE
from longcheng.bases.organisations.actions.filing import APPOINT, FILE
from longcheng.bases.organisations.agencies import agencies_for
from longcheng.bases.organisations.desk.fields import DAY, DOCUMENT, REASON, ActForm, Choices, FormField, Values, today
from longcheng.bases.organisations.desk.licence_forms import GRANT
from longcheng.bases.organisations.fitness import (
    ADDRESS_MAX,
    BRANCH,
    MARKET_KINDS,
    REVOKED,
    SCOPE_MAX,
    SUSPENDED,
    WITH_BRANCHES,
    change_cautions,
)
from longcheng.bases.organisations.industries import industry_defect
from longcheng.bases.organisations.models import AppointmentRole, Organisation, OrganisationKind
from longcheng.bases.organisations.names import NAME_MAX, name_defect
from longcheng.bases.organisations.registers import ORGANISATIONS
from longcheng.bases.organisations.rules import credit_code_defect
from longcheng.core.access.models import Account


def _standing(one: Organisation) -> bool:
    return one.is_standing


def _late(_one: Organisation, values: Values) -> list[str]:
    return change_cautions(values["day"], today=timezone.localdate())


def _kinds(_one: Any, _officer: Account) -> Choices:
    return [(value, label) for value, label in OrganisationKind.choices if value != BRANCH]


def _roles(_one: Organisation, _officer: Account) -> Choices:
    return list(AppointmentRole.choices)


def _scopes(_one: Organisation, _officer: Account) -> Choices:
    return [(scope.name, scope.title) for scope in ORGANISATION_SCOPES]


def _acting(one: Organisation, _officer: Account) -> Choices:
    return [
        (str(each.appointment.pk), _("%(role)s %(name)s, until %(until)s") % {
            "role": each.role, "name": each.name, "until": each.until,
        })
        for each in agencies_for(one.pk)
    ]  # fmt: skip


def _correctable(_one: Organisation, _officer: Account) -> Choices:
    return [(name, ORGANISATIONS.field(name).title) for name in CORRECTABLE]


NAME = FormField(name="name", title=gettext_lazy("Name of the organisation"), most=NAME_MAX, check=name_defect)
CODE = FormField(
    name="code", title=gettext_lazy("Unified social credit code"), most=30, check=credit_code_defect,
    hint=gettext_lazy("18 signs, as given by the register. Spaces do not matter."),
)  # fmt: skip
PLACE = FormField(
    name="division_code", title=gettext_lazy("Town or community"), kind="place",
    hint=gettext_lazy("Begin with the town or the community; the list helps."),
)  # fmt: skip
ADDRESS = FormField(
    name="address", title=gettext_lazy("Street address"), most=ADDRESS_MAX,
    hint=gettext_lazy("Road and gate number, building, floor, room"),
)  # fmt: skip
INDUSTRY = FormField(
    name="industry", title=gettext_lazy("Industry"), most=8, check=industry_defect,
    hint=gettext_lazy("By GB/T 4754-2017, a letter with two to four digits, such as C3670."),
)  # fmt: skip
SCOPE = FormField(
    name="scope", title=gettext_lazy("Scope of business"), kind="long", is_needed=False, most=SCOPE_MAX
)  # fmt: skip
REPRESENTATIVE = FormField(
    name="representative_name", title=gettext_lazy("Legal representative or principal"), most=100,
    hint=gettext_lazy("The name is public."),
)  # fmt: skip

NEW = ActForm(
    kind="new",
    title=gettext_lazy("Enter an organisation"),
    button=gettext_lazy("Enter the organisation"),
    says=gettext_lazy("With the code that it has been given. A branch is opened at its head office."),
    icon="building",
    permission=FILE,
    fields=(
        FormField(name="kind", title=gettext_lazy("Kind"), kind="choice", choices=_kinds,
                  begins=lambda _none: "enterprise"),
        NAME,
        FormField(name="code", title=CODE.title, most=30, check=credit_code_defect, is_needed=False,
                  hint=gettext_lazy("18 signs. Institutions, government bodies and committees may stand without.")),
        REPRESENTATIVE,
        FormField(name="industry", title=INDUSTRY.title, most=8, check=industry_defect, is_needed=False,
                  hint=INDUSTRY.hint),
        SCOPE,
        FormField(name="capital_yuan", title=gettext_lazy("Registered capital in yuan"), kind="number",
                  is_needed=False),
        PLACE,
        ADDRESS,
        FormField(name="day", title=gettext_lazy("Founded on"), kind="date", begins=today),
        DOCUMENT,
    ),
    do=lambda officer, _none, values: founding.found_organisation(officer, **values),
)  # fmt: skip
RENAME = ActForm(
    kind="rename",
    title=gettext_lazy("Change the name"),
    button=gettext_lazy("Enter the new name"),
    says=gettext_lazy("The former name stays in the history, and whoever searches by it is led to the new one."),
    icon="pencil",
    permission=FILE,
    fields=(
        FormField(name="name", title=gettext_lazy("New name of the organisation"), most=NAME_MAX, check=name_defect),
        DAY,
        DOCUMENT,
    ),
    do=lambda officer, one, values: changes.rename(officer, organisation_id=one.pk, **values),
    fits=_standing,
    cautions=_late,
)
MOVE = ActForm(
    kind="move",
    title=gettext_lazy("Change the address"),
    button=gettext_lazy("Enter the new address"),
    says=gettext_lazy("Licences hold for an address: their authorities are told."),
    icon="map-pin",
    permission=FILE,
    fields=(PLACE, ADDRESS, DAY, DOCUMENT),
    do=lambda officer, one, values: changes.move(officer, organisation_id=one.pk, **values),
    fits=_standing,
    cautions=_late,
)
PERSON = FormField(
    name="person", title=gettext_lazy("Identity number of the person"), kind="person", most=24,
    hint=gettext_lazy("With the name above, as on the identity card. It is compared and not kept here."),
)  # fmt: skip
CHANGE_REPRESENTATIVE = ActForm(
    kind="representative",
    title=gettext_lazy("Change the legal representative"),
    button=gettext_lazy("Enter the new representative"),
    says=gettext_lazy("The former one's mandate ends at once."),
    icon="user-check",
    permission=FILE,
    fields=(
        FormField(name="name", title=gettext_lazy("Name of the new representative"), most=100,
                  hint=gettext_lazy("The name is public.")),
        FormField(name="person_id", title=PERSON.title, kind="person", most=24, is_needed=False,
                  hint=gettext_lazy("Only if they are to act online at once. It is compared and not kept here.")),
        FormField(name="until", title=gettext_lazy("May act until"), kind="date", is_needed=False, is_ahead=True,
                  hint=gettext_lazy("Three years at most, such as the term of the board.")),
        DAY,
        DOCUMENT,
    ),
    do=lambda officer, one, values: changes.change_representative(officer, organisation_id=one.pk, **values),
    fits=_standing,
    cautions=_late,
)  # fmt: skip
CHANGE_INDUSTRY = ActForm(
    kind="industry",
    title=gettext_lazy("Change business and scope"),
    button=gettext_lazy("Enter the new business"),
    says=gettext_lazy("What needs a licence may only be done with it."),
    icon="briefcase",
    permission=FILE,
    fields=(
        FormField(name="industry", title=INDUSTRY.title, most=8, hint=INDUSTRY.hint,
                  begins=lambda one: str(one.industry)),
        FormField(name="scope", title=SCOPE.title, kind="long", most=SCOPE_MAX, begins=lambda one: str(one.scope)),
        DAY,
        DOCUMENT,
    ),
    do=lambda officer, one, values: changes.change_industry(officer, organisation_id=one.pk, **values),
    fits=_standing,
    cautions=_late,
)  # fmt: skip
OPEN_BRANCH = ActForm(
    kind="branch",
    title=gettext_lazy("Open a branch"),
    button=gettext_lazy("Enter the branch"),
    says=gettext_lazy("Filed where the branch lies. It ends with its head office."),
    icon="building-community",
    permission=FILE,
    fields=(
        FormField(name="name", title=gettext_lazy("Name of the branch"), most=NAME_MAX, begins=lambda one: one.name),
        CODE,
        FormField(name="representative_name", title=gettext_lazy("Principal"), most=100, is_needed=False,
                  hint=gettext_lazy("The name is public.")),
        PLACE,
        ADDRESS,
        FormField(name="day", title=gettext_lazy("Opened on"), kind="date", begins=today),
        DOCUMENT,
    ),
    do=lambda officer, one, values: founding.open_branch(officer, head_id=one.pk, **values),
    fits=lambda one: one.is_standing and one.kind in WITH_BRANCHES,
)  # fmt: skip
SUSPEND = ActForm(
    kind="suspend",
    title=gettext_lazy("Suspend business"),
    button=gettext_lazy("Enter the suspension"),
    says=gettext_lazy("For three years at most. Licences and mandates stay."),
    icon="player-pause",
    permission=FILE,
    fields=(
        DAY,
        FormField(name="until", title=gettext_lazy("Until which day"), kind="date", is_ahead=True),
        REASON,
    ),
    do=lambda officer, one, values: suspending.suspend_business(officer, organisation_id=one.pk, **values),
    fits=lambda one: one.is_standing and one.status != SUSPENDED and one.kind in MARKET_KINDS,
)
RESUME = ActForm(
    kind="resume",
    title=gettext_lazy("Take business up again"),
    button=gettext_lazy("Enter that business goes on"),
    says=gettext_lazy("From that day it is in operation again."),
    icon="player-play",
    permission=FILE,
    fields=(DAY, REASON),
    do=lambda officer, one, values: suspending.resume_business(officer, organisation_id=one.pk, **values),
    fits=lambda one: one.status == SUSPENDED,
)
MERGE = ActForm(
    kind="merge",
    title=gettext_lazy("Take over others"),
    button=gettext_lazy("Enter the merger"),
    says=gettext_lazy("The others end, with all their licences; what they owe and own passes to this one by law."),
    icon="arrows-sort",
    permission=FILE,
    fields=(
        FormField(name="other_ids", title=gettext_lazy("Who is taken over"), kind="numbers", most=200,
                  hint=gettext_lazy("Codes or numbers of the organisations, with commas between")),
        DAY,
        DOCUMENT,
    ),
    do=lambda officer, one, values: ending.merge_organisations(officer, into_id=one.pk, **values),
    fits=lambda one: one.is_standing and one.kind != BRANCH,
    is_danger=True,
)  # fmt: skip
REVOKE = ActForm(
    kind="revoke",
    title=gettext_lazy("Revoke the business licence"),
    button=gettext_lazy("Revoke it"),
    says=gettext_lazy("A penalty: it only winds itself up from now on, and its licences end at once."),
    icon="gavel",
    permission=FILE,
    fields=(DAY, REASON),
    do=lambda officer, one, values: ending.revoke_organisation(officer, organisation_id=one.pk, **values),
    fits=_standing,
    is_danger=True,
)
DISSOLVE = ActForm(
    kind="dissolve",
    title=gettext_lazy("Dissolve"),
    button=gettext_lazy("Dissolve it"),
    says=gettext_lazy("It ends with its branches and licences, and nobody acts for it any more. All the same second."),
    icon="circle-x",
    permission=FILE,
    fields=(DAY, DOCUMENT),
    do=lambda officer, one, values: ending.dissolve(officer, organisation_id=one.pk, **values),
    fits=lambda one: one.is_standing or one.status == REVOKED,
    is_danger=True,
)
CORRECT = ActForm(
    kind="correct",
    title=gettext_lazy("Correct a mistake"),
    button=gettext_lazy("Correct it"),
    says=gettext_lazy("For what was entered wrongly. What really changed, a name or a place, has an act of its own."),
    icon="edit",
    permission=FILE,
    fields=(
        FormField(name="field", title=gettext_lazy("What is wrong"), kind="choice", choices=_correctable),
        FormField(name="value", title=gettext_lazy("It should read"), most=SCOPE_MAX, is_needed=False,
                  hint=gettext_lazy("A day as 2026-11-23, a place by its name. Empty says there is none.")),
        REASON,
    ),
    do=lambda officer, one, values: correcting.correct(
        officer, organisation_id=one.pk, field=values["field"], value=values.get("value", ""), reason=values["reason"]
    ),
)  # fmt: skip
UNDO = ActForm(
    kind="undo",
    title=gettext_lazy("Take an act back"),
    button=gettext_lazy("Take this act back"),
    says=gettext_lazy("It counts no more, with all that followed from it, and stands in the history with your reason."),
    icon="arrow-back-up",
    permission=FILE,
    fields=(FormField(name="act_id", title=gettext_lazy("Number of the act"), kind="number"), REASON),
    do=lambda officer, _one, values: undoing.undo_act(officer, **values),
    is_danger=True,
)
APPOINT_FORM = ActForm(
    kind="appoint",
    title=gettext_lazy("Appoint somebody"),
    button=gettext_lazy("Enter the appointment"),
    says=gettext_lazy("They may act for it online from now on, with their own account, until that day."),
    icon="user-plus",
    permission=APPOINT,
    fields=(
        FormField(name="name", title=gettext_lazy("Name of the person"), most=60),
        FormField(name="person_id", title=PERSON.title, kind="person", most=24, hint=PERSON.hint),
        FormField(name="role", title=gettext_lazy("Acts as"), kind="choice", choices=_roles,
                  begins=lambda _one: "agent"),
        FormField(name="scopes", title=gettext_lazy("For what"), kind="several", choices=_scopes,
                  begins=lambda _one: REPRESENT),
        FormField(name="until", title=gettext_lazy("Until which day"), kind="date", is_ahead=True,
                  hint=gettext_lazy("Three years at most")),
        DOCUMENT,
    ),
    do=lambda officer, one, values: appointments.appoint(
        officer, organisation_id=one.pk, **{key: value for key, value in values.items() if key != "name"}
    ),
    fits=_standing,
)  # fmt: skip
END_APPOINTMENT = ActForm(
    kind="end-appointment",
    title=gettext_lazy("End an appointment"),
    button=gettext_lazy("End the appointment"),
    says=gettext_lazy("The mandate ends at once; both sides are told."),
    icon="user-off",
    permission=APPOINT,
    fields=(
        FormField(name="appointment_id", title=gettext_lazy("Whose appointment"), kind="choice", choices=_acting),
        DAY,
        REASON,
    ),
    do=lambda officer, _one, values: appointments.end_appointment(
        officer, **{**values, "appointment_id": int(values["appointment_id"])}
    ),
    fits=lambda one: bool(agencies_for(one.pk)),
)
FORMS = (
    RENAME, MOVE, CHANGE_REPRESENTATIVE, CHANGE_INDUSTRY, OPEN_BRANCH, APPOINT_FORM, END_APPOINTMENT, GRANT, SUSPEND,
    RESUME, MERGE, CORRECT, REVOKE, DISSOLVE, UNDO,
)  # fmt: skip


def form_named(kind: str) -> ActForm | None:
    """The form of this kind; None if there is none."""
    return next((one for one in FORMS if one.kind == kind), None)


def forms_for(one: Organisation) -> list[ActForm]:
    """What can be filed about it now; taking back begins at the act in the history."""
    return [form for form in FORMS if form is not UNDO and form.fits(one)]
