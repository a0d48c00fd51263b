"""What is laid out of a community before it is kept: things on the map and addresses, on the ground, tied by places."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

NONE = -1  # no place in the other list


class Thing(NamedTuple):
    """A thing on the map. `address` is a place in the list of addresses; `day` is from when it stands."""

    layer: str
    key: str
    name: str
    kind: str
    division: str
    shape: Any
    day: str
    properties: dict[str, Any]
    label: tuple[float, float] | None = None
    address_text: str = ""
    address: int = NONE
    hours: str = ""
    checked: str = ""
    is_exact: bool = True


class Place(NamedTuple):
    """An address. `parent` is a place in its own list, `thing` one in the list of things."""

    division: str
    street: str
    street_kind: str
    point: tuple[float, float]
    day: str
    gate: str = ""
    building: str = ""
    stair: str = ""
    room: str = ""
    parent: int = NONE
    thing: int = NONE


@dataclass
class Laid:
    """One community's part of the fabric."""

    code: str
    things: list[Thing] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)

    def put(self, thing: Thing) -> int:
        self.things.append(thing)
        return len(self.things) - 1

    def address(self, place: Place) -> int:
        self.places.append(place)
        return len(self.places) - 1
