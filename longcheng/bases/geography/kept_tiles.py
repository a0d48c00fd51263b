"""Tiles that are kept: which of them a change of the map makes wrong, and how a new one is kept safely."""

import math
from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import F

from longcheng.bases.geography.boxes import Box
from longcheng.bases.geography.models import FormerFeature, MapFeature, MapLayer, MapTile

ZOOM_LEAST, ZOOM_MOST = 5, 16
# Deeper tiles are quick to make and many: keeping them would let a stranger fill the disk. Down to this zoom a city of
# 4,400 km² has some 1,400 tiles a layer.
KEPT_TO_ZOOM = 14
# A tile draws a little of what lies beside it, so a change there touches it as well.
BESIDE = 96 / 4096
# Beyond so many names, all tiles of the layer go: one statement instead of thousands of names.
NAMED_MOST, BOXES_MOST = 4_000, 200


def tile_name(z: int, x: int, y: int, layer: str) -> str:
    """How a kept tile is called."""
    return f"{z}/{x}/{y}/{layer}"


def map_changed(ids: Sequence[int], *, with_former: Sequence[int] = ()) -> None:
    """These things have changed: their layers' editions go on, and the tiles that show them are made anew.

    The edition is written first: whoever keeps a tile made before waits for us, or sees that it is old.
    """
    boxes: dict[str, list[Box | None]] = {}
    for layer, box in MapFeature.every.filter(pk__in=ids).values_list("layer_id", "box"):
        boxes.setdefault(layer, []).append(box)
    for layer, box in FormerFeature.objects.filter(feature_id__in=with_former).values_list("layer_id", "box"):
        boxes.setdefault(layer, []).append(box)
    MapLayer.objects.filter(name__in=boxes).update(edition=F("edition") + 1)
    for layer, of_layer in sorted(boxes.items()):
        forget_tiles(layer, boxes=of_layer)


def forget_tiles(layer: str, *, boxes: Iterable[Box | None] | None = None) -> None:
    """Tiles of a layer that show one of these boxes, or all of them. What has no place is counted somewhere: all."""
    around = None if boxes is None else list(boxes)
    is_named = around is not None and None not in around and len(around) <= BOXES_MOST
    names = _names(layer, [box for box in around or () if box is not None]) if is_named else None
    if names is None:
        MapTile.objects.filter(name__endswith=f"/{layer}").delete()
    elif names:
        MapTile.objects.filter(name__in=names).delete()


def _names(layer: str, boxes: Sequence[Box]) -> set[str] | None:
    names: set[str] = set()
    for z in range(ZOOM_LEAST, KEPT_TO_ZOOM + 1):
        for box in boxes:
            west, north = _place(box.west, box.north, z)
            east, south = _place(box.east, box.south, z)
            columns = range(math.floor(west - BESIDE), math.floor(east + BESIDE) + 1)
            rows = range(math.floor(north - BESIDE), math.floor(south + BESIDE) + 1)
            if len(names) + len(columns) * len(rows) > NAMED_MOST:
                return None
            names.update(tile_name(z, x, y, layer) for x in columns for y in rows)
    return names


def _place(lon: float, lat: float, z: int) -> tuple[float, float]:
    down = 0.5 - math.asinh(math.tan(math.radians(lat))) / math.tau
    return (lon / 360 + 0.5) * 2**z, down * 2**z


def keep_tile(name: str, body: bytes, *, layer: str, edition: int) -> None:
    """Keep a tile, unless the layer has changed since, or is being changed by somebody at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO geography_maptile (name, body) SELECT %s, %s WHERE EXISTS (SELECT 1 FROM geography_maplayer "
            "WHERE name = %s AND edition = %s FOR SHARE SKIP LOCKED) ON CONFLICT (name) DO NOTHING",
            [name, body, layer, edition],
        )
