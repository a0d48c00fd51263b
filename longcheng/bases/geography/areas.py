"""The districts as shapes: in which of them does a place lie, and which of them does a line cross?"""

from collections.abc import Mapping
from dataclasses import dataclass

import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from longcheng.bases.geography.models import MapFeature
from longcheng.core.geo import great_circle_m

DISTRICTS = "districts"
SEATS = "seats"
# Simplified borders leave slivers between districts; a place in one belongs to the nearest.
NEAREST_WITHIN_M = 1500


@dataclass(frozen=True)
class DistrictAreas:
    """The districts' areas in WGS-84 by code, prepared for many questions."""

    by_code: Mapping[str, BaseGeometry]

    @classmethod
    def known(cls) -> "DistrictAreas":
        """What the map's districts are now; empty before they are loaded."""
        rows = MapFeature.objects.filter(layer=DISTRICTS).values_list("key", "geometry")
        found = {code: shapely.from_wkb(bytes(wkb)) for code, wkb in rows if wkb}
        for area in found.values():
            shapely.prepare(area)
        return cls(found)

    def at(self, lon_deg: float, lat_deg: float) -> str:
        """The district of a place, or the nearest within 1,500 m; empty outside."""
        point = Point(lon_deg, lat_deg)
        for code, area in self.by_code.items():
            if area.contains(point):
                return code
        near = [(self._distance_m(area, point), code) for code, area in self.by_code.items()]
        return min(((far, code) for far, code in near if far <= NEAREST_WITHIN_M), default=(0.0, ""))[1]

    def crossed_by(self, shape: BaseGeometry) -> list[str]:
        """The districts that a shape meets, by code."""
        return sorted(code for code, area in self.by_code.items() if area.intersects(shape))

    @staticmethod
    def _distance_m(area: BaseGeometry, point: Point) -> float:
        line = shapely.shortest_line(area, point)
        (from_lon, from_lat), (to_lon, to_lat) = shapely.get_coordinates(line).tolist()
        return great_circle_m((from_lon, from_lat), to=(to_lon, to_lat))


def seats() -> dict[str, tuple[float, float]]:
    """Where the seat of the city and of each district lies, by code: there stand the marks of what has no place."""
    rows = MapFeature.objects.filter(layer=SEATS).values_list("key", "label_lon", "label_lat")
    return {code: (lon, lat) for code, lon, lat in rows if lon is not None and lat is not None}
