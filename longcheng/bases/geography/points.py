"""PostgreSQL's native `point` as a field, in Web Mercator metres, so that the nearest are walked in their order."""

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Field

if TYPE_CHECKING:
    _Field = Field[Any, Any]
else:
    _Field = Field

EARTH_M = 6_378_137.0


class Metres(NamedTuple):
    """East and north of 0° 0° in Web Mercator: true to angle, so at any one place distances keep their order."""

    east: float
    north: float


def metres_of(lon_deg: float, lat_deg: float) -> Metres:
    """Where a WGS-84 place lies in Web Mercator."""
    return Metres(EARTH_M * math.radians(lon_deg), EARTH_M * math.asinh(math.tan(math.radians(lat_deg))))


class PointField(_Field):
    """A place in Web Mercator metres."""

    def db_type(self, connection: Any) -> str:
        return "point"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Metres | None:
        if value is None:
            return None
        east, north = value.strip("()").split(",")
        return Metres(float(east), float(north))

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else f"({value[0]!r},{value[1]!r})"
