"""The lists of the population base: requests for correction."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.bases.geography.models import Division
from longcheng.bases.geography.queries import names_of
from longcheng.bases.population.actions import (
    CORRECTION,
    DECIDE,
    give_back_correction,
    is_with_another,
    take_correction,
)
from longcheng.bases.population.models import Correction, CorrectionPart, CorrectionState
from longcheng.bases.population.queries import corrections_for
from longcheng.core.access.models import Account, OpenMatter
from longcheng.core.access.permissions import holdings
from longcheng.core.lists.declaring import BulkAction, Column, StaffList, Tag
from longcheng.core.lists.filters import Choice, Choices, Days, Rows, Yes

TONES = {CorrectionState.OPEN: "waiting", CorrectionState.ACCEPTED: "well"}


def rows(account: Account) -> Rows:
    return corrections_for(account)


def dress(found: list[Correction]) -> None:
    """Where each resident lives in words, and who has taken the request. Two queries for a page."""
    names = names_of(one.resident.division_code for one in found)
    matters = OpenMatter.objects.filter(kind=CORRECTION, reference__in=[str(one.pk) for one in found])
    holders = {one.reference: one.holder for one in matters.select_related("holder")}
    for one in found:
        one.community = names.get(one.resident.division_code, "")  # type: ignore[attr-defined]
        one.holder = holders.get(str(one.pk))  # type: ignore[attr-defined]


def state(one: Correction) -> Tag:
    if one.is_open and one.due_at <= timezone.now():
        return Tag(_("overdue"), "urgent")
    return Tag(one.get_state_display(), TONES.get(one.state, "plain"))  # type: ignore[call-overload]


def communities(account: Account) -> Choices:
    """Towns and communities in which this account decides, as far as a choice can hold them."""
    reach = Q(pk__in=[])
    for held in holdings(account, DECIDE):
        reach |= Q(code__startswith=held.area_code)
    return list(Division.objects.filter(reach).order_by("code").values_list("code", "name")[:500])


def row_name(one: Correction) -> str:
    return _("No. %(n)s: %(what)s") % {"n": one.pk, "what": one.get_part_display()}


def link(one: Correction) -> str:
    return reverse("population:correction", args=[one.pk])


def overdue(found: Rows) -> Rows:
    return found.filter(state=CorrectionState.OPEN, due_at__lte=timezone.now())


def why_not_take(account: Account, one: Correction) -> str:
    if not one.is_open:
        return _("This request has been decided or withdrawn already.")
    if one.resident.account_id == account.pk:
        return _("This is your own request; a colleague must decide it.")
    # One by one it may be taken over from a colleague; not by the dozen, without looking.
    return _("A colleague has taken this request.") if is_with_another(account, correction_id=one.pk) else ""


def take(account: Account, one: Any, values: object) -> None:
    take_correction(account, correction_id=one.pk)


def give_back(account: Account, one: Any, values: object) -> None:
    give_back_correction(account, correction_id=one.pk)


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
        Column(key="community", title=gettext_lazy("Community"), sort=("resident__division_code",)),
        Column(key="due_at", title=gettext_lazy("Answer owed by"), kind="time", sort=("due_at",)),
        Column(key="filed_at", title=gettext_lazy("Filed on"), kind="time", sort=("filed_at",), on_phone=False),
        Column(key="holder", title=gettext_lazy("Taken by")),
        Column(
            key="decided_at", title=gettext_lazy("Decided on"), kind="time", sort=("decided_at",), is_shown=False
        ),
    ),
    filters=(
        Choice(name="state", title=gettext_lazy("State"), field="state", choices=CorrectionState.choices),
        Choice(name="part", title=gettext_lazy("What is asked"), field="part", choices=CorrectionPart.choices),
        Choice(
            name="area", title=gettext_lazy("Area"), field="resident__division_code", choices=communities,
            is_prefix=True,
        ),
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
    ),
    empty=gettext_lazy("Nothing waits."),
    empty_how=gettext_lazy("When a resident of your area says that their record is wrong, it stands here."),
    source=gettext_lazy("Population base, requests for correction"),
)  # fmt: skip
LISTS = (CORRECTIONS,)
