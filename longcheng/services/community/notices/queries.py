"""What the pages and the API read."""

from django.db.models import Count, Q, QuerySet

from longcheng.bases.geography.queries import enclosing_codes
from longcheng.bases.population.queries import home_division
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Actor, holdings
from longcheng.services.community.notices.models import Notice

PUBLISH = "notices.publish"


def notices_for(area_code: str, *, wanted: str = "") -> QuerySet[Notice]:
    """The standing notices that concern somebody in this division: its own and those of what encloses it."""
    return _matching(Notice.objects.standing().for_areas(enclosing_codes(area_code)), wanted)


def standing_notices(*, wanted: str = "") -> QuerySet[Notice]:
    """All standing notices of the city, newest first."""
    return _matching(Notice.objects.standing(), wanted)


def desk_notices(actor: Actor) -> QuerySet[Notice]:
    """Every notice in the areas where the actor may publish, with the count of its readers."""
    reach = Q(pk__in=[])
    for role in holdings(actor, PUBLISH):
        reach |= Q(area_code__startswith=role.area_code)
    return Notice.objects.filter(reach).annotate(readers=Count("readings")).order_by("-published_at", "-pk")


def home_area(actor: Actor) -> str:
    """Where the reader lives, for choosing what concerns them; empty if the city does not know."""
    return home_division(actor) if isinstance(actor, Account) else ""


def _matching(notices: QuerySet[Notice], wanted: str) -> QuerySet[Notice]:
    if wanted:
        notices = notices.filter(
            Q(title__icontains=wanted) | Q(body__icontains=wanted) | Q(area_name__icontains=wanted)
        )
    return notices.order_by("-is_urgent", "-published_at", "-pk")
