"""The list of pairs that may be one person, for those who decide them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.geography.queries import names_of
from longcheng.bases.population.actions.pairs import give_back_pair, take_pair
from longcheng.bases.population.linkage.explaining import percent, said, speaks_against
from longcheng.bases.population.linkage.pair_queries import LINK, PAIR, pairs_for
from longcheng.bases.population.linkage_models import LinkagePair, PairState
from longcheng.core.access.models import Account, OpenMatter
from longcheng.core.lists.declaring import BulkAction, Column, StaffList, Tag, Values
from longcheng.core.lists.filters import Choice, Choices, Days, Rows, Yes

TONES = {PairState.OPEN: "waiting", PairState.SAME: "well", PairState.UNDONE: "urgent"}


def rows(account: Account) -> Rows:
    return pairs_for(account)


def dress(found: list[LinkagePair]) -> None:
    """The community and who has taken it. Two queries for a page."""
    names = names_of(one.area_code for one in found)
    live = OpenMatter.objects.live().filter(kind=PAIR, reference__in=[str(one.pk) for one in found])
    holders = {matter.reference: matter.holder for matter in live.select_related("holder")}
    for one in found:
        one.community = names.get(one.area_code, "")  # type: ignore[attr-defined]
        one.holder = holders.get(str(one.pk)) or ""  # type: ignore[attr-defined]


def row_name(one: LinkagePair) -> str:
    return _("Pair no. %(n)s") % {"n": one.pk}


def link(one: LinkagePair) -> str:
    return reverse("population:pair", args=[one.pk])


def state(one: LinkagePair) -> Tag:
    return Tag(one.get_state_display(), TONES.get(PairState(one.state), "plain"))  # type: ignore[arg-type]


def against(one: LinkagePair) -> str:
    return speaks_against(one.details)


def decider(one: LinkagePair) -> str:
    if one.is_open:
        return ""
    return one.decided_by.display_name if one.decided_by else _("the program")


def districts(account: Account) -> Choices:
    """The districts of the city."""
    return list(Division.objects.filter(level=DivisionLevel.DISTRICT).order_by("code").values_list("code", "name"))


def by_officer(found: Rows) -> Rows:
    return found.filter(decided_by__isnull=False)


def why_not_take(account: Account, one: Any) -> str:
    if not one.is_open:
        return _("This pair has been decided already.")
    return _("A colleague has taken this pair.") if one.holder and one.holder != account else ""


def take(account: Account, one: Any, values: Values) -> None:
    take_pair(account, pair_id=one.pk)


def give_back(account: Account, one: Any, values: Values) -> None:
    give_back_pair(account, pair_id=one.pk)


PAIRS = StaffList(
    name="population.pairs",
    title=gettext_lazy("Doubtful pairs"),
    permission=LINK,
    url="population:pairs",
    rows=rows,
    dress=dress,
    row_name=row_name,
    link=link,
    columns=(
        Column(key="pair", title=gettext_lazy("Pair"), value=row_name, sort=("pk",)),
        Column(key="state", title=gettext_lazy("State"), value=state, kind="tag", sort=("state",)),
        Column(key="weight", title=gettext_lazy("Weight"), value=lambda one: said(one.weight), sort=("weight",)),
        Column(key="probability", title=gettext_lazy("Probability"), value=lambda one: percent(one.probability)),
        Column(key="against", title=gettext_lazy("What speaks against it"), value=against),
        Column(key="community", title=gettext_lazy("Community"), sort=("area_code",), on_phone=False),
        Column(key="holder", title=gettext_lazy("Taken by")),
        Column(key="found_at", title=gettext_lazy("Found on"), kind="time", sort=("found_at",), on_phone=False),
        Column(key="decided_at", title=gettext_lazy("Decided on"), kind="time", sort=("decided_at",), on_phone=False),
        Column(key="decider", title=gettext_lazy("Decided by"), value=decider, is_shown=False),
    ),
    filters=(
        Choice(name="state", title=gettext_lazy("State"), field="state", choices=PairState.choices),
        Choice(name="area", title=gettext_lazy("District"), field="area_code", choices=districts, is_prefix=True),
        Days(name="decided", title=gettext_lazy("Decided on"), field="decided_at"),
        Yes(name="by_officer", title=gettext_lazy("Decided by people, not by program"), by=by_officer),
    ),
    actions=(
        BulkAction(
            name="take",
            title=gettext_lazy("Take them over"),
            says=gettext_lazy("You alone may look at the two records of each, until you decide or give it back."),
            do=take,
            why_not=why_not_take,
            undo=give_back,
            undo_title=gettext_lazy("Give them back"),
        ),
    ),
    empty=gettext_lazy("No pair waits."),
    empty_how=gettext_lazy("Start a comparison of the records; what it is not sure of stands here."),
    source=gettext_lazy("Population base, comparison of records"),
)  # fmt: skip
