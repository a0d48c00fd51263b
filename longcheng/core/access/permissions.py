"""The one question an action asks before it writes: may this account do this here?"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from longcheng.core.access.models import Account, Act, RoleHeld
from longcheng.core.declaration import Permission, rooms

Actor = Account | AnonymousUser


class Denied(Exception):
    """The actor may not do this. The text says the rule, what is missing, and how to get it right."""

    def __init__(self, explanation: str, *, permission: str = "") -> None:
        super().__init__(explanation)
        self.permission = permission


@cache
def declared_permissions() -> Mapping[str, Permission]:
    """Every permission of every room by name."""
    return {permission.name: permission for room in rooms() for permission in room.permissions}


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
    raise Denied(_explanation(permission, has_it_elsewhere=bool(held)), permission=permission)


def _explanation(permission: str, *, has_it_elsewhere: bool) -> str:
    """The rule, what is missing and how to get it right, in the reader's language."""
    words = {
        "permission": declared_permissions()[permission].title,
        "roles": "、".join(
            str(role.title) for room in rooms() for role in room.roles if permission in role.permissions
        ),
    }
    if has_it_elsewhere:
        return (
            _(
                "You may do this in your own area, but not there: “%(permission)s”. "
                "Choose a place inside your area, or ask your organisation for the role there."
            )
            % words
        )
    return (
        _(
            "This is for those who hold the role %(roles)s: “%(permission)s”. "
            "Ask your organisation for it if your work needs it."
        )
        % words
    )


def record(actor: Actor | None, verb: str, *, subject: str = "", **detail: Any) -> Act:
    """Write one line of the record, in the caller's transaction. No personal data belongs in `detail`."""
    account = actor if isinstance(actor, Account) else None
    return Act.objects.create(account=account, verb=verb, subject=subject, detail=detail)
