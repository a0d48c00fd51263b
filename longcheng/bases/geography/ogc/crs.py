"""Coordinate reference systems (OGC API – Features, part 2): which there are, and coordinates in their own order.

Everything is kept in WGS-84 with the longitude first, CRS84. A system is answered in the order that it defines:
EPSG:4326 and 4490 latitude first, the Gauss-Kruger zones northing first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from pyproj import Transformer

from longcheng.bases.geography.boxes import Box
from longcheng.bases.geography.ogc.problems import bad_request
from longcheng.bases.geography.tiles import city_box
from longcheng.core.geo.projections import central_meridian_of, zone_epsg

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/{}"
# A box in metres is no box in degrees: its sides are bent. So many points of each side keep the difference below 1 m.
POINTS_OF_A_SIDE = 16


@dataclass(frozen=True)
class Crs:
    """One system by its address; `authority` is what PROJ calls it."""

    uri: str
    authority: str

    @property
    def short(self) -> str:
        """A few signs for an ETag; nothing for the system of storage."""
        return "" if self.uri == CRS84 else self.authority.removeprefix("EPSG:")


STORAGE = Crs(CRS84, "OGC:CRS84")
FIXED = (STORAGE, *(Crs(EPSG.format(code), f"EPSG:{code}") for code in (4326, 4490, 3857)))


def known() -> tuple[Crs, ...]:
    """All that are spoken here: the fixed ones and the Gauss-Kruger zone (CGCS2000, three degrees) of the city."""
    around = city_box()
    try:
        code = zone_epsg(central_meridian_of((around.west + around.east) / 2)) if around else None
    except ValueError:  # a city beyond the zones of CGCS2000
        code = None
    return (*FIXED, *([Crs(EPSG.format(code), f"EPSG:{code}")] if code else []))


def parse_crs(text: str, *, name: str) -> Crs:
    """The system of an address; `[EPSG:4490]` and `EPSG:4490` are read too. Raises Problem."""
    asked = text.strip().strip("[]").replace("https://", "http://")
    for crs in known():
        if asked == crs.uri or asked.upper() == crs.authority:
            return crs
    spoken = ", ".join(crs.uri for crs in known())
    raise bad_request(
        name, _("This reference system is not spoken here. Choose one of: %(known)s.") % {"known": spoken}
    )


@cache
def _transformer(source: str, target: str) -> Transformer:
    # always_xy stays off: coordinates stand in the order of their system. One serves all threads (pyproj >= 3.1).
    return Transformer.from_crs(source, target)


def _moved(shapes: Any, *, source: Crs, target: Crs) -> Any:
    if source == target:
        return shapes
    through = _transformer(source.authority, target.authority)

    def moved(points: Any) -> Any:
        first, second = through.transform(points[:, 0], points[:, 1])
        return np.column_stack([first, second])

    return shapely.transform(shapes, moved)


def from_storage(shapes: Any, *, crs: Crs) -> Any:
    """Geometries of ours, one or an array, in this system and its order of axes."""
    return _moved(shapes, source=STORAGE, target=crs)


def to_storage(shapes: Any, *, crs: Crs) -> Any:
    """Geometries of a client in WGS-84, longitude first. Raises ValueError where a place has none."""
    kept = _moved(shapes, source=crs, target=STORAGE)
    if not np.isfinite(shapely.get_coordinates(kept)).all():
        raise ValueError(_("A place of it lies outside of its reference system."))
    return kept


def box_to_storage(numbers: Iterable[float], *, crs: Crs) -> Box:
    """A box of a client, corners in the order of its system, as one in WGS-84 that holds it."""
    first, second, third, fourth = numbers
    corners = shapely.box(first, second, third, fourth)
    if crs != STORAGE:
        step = max(third - first, fourth - second) / POINTS_OF_A_SIDE
        corners = to_storage(shapely.segmentize(corners, step) if step > 0 else corners, crs=crs)
    return Box(*corners.bounds)
