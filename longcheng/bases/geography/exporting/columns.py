"""The columns of a layer's file: the fields that all things have, and the properties that the layer's things have."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection

from longcheng.bases.geography.importing.targets import PASSED_OVER, PREFIX, TARGETS
from longcheng.bases.geography.models import MapFeature, MapLayer

# One pass over the layer: of each property which kinds of values it has, and whether a number has a fraction.
PROPERTIES = """
SELECT one.key, array_agg(DISTINCT jsonb_typeof(one.value)),
       coalesce(bool_or(jsonb_typeof(one.value) = 'number' AND one.value::text ~ '[.eE]'), false)
FROM geography_mapfeature AS feature, jsonb_each(feature.properties) AS one
WHERE feature.layer_id = %s AND NOT feature.is_ended GROUP BY one.key ORDER BY one.key
"""
FIXED = {"is_romanised": "boolean", "is_synthetic": "boolean", "order": "integer", "label_lon": "number",
         "label_lat": "number"}  # fmt: skip
SHORT_MOST = 10
TAKEN = frozenset(TARGETS) | PASSED_OVER | {"id", "geometry", "wkt", "lon", "lat"}


@dataclass(frozen=True)
class Column:
    """One column. `property` is empty for a field; `kind` one of string, integer, number, boolean."""

    name: str
    kind: str
    property: str = ""

    def value(self, feature: MapFeature) -> Any:
        """What stands there, in the column's kind."""
        held = feature.properties.get(self.property) if self.property else getattr(feature, self.name)
        if held is None or held == "":
            return None
        if self.kind == "string" and not isinstance(held, str):
            return json.dumps(held, ensure_ascii=False) if isinstance(held, list | dict | bool) else str(held)
        return held


def columns_of(layer: MapLayer) -> list[Column]:
    """The columns of a layer, the fields first. Reads the layer once through."""
    found = [Column(name, FIXED.get(name, "string")) for name in TARGETS]
    with connection.cursor() as cursor:
        cursor.execute(PROPERTIES, [layer.name])
        rows = cursor.fetchall()
    for name, kinds, has_fraction in rows:
        shown = name if name.casefold() not in TAKEN and not name.startswith(PREFIX) else f"{PREFIX}{name}"
        found.append(Column(shown, _kind(set(kinds) - {"null"}, has_fraction=has_fraction), name))
    return found


def shortened(columns: list[Column]) -> dict[str, str]:
    """Names of at most ten signs of Latin letters, as a shapefile has them, by the whole ones; no two the same."""
    short: dict[str, str] = {}
    for column in columns:
        name = column.name if column.name.isascii() else "f"
        name = "".join(sign if sign.isalnum() else "_" for sign in name)[:SHORT_MOST] or "f"
        number, made = 1, name
        while made.casefold() in {one.casefold() for one in short.values()}:
            number += 1
            made = f"{name[: SHORT_MOST - len(str(number)) - 1]}_{number}"
        short[column.name] = made
    return short


def _kind(kinds: set[str], *, has_fraction: bool) -> str:
    if kinds == {"number"}:
        return "number" if has_fraction else "integer"
    return "boolean" if kinds == {"boolean"} else "string"
