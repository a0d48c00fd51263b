"""Reads of roles for the pages."""

from django.db.models import F, Q, QuerySet

from longcheng.core.access.models import RoleHeld
from longcheng.core.access.permissions import Actor, holdings


def roles_within(actor: Actor, permission: str) -> QuerySet[RoleHeld]:
    """The roles held in the areas where the actor holds this permission, live ones first, then by organisation."""
    reach = Q(pk__in=[])
    for held in holdings(actor, permission):
        reach |= Q(area_code__startswith=held.area_code)
    found = RoleHeld.objects.filter(reach).select_related("account")
    # Those without an end first, then the one that ends last: all that are over come after all that are not.
    return found.order_by(F("ends_at").desc(nulls_first=True), "organisation", "role", "id")
