"""A small layer for the tests of the register, and people who may edit it."""

from datetime import UTC, datetime
from typing import Any

from shapely.geometry import Point

from longcheng.bases.geography.features.drafts import Draft
from longcheng.bases.geography.features.upserting import Upserted, upsert_features
from longcheng.bases.geography.models import FeatureAct, LayerKind, MapFeature, MapLayer
from longcheng.bases.geography.registers import FABRIC, LAYERS
from longcheng.core.access.models import Account, RoleHeld

OWNER, SYNTHETIC = LAYERS, FABRIC
LONG_AGO = datetime(2020, 5, 1, tzinfo=UTC)


def a_layer(name: str = "pois", *, kind: LayerKind = LayerKind.POINT, **columns: Any) -> MapLayer:
    """A layer that keepers may edit."""
    defaults = {
        "title_zh": "设施", "title_en": "Facilities", "source": "a test", "licence": "CC0", "is_open": True,
        "dated": "2026", "digest": name, "is_editable": True, "datum": "WGS-84",
    }  # fmt: skip
    return MapLayer.objects.create(name=name, kind=kind, **(defaults | columns))


def a_draft(key: str = "1", lon: float = 119.97, lat: float = 31.78, **said: Any) -> Draft:
    """A clinic in the middle of the city."""
    return Draft(**({"key": key, "name": f"诊所{key}", "kind": "clinic", "geometry": Point(lon, lat)} | said))


def bring(layer: MapLayer, *drafts: Draft, source: str = LAYERS, kind: str = "imported", **more: Any) -> Upserted:
    """Bring drafts into the layer as a file does."""
    return upsert_features(layer, drafts, source=source, kind=kind, by=None, **more)


def the(key: str = "1", layer: str = "pois") -> MapFeature:
    """The thing, ended or not."""
    return MapFeature.every.get(layer=layer, key=key)


def acts_of_all() -> int:
    """How many acts there are."""
    return FeatureAct.objects.count()


def give_role(account: Account, role: str, *, area: str) -> None:
    """A role in an area."""
    RoleHeld.objects.create(account=account, role=role, area_code=area)
