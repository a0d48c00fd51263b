"""How a room says what it is: its title, menu, roles, events, loaders and clocks, as plain attributes."""

from longcheng.core.declaration.life import LIFE_EVENTS, LifeEvent
from longcheng.core.declaration.parts import (
    Audience,
    Duty,
    LiveTopic,
    MandateScope,
    MenuItem,
    Permission,
    PurposeKind,
    Role,
    TvPage,
    WallTile,
)
from longcheng.core.declaration.room import Room, rooms

__all__ = [
    "LIFE_EVENTS",
    "Audience",
    "Duty",
    "LifeEvent",
    "LiveTopic",
    "MandateScope",
    "MenuItem",
    "Permission",
    "PurposeKind",
    "Role",
    "Room",
    "TvPage",
    "WallTile",
    "rooms",
]
