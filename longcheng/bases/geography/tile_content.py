"""What a tile shows of one layer: its things as shapes in the tile's units, and what a tile carries of each."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import orjson
import shapely
from django.db import connection
from numpy.typing import NDArray

from longcheng.bases.geography.boxes import Box
from longcheng.bases.geography.map_asof import end_of
from longcheng.bases.geography.models import LayerKind, MapLayer
from longcheng.bases.geography.mvt import Value

EXTENT = 4096
BUFFER = 96
# What a reader can see at 512 px a tile: two units are a quarter of a pixel, eight are one.
SIMPLIFY_UNITS = 4
PIXEL_UNITS = 8
# So that the densest tile is still drawn: of more things, the largest are shown. Points are not weighed.
MOST = 20_000
DIMENSION = {LayerKind.POINT: 0, LayerKind.LINE: 1, LayerKind.POLYGON: 2}
# A box is ((east,north),(west,south)). A road along a meridian has no area, so the longer side tells the size.
_SIZE = "greatest((box[0])[0] - (box[1])[0], (box[0])[1] - (box[1])[1])"
_NAMED = " AND name <> '' AND label_lon BETWEEN %(west)s AND %(east)s AND label_lat BETWEEN %(south)s AND %(north)s"
_STANDING = (
    "FROM geography_mapfeature WHERE layer_id = %(layer)s AND NOT is_ended AND box && %(box)s::box AND {day}"
    "geometry IS NOT NULL"
)
_FORMER = (
    "FROM geography_formerfeature, jsonb_to_record(content) AS was (key text, name text, name_en text, kind text, "
    "is_synthetic boolean, properties jsonb, label_lon float8, label_lat float8) WHERE layer_id = %(layer)s "
    "AND box && %(box)s::box AND valid_from < %(at)s AND valid_to >= %(at)s AND geometry IS NOT NULL"
)


@dataclass(frozen=True)
class Drawn:
    """Shapes in the tile's units, and their properties by name: None where a shape has none of that name."""

    shapes: Any
    columns: Mapping[str, Sequence[Value | None]]

    @classmethod
    def at(
        cls, places: Sequence[tuple[float, float]], columns: Mapping[str, Sequence[Value | None]], *, tile: Any
    ) -> "Drawn":
        """Points in degrees, with their properties."""
        points = shapely.points(np.asarray(places, dtype=float).reshape(-1, 2))
        return cls(projected(points, *tile), columns)

    def joined(self, other: "Drawn") -> "Drawn":
        """Both as one."""
        here, there = len(self.shapes), len(other.shapes)
        columns = {
            name: [*self.columns.get(name, [None] * here), *other.columns.get(name, [None] * there)]
            for name in {**self.columns, **other.columns}
        }
        return Drawn(np.concatenate([self.shapes, other.shapes]), columns)


def drawn(layer: MapLayer, z: int, x: int, y: int, *, around: Box, day: date | None) -> Drawn:
    """The things of a layer in and beside a tile, clipped and simplified to what can be seen."""
    rows = _rows(layer, z, around=around, day=day)
    if not rows:
        return Drawn(np.empty(0, dtype=object), {})
    shapes = projected(shapely.from_wkb(np.array([row[0] for row in rows], dtype=object)), x=x, y=y, z=z)
    dimension = DIMENSION[LayerKind(layer.kind)]
    if dimension:
        shapes = _seen(shapes, dimension=dimension)
    # One kind in a layer of a tile: a mark where an area should be cannot be drawn as one.
    kept = np.flatnonzero(~shapely.is_empty(shapes) & (shapely.get_dimensions(shapes) == dimension))
    chosen = [rows[one] for one in kept.tolist()]
    return Drawn(shapes[kept], _columns(layer, [row[1:] for row in chosen]))


def _seen(shapes: Any, *, dimension: int) -> Any:
    wide = shapely.bounds(shapes)
    size = np.maximum(wide[:, 2] - wide[:, 0], wide[:, 3] - wide[:, 1])
    fine = size > 8 * PIXEL_UNITS  # the outline of a small thing is not worth the time of making it simpler
    shapes[fine] = shapely.simplify(shapes[fine], SIMPLIFY_UNITS)
    low, high = -BUFFER, EXTENT + BUFFER
    outside = (wide[:, 0] < low) | (wide[:, 1] < low) | (wide[:, 2] > high) | (wide[:, 3] > high)
    shapes[outside] = shapely.clip_by_rect(shapes[outside], low, low, high, high)
    mixed = np.flatnonzero(shapely.get_type_id(shapes) == shapely.GeometryType.GEOMETRYCOLLECTION)
    for one in mixed.tolist():
        parts = shapely.get_parts(shapes[one])
        parts = parts[shapely.get_dimensions(parts) == dimension]
        shapes[one] = shapely.multipolygons(parts) if dimension == 2 else shapely.multilinestrings(parts)
    return shapes


def points_drawn(layer: MapLayer, z: int, x: int, y: int, *, around: Box, day: date | None) -> Drawn:
    """Where the names of a layer's areas stand. What has no name of its own is not named."""
    rows = _rows(layer, z, around=around, day=day, of_labels=True)
    places = [row[0] for row in rows]
    return Drawn.at(places, _columns(layer, [row[1:] for row in rows]), tile=(z, x, y))


def _rows(layer: MapLayer, z: int, *, around: Box, day: date | None, of_labels: bool = False) -> list[tuple[Any, ...]]:
    """Geometry (or label), key, names, whether it is synthetic, kind, and the properties that tiles carry."""
    carried = carried_by(layer)
    properties = "".join(f", properties -> %(p{number})s::text" for number in range(len(carried)))
    columns = f"{'ARRAY[label_lon, label_lat]' if of_labels else 'geometry'}, key, name, name_en, is_synthetic, kind"
    where, ordered = "", ""
    if of_labels:
        where = _NAMED
    elif layer.kind != LayerKind.POINT:
        where, ordered = f" AND {_SIZE} >= %(least)s", f" ORDER BY {_SIZE} DESC"
    when = "" if day is None else "since < %(at)s AND "
    sql = f"SELECT {columns}{properties} {_STANDING.format(day=when)}{where}"
    if day is not None:
        sql = f"({sql}) UNION ALL (SELECT {columns}{properties} {_FORMER}{where})"
    params = {
        "layer": layer.name, "box": around.text, "most": MOST, "least": 360 / 2**z / EXTENT * PIXEL_UNITS,
        "at": end_of(day) if day is not None else None,
        "west": around.west, "east": around.east, "south": around.south, "north": around.north,
        **{f"p{number}": name for number, name in enumerate(carried)},
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"{sql}{'' if day else ordered} LIMIT %(most)s", params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def carried_by(layer: MapLayer) -> list[str]:
    """The properties that tiles carry, as the layer's shape says; the rest is asked for when a thing is chosen."""
    return [name for name, told in layer.shape.items() if told.get("tile")]


def _columns(layer: MapLayer, rows: Sequence[tuple[Any, ...]]) -> dict[str, Sequence[Value | None]]:
    columns: dict[str, Sequence[Value | None]] = {
        "id": [f"{layer.name}-{row[0]}" for row in rows],
        "name": [row[1] or None for row in rows],
        "name_en": [row[2] or row[1] or None for row in rows],
        "synthetic": [True if row[3] else None for row in rows],
        "kind": [row[4] or None for row in rows],
    }
    for number, name in enumerate(carried_by(layer), start=5):
        columns[name] = [_plain(row[number]) for row in rows]
    return columns


def _plain(value: Any) -> Value | None:
    """A property as a tile can carry it, from its JSON: lists as a text with commas."""
    value = orjson.loads(value) if isinstance(value, str) else value
    if isinstance(value, list):
        return ",".join(map(str, value)) or None
    return None if value is None or isinstance(value, dict) else value


def projected(shapes: Any, z: int, x: int, y: int) -> Any:
    """Web Mercator, in units of the tile with y downwards; all shapes at once."""
    scale = 2**z * EXTENT

    def project(points: NDArray[np.float64]) -> NDArray[np.float64]:
        down = 0.5 - np.arcsinh(np.tan(np.radians(points[:, 1]))) / math.tau
        return np.column_stack(((points[:, 0] / 360 + 0.5) * scale - x * EXTENT, down * scale - y * EXTENT))

    return shapely.transform(shapes, project)
