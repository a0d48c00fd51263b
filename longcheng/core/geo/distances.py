"""Distances, bearings, boxes and the nearest of many on the sphere: fast, without pyproj.

The sphere has the Earth's mean radius; its distances are within 0.6 % of the WGS-84 ellipsoid everywhere and
within 0.5 % in China north of
18° N. Where metres are money or law, use `geodesics`. All points
are (lon_deg, lat_deg) pairs in WGS-84 or CGCS2000; GCJ-02 stretches distances by
up to 0.7 % and BD-09 by up to 2.2 %, so convert them first.
"""

import heapq
import math
from collections.abc import Callable, Iterable
from typing import Generic, NamedTuple, TypeVar

from longcheng.core.geo.coordinates import BoundingBox, LonLat, require_coordinates

# Mean radius R1 of the GRS 80 ellipsoid: H. Moritz, Geodetic Reference System 1980, J. Geodesy 74 (2000).
EARTH_RADIUS_M = 6371008.7714

Thing = TypeVar("Thing")


def great_circle_m(origin: tuple[float, float], *, to: tuple[float, float]) -> float:
    """Return the great-circle distance in metres between two points (haversine).

    Within 0.6 % of the ellipsoid's distance. Costs about 1 µs.
    """
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (*origin, *to))
    half_chord = (
        math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    )
    # Rounding lifts antipodes a hair above 1, where asin has no value.
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, half_chord)))


def bearing_deg(origin: tuple[float, float], *, to: tuple[float, float]) -> float:
    """Return the bearing at the start of the great circle: degrees from north, clockwise, 0 to below 360.

    Two equal points give 0.
    """
    lon_a, lat_a, lon_b, lat_b = map(math.radians, (*origin, *to))
    east = math.sin(lon_b - lon_a) * math.cos(lat_b)
    north = math.cos(lat_a) * math.sin(lat_b) - math.sin(lat_a) * math.cos(lat_b) * math.cos(lon_b - lon_a)
    turned_deg = math.degrees(math.atan2(east, north)) % 360.0
    # A bearing a hair west of north rounds up to 360.0 under the modulo.
    return 0.0 if turned_deg == 360.0 else turned_deg


def destination(origin: tuple[float, float], *, bearing_deg: float, distance_m: float) -> LonLat:
    """Return the point reached on a bearing (degrees from north) after a distance in metres."""
    lon_rad, lat_rad = map(math.radians, origin)
    angle_rad = distance_m / EARTH_RADIUS_M
    turn_rad = math.radians(bearing_deg)
    sin_lat = math.sin(lat_rad) * math.cos(angle_rad) + math.cos(lat_rad) * math.sin(angle_rad) * math.cos(turn_rad)
    east_rad = math.atan2(
        math.sin(turn_rad) * math.sin(angle_rad) * math.cos(lat_rad),
        math.cos(angle_rad) - math.sin(lat_rad) * sin_lat,
    )
    lon_deg = math.degrees(lon_rad + east_rad)
    return LonLat((lon_deg + 540.0) % 360.0 - 180.0, math.degrees(math.asin(max(-1.0, min(1.0, sin_lat)))))


def bounding_box(centre: tuple[float, float], *, radius_m: float) -> BoundingBox:
    """Return the smallest box that holds every point within `radius_m` of the centre by `great_circle_m`.

    A pole inside the radius gives the full circle of longitudes; a box over the 180th meridian has
    west greater than east. The corners lie farther than the radius: filter by distance after it.
    Raises `BadCoordinates` for a bad centre, ValueError for a radius that is negative or not finite.
    """
    lon_deg, lat_deg = require_coordinates(*centre)
    _require_radius(radius_m)
    angle_deg = math.degrees(radius_m / EARTH_RADIUS_M)
    south_deg, north_deg = lat_deg - angle_deg, lat_deg + angle_deg
    if south_deg <= -90.0 or north_deg >= 90.0:
        return BoundingBox(-180.0, max(south_deg, -90.0), 180.0, min(north_deg, 90.0))
    # Meridians converge, so the widest point lies nearer the pole than the centre: not radius / cos(lat).
    ratio = math.sin(math.radians(angle_deg)) / math.cos(math.radians(lat_deg))
    reach_deg = math.degrees(math.asin(min(1.0, ratio)))
    return BoundingBox(_turn(lon_deg - reach_deg), south_deg, _turn(lon_deg + reach_deg), north_deg)


class Near(NamedTuple, Generic[Thing]):
    """One of the nearest things and how far it is, in metres."""

    thing: Thing
    distance_m: float


def nearest(
    origin: tuple[float, float],
    *,
    among: Iterable[Thing],
    place: Callable[[Thing], tuple[float, float]],
    limit: int = 1,
    within_m: float = math.inf,
) -> list[Near[Thing]]:
    """Return up to `limit` things nearest to the origin, the nearest first, none farther than `within_m`.

    `place` gives a thing's (lon_deg, lat_deg). Equal distances keep their order in `among`; nothing
    near gives an empty list. Costs about 2 µs a thing: for tables, narrow by `bounding_box` first.
    """
    measured = (Near(thing, great_circle_m(origin, to=place(thing))) for thing in among)
    reached = (near for near in measured if near.distance_m <= within_m)
    return heapq.nsmallest(limit, reached, key=lambda near: near.distance_m)


def _require_radius(radius_m: float) -> None:
    if not (math.isfinite(radius_m) and radius_m >= 0):
        raise ValueError(f"The radius {radius_m} must be a finite number of metres, 0 or more.")


def _turn(lon_deg: float) -> float:
    if lon_deg > 180.0:
        return lon_deg - 360.0
    if lon_deg < -180.0:
        return lon_deg + 360.0
    return lon_deg
