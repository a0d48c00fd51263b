"""Things as GeoJSON (RFC 7946): shapes written by shapely, attributes by orjson, links for the pages."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import orjson
import shapely
from django.utils import timezone

from longcheng.bases.geography.ogc.asking import Asked
from longcheng.bases.geography.ogc.collections import Collection
from longcheng.bases.geography.ogc.crs import from_storage
from longcheng.bases.geography.ogc.finding import Found
from longcheng.bases.geography.ogc.layer_rows import LayerRows

OPTIONS = orjson.OPT_UTC_Z


class Columns:
    """Which columns are read of each row and how they become attributes."""

    def __init__(self, one: Collection, chosen: frozenset[str] | None) -> None:
        self.of_layer = isinstance(one.rows, LayerRows)
        own = [each.name for each in one.rows.properties if not each.is_text_in_sql]
        self.taken = frozenset(own)
        self.chosen = chosen
        self.names = [name for name in own if chosen is None or name in chosen]
        self.read = [f"f.{name}" for name in self.names] + (["f.properties::text"] if self.of_layer else [])

    def attributes(self, values: Sequence[Any]) -> dict[str, Any]:
        """The attributes of one row, the columns that all have first, then what only this layer has."""
        told = {name: _plain(value) for name, value in zip(self.names, values, strict=False)}
        if not self.of_layer:
            return told
        further = orjson.loads(values[-1])
        return told | {
            name: value
            for name, value in further.items()
            if name not in self.taken and (self.chosen is None or name in self.chosen)
        }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def shapes_written(found: Found, *, asked: Asked) -> Iterable[Any]:
    """Each shape as GeoJSON, in the reference system that was asked for; `null` where nobody knows the place."""
    if not found.shapes:
        return []
    array = np.array(found.shapes, dtype=object)
    written = shapely.to_geojson(from_storage(array, crs=asked.crs))
    return [orjson.Fragment(text or b"null") for text in written.tolist()]


def features(found: Found, *, asked: Asked, columns: Columns) -> list[dict[str, Any]]:
    """The things as GeoJSON features, ready to be written."""
    return [
        {"type": "Feature", "id": key, "geometry": shape, "properties": columns.attributes(values)}
        for key, shape, values in zip(found.keys, shapes_written(found, asked=asked), found.values, strict=True)
    ]


def written(told: Mapping[str, Any]) -> bytes:
    """As JSON."""
    return orjson.dumps(told, option=OPTIONS)
