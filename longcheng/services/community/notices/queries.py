"""What the pages and the API read."""

from django.db.models import Count, Q, QuerySet

from longcheng.bases.geography.queries import enclosing_codes
from longcheng.bases.population.queries import count_accounts, home_division, living_in, residents_of
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Actor, holdings
from longcheng.core.preferences.models import Preferences
from longcheng.core.preferences.queries import chosen_area, followers_of
from longcheng.services.community.notices.models import Notice

PUBLISH = "notices.publish"


def recipients_of(area_code: str, *, after_account_id: int = 0, limit: int) -> list[int]:
    """Account ids of those who live in a division or chose to hear of a place in it, rising, beyond the given one."""
    beyond = {"after_account_id": after_account_id, "limit": limit}
    return sorted({*residents_of(area_code, **beyond), *followers_of(area_code, **beyond)})[:limit]


def count_recipients(area_code: str) -> int:
    """How many these are: the residents who have an account, not all who live there."""
    choosing = Preferences.objects.exclude(area_code="").filter(area_code__startswith=area_code)
    living = Q(account__resident__in=living_in(area_code).filter(account_id__isnull=False))
    return count_accounts(area_code) + choosing.filter(account__is_active=True).exclude(living).count()


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
    """Where the reader lives, else the place they chose, for what concerns them; empty if there is neither."""
    return (home_division(actor) or chosen_area(actor)) if isinstance(actor, Account) else ""


def _matching(notices: QuerySet[Notice], wanted: str) -> QuerySet[Notice]:
    if wanted:
        notices = notices.filter(
            Q(title__icontains=wanted) | Q(body__icontains=wanted) | Q(area_name__icontains=wanted)
        )
    return notices.order_by("-is_urgent", "-published_at", "-pk")
