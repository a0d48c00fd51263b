"""What a client sends to change a thing: a GeoJSON feature, or a merge patch of one, checked as a whole."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson
import shapely
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.translation import gettext as _

from longcheng.bases.geography.models import Accuracy, MapLayer
from longcheng.bases.geography.ogc.crs import STORAGE, Crs, parse_crs, to_storage
from longcheng.bases.geography.ogc.problems import Problem

FEATURE_TYPES = frozenset({"application/geo+json", "application/json"})
PATCH_TYPES = frozenset({"application/merge-patch+json", *FEATURE_TYPES})
MOST_POINTS, MOST_BYTES = 50_000, 2_000_000
TEXTS = {"name": 120, "name_en": 160, "kind": 40, "division_code": 12, "address": 200, "hours": 200}
NUMBERS = frozenset({"address_id", "organisation_id"})
# What is told of a thing but never stated by a client; whoever sends it back as it came is not refused.
TOLD_ONLY = frozenset({"since", "is_synthetic", "place"})
SHAPES = {
    "point": {"Point", "MultiPoint"},
    "line": {"LineString", "MultiLineString"},
    "polygon": {"Polygon", "MultiPolygon"},
}
_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str) and len(value) <= 1_000 and "\0" not in value,
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53,
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value),
    "boolean": lambda value: isinstance(value, bool),
    "date": lambda value: isinstance(value, str) and _is_day(value),
}


@dataclass
class Body:
    """What is said of a thing: fields of the register, and properties of the layer, each None to take it away.

    `shape` is in WGS-84; `says_shape` tells a shape that is not mentioned from one that is taken away.
    """

    key: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    properties: dict[str, Any] = field(default_factory=dict)
    shape: Any = None
    says_shape: bool = False


def read_body(request: HttpRequest, *, layer: MapLayer, is_patch: bool = False) -> Body:
    """The body of a request. Raises Problem: 413, 415, 400 where it is no feature, 422 with all defects."""
    kind = (request.content_type or "").lower()
    if kind not in (PATCH_TYPES if is_patch else FEATURE_TYPES):
        told = _("Send application/merge-patch+json.") if is_patch else _("Send application/geo+json.")
        raise Problem(415, _("This form is not spoken here."), told)
    try:
        body = request.body
    except RequestDataTooBig:
        body = b" " * (MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise Problem(413, _("This is too large."), _("At most %(n)s bytes.") % {"n": MOST_BYTES})
    try:
        told_of = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Problem(400, _("This is no JSON."), str(error)[:200]) from error
    if not isinstance(told_of, dict) or (not is_patch and told_of.get("type") != "Feature"):
        raise Problem(400, _("This is no GeoJSON feature."))
    asked = request.headers.get("Content-Crs", "").strip().strip("<>")
    crs = parse_crs(asked[:200], name="Content-Crs") if asked else STORAGE
    reader = _Reader(layer, crs, is_patch=is_patch)
    found = reader.read(told_of)
    if reader.defects:
        raise Problem(422, _("This cannot be kept as it stands."), defects=reader.defects)
    return found


class _Reader:
    def __init__(self, layer: MapLayer, crs: Crs, *, is_patch: bool) -> None:
        self.layer, self.crs, self.is_patch = layer, crs, is_patch
        self.defects: list[tuple[str, str]] = []

    def read(self, told: Mapping[str, Any]) -> Body:
        found = Body()
        if told.get("id") is not None:
            found.key = self._key(told["id"])
        if "geometry" in told or not self.is_patch:
            found.says_shape, found.shape = True, self._shape(told.get("geometry"))
        given = told.get("properties")
        if given is None:
            given = {}
        if not isinstance(given, dict):
            self._defect("properties", _("They must be an object."))
            return found
        for name, value in given.items():
            self._property(found, str(name), value)
        return found

    def _defect(self, name: str, told: str) -> None:
        self.defects.append((name[:60], told))

    def _key(self, given: Any) -> str:
        key = str(given)
        if not 0 < len(key) <= 60 or "\0" in key or not isinstance(given, str | int):
            self._defect("id", _("1 to %(n)s signs.") % {"n": 60})
            return ""
        return key

    def _property(self, found: Body, name: str, value: Any) -> None:
        if name in TOLD_ONLY:
            return
        if name in TEXTS or name in NUMBERS or name in {"accuracy", "checked_date"}:
            if wrong := self._wrong_column(name, value):
                self._defect(name, wrong)
            else:
                found.values[name] = value
            return
        if name not in self.layer.shape:
            known = ", ".join([*TEXTS, *sorted(NUMBERS), "accuracy", "checked_date", *self.layer.shape])
            self._defect(name, _("The layer has no such property. Known: %(known)s.") % {"known": known})
            return
        kind = self.layer.shape[name].get("type", "string")
        if value is not None and not _TYPES.get(kind, _TYPES["string"])(value):
            self._defect(name, _("It must be of the type %(kind)s.") % {"kind": kind})
        else:
            found.properties[name] = value

    @staticmethod
    def _wrong_column(name: str, value: Any) -> str:
        if value is None:
            return ""
        if name in TEXTS:
            is_text = isinstance(value, str) and len(value) <= TEXTS[name] and "\0" not in value
            return "" if is_text else _("A text of at most %(n)s signs.") % {"n": TEXTS[name]}
        if name in NUMBERS:
            return "" if _TYPES["integer"](value) and value > 0 else _("It must be of the type %(kind)s.") % {
                "kind": "integer"
            }  # fmt: skip
        if name == "accuracy":
            return "" if value in Accuracy.values else _("One of: %(known)s.") % {"known": ", ".join(Accuracy.values)}
        return "" if _TYPES["date"](value) else _("A date, written as 2026-11-23.")

    def _shape(self, given: Any) -> Any:
        if given is None:
            return None
        fitting = SHAPES.get(self.layer.kind, set().union(*SHAPES.values()))
        if not isinstance(given, dict) or given.get("type") not in fitting:
            self._defect("geometry", _("One of: %(known)s.") % {"known": ", ".join(sorted(fitting))})
            return None
        try:
            bare = {"type": given["type"], "coordinates": given.get("coordinates")}
            shape = to_storage(shapely.force_2d(shapely.from_geojson(orjson.dumps(bare))), crs=self.crs)
        except (shapely.errors.GEOSException, TypeError, ValueError):
            self._defect("geometry", _("This shape cannot be read."))
            return None
        west, south, east, north = shape.bounds if not shape.is_empty else (0, 0, 0, 0)
        if shape.is_empty or not shape.is_valid or shapely.get_num_coordinates(shape) > MOST_POINTS:
            self._defect("geometry", _("This shape is empty, crosses itself or has more than 50,000 points."))
        elif not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
            self._defect("geometry", _("The shape lies outside of the Earth. Check the order of its numbers."))
        return shape


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
