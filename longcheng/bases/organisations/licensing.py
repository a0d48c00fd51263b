"""Who answers for a licence: the authority that issued it, or the one above it. Reads, no writes."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from longcheng.bases.organisations.laws import WHO_TAKES_BACK
from longcheng.bases.organisations.models import Licence
from longcheng.core.access.models import Account, RoleHeld
from longcheng.core.access.permissions import Denied, holdings, require, roles_that_grant

LICENSE = "organisations.license"
CITY = 4  # digits of a city's code: a role that reaches so far is of the authority above the others


def is_above(held: RoleHeld) -> bool:
    """Whether the role is of an authority for the whole city, or of none in particular."""
    return not held.organisation or len(held.area_code) <= CITY


def answers_for(held: RoleHeld, *, issuer: str, area_code: str) -> bool:
    """Whether the holder of the role may act on a licence of this issuer in this place.

    行政许可法 第六十九条: the authority that took the decision, or the one above it.
    """
    return held.reaches(area_code) and (is_above(held) or held.organisation == issuer)


def require_licence(officer: Account, *, issuer: str, area_code: str) -> None:
    """Let the officer pass who answers for such a licence. Raises Denied."""
    require(officer, LICENSE, area_code=area_code)
    if any(answers_for(held, issuer=issuer, area_code=area_code) for held in holdings(officer, LICENSE)):
        return
    raise Denied(
        _("This licence was granted by %(issuer)s; only this authority or the one above it changes it (%(article)s).")
        % {"issuer": issuer, "article": WHO_TAKES_BACK},
        permission=LICENSE,
    )


def licences_for(officer: Account) -> QuerySet[Licence]:
    """The licences that this officer answers for, the newest first."""
    reach = Q(pk__in=[])
    for held in holdings(officer, LICENSE):
        here = Q(division_code__startswith=held.area_code) if held.area_code else Q()
        reach |= (here or Q(pk__isnull=False)) & (Q() if is_above(held) else Q(issuer=held.organisation))
    return Licence.objects.filter(reach).order_by("-pk")


def issuers_of(officer: Account) -> list[str]:
    """In whose names this officer grants licences."""
    return sorted({held.organisation for held in holdings(officer, LICENSE) if held.organisation})


def officers_for(licences: Iterable[Licence]) -> set[int]:
    """The accounts of the officers of the authorities that issued these licences.

    Where nobody holds the right in an issuer's name, those of the authority above it: somebody always hears. One query.
    """
    every = list(licences)
    if not every:
        return set()
    roles = RoleHeld.objects.live().filter(role__in=roles_that_grant(LICENSE), account__is_active=True)
    held = list(roles)
    found: set[int] = set()
    for one in every:
        reaching = [role for role in held if role.reaches(one.division_code)]
        own = {role.account_id for role in reaching if role.organisation == one.issuer}
        found |= own or {role.account_id for role in reaching if is_above(role)}
    return found
