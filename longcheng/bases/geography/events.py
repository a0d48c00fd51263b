"""What the geography base tells others: numbers, layers and division codes."""

from dataclasses import dataclass
from typing import ClassVar

from longcheng.core.events.event import Event


@dataclass(frozen=True, kw_only=True)
class FeatureEntered(Event):
    """Something new is on the map.

    Sent once when a keeper enters it. Not sent for what a file brings: LayerLoaded tells of that.
    """

    ordered_by: ClassVar[str] = "feature_id"

    feature_id: int
    layer: str
    division_code: str


@dataclass(frozen=True, kw_only=True)
class FeatureEdited(Event):
    """Something on the map has changed; `fields` names what.

    Sent when a keeper changes it or takes a change back, and when what stands behind it changes, such as the name of
    its organisation. Not sent for files (LayerLoaded), nor for a doubt that was accepted (registry.DoubtDecided).
    """

    ordered_by: ClassVar[str] = "feature_id"

    feature_id: int
    layer: str
    division_code: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class FeatureEnded(Event):
    """Something does not exist any more and has left the map; what lists it as near or open drops it.

    Sent when a keeper ends it or its organisation is dissolved. Not sent for files (LayerLoaded), nor for a doubt that
    was accepted (registry.DoubtDecided).
    """

    ordered_by: ClassVar[str] = "feature_id"

    feature_id: int
    layer: str
    division_code: str


@dataclass(frozen=True, kw_only=True)
class LayerLoaded(Event):
    """A file was brought into a layer: how many things are new, changed, ended and the same as before.

    Sent once for each layer of a file, also where nothing differed. Not sent for what keepers do one by one.
    """

    ordered_by: ClassVar[str] = "layer"

    layer: str
    source: str
    new: int
    changed: int
    ended: int
    same: int


@dataclass(frozen=True, kw_only=True)
class AddressEntered(Event):
    """An address has got a number. `parent_id` is what it is part of, 0 for a gate or a house of its own.

    Sent when a keeper enters it, also for the house that was entered with a flat. Not sent for what a file brings.
    """

    ordered_by: ClassVar[str] = "address_id"

    address_id: int
    division_code: str
    level: str
    parent_id: int


@dataclass(frozen=True, kw_only=True)
class AddressEdited(Event):
    """An address lies elsewhere, or in another community; `fields` names what has changed.

    Sent when a keeper changes it. Not sent for files, nor for a doubt that was accepted (registry.DoubtDecided).
    """

    ordered_by: ClassVar[str] = "address_id"

    address_id: int
    division_code: str
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AddressEnded(Event):
    """An address is none any more, and neither is what is part of it; their numbers are never given again.

    Sent once when a keeper ends it, with the numbers of its parts. Not sent for files, nor for an accepted doubt
    (registry.DoubtDecided).
    """

    ordered_by: ClassVar[str] = "address_id"

    address_id: int
    division_code: str
    part_ids: tuple[int, ...]
