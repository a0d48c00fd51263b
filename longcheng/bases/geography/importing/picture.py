"""A small drawing of what came: some hundred of the file's shapes on the outline of the city."""

from collections.abc import Sequence
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from longcheng.bases.geography.importing.city_area import CityArea

SHAPES_MOST, POINTS_A_SHAPE, WIDTH, DIGITS = 250, 24, 480.0, 5
EDGE = 0.06
HEIGHT_MOST = 640.0
LEAST_DEG = 0.002


def gathered(kept: dict[str, Any], shapes: Sequence[BaseGeometry | None], *, first: int, total: int) -> dict[str, Any]:
    """`kept` with every so manieth of these shapes; `first` is the number of the first in the file."""
    every = max(total // SHAPES_MOST, 1)
    lines: list[Any] = list(kept.get("lines", ()))
    for number, shape in enumerate(shapes, start=first):
        if shape is not None and number % every == 0 and len(lines) < SHAPES_MOST:
            lines.append(_line(shape))
    return {"lines": lines, "box": _joined(kept.get("box"), [shape for shape in shapes if shape is not None])}


def drawn(kept: dict[str, Any], area: CityArea) -> dict[str, Any]:
    """The drawing as paths and points of an SVG; empty where nothing came."""
    if not kept.get("box"):
        return {}
    west, south, east, north = kept["box"]
    wide, high = max(east - west, LEAST_DEG), max(north - south, LEAST_DEG)
    west, south, east, north = west - wide * EDGE, south - high * EDGE, east + wide * EDGE, north + high * EDGE
    squeeze = 0.85  # a degree of longitude is so much shorter in the latitudes of the country's middle
    scale = min(WIDTH / ((east - west) * squeeze), HEIGHT_MOST / (north - south))

    def placed(pairs: Sequence[Sequence[float]]) -> list[str]:
        return [f"{(lon - west) * squeeze * scale:.1f},{(north - lat) * scale:.1f}" for lon, lat in pairs]

    picture: dict[str, Any] = {
        "width": round((east - west) * squeeze * scale),
        "height": round((north - south) * scale),
        "areas": [],
        "lines": [],
        "points": [],
        "city": [],
    }
    for kind, pairs in kept.get("lines", ()):
        points = placed(pairs)
        if kind == "point":
            picture["points"] += [dict(zip("xy", point.split(","), strict=True)) for point in points]
        else:
            picture["areas" if kind == "area" else "lines"].append("M" + "L".join(points))
    if area.outline is not None:
        shown = shapely.clip_by_rect(area.outline, west, south, east, north).simplify((east - west) / 300)
        for part in shapely.get_parts(shown):
            if part.geom_type == "Polygon" and not part.is_empty:
                picture["city"].append("M" + "L".join(placed(list(part.exterior.coords))))
    return picture


def _line(shape: BaseGeometry) -> tuple[str, list[list[float]]]:
    part = max(shapely.get_parts(shape), key=lambda one: one.length)
    if part.geom_type == "Point":
        return "point", [[round(part.x, DIGITS), round(part.y, DIGITS)]]
    line = part.exterior if part.geom_type == "Polygon" else part
    pairs = list(line.coords)
    step = max(len(pairs) // POINTS_A_SHAPE, 1)
    kept = [*pairs[:-1:step], pairs[-1]]
    kind = "area" if part.geom_type == "Polygon" else "line"
    return kind, [[round(lon, DIGITS), round(lat, DIGITS)] for lon, lat in kept]


def _joined(box: list[float] | None, shapes: Sequence[BaseGeometry]) -> list[float] | None:
    found: list[float] | None = shapely.total_bounds(list(shapes)).tolist() if shapes else None
    if not found or not box:
        return found or box
    return [min(found[0], box[0]), min(found[1], box[1]), max(found[2], box[2]), max(found[3], box[3])]
