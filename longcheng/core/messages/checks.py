"""System checks: a live topic with a wrong name, a second owner or an unknown permission stops the start."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from longcheng.core.access.permissions import declared_permissions
from longcheng.core.declaration import LiveTopic, Room, rooms
from longcheng.core.messages.topics import NAME


@register()
def check_live_topics(**_: Any) -> list[CheckMessage]:
    errors: list[CheckMessage] = []
    seen: set[str] = set()
    for room in rooms():
        for topic in room.live_topics:
            errors += [Error(f"{room.name}: {defect}", id="messaging.E001") for defect in _defects(room, topic, seen)]
            seen.add(topic.name)
    return errors


def _defects(room: Room, topic: LiveTopic, seen: set[str]) -> list[str]:
    found = []
    if not NAME.fullmatch(topic.name) or topic.name.partition(".")[0] != room.label:
        found.append(f"the live topic {topic.name!r} must be named {room.label}.<small letters>")
    if topic.name in seen:
        found.append(f"the live topic {topic.name!r} is declared twice")
    if topic.permission is not None and topic.permission not in declared_permissions():
        found.append(f"the live topic {topic.name!r} names the permission {topic.permission!r}, which does not exist")
    if topic.permission is not None and topic.is_public:
        found.append(f"the live topic {topic.name!r} is public and asks for a permission: it can be only one of them")
    return found
