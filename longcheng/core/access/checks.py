"""System checks: a role that names an unknown permission, or a page without a door, stops the start."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from longcheng.core.access.doors import OPEN, OWN_CHECK, SIGNED_IN, door_of
from longcheng.core.access.permissions import declared_permissions
from longcheng.core.access.policies import defects
from longcheng.core.declaration import rooms


def patterns(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """Every URL pattern of the city, flattened."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from patterns(entry)
        else:
            yield entry


@register()
def check_roles(**_: Any) -> list[CheckMessage]:
    known = {permission.name for room in rooms() for permission in room.permissions}
    return [
        Error(
            f"Role {role.name} of {room.name} names the permission {name!r}, which does not exist.",
            hint="Declare it in the permissions of a room's apps.py.",
            id="access.E001",
        )
        for room in rooms()
        for role in room.roles
        for name in role.permissions
        if name not in known
    ]


@register()
def check_doors(**_: Any) -> list[CheckMessage]:
    errors: list[CheckMessage] = []
    for pattern in patterns():
        door = door_of(pattern.callback)
        if door is None:
            errors.append(
                Error(
                    f"The page {pattern.name or pattern.pattern} has no door.",
                    hint="Mark its view with open_to_all, requires_sign_in or requires(permission).",
                    id="access.E002",
                )
            )
        elif door not in {OPEN, SIGNED_IN, OWN_CHECK} and door not in declared_permissions():
            errors.append(Error(f"The door of {pattern.name} names the unknown permission {door!r}.", id="access.E003"))
    return errors


@register()
def check_policies(**_: Any) -> list[CheckMessage]:
    texts = {room.label: Path(room.path) / "policies.cedar" for room in rooms()}
    return [
        Error(defect, hint="Mend the room's policies.cedar.", id="access.E004")
        for label, path in texts.items()
        if path.is_file()
        for defect in defects(path.read_text(encoding="utf-8"), room=label)
    ]
