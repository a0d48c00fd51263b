"""Reads of roles for the pages."""

from django.db.models import Q, QuerySet

from longcheng.core.access.models import RoleHeld
from longcheng.core.access.permissions import Actor, holdings


def roles_within(actor: Actor, permission: str) -> QuerySet[RoleHeld]:
    """The roles held in the areas where the actor holds this permission, live ones first, then by organisation."""
    reach = Q(pk__in=[])
    for held in holdings(actor, permission):
        reach |= Q(area_code__startswith=held.area_code)
    return RoleHeld.objects.filter(reach).select_related("account").order_by("ends_at", "organisation", "role", "id")
