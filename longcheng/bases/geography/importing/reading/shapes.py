"""Shapes of a file in WGS-84: moved from their datum, mended where they cross themselves, flawed ones told."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import shapely
from pyproj import CRS, Transformer
from shapely.geometry.base import BaseGeometry

from longcheng.bases.geography.importing.reading.rows import Raw
from longcheng.core.geo import CHINA_BOX, Datum
from longcheng.core.geo.arrays import to_wgs84

FAMILIES = {
    "point": {"Point", "MultiPoint"},
    "line": {"LineString", "MultiLineString", "LinearRing"},
    "polygon": {"Polygon", "MultiPolygon"},
}
VERTICES_MOST = 100_000
LON_MOST, LAT_MOST = 180.0, 90.0


@dataclass(frozen=True)
class Target:
    """Into what the shapes of a run are brought. `crs` is the projection they are in, or empty for degrees."""

    datum: str
    crs: str
    kind: str


def bring(raws: Sequence[Raw], target: Target) -> list[tuple[str | None, list[tuple[str, str]]]]:
    """For each feature its shape as WKB in hexadecimal signs, or None, and what was seen: flaws and repairs.

    The code `repaired` is no flaw.
    """
    seen: list[list[tuple[str, str]]] = [list(raw.flaws) for raw in raws]
    shapes = np.array([raw.shape for raw in raws], dtype=object)
    for number, raw in enumerate(raws):
        shapes[number] = _fitting(raw.shape, target, seen[number])
    moved = _moved(shapes, target)
    for number, shape in enumerate(moved):
        if shape is not None:
            moved[number] = _sound(shape, target, seen[number])
    written = shapely.to_wkb(moved, hex=True, byte_order=1)
    return list(zip(written.tolist(), seen, strict=True))


def _fitting(shape: BaseGeometry | None, target: Target, seen: list[tuple[str, str]]) -> BaseGeometry | None:
    """The shape, if it is of the layer's family and its numbers can be places."""
    if shape is None or shape.is_empty:
        if not any(code == "geometry_unreadable" for code, _column in seen):
            seen.append(("geometry_empty", ""))
        return None
    if target.kind and shape.geom_type not in FAMILIES[target.kind]:
        seen.append((f"not_{target.kind}", shape.geom_type))
        return None
    if shapely.get_num_coordinates(shape) > VERTICES_MOST:
        seen.append(("too_many_vertices", ""))
        return None
    west, south, east, north = shape.bounds
    if not np.isfinite([west, south, east, north]).all():
        seen.append(("not_finite", ""))
        return None
    if target.crs:
        return _in_metres(shape, seen)
    # Both ends of the box swapped lie in the country, as given they do not: nobody maps both at once.
    if _looks_swapped(west, south) and _looks_swapped(east, north):
        seen.append(("swapped", f"{west:.5g}, {south:.5g}"))
    elif max(abs(west), abs(east)) > LON_MOST or max(abs(south), abs(north)) > LAT_MOST:
        seen.append(("in_metres", f"{west:.7g}, {south:.7g}"))
    else:
        return shape
    return None


def _in_metres(shape: BaseGeometry, seen: list[tuple[str, str]]) -> BaseGeometry | None:
    west, south, east, north = shape.bounds
    if max(abs(west), abs(east)) <= LON_MOST and max(abs(south), abs(north)) <= LAT_MOST:
        seen.append(("in_degrees", f"{west:.5g}, {south:.5g}"))
        return None
    return shape


def _looks_swapped(lon: float, lat: float) -> bool:
    return CHINA_BOX.contains((lat, lon)) and not CHINA_BOX.contains((lon, lat))


def _moved(shapes: Any, target: Target) -> Any:
    if target.crs:
        shapes = shapely.transform(shapes, lambda points: _to_degrees(points, target.crs))
    if target.datum in {Datum.GCJ02, Datum.BD09}:
        shapes = shapely.transform(shapes, lambda points: to_wgs84(points, source=Datum(target.datum)))
    return shapes


def _to_degrees(points: Any, crs: str) -> Any:
    lon, lat = _transformer(crs).transform(points[:, 0], points[:, 1])
    return np.column_stack((lon, lat))


@cache
def _transformer(crs: str) -> Transformer:
    projected = CRS.from_user_input(crs)
    return Transformer.from_crs(projected, projected.geodetic_crs, always_xy=True)


def _sound(shape: BaseGeometry, target: Target, seen: list[tuple[str, str]]) -> BaseGeometry | None:
    """The shape as it may be kept: valid, of its family, still on the Earth after it was moved."""
    if not np.isfinite(shape.bounds).all():
        seen.append(("not_finite", ""))
        return None
    if shape.geom_type == "LinearRing":
        shape = shapely.LineString(shape.coords)
    if shape.is_valid:
        return shape
    mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    family = FAMILIES[target.kind] if target.kind else {shape.geom_type, f"Multi{shape.geom_type}"}
    parts = [part for part in shapely.get_parts(mended) if part.geom_type in family and not part.is_empty]
    if not parts:
        seen.append(("geometry_broken", _where(shape)))
        return None
    seen.append(("repaired", _where(shape)))
    single = {"Polygon": shapely.MultiPolygon, "LineString": shapely.MultiLineString, "Point": shapely.MultiPoint}
    return parts[0] if len(parts) == 1 else single[parts[0].geom_type](parts)


def _where(shape: BaseGeometry) -> str:
    """Where a shape is broken, as longitude and latitude."""
    inside = str(shapely.is_valid_reason(shape)).partition("[")[2].rstrip("]").split()
    return ", ".join(f"{float(one):.5f}" for one in inside[:2])
