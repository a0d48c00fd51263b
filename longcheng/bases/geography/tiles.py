"""Vector tiles (Mapbox Vector Tile 2.1) of the map's layers, made from the database and kept by layer."""

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from longcheng.bases.geography import mvt
from longcheng.bases.geography.areas import DISTRICTS, seats
from longcheng.bases.geography.boxes import Box
from longcheng.bases.geography.kept_tiles import KEPT_TO_ZOOM, ZOOM_LEAST, ZOOM_MOST, keep_tile, tile_name
from longcheng.bases.geography.models import Accuracy, LayerKind, MapFeature, MapLayer, MapTile
from longcheng.bases.geography.tile_content import BUFFER, EXTENT, Drawn, drawn, points_drawn

__all__ = ["EXTENT", "ZOOM_LEAST", "ZOOM_MOST", "city_box", "data_version", "tile", "tile_box", "version_and_layers"]

COUNTED = (Accuracy.DISTRICT, Accuracy.CITY)


def data_version() -> str:
    """Changes with whatever lies on the map; addresses of tiles carry it, so that browsers may keep them for ever."""
    return version_and_layers()[0]


def version_and_layers() -> tuple[str, set[str]]:
    """The version, and the names of the layers that people may choose, in one read."""
    rows = list(MapLayer.objects.order_by("name").values_list("name", "digest", "edition", "is_listed"))
    version = hashlib.sha256(repr([row[:3] for row in rows]).encode()).hexdigest()[:16]
    return version, {name for name, _digest, _edition, is_listed in rows if is_listed}


def city_box() -> Box | None:
    """The box of the districts, which is that of the city; None while there are none. Reads a handful of boxes."""
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


def tile(z: int, x: int, y: int, *, layers: Sequence[str], day: date | None = None) -> bytes:
    """The tile of these layers; empty outside the city. Costs one read of the database once it was made.

    Kept by the layer, since a tile is its layers one behind the other: strangers may ask for any choice of layers,
    and there are more choices than the disk has room. With a `day`, as the map was at its end; such tiles are not kept.
    """
    names = {layer: tile_name(z, x, y, layer) for layer in sorted(layers)}
    kept: dict[str, bytes] = {}
    is_kept = z <= KEPT_TO_ZOOM and day is None
    if is_kept:
        rows = MapTile.objects.filter(name__in=names.values()).values_list("name", "body")
        kept = {name: bytes(body) for name, body in rows}
    missing = [layer for layer, name in names.items() if name not in kept]
    if missing:
        around = city_box()
        if around is None or not around.meets(tile_box(z, x, y)):
            return b""  # and not kept: the world has more tiles than the disk has room
        for layer in MapLayer.objects.filter(name__in=missing):
            body = _made(layer, z, x, y, day=day)
            kept[names[layer.name]] = body
            if is_kept:
                keep_tile(names[layer.name], body, layer=layer.name, edition=layer.edition)
    return b"".join(kept.get(name, b"") for name in names.values())


def _made(layer: MapLayer, z: int, x: int, y: int, *, day: date | None) -> bytes:
    """One layer of one tile. The names of areas are a layer of their own; what has no place is counted at a seat."""
    if z < layer.least_zoom:
        return b""
    edges = tile_box(z, x, y)
    wide, high = ((edges.east - edges.west) * BUFFER / EXTENT, (edges.north - edges.south) * BUFFER / EXTENT)
    around = Box(edges.west - wide, edges.south - high, edges.east + wide, edges.north + high)
    parts = [(layer.name, drawn(layer, z, x, y, around=around, day=day))]
    if layer.kind == LayerKind.POLYGON:
        parts.append((f"{layer.name}_names", points_drawn(layer, z, x, y, around=around, day=day)))
    elif layer.kind == LayerKind.POINT:
        parts.append((layer.name, _counted(layer, z, x, y, around=around)))
    return b"".join(mvt.layer(name, one.shapes, one.columns, extent=EXTENT) for name, one in _together(parts))


def _together(parts: Iterable[tuple[str, Drawn]]) -> list[tuple[str, Drawn]]:
    """The parts by name: a layer's own points and the marks that count are one layer of the tile."""
    found: dict[str, Drawn] = {}
    for name, one in parts:
        if len(one.shapes):
            found[name] = found[name].joined(one) if name in found else one
    return sorted(found.items(), key=lambda pair: pair[0])


def _counted(layer: MapLayer, z: int, x: int, y: int, *, around: Box) -> Drawn:
    """How many things of a layer have no place, at the seat of their district or of the city."""
    rows = MapFeature.objects.filter(layer=layer, geometry=None, accuracy__in=COUNTED)
    counted: dict[str, int] = defaultdict(int)
    for code in rows.values_list("division_code", flat=True):
        counted[code[:6]] += 1
    where = seats() if counted else {}
    city = min(where, key=len, default="")
    found = [
        (where[code or city], f"{layer.name}@{code or city}", count)
        for code, count in counted.items()
        if (code or city) in where and around.meets(Box(*where[code or city], *where[code or city]))
    ]
    return Drawn.at(
        [place for place, _id, _count in found],
        {"id": [one for _place, one, _count in found], "count": [count for _place, _id, count in found]},
        tile=(z, x, y),
    )
