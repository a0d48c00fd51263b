"""What must hold of every register before the city starts: owners and kinds that exist, models that fit."""

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register

from longcheng.core.declaration import rooms
from longcheng.core.registry.declaring import KINDS, Register, registers, sources
from longcheng.core.registry.models import RegisterAct, RegisterRecord


@register()
def registers_fit(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every register names what exists."""
    permissions = {permission.name for room in rooms() for permission in room.permissions}
    purposes = {purpose.name for room in rooms() for purpose in room.purposes}
    return [
        Error(f"The register {one.name}: {text}", hint="Mend it in the room's registers.py.", id="registry.E001")
        for one in registers().values()
        for text in _defects(one, permissions=permissions, purposes=purposes)
    ]


def _defects(one: Register, *, permissions: set[str], purposes: set[str]) -> Iterator[str]:
    if not issubclass(one.act_model, RegisterAct) or not issubclass(one.record_model, RegisterRecord):
        yield "its models are no RegisterAct and RegisterRecord."
    names = [field.name for field in one.fields]
    for field in one.fields:
        if field.owner not in sources():
            yield f"the field {field.name} belongs to {field.owner!r}, which is no declared source."
        if field.kind not in KINDS:
            yield f"the field {field.name} is of the kind {field.kind!r}; there are {', '.join(sorted(KINDS))}."
        if names.count(field.name) > 1:
            yield f"the field {field.name} is declared twice."
    if one.merged_field and one.merged_field not in names:
        yield f"the field {one.merged_field}, by which subjects are merged, does not exist."
    for permission in (one.decide_permission, one.import_permission):
        if permission and permission not in permissions:
            yield f"the permission {permission!r} is declared by no room."
    if one.doubt_purpose and one.doubt_purpose not in purposes:
        yield f"the purpose {one.doubt_purpose!r} is declared by no room."
