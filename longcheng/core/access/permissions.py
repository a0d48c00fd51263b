"""The one question an action asks before it writes: may this account do this here?"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from longcheng.core.access.models import Account, Act, RoleHeld
from longcheng.core.declaration import rooms

Actor = Account | AnonymousUser


class Denied(Exception):
    """The actor may not do this. The text says the rule, what is missing, and how to get it right."""

    def __init__(self, explanation: str, *, permission: str = "") -> None:
        super().__init__(explanation)
        self.permission = permission


@cache
def declared_permissions() -> Mapping[str, str]:
    """Every permission of every room: name → the roles that grant it, as a sentence part."""
    grants: dict[str, list[str]] = {p.name: [] for room in rooms() for p in room.permissions}
    for room in rooms():
        for role in room.roles:
            for name in role.permissions:
                grants.setdefault(name, []).append(str(role.title))
    return {name: ", ".join(titles) for name, titles in grants.items()}


@cache
def roles_that_grant(permission: str) -> frozenset[str]:
    """The names of the roles that carry this permission. Raises LookupError for an undeclared one."""
    if permission not in declared_permissions():
        raise LookupError(f"Permission {permission!r} does not exist. Declare it in the room's apps.py.")
    return frozenset(role.name for room in rooms() for role in room.roles if permission in role.permissions)


def holdings(actor: Actor, permission: str) -> list[RoleHeld]:
    """The live roles by which the actor holds this permission. Costs one query for a signed-in actor."""
    roles = roles_that_grant(permission)
    if not isinstance(actor, Account) or not actor.is_active:
        return []
    return list(RoleHeld.objects.live().filter(account=actor, role__in=roles))


def may(actor: Actor, permission: str, *, area_code: str | None = None) -> bool:
    """Whether the actor holds the permission; in that area if one is given, else in any."""
    held = holdings(actor, permission)
    return any(area_code is None or role.reaches(area_code) for role in held)


def require(actor: Actor, permission: str, *, area_code: str | None = None) -> None:
    """Let the actor pass or raise Denied with an explanation that a person can act on."""
    held = holdings(actor, permission)
    if any(area_code is None or role.reaches(area_code) for role in held):
        return
    roles = declared_permissions()[permission]
    if held:
        areas = ", ".join(role.area_code or "*" for role in held)
        raise Denied(
            _(
                "This needs the permission %(permission)s in area %(area)s; yours reaches %(held)s. "
                "Choose a place inside your area, or ask for the role there."
            )
            % {"permission": permission, "area": area_code, "held": areas},
            permission=permission,
        )
    raise Denied(
        _("This needs the permission %(permission)s, which the role %(roles)s carries. Ask your organisation for it.")
        % {"permission": permission, "roles": roles or "—"},
        permission=permission,
    )


def record(actor: Actor | None, verb: str, *, subject: str = "", **detail: Any) -> Act:
    """Write one line of the record, in the caller's transaction. No personal data belongs in `detail`."""
    account = actor if isinstance(actor, Account) else None
    return Act.objects.create(account=account, verb=verb, subject=subject, detail=detail)
