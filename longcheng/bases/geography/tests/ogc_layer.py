"""A small layer of invented things for the tests of the OGC APIs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from longcheng.bases.geography.features.drafts import Draft
from longcheng.bases.geography.features.upserting import upsert_features
from longcheng.bases.geography.models import MapLayer
from longcheng.bases.geography.registers import LAYERS

SHAPE = {
    "floors": {"type": "integer", "zh": "层数", "en": "Floors"},
    "height_m": {"type": "number", "zh": "高度", "en": "Height"},
    "is_open": {"type": "boolean", "zh": "开放", "en": "Open"},
    "built": {"type": "date", "zh": "建成", "en": "Built"},
    "use": {"type": "string", "zh": "用途", "en": "Use"},
}
# key: (name, kind, west, south, properties, checked); each is a square of a hundredth of a degree.
THINGS: Mapping[str, tuple[str, str, float, float, dict[str, Any], date | None]] = {
    "a": ("Café Über", "cafe", 119.90, 31.70, {"floors": 1, "height_m": 3.5, "is_open": True}, date(2024, 5, 1)),
    "b": ("茶馆", "cafe", 119.92, 31.70, {"floors": 2, "height_m": 7, "is_open": False, "use": "茶"}, None),
    "c": ("Tower 100%", "office", 119.94, 31.70, {"floors": 30, "built": "1999-12-31"}, date(2025, 1, 1)),
    "d": ("tower_2", "office", 119.96, 31.70, {"floors": 12, "built": "2001-06-30"}, date(2026, 1, 1)),
    "e": ("O'Hara's", "shop", 119.98, 31.70, {"use": "shop"}, None),
    "f": ("旧仓库", "", 120.00, 31.72, {"floors": "many", "built": "long ago"}, None),
}


def square(west: float, south: float, *, side: float = 0.01) -> BaseGeometry:
    """An area whose sides run along the meridians."""
    return shapely.box(west, south, west + side, south + side)


def make_layer(name: str = "things", *, kind: str = "polygon", **more: Any) -> MapLayer:
    """A layer with nothing on it."""
    told = {"title_zh": "事物", "title_en": "Things", "source": "invented", "licence": "CC0", "is_open": True}
    facts = {"order": 90, "dated": "2026", "digest": "x", "shape": SHAPE} | told | more
    return MapLayer.objects.create(name=name, kind=kind, **facts)


def draft_of(key: str) -> Draft:
    """One of the things."""
    name, kind, west, south, properties, checked = THINGS[key]
    shape = square(west, south) if key != "f" else None
    return Draft(key=key, name=name, kind=kind, geometry=shape, properties=properties, checked_date=checked,
                 division_code="320411103")  # fmt: skip


def put(layer: MapLayer, drafts: list[Draft], **more: Any) -> None:
    """Bring these onto a layer, as a file of its owner would."""
    upsert_features(layer, drafts, source=LAYERS, kind="imported", by=None, **more)


def make_things(**more: Any) -> MapLayer:
    """The layer with all of the things."""
    layer = make_layer(**more)
    put(layer, [draft_of(key) for key in THINGS])
    return layer
