"""Vector tiles (Mapbox Vector Tile 2.1) of the map's layers, made from the database and kept."""

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import mapbox_vector_tile
import shapely
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from longcheng.bases.geography.areas import DISTRICTS, seats
from longcheng.bases.geography.boxes import Box
from longcheng.bases.geography.models import Accuracy, LayerKind, MapFeature, MapLayer, MapTile

ZOOM_LEAST, ZOOM_MOST = 5, 16
# Deeper tiles are quick to make and many: keeping them would let a stranger fill the disk.
KEPT_TO_ZOOM = 12
EXTENT = 4096
BUFFER = 96
# What a reader can see at 512 px a tile: two units are a quarter of a pixel.
SIMPLIFY_UNITS = 4
COUNTED = (Accuracy.DISTRICT, Accuracy.CITY)
# Which properties a tile carries, besides id and names; the rest is asked for when a thing is chosen.
CARRIED = {"bus": ("n",), "air": ("aqi", "class", "state"), "towns": (), "districts": (), "sights": ()}


def data_version() -> str:
    """Changes with whatever lies on the map; addresses of tiles carry it, so that browsers may keep them for ever."""
    return version_and_layers()[0]


def version_and_layers() -> tuple[str, set[str]]:
    """The version, and the names of the layers that people may choose, in one read."""
    rows = list(MapLayer.objects.order_by("name").values_list("name", "digest", "is_listed"))
    version = hashlib.sha256(repr([row[:2] for row in rows]).encode()).hexdigest()[:16]
    return version, {name for name, _digest, is_listed in rows if is_listed}


def city_box() -> Box | None:
    """The box of all that is on the map; None while nothing is."""
    boxes = [box for box in MapFeature.objects.filter(layer=DISTRICTS).values_list("box", flat=True) if box]
    if not boxes:
        return None
    return Box(
        min(box.west for box in boxes),
        min(box.south for box in boxes),
        max(box.east for box in boxes),
        max(box.north for box in boxes),
    )


def tile_box(z: int, x: int, y: int) -> Box:
    """The tile's edges in degrees."""

    def latitude(row: float) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / 2**z))))

    width = 360 / 2**z
    return Box(x * width - 180, latitude(y + 1), (x + 1) * width - 180, latitude(y))


def tile(z: int, x: int, y: int, *, layers: Sequence[str]) -> bytes:
    """The tile of these layers; empty outside the city. Costs one read of the database once it was made.

    Kept by the layer, since a tile is its layers one behind the other: strangers may ask for any choice of layers,
    and there are more choices than the disk has room.
    """
    names = {layer: f"{z}/{x}/{y}/{layer}" for layer in sorted(layers)}
    kept: dict[str, bytes] = {}
    if z <= KEPT_TO_ZOOM:
        rows = MapTile.objects.filter(name__in=names.values()).values_list("name", "body")
        kept = {name: bytes(body) for name, body in rows}
    missing = [layer for layer, name in names.items() if name not in kept]
    if missing:
        around = city_box()
        if around is None or not around.meets(tile_box(z, x, y)):
            return b""  # and not kept: the world has more tiles than the disk has room
        if z > KEPT_TO_ZOOM:
            return _make(z, x, y, layers=layers)
        made = {names[layer]: _make(z, x, y, layers=[layer]) for layer in missing}
        MapTile.objects.bulk_create((MapTile(name=n, body=body) for n, body in made.items()), ignore_conflicts=True)
        kept |= made
    return b"".join(kept[name] for name in names.values())


def _make(z: int, x: int, y: int, *, layers: Sequence[str]) -> bytes:
    edges = tile_box(z, x, y)
    wide, high = ((edges.east - edges.west) * BUFFER / EXTENT, (edges.north - edges.south) * BUFFER / EXTENT)
    around = Box(edges.west - wide, edges.south - high, edges.east + wide, edges.north + high)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for feature in MapFeature.objects.filter(layer__in=layers, box__meets=around).select_related("layer"):
        shape = _in_tile(shapely.from_wkb(bytes(feature.geometry or b"")), z, x, y)
        if shape is not None:
            found[feature.layer_id].append({"geometry": shape, "properties": _told(feature)})
    for layer, features in _named_and_counted(layers, around):
        for point, properties in features:
            found[layer].append({"geometry": _projected(point, z, x, y), "properties": properties})
    if not found:
        return b""
    content = [{"name": name, "features": features} for name, features in sorted(found.items())]
    encoded: bytes = mapbox_vector_tile.encode(content, default_options={"extents": EXTENT, "y_coord_down": True})
    return encoded


def _told(feature: MapFeature) -> dict[str, Any]:
    told = {"id": feature.place, "name": feature.name, "name_en": feature.name_en or feature.name}
    if crosses := feature.properties.get("crosses"):
        told["crosses"] = ",".join(crosses)
    return told | {
        key: feature.properties[key] for key in CARRIED.get(feature.layer_id, ()) if key in feature.properties
    }


def _named_and_counted(
    layers: Iterable[str], around: Box
) -> Iterator[tuple[str, Iterator[tuple[Point, dict[str, Any]]]]]:
    """Two kinds of points that are no features: where an area's name stands, and how many have no place."""
    for layer in MapLayer.objects.filter(name__in=layers):
        if layer.kind == LayerKind.POLYGON:
            yield f"{layer.name}_names", _names(layer, around)
        elif layer.kind == LayerKind.POINT:
            yield layer.name, _counts(layer, around)


def _names(layer: MapLayer, around: Box) -> Iterator[tuple[Point, dict[str, Any]]]:
    for feature in layer.features.exclude(label_lon=None):
        point = Point(feature.label_lon or 0.0, feature.label_lat or 0.0)
        if around.meets(Box(*point.bounds)):
            yield point, _told(feature)


def _counts(layer: MapLayer, around: Box) -> Iterator[tuple[Point, dict[str, Any]]]:
    where = seats()
    rows = layer.features.filter(geometry=None, accuracy__in=COUNTED)
    counted: dict[str, int] = defaultdict(int)
    for code in rows.values_list("division_code", flat=True):
        counted[code[:6]] += 1
    city = min(where, key=len, default="")
    for code, count in counted.items():
        if (code or city) in where:
            point = Point(*where[code or city])
            if around.meets(Box(*point.bounds)):
                yield point, {"id": f"{layer.name}@{code or city}", "count": count}


def _in_tile(shape: BaseGeometry, z: int, x: int, y: int) -> BaseGeometry | None:
    """The shape in the tile's units, simplified to what can be seen and clipped; None where nothing is left."""
    flat = _projected(shape, z, x, y)
    if flat.geom_type != "Point":
        flat = flat.simplify(SIMPLIFY_UNITS)
        flat = shapely.clip_by_rect(flat, -BUFFER, -BUFFER, EXTENT + BUFFER, EXTENT + BUFFER)
    return None if flat.is_empty else flat


def _projected(shape: BaseGeometry, z: int, x: int, y: int) -> BaseGeometry:
    """Web Mercator, in units of the tile with y downwards."""
    scale = 2**z * EXTENT

    def project(points: Any) -> Any:
        flat = [
            (
                (lon / 360 + 0.5) * scale - x * EXTENT,
                (0.5 - math.asinh(math.tan(math.radians(lat))) / math.tau) * scale - y * EXTENT,
            )
            for lon, lat in points.tolist()
        ]
        return shapely.get_coordinates(shapely.multipoints(flat))

    projected: BaseGeometry = shapely.transform(shape, project)
    return projected
