"""Distances, bearings and areas on the WGS-84 ellipsoid, for where metres are money or law.

C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013), as PROJ computes them: good to
nanometres on the ellipsoid. Points are (lon_deg, lat_deg) pairs in WGS-84 or CGCS2000.
"""

from collections.abc import Iterable
from typing import NamedTuple

from pyproj import Geod

from longcheng.core.geo.coordinates import LonLat, require_coordinates
from longcheng.core.geo.polygons import Polygon, Ring

_WGS84 = Geod(ellps="WGS84")


class Course(NamedTuple):
    """The shortest way between two points: its length and the bearings at its ends, 0 to below 360."""

    distance_m: float
    start_bearing_deg: float
    end_bearing_deg: float


def geodesic_m(origin: tuple[float, float], *, to: tuple[float, float]) -> float:
    """Return the length in metres of the shortest way over the WGS-84 ellipsoid.

    Raises `BadCoordinates` for a bad pair. Costs about 3 µs.
    """
    return course(origin, to=to).distance_m


def course(origin: tuple[float, float], *, to: tuple[float, float]) -> Course:
    """Return length and bearings of the shortest way; the end bearing is the direction of travel there."""
    start, end = require_coordinates(*origin), require_coordinates(*to)
    start_deg, back_deg, distance_m = _WGS84.inv(*start, *end)
    return Course(float(distance_m), float(start_deg) % 360.0, (float(back_deg) + 180.0) % 360.0)


def geodesic_destination(origin: tuple[float, float], *, bearing_deg: float, distance_m: float) -> LonLat:
    """Return the point reached over the ellipsoid on a bearing (degrees from north) after metres."""
    lon_deg, lat_deg, _ = _WGS84.fwd(*require_coordinates(*origin), bearing_deg, distance_m)
    return LonLat(float(lon_deg), float(lat_deg))


def polygon_area_m2(polygon: Polygon) -> float:
    """Return the area in m² of one polygon on the ellipsoid, its holes taken out.

    The winding of the rings does not matter. Edges are taken as geodesics; against edges straight in
    degrees the difference is one part in 10^8 for edges of 5 km and in 10^6 for 50 km. A polygon
    without rings has area 0. Convert GCJ-02 and BD-09 first.
    """
    if not polygon:
        return 0.0
    outline_m2, *holes_m2 = (_ring_area_m2(ring) for ring in polygon)
    return outline_m2 - sum(holes_m2)


def area_m2(polygons: Iterable[Polygon]) -> float:
    """Return the area in m² of several polygons that do not overlap, as in a MultiPolygon."""
    return sum(polygon_area_m2(polygon) for polygon in polygons)


def _ring_area_m2(ring: Ring) -> float:
    area, _ = _WGS84.polygon_area_perimeter([lon for lon, _ in ring], [lat for _, lat in ring])
    return abs(float(area))
