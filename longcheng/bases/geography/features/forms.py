"""The form of a thing on the map: from what a keeper has typed to a draft, with all defects at once."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import shapely
from django.utils import timezone
from django.utils.translation import gettext as _
from shapely.errors import ShapelyError
from shapely.geometry import Point, mapping
from shapely.geometry.base import BaseGeometry

from longcheng.bases.geography.features.drafts import Draft
from longcheng.bases.geography.models import Accuracy, LayerKind, MapFeature, MapLayer
from longcheng.core.geo import CHINA_BOX

TEXTS = {"name": 120, "name_en": 160, "kind": 40, "division_code": 12, "address": 200, "hours": 200}
SHAPE_MOST = 200_000  # signs of GeoJSON in a form; larger shapes come in a file
PROPERTY = "property-"
SAYS = frozenset(
    {"name", "name_en", "is_romanised", "kind", "division_code", "address", "hours", "checked_date", "geometry",
     "accuracy", "properties"}
)  # fmt: skip


@dataclass
class FeatureForm:
    """What was typed, what is wrong with it by field, and the draft where nothing is."""

    layer: MapLayer
    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    draft: Draft | None = None
    valid_from: datetime | None = None


def typed_of(feature: MapFeature) -> dict[str, str]:
    """What stands, as a keeper would have typed it."""
    shape = shapely.from_wkb(bytes(feature.geometry)) if feature.geometry else None
    point = shape if isinstance(shape, Point) else None
    return {
        **{name: str(getattr(feature, name)) for name in TEXTS},
        "checked_date": feature.checked_date.isoformat() if feature.checked_date else "",
        "accuracy": feature.accuracy,
        "lon": repr(point.x) if point is not None else "",
        "lat": repr(point.y) if point is not None else "",
        "shape": json.dumps(mapping(shape)) if shape is not None and point is None else "",
        **{f"{PROPERTY}{name}": _written(value) for name, value in feature.properties.items()},
    }


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def read_form(layer: MapLayer, posted: Mapping[str, str], *, before: MapFeature | None = None) -> FeatureForm:
    """Read what was posted. Properties that the layer does not describe stay as they are."""
    typed = {str(name): str(value).strip() for name, value in posted.items()}
    form = FeatureForm(layer=layer, typed=typed)
    for name, most in TEXTS.items():
        if len(typed.get(name, "")) > most or "\0" in typed.get(name, ""):
            form.errors[name] = _("At most %(n)s signs.") % {"n": most}
    checked, form.valid_from = _day(form, "checked_date"), _moment(form, "day")
    geometry = _point(form) if layer.kind == LayerKind.POINT else _shape(form)
    properties = _properties(form, dict(before.properties) if before else {})
    accuracy = typed.get("accuracy") or (Accuracy.EXACT if geometry is not None else Accuracy.NONE)
    if accuracy not in Accuracy.values:
        form.errors["accuracy"] = _("Choose one of the list.")
    if not form.errors:
        name_en = typed.get("name_en", "")
        texts: dict[str, Any] = {name: typed.get(name, "") for name in TEXTS}
        form.draft = Draft(
            key=before.key if before else "",
            geometry=geometry,
            checked_date=checked,
            properties=properties,
            accuracy=Accuracy(accuracy),
            is_romanised=bool(before and before.is_romanised and before.name_en == name_en),
            says=SAYS if before else None,
            **texts,
        )
    return form


def _day(form: FeatureForm, name: str) -> date | None:
    if not form.typed.get(name):
        return None
    try:
        return date.fromisoformat(form.typed[name])
    except ValueError:
        form.errors[name] = _("A day must be written like 2026-12-31.")
        return None


def _moment(form: FeatureForm, name: str) -> datetime | None:
    day = _day(form, name)
    if day is None or day == timezone.localdate():
        return None
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


def _point(form: FeatureForm) -> BaseGeometry | None:
    lon, lat = form.typed.get("lon", ""), form.typed.get("lat", "")
    if not lon and not lat:
        return None
    try:
        place = float(lon), float(lat)
    except ValueError:
        form.errors["lon"] = _("A place is longitude and latitude in degrees, such as 119.97 and 31.78.")
        return None
    if not CHINA_BOX.contains(place):
        form.errors["lon"] = _("This is no place of the country. Longitude comes first.")
        return None
    return Point(place)


def _shape(form: FeatureForm) -> BaseGeometry | None:
    text = form.typed.get("shape", "")
    if not text:
        return None
    if len(text) > SHAPE_MOST:
        form.errors["shape"] = _("The shape is too long for a form. Send it in a file.")
        return None
    try:
        read: BaseGeometry = shapely.from_geojson(text)
        west, south, east, north = read.bounds
        is_here = CHINA_BOX.contains((west, south)) and CHINA_BOX.contains((east, north))
    except (ShapelyError, ValueError):
        form.errors["shape"] = _("The shape must be a GeoJSON geometry.")
        return None
    if not is_here:
        form.errors["shape"] = _("This is no place of the country. Longitude comes first.")
    return shapely.force_2d(read)


_READ: dict[str, Callable[[str], Any]] = {
    "integer": int,
    "number": float,
    "boolean": lambda text: {"true": True, "false": False}[text],
    "date": lambda text: date.fromisoformat(text).isoformat(),
    "string": lambda text: text[:500],
}


def _properties(form: FeatureForm, before: dict[str, Any]) -> dict[str, Any]:
    for name, told in (form.layer.shape or {}).items():
        field_name = f"{PROPERTY}{name}"
        if field_name not in form.typed or isinstance(before.get(name), list | dict):
            continue
        text = form.typed[field_name]
        try:
            value = _READ.get(str(told.get("type")), _READ["string"])(text) if text else None
        except (ValueError, KeyError):
            form.errors[field_name] = _("It does not have the form of this field.")
            continue
        if value is None:
            before.pop(name, None)
        else:
            before[name] = value
    return before
