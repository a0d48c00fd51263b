"""CGCS2000 degrees to and from the metres of the 3-degree Gauss-Kruger zones (高斯-克吕格三度带).

Survey drawings, cadastre and utilities in China come in these metres. Importing this module loads
pyproj and PROJ, which the rest of `core.geo` does without.
"""

from functools import cache
from typing import NamedTuple

from pyproj import Transformer

from longcheng.core.geo.coordinates import LonLat, require_coordinates

# GB 22021-2008 and the EPSG registry: EPSG:4534 (central meridian 75° E) to EPSG:4554 (135° E).
_FIRST_MERIDIAN_DEG, _LAST_MERIDIAN_DEG, _FIRST_EPSG = 75, 135, 4534
_FALSE_EASTING_M = 500_000.0


class GridPoint(NamedTuple):
    """A place in a Gauss-Kruger zone: metres east (500 000 on the central meridian) and north.

    Chinese drawings call the northing X and the easting Y, and EPSG lists northing first: read the
    names, not the order.
    """

    easting_m: float
    northing_m: float
    central_meridian_deg: int


def central_meridian_of(lon_deg: float) -> int:
    """Return the central meridian, in degrees, of the 3-degree zone that holds a longitude.

    Raises ValueError outside 73.5° E to 136.5° E, where CGCS2000 has no zone.
    """
    meridian_deg = 3 * int((lon_deg + 1.5) // 3)
    _require_meridian(meridian_deg)
    return meridian_deg


def zone_epsg(central_meridian_deg: int) -> int:
    """Return the EPSG code of a zone without zone number in the easting; 120° E is EPSG:4549."""
    _require_meridian(central_meridian_deg)
    return _FIRST_EPSG + (central_meridian_deg - _FIRST_MERIDIAN_DEG) // 3


def to_grid(lon_deg: float, lat_deg: float, *, central_meridian_deg: int | None = None) -> GridPoint:
    """Project CGCS2000 degrees to metres, in the point's own zone unless a meridian is given.

    Give the meridian to keep a city that spans two zones in one grid. GCJ-02 and BD-09 must be
    converted to CGCS2000 first. Raises `BadCoordinates`, and ValueError for a point without a zone.
    """
    point = require_coordinates(lon_deg, lat_deg)
    if central_meridian_deg is None:
        central_meridian_deg = central_meridian_of(lon_deg)
    easting_m, northing_m = _to_metres(zone_epsg(central_meridian_deg)).transform(*point)
    return GridPoint(float(easting_m), float(northing_m), central_meridian_deg)


def from_grid(easting_m: float, northing_m: float, *, central_meridian_deg: int) -> LonLat:
    """Turn a zone's metres back into CGCS2000 degrees, to better than 1e-9 degrees.

    Raises ValueError when the easting carries a zone number (40 500 000) or seems to be a northing.
    """
    _require_easting(easting_m, central_meridian_deg=central_meridian_deg)
    lon_deg, lat_deg = _to_metres(zone_epsg(central_meridian_deg)).transform(easting_m, northing_m, direction="INVERSE")
    return require_coordinates(float(lon_deg), float(lat_deg))


@cache
def _to_metres(epsg: int) -> Transformer:
    # always_xy: EPSG:4490 is latitude first and EPSG:4549 northing first; ours is east before north.
    # One cached transformer serves all threads: pyproj keeps its PROJ handle per thread since 3.1.
    return Transformer.from_crs("EPSG:4490", f"EPSG:{epsg}", always_xy=True)


def _require_meridian(meridian_deg: int) -> None:
    if not _FIRST_MERIDIAN_DEG <= meridian_deg <= _LAST_MERIDIAN_DEG or meridian_deg % 3:
        raise ValueError(
            f"The central meridian {meridian_deg}° is not a CGCS2000 3-degree zone. "
            f"It must be a multiple of 3 from {_FIRST_MERIDIAN_DEG} to {_LAST_MERIDIAN_DEG}."
        )


def _require_easting(easting_m: float, *, central_meridian_deg: int) -> None:
    zone = central_meridian_deg // 3
    if easting_m // 1_000_000 == zone:
        raise ValueError(
            f"The easting {easting_m} carries the zone number {zone}. Take {zone}000000 off before reading it."
        )
    # A zone is at most 1.5° = 167 km wide on each side; twice that leaves room for cities on the edge.
    if not abs(easting_m - _FALSE_EASTING_M) <= 335_000:
        raise ValueError(
            f"The easting {easting_m} must be between 165000 and 835000 m. "
            "Check whether X (north) and Y (east) are exchanged, or the zone."
        )
