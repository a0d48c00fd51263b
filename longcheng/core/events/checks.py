"""System checks: a misspelt event or handler stops the start, and so does an event that cannot keep its order."""

from typing import Any

from django.core import checks
from django.core.checks import CheckMessage, Error, register

from longcheng.core.declaration import rooms
from longcheng.core.events.directory import DirectoryError, events, handlers


@register()
def check_events(**_: Any) -> list[CheckMessage]:
    try:
        known, found = events(), handlers()
    except DirectoryError as error:
        return [
            Error(str(error), hint="Compare the room's apps.py with its events.py and handlers.py.", id="events.E001")
        ]
    problems: list[CheckMessage] = [
        Error(
            f"{name} is ordered by {getattr(cls, 'ordered_by', None)!r}, which is no field of it.",
            hint="Set ordered_by to the name of a field or property.",
            id="events.E002",
        )
        for name, cls in known.items()
        if not (
            hasattr(cls, "ordered_by") and (cls.ordered_by in cls.__dataclass_fields__ or hasattr(cls, cls.ordered_by))
        )
    ]
    installed = {room.label for room in rooms()}
    for handler in found.values():
        if handler.event_name in known:
            continue
        if handler.event_name.split(".")[0] in installed:
            problems.append(Error(f"{handler.name} waits for an event that its room does not emit.", id="events.E003"))
        else:
            problems.append(checks.Warning(f"{handler.name} waits for a room that is not installed.", id="events.W001"))
    return problems
