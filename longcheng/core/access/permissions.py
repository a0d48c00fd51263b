"""The one question an action asks before it acts: may this account do this here, for this purpose?"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser

from longcheng.core.access.explanations import Denied, explain
from longcheng.core.access.models import Account, Act, RoleHeld
from longcheng.core.access.policies import Request, Verdict, judge, permissions_by_name
from longcheng.core.access.purposes import NO_PURPOSE, FoundPurpose, Purpose, find
from longcheng.core.declaration import Permission, rooms

__all__ = [
    "Actor",
    "Denied",
    "declared_permissions",
    "has_it_elsewhere",
    "holdings",
    "may",
    "permitted",
    "record",
    "request_for",
    "require",
    "roles_that_grant",
]

Actor = Account | AnonymousUser


def declared_permissions() -> Mapping[str, Permission]:
    """Every permission of every room by name."""
    return permissions_by_name()


@cache
def roles_that_grant(permission: str) -> frozenset[str]:
    """The names of the roles that carry this permission. Raises LookupError for an undeclared one."""
    _known(permission)
    return frozenset(role.name for room in rooms() for role in room.roles if permission in role.permissions)


def _known(permission: str) -> Permission:
    if permission not in declared_permissions():
        raise LookupError(f"Permission {permission!r} does not exist. Declare it in the room's apps.py.")
    return declared_permissions()[permission]


def holdings(actor: Actor, permission: str) -> list[RoleHeld]:
    """The live roles by which the actor holds this permission. Costs one query for a signed-in actor."""
    roles = roles_that_grant(permission)
    return [held for held in roles_held(actor) if held.role in roles]


def roles_held(actor: Actor) -> list[RoleHeld]:
    """The live roles of the actor; none for a stranger or a closed account. Costs one query."""
    if not isinstance(actor, Account) or not actor.is_active:
        return []
    return list(RoleHeld.objects.live().filter(account=actor))


def request_for(
    actor: Actor,
    permission: str,
    *,
    held: list[RoleHeld],
    area_code: str | None = None,
    found: FoundPurpose | None = None,
    part: str = "",
    is_bulk: bool = False,
    is_protected: bool = False,
) -> Request:
    """What the judge is asked: the roles that reach the area, and the purpose as it stands."""
    return Request(
        permission=permission,
        account_kind=actor.kind if isinstance(actor, Account) and actor.is_active else "",
        roles=frozenset(role.role for role in held if area_code is None or role.reaches(area_code)),
        purpose_kind=found.purpose.kind if found else "",
        purpose_reference=found.purpose.reference if found else "",
        purpose_is_live=found.is_live if found else False,
        purpose_is_mine=found.is_mine if found else False,
        scopes=found.scopes if found else frozenset(),
        part=part,
        is_bulk=is_bulk,
        is_protected=is_protected,
    )


def may(
    actor: Actor,
    permission: str,
    *,
    area_code: str | None = None,
    about: int | None = None,
    purpose: Purpose = NO_PURPOSE,
    part: str = "",
) -> bool:
    """Whether the actor may do this; in that area if one is given, else in any."""
    return _judged(actor, permission, area_code=area_code, about=about, purpose=purpose, part=part)[0].is_allowed


def permitted(actor: Actor, permissions: Iterable[str]) -> frozenset[str]:
    """Those of these permissions that the actor has anywhere; not for reading of a person, which needs a purpose.

    Costs one query however many are asked about, and none for a stranger.
    """
    held = roles_held(actor)
    if not held:
        return frozenset()
    asked = {name: request_for(actor, name, held=held) for name in permissions if _known(name)}
    return frozenset(name for name, request in asked.items() if judge().decide(request).is_allowed)


def require(
    actor: Actor,
    permission: str,
    *,
    area_code: str | None = None,
    about: int | None = None,
    purpose: Purpose = NO_PURPOSE,
    part: str = "",
) -> FoundPurpose:
    """Let the actor pass or raise Denied with an explanation that a person can act on.

    `about` is the account id of the person concerned and `purpose` what it is for; a personal permission
    needs both. A read of personal data goes through `core.access.reading`, which asks this and writes the
    ledger; `require` alone is for changing.
    """
    verdict, asked, found = _judged(actor, permission, area_code=area_code, about=about, purpose=purpose, part=part)
    if verdict.is_allowed:
        return found
    elsewhere = has_it_elsewhere(asked, held=roles_held(actor))
    raise explain(asked, verdict=verdict, found=found, has_it_elsewhere=elsewhere)


def has_it_elsewhere(asked: Request, *, held: list[RoleHeld]) -> bool:
    """Whether the actor's roles would do if only they reached the place.

    Asked as if the purpose were live: whether it is must not be told to whom it would not let in.
    """
    here = replace(asked, purpose_is_live=True, purpose_is_mine=True)
    anywhere = replace(here, roles=frozenset(role.role for role in held))
    return judge().decide(anywhere).is_allowed and not judge().decide(here).is_allowed


def _judged(
    actor: Actor, permission: str, *, area_code: str | None, about: int | None, purpose: Purpose, part: str
) -> tuple[Verdict, Request, FoundPurpose]:
    _known(permission)
    account = actor if isinstance(actor, Account) and actor.is_active else None
    found = find(purpose, actor=account, subject_id=about)
    asked = request_for(actor, permission, held=roles_held(actor), area_code=area_code, found=found, part=part)
    return judge().decide(asked), asked, found


def record(actor: Actor | None, verb: str, *, subject: str = "", **detail: Any) -> Act:
    """Write one line of the record, in the caller's transaction. No personal data belongs in `detail`."""
    account = actor if isinstance(actor, Account) else None
    return Act.objects.create(account=account, verb=verb, subject=subject, detail=detail)
