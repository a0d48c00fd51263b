"""Keeping what was laid out: acts and records of things and addresses by COPY, as stating each would have left them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from functools import lru_cache
from typing import Any

import numpy as np
import orjson
import shapely
from django.db import connection, models
from django.utils import timezone
from django.utils.dateparse import parse_date

from longcheng.bases.geography.fabric.ground import Ground
from longcheng.bases.geography.fabric.laid import NONE, Laid, Place, Thing
from longcheng.bases.geography.fabric.words import english_of
from longcheng.bases.geography.models import Accuracy, Address, AddressAct, FeatureAct, MapFeature
from longcheng.bases.geography.registers import ADDRESSES, FABRIC, FEATURES
from longcheng.core.registry.bulk_loading import copy_records, copy_rows, quoted, reserved
from longcheng.core.registry.declaring import Register
from longcheng.core.registry.folding import Origin, State

TABLES: tuple[type[models.Model], ...] = (MapFeature, FeatureAct, Address, AddressAct)
ACT = ("id", "subject_id", "kind", "source", "fields", "valid_from", "recorded_at", "source_key", "reason")
ENTERED = "entered"
SPELT = frozenset({"communities", "roads", "pois"})  # buildings are told by their address
Values = dict[str, Any]


def keep(portion: Sequence[Laid], ground: Ground, *, passed_over: frozenset[tuple[str, str]] = frozenset()) -> None:
    """Keep some communities, inside a transaction. `passed_over` are layers of districts in which real things lie."""
    things, places = _joined(portion, passed_over)
    features, addresses = reserved(MapFeature, len(things)), reserved(Address, len(places))
    moments = [_midnight(one.day) for one in things]
    _state(FEATURES, features, _feature_values(things, ground, addresses), moments)
    moments = [_midnight(one.day) for one in places]
    _state(ADDRESSES, addresses, _address_values(places, ground, features, addresses), moments)


def _joined(portion: Sequence[Laid], passed_over: frozenset[tuple[str, str]]) -> tuple[list[Thing], list[Place]]:
    """All things and addresses with their ties counted through; things of layers passed over are left out."""
    things: list[Thing] = []
    places: list[Place] = []
    for laid in portion:
        before, kept = len(places), {}
        for at, thing in enumerate(laid.things):
            if (thing.layer, laid.code[:6]) in passed_over:
                continue
            kept[at] = len(things)
            address = thing.address + before if thing.address != NONE else NONE
            things.append(thing._replace(address=address) if address != NONE else thing)
        for place in laid.places:
            parent = place.parent + before if place.parent != NONE else NONE
            places.append(place._replace(parent=parent, thing=kept.get(place.thing, NONE)))
    return things, places


def _feature_values(things: Sequence[Thing], ground: Ground, addresses: Sequence[int]) -> list[Values]:
    shapes = ground.round(np.array([one.shape for one in things], dtype=object)) if things else []
    shapes = [_sound(shape) for shape in shapes]
    written = shapely.to_wkb(np.array(shapes, dtype=object), hex=True).tolist() if things else []
    labelled = [one.label or (0.0, 0.0) for one in things]
    labels = ground.degrees(np.array(labelled)).tolist() if things else []
    return [_feature(one, wkb, label, addresses) for one, wkb, label in zip(things, written, labels, strict=True)]


def _sound(shape: Any) -> Any:
    """Rounding can make a thin corner cross itself."""
    if shape.geom_type in {"Polygon", "MultiPolygon"} and not shape.is_valid:
        mended = shapely.make_valid(shape, method="structure")
        return shape if mended.is_empty else mended
    return shape


def _feature(one: Thing, wkb: str, label: list[float], addresses: Sequence[int]) -> Values:
    values: Values = {
        "layer": one.layer, "key": one.key, "kind": one.kind, "division_code": one.division, "geometry": wkb,
        "accuracy": str(Accuracy.EXACT if one.is_exact else Accuracy.DISTRICT), "is_synthetic": True,
    }  # fmt: skip
    if one.name:
        values["name"] = one.name
    if one.layer in SPELT:
        values |= {"name_en": _spelt(one.name), "is_romanised": True}
    if one.label:
        values["label"] = f"{label[0]},{label[1]}"
    if one.address_text:
        values["address"] = one.address_text
    if one.address != NONE:
        values["address_id"] = addresses[one.address]
    if one.hours:
        values |= {"hours": one.hours, "checked_date": one.checked}
    if one.properties:
        values["properties"] = one.properties
    return values


def _address_values(
    places: Sequence[Place], ground: Ground, features: Sequence[int], addresses: Sequence[int]
) -> list[Values]:
    points = ground.degrees(np.array([one.point for one in places])).tolist() if places else []
    found = []
    for one, (lon, lat) in zip(places, points, strict=True):
        values: Values = {
            "division_code": one.division, "street": one.street, "street_kind": one.street_kind, "lon": lon, "lat": lat,
            "is_synthetic": True,
        }  # fmt: skip
        if one.gate:
            values["gate"] = one.gate
        if one.building:
            values["building"] = one.building
        if one.stair:
            values["stair"] = one.stair
        if one.room:
            values["room"] = one.room
        if one.parent != NONE:
            values["parent_id"] = addresses[one.parent]
        if one.thing != NONE:
            values["feature_id"] = features[one.thing]
        found.append(values)
    return found


def _state(register: Register, subjects: Sequence[int], stated: Sequence[Values], moments: Sequence[datetime]) -> None:
    """One act of each subject, and the record that it makes."""
    acts = reserved(register.act_model, len(subjects))
    now = timezone.now()
    rows, states = [], {}
    for act, subject, values, moment in zip(acts, subjects, stated, moments, strict=True):
        rows.append((act, subject, ENTERED, FABRIC, orjson.dumps(values).decode(), moment, now, "", ""))
        origin = Origin(act, FABRIC, ENTERED, moment, now)
        states[subject] = State(subject, values, dict.fromkeys(values, origin), act)
    copy_rows(register.act_model, ACT, rows)
    columns = register.project(states)
    copy_records(
        register.record_model,
        [{"id": one, "last_act_id": states[one].last_act_id, **columns[one]} for one in states],
    )


@lru_cache(maxsize=20_000)
def _spelt(name: str) -> str:
    return english_of(name)[:160]


@lru_cache(maxsize=200)
def _midnight(day: str) -> datetime:
    found = parse_date(day)
    if found is None:
        raise ValueError(f"{day} is no day.")
    return timezone.make_aware(datetime.combine(found, time()))


def analyze(tables: Iterable[type[models.Model]] = TABLES) -> None:
    """Let the planner know of what was loaded."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(quoted(model) for model in tables))
