"""The acts that a licensing officer files: what each asks, and which action it ends in."""

from django.utils import timezone
from django.utils.translation import gettext_lazy

from longcheng.bases.organisations.actions import licences, undoing
from longcheng.bases.organisations.actions.filing import LICENSE
from longcheng.bases.organisations.desk.fields import DAY, DOCUMENT, REASON, ActForm, Choices, FormField, Subject
from longcheng.bases.organisations.fitness import (
    ADDRESS_MAX,
    NUMBER_MAX,
    SCOPE_MAX,
    SUSPENDED,
    VALID,
    renewal_cautions,
)
from longcheng.bases.organisations.licence_kinds import LICENCE_KINDS, licence_title
from longcheng.bases.organisations.licensing import issuers_of
from longcheng.bases.organisations.models import Licence
from longcheng.core.access.models import Account


def _kinds(_one: Subject, _officer: Account) -> Choices:
    today = timezone.localdate()
    return [(kind.name, licence_title(kind.name)) for kind in LICENCE_KINDS if kind.binds(today)]


def _issuers(_one: Subject, officer: Account) -> Choices:
    return [(name, name) for name in issuers_of(officer)]


def _is_live(one: Licence) -> bool:
    return one.state in {VALID, SUSPENDED}


UNTIL = FormField(
    name="valid_until", title=gettext_lazy("Valid until"), kind="date", is_ahead=True, is_needed=False,
    hint=gettext_lazy("Leave it empty if it does not run out."),
)  # fmt: skip
SCOPE = FormField(name="scope", title=gettext_lazy("Scope"), kind="long", is_needed=False, most=SCOPE_MAX)
GRANT = ActForm(
    kind="grant-licence",
    title=gettext_lazy("Grant a licence"),
    button=gettext_lazy("Enter the licence"),
    says=gettext_lazy("In the name of your authority. It is public at once."),
    icon="certificate",
    permission=LICENSE,
    fields=(
        FormField(name="kind", title=gettext_lazy("Kind of licence"), kind="choice", choices=_kinds, is_open=True,
                  most=40, hint=gettext_lazy("As its paper says it; the list helps.")),
        FormField(name="number", title=gettext_lazy("Licence number"), most=NUMBER_MAX),
        SCOPE,
        FormField(name="issuer", title=gettext_lazy("Issued by"), kind="choice", choices=_issuers, is_open=True,
                  most=120),
        FormField(name="address", title=gettext_lazy("Street address"), most=ADDRESS_MAX, is_needed=False,
                  hint=gettext_lazy("Only if it is another than that of the organisation.")),
        FormField(name="day", title=gettext_lazy("Issued"), kind="date", begins=DAY.begins),
        UNTIL,
        DOCUMENT,
    ),
    do=lambda officer, one, values: licences.grant_licence(
        officer, organisation_id=one.pk, **{"valid_until": None} | dict(values)
    ),
    fits=lambda one: bool(one.is_standing),
)  # fmt: skip
RENEW = ActForm(
    kind="renew",
    title=gettext_lazy("Renew"),
    button=gettext_lazy("Renew the licence"),
    says=gettext_lazy("It holds until another day, perhaps for another scope."),
    icon="calendar-plus",
    permission=LICENSE,
    fields=(
        FormField(name="valid_until", title=gettext_lazy("Valid until"), kind="date", is_ahead=True),
        FormField(name="scope", title=SCOPE.title, kind="long", most=SCOPE_MAX, is_needed=False,
                  begins=lambda one: str(one.scope)),
        DAY,
        DOCUMENT,
    ),
    do=lambda officer, one, values: licences.renew_licence(officer, licence_id=one.pk, **values),
    fits=_is_live,
    cautions=lambda one, _values: renewal_cautions(one, today=timezone.localdate()),
)  # fmt: skip
SUSPEND = ActForm(
    kind="suspend",
    title=gettext_lazy("Suspend"),
    button=gettext_lazy("Suspend the licence"),
    says=gettext_lazy("It may not be used until you resume it. Whatever stands on it stops the same second."),
    icon="player-pause",
    permission=LICENSE,
    fields=(DAY, REASON),
    do=lambda officer, one, values: licences.suspend_licence(officer, licence_id=one.pk, **values),
    fits=lambda one: one.state == VALID,
    is_danger=True,
)
RESUME = ActForm(
    kind="resume",
    title=gettext_lazy("Resume"),
    button=gettext_lazy("Resume the licence"),
    says=gettext_lazy("It may be used again from that day."),
    icon="player-play",
    permission=LICENSE,
    fields=(DAY, REASON),
    do=lambda officer, one, values: licences.resume_licence(officer, licence_id=one.pk, **values),
    fits=lambda one: one.state == SUSPENDED,
)
REVOKE = ActForm(
    kind="revoke",
    title=gettext_lazy("Revoke"),
    button=gettext_lazy("Revoke the licence"),
    says=gettext_lazy("A penalty: the licence is taken away for good."),
    icon="gavel",
    permission=LICENSE,
    fields=(DAY, REASON),
    do=lambda officer, one, values: licences.revoke_licence(officer, licence_id=one.pk, **values),
    fits=_is_live,
    is_danger=True,
)
CANCEL = ActForm(
    kind="cancel",
    title=gettext_lazy("Cancel"),
    button=gettext_lazy("Cancel the licence"),
    says=gettext_lazy("It has been given back, or has run out. No penalty."),
    icon="circle-x",
    permission=LICENSE,
    fields=(DAY, REASON),
    do=lambda officer, one, values: licences.cancel_licence(officer, licence_id=one.pk, **values),
    fits=_is_live,
    is_danger=True,
)
UNDO_LICENCE = ActForm(
    kind="undo",
    title=gettext_lazy("Take an act back"),
    button=gettext_lazy("Take this act back"),
    says=gettext_lazy("It counts no more, and stands in the history with your reason. Nothing is deleted."),
    icon="arrow-back-up",
    permission=LICENSE,
    fields=(FormField(name="act_id", title=gettext_lazy("Number of the act"), kind="number"), REASON),
    do=lambda officer, _one, values: undoing.undo_licence_act(officer, **values),
    is_danger=True,
)
LICENCE_FORMS = (RENEW, SUSPEND, RESUME, REVOKE, CANCEL, UNDO_LICENCE)


def licence_form_named(kind: str) -> ActForm | None:
    """The form of this kind; None if there is none."""
    return next((one for one in LICENCE_FORMS if one.kind == kind), None)


def licence_forms_for(one: Licence) -> list[ActForm]:
    """What can be filed about it now; taking back begins at the act in the history."""
    return [form for form in LICENCE_FORMS if form is not UNDO_LICENCE and form.fits(one)]
