"""The things of a layer in their order, a few at a time, and the texts of GeoJSON and CSV made of them."""

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
import shapely

from longcheng.bases.geography.exporting.columns import Column
from longcheng.bases.geography.models import LayerKind, MapFeature, MapLayer
from longcheng.core.geo import Datum
from longcheng.core.lists.files import BOM, csv_line

CHUNK = 1_000
CRS_OF = {Datum.CGCS2000: "urn:ogc:def:crs:EPSG::4490"}


def features(layer: MapLayer, *, district: str = "") -> Iterator[MapFeature]:
    """What stands in a layer, or in one division of it."""
    found = MapFeature.objects.filter(layer=layer)
    if district:
        found = found.filter(division_code__startswith=district)
    return found.order_by("order", "id").iterator(chunk_size=CHUNK)


def geojson(layer: MapLayer, columns: Sequence[Column], *, datum: Datum, district: str = "") -> Iterator[bytes]:
    """The layer as GeoJSON, in pieces. RFC 7946 is in WGS-84; another datum says so in the older `crs` member."""
    head: dict[str, Any] = {"type": "FeatureCollection", "name": layer.name}
    if datum in CRS_OF:
        head["crs"] = {"type": "name", "properties": {"name": CRS_OF[datum]}}
    yield orjson.dumps(head)[:-1] + b',"features":['
    separator = b"\n"
    for feature in features(layer, district=district):
        values = {column.name: _json(column.value(feature)) for column in columns}
        yield separator + b'{"type":"Feature","id":' + orjson.dumps(feature.key) + b',"properties":'
        yield orjson.dumps(values) + b',"geometry":' + _shape(feature) + b"}"
        separator = b",\n"
    yield b"\n]}\n"


def table(layer: MapLayer, columns: Sequence[Column], *, datum: Datum, district: str = "") -> Iterator[bytes]:
    """The layer as CSV, in pieces: points as two columns of degrees, everything else as well-known text.

    Cells are as they stand, for the file is to come back unchanged; a name that begins with = is the owner's own.
    """
    is_points = layer.kind == LayerKind.POINT
    heads = [column.name for column in columns]
    yield (BOM + csv_line([*heads, "lon", "lat"] if is_points else [*heads, "wkt"])).encode()
    for feature in features(layer, district=district):
        cells = [_cell(column.value(feature)) for column in columns]
        shape = shapely.from_wkb(bytes(feature.geometry)) if feature.geometry else None
        if not is_points:
            cells.append("" if shape is None else shape.wkt)
        else:
            place = None if shape is None else shape if shape.geom_type == "Point" else shape.centroid
            cells += ["", ""] if place is None else [repr(place.x), repr(place.y)]
        yield csv_line(cells).encode()


def _shape(feature: MapFeature) -> bytes:
    if not feature.geometry:
        return b"null"
    written: str = shapely.to_geojson(shapely.from_wkb(bytes(feature.geometry)))
    return written.encode()


def _json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value) if isinstance(value, float) else str(value)
