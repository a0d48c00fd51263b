"""A pair of degrees: longitude first, checked, and every defect of a bad pair named."""

import math
from typing import NamedTuple


class LonLat(NamedTuple):
    """A longitude and a latitude in decimal degrees, in that order, as in GeoJSON.

    The pair does not know its datum: keep it inside one datum, or carry a `Position`.
    """

    lon_deg: float
    lat_deg: float


class BoundingBox(NamedTuple):
    """The four limits of a box in degrees, in the order of RFC 7946 section 5.

    A box over the 180th meridian has `west_deg` greater than `east_deg` (RFC 7946 section 5.2).
    """

    west_deg: float
    south_deg: float
    east_deg: float
    north_deg: float

    def contains(self, point: tuple[float, float]) -> bool:
        """Tell whether a (lon_deg, lat_deg) pair lies in the box, its edges included."""
        lon_deg, lat_deg = point
        if not self.south_deg <= lat_deg <= self.north_deg:
            return False
        if self.west_deg <= self.east_deg:
            return self.west_deg <= lon_deg <= self.east_deg
        return lon_deg >= self.west_deg or lon_deg <= self.east_deg


# The box inside which GCJ-02 and BD-09 are taken to apply, the same in every public implementation:
# github.com/googollee/eviltransform and github.com/wandergis/coordtransform, `out_of_china`.
CHINA_BOX = BoundingBox(west_deg=72.004, south_deg=0.8293, east_deg=137.8347, north_deg=55.8271)


class BadCoordinates(ValueError):
    """Raised for a pair of degrees that cannot be a place; `defects` holds every reason."""

    def __init__(self, defects: tuple[str, ...]) -> None:
        """Keep the defects and join them into the message."""
        super().__init__(" ".join(defects))
        self.defects = defects


def looks_swapped(lon_deg: float, lat_deg: float) -> bool:
    """Tell whether latitude and longitude seem exchanged: outside China as given, inside when exchanged.

    A hint, not a verdict: 78° N 25° E (Svalbard) looks swapped and is a place.
    """
    return CHINA_BOX.contains((lat_deg, lon_deg)) and not CHINA_BOX.contains((lon_deg, lat_deg))


def coordinate_defects(lon_deg: object, lat_deg: object) -> tuple[str, ...]:
    """Name everything that is wrong with a pair, as sentences; nothing wrong gives an empty tuple."""
    defects = [
        *_number_defects("longitude", lon_deg, limit_deg=180),
        *_number_defects("latitude", lat_deg, limit_deg=90),
    ]
    if defects and _is_number(lon_deg) and _is_number(lat_deg) and looks_swapped(lon_deg, lat_deg):  # type: ignore[arg-type]
        defects.append(f"The two look swapped: give longitude {lat_deg}, latitude {lon_deg}.")
    return tuple(defects)


def require_coordinates(lon_deg: float, lat_deg: float) -> LonLat:
    """Return the pair when it can be a place on Earth.

    Raises `BadCoordinates` naming every defect: not a number, not finite, out of range.
    """
    defects = coordinate_defects(lon_deg, lat_deg)
    if defects:
        raise BadCoordinates(defects)
    return LonLat(lon_deg, lat_deg)


def _is_number(value: object) -> bool:
    # bool is an int in Python; a place at longitude True is a programming error.
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _number_defects(name: str, value: object, *, limit_deg: int) -> list[str]:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return [f"The {name} must be an int or a float in degrees, not {value!r}."]
    if not math.isfinite(value):
        return [f"The {name} must be finite, not {value}."]
    if not -limit_deg <= value <= limit_deg:
        return [f"The {name} {value} must be between -{limit_deg} and {limit_deg} degrees."]
    return []
