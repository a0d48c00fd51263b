"""Doubtful pairs as work that waits."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.bases.population.actions.pairs import give_back_pair, take_pair
from longcheng.bases.population.linkage.pair_queries import LINK, PAIR, open_pairs_for
from longcheng.core.access.models import Account, OpenMatter
from longcheng.core.declaration.work import WAITING_MOST, Task, Work


def pairs(account: Account) -> Iterable[Task]:
    """Those that nobody has decided, the likeliest first."""
    found = list(open_pairs_for(account)[:WAITING_MOST])
    live = OpenMatter.objects.live().filter(kind=PAIR, reference__in=[str(one.pk) for one in found])
    holders = dict(live.values_list("reference", "holder_id"))
    for one in found:
        yield Task(
            key=str(one.pk),
            title=_("Probably one person: pair no. %(n)s") % {"n": one.pk},
            url=reverse("population:pair", args=[one.pk]),
            since=one.found_at,
            area_code=one.area_code,
            holder_id=holders.get(str(one.pk)),
        )


def take(account: Account, key: str, holder: Account | None) -> None:
    """Take a pair over, or give it back."""
    act = take_pair if holder is not None else give_back_pair
    act(account, pair_id=int(key))


PAIR_WORK = Work(
    name="population.pairs",
    title=gettext_lazy("Doubtful pairs"),
    permission=LINK,
    waiting=pairs,
    url="population:pairs",
    take=take,
)
