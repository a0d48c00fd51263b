"""The lists of the population base: requests for correction."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.bases.geography.models import Division
from longcheng.bases.geography.queries import names_of
from longcheng.bases.population.actions.corrections import (
    DECIDE,
    decide_correction,
    give_back_correction,
    take_correction,
    undo_correction,
)
from longcheng.bases.population.doubts import PART_OF, about_protected, corrections_for
from longcheng.bases.population.pairs.list import PAIRS
from longcheng.bases.population.registers import REGISTERS, SELF, SOURCES
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import holdings
from longcheng.core.lists.declaring import Ask, BulkAction, Column, StaffList, Tag, Values
from longcheng.core.lists.filters import Choice, Choices, Days, Rows, Yes
from longcheng.core.registry.deciding import is_own
from longcheng.core.registry.doubts.queries import is_with_another, matters_of
from longcheng.core.registry.doubts.rules import REASON_MAX, is_late
from longcheng.core.registry.doubts.words import field_of, filer, has_value
from longcheng.core.registry.models import Doubt, DoubtState

TONES = {DoubtState.OPEN: "waiting", DoubtState.ACCEPTED: "well"}
READER = "-"  # as a source: no department, but a reader


def rows(account: Account) -> Rows:
    return corrections_for(account)


def dress(found: list[Doubt]) -> None:
    """Where each one lies in words, but not of people with a protected address; who has taken it. Five queries."""
    secret = about_protected(found)
    names = names_of(one.area_code for one in found)
    matters = matters_of(found)
    for one in found:
        one.community = "" if one.pk in secret else names.get(one.area_code, "")  # type: ignore[attr-defined]
        matter = matters.get(one.pk)
        one.holder = matter.holder if matter else None  # type: ignore[attr-defined]


def state(one: Doubt) -> Tag:
    if is_late(one.due_at, now=timezone.now(), is_open=one.is_open):
        return Tag(_("overdue"), "urgent")
    return Tag(one.get_state_display(), TONES.get(one.state, "plain"))  # type: ignore[call-overload]


def communities(account: Account) -> Choices:
    """Towns and communities in which this account decides, as far as a choice can hold them."""
    reach = Q(pk__in=[])
    for held in holdings(account, DECIDE):
        reach |= Q(code__startswith=held.area_code)
    return list(Division.objects.filter(reach).order_by("code").values_list("code", "name")[:500])


def fields(account: Account) -> Choices:
    """What of a record can be called wrong."""
    titles = {one.name: one.title for register in REGISTERS for one in register.fields}
    return [(name, titles[name]) for name in PART_OF]


def filers(account: Account) -> Choices:
    """Who says that something is wrong: a reader, or the department of a file."""
    return [(READER, _("a resident or another reader"))] + [
        (one.name, one.title) for one in SOURCES if one.name != SELF
    ]


def by_filer(found: Rows, value: str) -> Rows:
    return found.filter(source="" if value == READER else value)


def row_name(one: Doubt) -> str:
    return _("No. %(n)s: %(what)s") % {"n": one.pk, "what": field_of(one).title}


def link(one: Doubt) -> str:
    return reverse("population:correction", args=[one.pk])


def overdue(found: Rows) -> Rows:
    return found.filter(state=DoubtState.OPEN, due_at__lte=timezone.now())


def why_not_take(account: Account, one: Doubt) -> str:
    if not one.is_open:
        return _("This request has been decided or withdrawn already.")
    if is_own(account, one):
        return _("This is your own request; a colleague must decide it.")
    # One by one it may be taken over from a colleague; not by the dozen, without looking.
    return _("A colleague has taken this request.") if is_with_another(account, one) else ""


def why_not_decide(account: Account, one: Doubt) -> str:
    """What a person has asked is looked at by itself: only what departments' files say is decided by the dozen."""
    if not one.source:
        return _("A person has asked this. Open it, look at it, and answer them.")
    return why_not_take(account, one)


def why_not_accept(account: Account, one: Doubt) -> str:
    if why := why_not_decide(account, one):
        return why
    return "" if has_value(one) else _("It does not say how it should read. Open it and enter what you have found.")


def take(account: Account, one: Any, values: object) -> None:
    take_correction(account, correction_id=one.pk)


def give_back(account: Account, one: Any, values: object) -> None:
    give_back_correction(account, correction_id=one.pk)


def accept(account: Account, one: Any, values: Values) -> None:
    decide_correction(account, correction_id=one.pk, accept=True, reason=values.get("reason", ""))


def undo(account: Account, one: Any, values: object) -> None:
    undo_correction(account, correction_id=one.pk)


def refuse(account: Account, one: Any, values: Values) -> None:
    decide_correction(account, correction_id=one.pk, accept=False, reason=values.get("reason", ""))


CORRECTIONS = StaffList(
    name="population.corrections",
    title=gettext_lazy("Correction requests"),
    permission=DECIDE,
    url="population:corrections",
    rows=rows,
    dress=dress,
    row_name=row_name,
    link=link,
    columns=(
        Column(key="what", title=gettext_lazy("Request"), value=row_name, sort=("pk",)),
        Column(key="state", title=gettext_lazy("State"), value=state, kind="tag", sort=("state",)),
        Column(key="filer", title=gettext_lazy("Who says so"), value=filer, sort=("source",)),
        Column(key="community", title=gettext_lazy("Community"), sort=("area_code",)),
        Column(key="due_at", title=gettext_lazy("Answer owed by"), kind="time", sort=("due_at",)),
        Column(key="filed_at", title=gettext_lazy("Filed on"), kind="time", sort=("filed_at",), on_phone=False),
        Column(key="holder", title=gettext_lazy("Taken by")),
        Column(
            key="decided_at", title=gettext_lazy("Decided on"), kind="time", sort=("decided_at",), is_shown=False
        ),
    ),
    filters=(
        Choice(name="state", title=gettext_lazy("State"), field="state", choices=DoubtState.choices),
        Choice(name="field", title=gettext_lazy("What is asked"), field="field", choices=fields),
        Choice(name="source", title=gettext_lazy("Who says so"), choices=filers, by=by_filer),
        Choice(name="area", title=gettext_lazy("Area"), field="area_code", choices=communities, is_prefix=True),
        Days(name="filed", title=gettext_lazy("Filed on"), field="filed_at"),
        Yes(name="overdue", title=gettext_lazy("Only overdue"), by=overdue),
    ),
    actions=(
        BulkAction(
            name="take",
            title=gettext_lazy("Take them over"),
            says=gettext_lazy("You alone may open the record and decide, until you give it back."),
            do=take,
            why_not=why_not_take,
            undo=give_back,
            undo_title=gettext_lazy("Give them back"),
        ),
        BulkAction(
            name="accept",
            title=gettext_lazy("Correct as the department says"),
            says=gettext_lazy(
                "The owner of the field states the department's value, and each person is told. Taking it back within "
                "a day takes back the acts and opens the requests again."
            ),
            do=accept,
            why_not=why_not_accept,
            undo=undo,
            undo_title=gettext_lazy("Take the corrections back"),
            asks=(
                Ask(
                    name="reason",
                    label=gettext_lazy("What you checked"),
                    hint=gettext_lazy("Every reader of the value sees it for 90 days."),
                    longest=REASON_MAX,
                    is_required=False,
                ),
            ),
        ),
        BulkAction(
            name="refuse",
            title=gettext_lazy("Leave as it is"),
            says=gettext_lazy(
                "The values stay, and the department's are not asked about again until the owner states something new. "
                "A refusal cannot be taken back."
            ),
            do=refuse,
            why_not=why_not_decide,
            asks=(
                Ask(
                    name="reason",
                    label=gettext_lazy("Why it is not changed"),
                    hint=gettext_lazy("Every reader of the value sees it for 90 days."),
                    longest=REASON_MAX,
                ),
            ),
            is_danger=True,
        ),
    ),
    empty=gettext_lazy("Nothing waits."),
    empty_how=gettext_lazy(
        "When somebody of your area, or another department, says that a value is wrong, it stands here."
    ),
    source=gettext_lazy("Population base, requests for correction"),
)  # fmt: skip
LISTS = (CORRECTIONS, PAIRS)
