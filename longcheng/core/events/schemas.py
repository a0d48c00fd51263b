"""Event schemas, kept beside the code: a change that would break a reader of old or stored events fails the build.

Each room that emits has an `event_schemas.json`. Allowed: a new event, a new field with a default, a new
description. Refused: an event or field that goes, a field that becomes required, a type that narrows.
"""

import json
from pathlib import Path
from typing import Any

from longcheng.core.declaration import Room, rooms
from longcheng.core.events.directory import events
from longcheng.core.events.event import Event, adapter

FILE = "event_schemas.json"


def schema_of(cls: type[Event]) -> dict[str, Any]:
    """The JSON Schema of an event, with what orders it and whether it leaves the city."""
    schema = adapter(cls).json_schema()
    schema.pop("title", None)
    schema["x-ordered-by"] = cls.ordered_by
    schema["x-is-shared"] = cls.is_shared
    return schema


def path_of(room: Room) -> Path:
    return Path(room.path) / FILE


def schemas_of(room: Room) -> dict[str, Any]:
    """Every event of a room as it is in the code."""
    return {name: schema_of(cls) for name, cls in events().items() if name.split(".")[0] == room.label}


def kept_schemas(room: Room) -> dict[str, Any]:
    """Every event of a room as it was kept; none for a room that is new."""
    path = path_of(room)
    kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return kept


def breaks(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    """Why events written by the old schema could no longer be read, or readers of the old one would stumble."""
    before, after = old.get("properties", {}), new.get("properties", {})
    found = [f"the field {name} is gone" for name in before if name not in after]
    found += [
        f"the field {name} changed its type"
        for name in before
        if name in after and _type(before[name]) != _type(after[name]) and not _widens(before[name], after[name])
    ]
    newly_required = set(new.get("required", [])) - set(old.get("required", []))
    found += [f"the field {name} is required now; give it a default" for name in sorted(newly_required)]
    if old.get("x-ordered-by") != new.get("x-ordered-by"):
        found.append("its order goes by another field")
    return found


def _type(field: dict[str, Any]) -> Any:
    return {name: value for name, value in field.items() if name not in {"title", "description", "default"}}


def _widens(old: dict[str, Any], new: dict[str, Any]) -> bool:
    """Whether the new type is the old one or something more."""
    return any(_type(option) == _type(old) for option in new.get("anyOf", []))


def defects() -> list[str]:
    """Every event that differs from what is kept: incompatibly, or compatibly but not yet written down."""
    lines = []
    for room in rooms():
        kept, present = kept_schemas(room), schemas_of(room)
        lines += [
            f"{name} is gone; stored events of it could not be read any more." for name in kept if name not in present
        ]
        for name, schema in present.items():
            if name not in kept:
                lines.append(f"{name} is new. Write it down: ./city manage eventschemas --write")
                continue
            reasons = breaks(kept[name], schema)
            lines += [f"{name}: {reason}. Add a new event instead." for reason in reasons]
            if not reasons and kept[name] != schema:
                lines.append(f"{name} changed compatibly. Write it down: ./city manage eventschemas --write")
    return lines


def write() -> list[str]:
    """Write down what is new or compatibly changed; returns what is refused."""
    refused = []
    for room in rooms():
        kept, present = kept_schemas(room), schemas_of(room)
        for name, schema in present.items():
            reasons = breaks(kept[name], schema) if name in kept else []
            if reasons:
                refused += [f"{name}: {reason}." for reason in reasons]
            else:
                kept[name] = schema
        if kept:
            path_of(room).write_text(
                json.dumps(kept, indent=2, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
            )
    return refused
