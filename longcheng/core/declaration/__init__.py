"""How a room says what it is: its title, menu, roles, events, loaders and clocks, as plain attributes."""

from longcheng.core.declaration.parts import (
    Audience,
    Duty,
    MandateScope,
    MenuItem,
    Permission,
    PurposeKind,
    Role,
)
from longcheng.core.declaration.room import Room, rooms

__all__ = [
    "Audience",
    "Duty",
    "MandateScope",
    "MenuItem",
    "Permission",
    "PurposeKind",
    "Role",
    "Room",
    "rooms",
]
