"""Which events there are and who handles them, read from the declarations."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from longcheng.core.declaration import Room, rooms
from longcheng.core.events.event import Event

Handle = Callable[[Any], None]
LOCAL, STREAM, WEBHOOK = "local", "stream", "webhook"
STREAM_HANDLER = "events.stream"


class DirectoryError(Exception):
    """A declaration names an event or a handler that does not exist."""


@dataclass(frozen=True)
class Handler:
    """A function of one room that acts when an event is delivered; it must bear being called twice."""

    name: str
    event_name: str
    handle: Handle


@cache
def events() -> dict[str, type[Event]]:
    """Every declared event by name. Raises DirectoryError for a misspelt one."""
    found: dict[str, type[Event]] = {}
    for room in rooms():
        for class_name in room.emits:
            cls = getattr(room.part("events"), class_name, None) if room.has_part("events") else None
            if not (isinstance(cls, type) and issubclass(cls, Event)):
                raise DirectoryError(f"{room.label}.{class_name} does not exist in {room.name}.events.")
            found[f"{room.label}.{class_name}"] = cls
    return found


def _function(room: Room, name: str) -> Handle:
    function = getattr(room.part("handlers"), name, None) if room.has_part("handlers") else None
    if not callable(function):
        raise DirectoryError(f"The handler {name} does not exist in {room.name}.handlers.")
    handle: Handle = function
    return handle


@cache
def handlers() -> dict[str, Handler]:
    """Every handler of this city by its own name `<room>.<function>:<event>`.

    An event of a room that is not installed is no mistake: a city may run without any one service.
    """
    found = {}
    for room in rooms():
        for event_name, functions in room.handles.items():
            for function in functions:
                name = f"{room.label}.{function}:{event_name}"
                found[name] = Handler(name, event_name, _function(room, function))
    return found


@cache
def handler_names(event_name: str) -> tuple[str, ...]:
    """The handlers that an event of this name is owed to."""
    return tuple(handler.name for handler in handlers().values() if handler.event_name == event_name)
