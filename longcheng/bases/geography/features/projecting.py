"""From the states of things on the map to their columns, many at once, and what their values may be."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext as _
from shapely.geometry.base import BaseGeometry

from longcheng.bases.geography.boxes import Box
from longcheng.bases.geography.models import Accuracy
from longcheng.core.registry.folding import Origin, State

LENGTHS = {
    "layer": 40, "key": 60, "name": 120, "name_en": 160, "kind": 40, "division_code": 12, "address": 200, "hours": 200,
}  # fmt: skip
# What was mistaken stays on the map of the days on which it was shown; these count from when they were decided.
LATER = frozenset({"correction", "undo"})


def project_features(states: Mapping[int, State]) -> dict[int, dict[str, Any]]:
    """The columns of things by their numbers. The geometries of all are worked on together."""
    shapes = _shapes(list(states.values()))
    bounds = shapely.bounds(shapes).tolist()
    labels = _inside(shapes)
    written = shapely.to_wkb(shapes)
    return {
        subject_id: _columns(state, shape=shape, wkb=wkb, bounds=box, inside=inside)
        for (subject_id, state), shape, wkb, box, inside in zip(
            states.items(), shapes, written, bounds, labels, strict=True
        )
    }


def _shapes(states: list[State]) -> Any:
    """The geometries as an array, None where there is none.

    A thing that is a point has one place: of its geometry and its label the one that was stated later.
    """
    found = np.empty(len(states), dtype=object)
    if states:
        found[:] = shapely.from_wkb(np.array([state.get("geometry") or None for state in states], dtype=object))
    for number, state in enumerate(states):
        shape, label = found[number], state.get("label")
        is_free = shape is None or (shape.geom_type == "Point" and _is_later(state, "label", than="geometry"))
        if label and is_free:
            found[number] = shapely.Point(read_label(label))
    return found


def _is_later(state: State, name: str, *, than: str) -> bool:
    first, second = state.origins.get(than), state.origins.get(name)
    return first is None or (
        second is not None and (_held_from(second), second.act_id) > (_held_from(first), first.act_id)
    )


def _held_from(origin: Origin) -> datetime:
    return origin.recorded_at if origin.kind in LATER else origin.valid_from


def read_label(text: str) -> tuple[float, float]:
    """`119.97,31.78` → (119.97, 31.78)."""
    lon, lat = text.split(",")
    return float(lon), float(lat)


def _inside(shapes: Any) -> list[tuple[float, float] | tuple[None, None]]:
    """A point of each shape, for its name."""
    if not len(shapes):
        return []
    points: Any = np.array(shapes, dtype=object)
    points[shapely.get_type_id(shapes) != 0] = None
    wide = shapely.get_type_id(shapes) > 0
    if wide.any():
        points[wide] = shapely.point_on_surface(shapes[wide])
    x, y = shapely.get_x(points).tolist(), shapely.get_y(points).tolist()
    return [(None, None) if lon != lon else (lon, lat) for lon, lat in zip(x, y, strict=True)]


def _columns(
    state: State, *, shape: BaseGeometry | None, wkb: bytes | None, bounds: list[float], inside: Any
) -> dict[str, Any]:
    lon, lat = inside
    if state.get("label") and (shape is None or shape.geom_type != "Point"):
        lon, lat = read_label(state.get("label"))
    checked = state.get("checked_date")
    layer = state.get("layer") or ""
    return {
        "layer_id": layer,
        # A thing of which every act was taken back is no thing of any layer; its number keeps it apart.
        "key": (state.get("key") or "") if layer else f"#{state.subject_id}",
        "order": state.get("order") or 0,
        "name": state.get("name") or "",
        "name_en": state.get("name_en") or "",
        "is_romanised": bool(state.get("is_romanised")),
        "kind": state.get("kind") or "",
        "division_code": state.get("division_code") or "",
        "address": state.get("address") or "",
        "address_id": state.get("address_id"),
        "organisation_id": state.get("organisation_id"),
        "geometry": wkb,
        "box": Box(*bounds) if shape is not None else None,
        "label_lon": lon,
        "label_lat": lat,
        "accuracy": _accuracy(state, has_shape=shape is not None),
        "hours": state.get("hours") or "",
        "checked_date": date.fromisoformat(checked) if checked else None,
        "properties": state.get("properties") or {},
        "is_synthetic": bool(state.get("is_synthetic")),
        "is_ended": bool(state.get("ended")) or not layer,
        "since": max((_held_from(origin) for origin in state.origins.values()), default=None),
    }


def _accuracy(state: State, *, has_shape: bool) -> str:
    """As stated; but what has a place now, though none was known when that was stated, is near it."""
    said = state.get("accuracy")
    if not said:
        return Accuracy.EXACT if has_shape else Accuracy.NONE
    is_placed_since = has_shape and not state.get("geometry") and said not in {Accuracy.EXACT, Accuracy.LOCALITY}
    return Accuracy.LOCALITY if is_placed_since else str(said)


def feature_defects(values: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with values of a thing on the map, by field."""
    found = {
        name: _("At most %(n)s signs.") % {"n": most}
        for name, most in LENGTHS.items()
        if len(values.get(name) or "") > most
    }
    if values.get("geometry"):
        try:
            shape = shapely.from_wkb(values["geometry"])
        except (shapely.errors.ShapelyError, ValueError):
            found["geometry"] = _("This is no geometry.")
        else:
            if shape.is_empty or not np.isfinite(shapely.bounds(shape)).all():
                found["geometry"] = _("The geometry is empty.")
    if values.get("label") and not _is_place(values["label"]):
        found["label"] = _("A place is longitude and latitude in degrees, such as 119.97,31.78.")
    return found


def _is_place(text: str) -> bool:
    try:
        lon, lat = read_label(text)
    except ValueError:
        return False
    return -180 <= lon <= 180 and -90 <= lat <= 90
