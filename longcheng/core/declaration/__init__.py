"""How a room says what it is: its title, menu, roles, events, loaders and clocks, as plain attributes."""

from longcheng.core.declaration.parts import Audience, MenuItem, Permission, Role
from longcheng.core.declaration.room import Room, rooms

__all__ = ["Audience", "MenuItem", "Permission", "Role", "Room", "rooms"]
