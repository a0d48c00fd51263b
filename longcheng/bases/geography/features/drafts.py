"""Drafts: what somebody says of a thing on the map before it is stated, and its form in the register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from longcheng.bases.geography.models import Accuracy, MapFeature

# What holds of a field of which nobody has said anything. `layer` and `key` are always said.
DEFAULTS: Mapping[str, Any] = {
    "order": 0, "name": "", "name_en": "", "is_romanised": False, "kind": "", "division_code": "", "address": "",
    "address_id": None, "organisation_id": None, "geometry": None, "label": None, "accuracy": None, "hours": "",
    "checked_date": None, "properties": {}, "is_synthetic": False, "ended": False,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A thing as somebody says that it is; geometry and label are in WGS-84, or None where nobody knows them.

    `says` names the fields of the register that it speaks of; None: of all. Without an `order` it says nothing of its
    place among the others. A label that is not given is worked out from the geometry.
    """

    key: str
    name: str = ""
    accuracy: Accuracy = Accuracy.EXACT
    name_en: str = ""
    is_romanised: bool = False
    kind: str = ""
    division_code: str = ""
    address: str = ""
    address_id: int | None = None
    organisation_id: int | None = None
    geometry: BaseGeometry | None = None
    label: tuple[float, float] | None = None
    hours: str = ""
    checked_date: date | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)
    is_synthetic: bool = False
    order: int | None = None
    says: frozenset[str] | None = None


def hex_of(shapes: Sequence[BaseGeometry | None]) -> list[str | None]:
    """The geometries as the register keeps them, many at once."""
    return list(shapely.to_wkb(np.asarray(shapes, dtype=object), hex=True))


def label_text(lon: float | None, lat: float | None) -> str | None:
    """A place as the register writes it: `119.97,31.78`, without losing a digit."""
    return None if lon is None or lat is None else f"{lon!r},{lat!r}"


def stated_of(drafts: Sequence[Draft]) -> list[dict[str, Any]]:
    """What each draft says, by field of the register, in its JSON form; the layer is left out."""
    found = []
    for draft, geometry in zip(drafts, hex_of([draft.geometry for draft in drafts]), strict=True):
        said: dict[str, Any] = {
            "key": draft.key,
            "name": draft.name,
            "name_en": draft.name_en,
            "is_romanised": draft.is_romanised,
            "kind": draft.kind,
            "division_code": draft.division_code,
            "address": draft.address,
            "address_id": draft.address_id,
            "organisation_id": draft.organisation_id,
            "geometry": geometry,
            "accuracy": str(draft.accuracy),
            "hours": draft.hours,
            "checked_date": draft.checked_date.isoformat() if draft.checked_date else None,
            "properties": as_json(draft.properties),
            "is_synthetic": draft.is_synthetic,
            "ended": False,
        }
        if draft.label is not None:
            said["label"] = label_text(float(draft.label[0]), float(draft.label[1]))
        if draft.order is not None:
            said["order"] = draft.order
        if draft.says is not None:
            said = {name: value for name, value in said.items() if name in draft.says or name in {"key", "ended"}}
        found.append(said)
    return found


def as_json(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Properties as they come back from the database: lists for tuples, texts for dates."""
    read: dict[str, Any] = orjson.loads(orjson.dumps(dict(properties)))
    return read


def fields_of(feature: MapFeature) -> dict[str, Any]:
    """What stands of a thing, in the form in which it is stated. The label is told also where it was worked out."""
    return {
        "layer": feature.layer_id,
        "key": feature.key,
        "order": feature.order,
        "name": feature.name,
        "name_en": feature.name_en,
        "is_romanised": feature.is_romanised,
        "kind": feature.kind,
        "division_code": feature.division_code,
        "address": feature.address,
        "address_id": feature.address_id,
        "organisation_id": feature.organisation_id,
        "geometry": bytes(feature.geometry).hex().upper() if feature.geometry else None,
        "label": label_text(feature.label_lon, feature.label_lat),
        "accuracy": feature.accuracy,
        "hours": feature.hours,
        "checked_date": feature.checked_date.isoformat() if feature.checked_date else None,
        "properties": feature.properties,
        "is_synthetic": feature.is_synthetic,
        "ended": feature.is_ended,
    }
