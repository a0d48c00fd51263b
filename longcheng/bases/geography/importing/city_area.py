"""Whether the things of a file lie in the city, and in which of its districts: many at once."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from longcheng.bases.geography.areas import DISTRICTS
from longcheng.bases.geography.models import MapFeature

# Simplified borders run some hundred metres off; what lies so near still belongs to the city.
SLACK_DEG = 0.015


class CityArea:
    """The districts' areas. Where no borders are loaded, everything lies inside and nobody knows in which."""

    def __init__(self) -> None:
        rows = MapFeature.objects.filter(layer=DISTRICTS).values_list("key", "geometry")
        found = [(code, shapely.from_wkb(bytes(wkb))) for code, wkb in rows if wkb]
        self.codes = [code for code, _area in found]
        self._areas = np.array([area for _code, area in found], dtype=object)
        self._tree = shapely.STRtree(self._areas) if found else None
        self.outline: BaseGeometry | None = shapely.union_all(self._areas) if found else None
        self._near = self.outline.buffer(SLACK_DEG, quad_segs=2) if self.outline is not None else None
        if self._near is not None:
            shapely.prepare(self._near)

    def holds(self, shapes: Sequence[BaseGeometry | None]) -> list[bool]:
        """Whether each shape meets the city; what has no shape does."""
        if self._near is None:
            return [True] * len(shapes)
        array = np.array(shapes, dtype=object)
        return list(shapely.is_missing(array) | shapely.intersects(self._near, array))

    def districts_of(self, shapes: Sequence[BaseGeometry | None]) -> list[str]:
        """The district in which the middle of each shape lies, or the nearest; empty outside."""
        found = [""] * len(shapes)
        if self._tree is None:
            return found
        inside = [number for number, shape in enumerate(shapes) if shape is not None]
        middles: Any = shapely.point_on_surface(np.array([shapes[number] for number in inside], dtype=object))
        places, areas = self._tree.query_nearest(middles, max_distance=SLACK_DEG, all_matches=False)
        for place, area in zip(places.tolist(), areas.tolist(), strict=True):
            found[inside[place]] = self.codes[area]
        return found
