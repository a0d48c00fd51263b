"""Which pairs an officer may decide: those of their area, and all with a role for the whole city."""

from django.db.models import Q, QuerySet

from longcheng.bases.population.linkage_models import LinkagePair, PairState
from longcheng.core.access.models import Account, OpenMatter
from longcheng.core.access.permissions import holdings

LINK, PAIR = "population.link", "population.pair"


def pairs_for(account: Account) -> QuerySet[LinkagePair]:
    """The open ones, the likeliest first, then the decided ones, the newest first."""
    reach = Q(pk__in=[])
    for held in holdings(account, LINK):
        reach |= Q(area_code__startswith=held.area_code)
    found = LinkagePair.objects.filter(reach).select_related("decided_by", "run")
    return found.order_by("-decided_at", "-weight", "pk")


def open_pairs_for(account: Account) -> QuerySet[LinkagePair]:
    """Those that nobody has decided, the likeliest first."""
    return pairs_for(account).filter(state=PairState.OPEN).order_by("-weight", "pk")


def merged_pairs(account: Account, person_id: int) -> list[LinkagePair]:
    """The pairs by which records stand merged with this one, as far as the account may split them."""
    into = Q(kept_id=person_id) | Q(merged_id=person_id)
    return list(pairs_for(account).filter(into, state=PairState.SAME)[:50])


def holder_id_of(pair_id: int) -> int | None:
    """Who has taken the pair; None if nobody has."""
    live = OpenMatter.objects.live().filter(kind=PAIR, reference=str(pair_id))
    return live.values_list("holder_id", flat=True).first()
