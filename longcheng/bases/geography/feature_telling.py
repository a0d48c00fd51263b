"""A thing on the map in words: its values with their sources, and its history."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import shapely
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from longcheng.bases.geography.doubts import DESK
from longcheng.bases.geography.features.drafts import DEFAULTS, fields_of
from longcheng.bases.geography.kinds import kind_in_words
from longcheng.bases.geography.models import Accuracy, FeatureAct, MapFeature, MapLayer
from longcheng.bases.geography.queries import full_name
from longcheng.bases.geography.registers import FEATURES
from longcheng.core.registry.declaring import Source, source_named
from longcheng.core.registry.folding import State
from longcheng.core.registry.reading import standing_acts

# In the order in which people ask; what only programs need is left out.
TOLD = (
    "name", "name_en", "kind", "division_code", "address", "hours", "checked_date", "label", "geometry", "accuracy",
    "is_synthetic", "properties",
)  # fmt: skip
MOMENTS_MOST = 100
PLACES = frozenset({"label", "geometry"})


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One value of a thing, with where it is from and where one says that it is wrong."""

    name: str
    title: str
    told: str
    source: Source | None = None
    since: datetime | None = None
    wrong_href: str = ""


@dataclass(frozen=True, kw_only=True)
class Change:
    """One field of an act: what stood before it, and what it states."""

    title: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One act on the timeline."""

    act: FeatureAct
    title: str
    source: Source
    is_taken_back: bool
    may_be_taken_back: bool
    changes: list[Change] = field(default_factory=list)


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def name_of(feature: MapFeature) -> str:
    """The name in the reader's language; of what has none, its layer and number."""
    return (feature.name_en if is_english() and feature.name_en else feature.name) or feature.place


def layer_title(layer: MapLayer) -> str:
    """The layer's title in the reader's language."""
    return layer.title_en if is_english() else layer.title_zh


def facts_of(feature: MapFeature, state: State | None, *, is_now: bool) -> list[Fact]:
    """What is known of a thing. Only what stands now may be called wrong."""
    found = []
    values = fields_of(feature)
    for name in TOLD:
        origin = state.origins.get(name) if state else None
        more: dict[str, Any] = {
            "source": source_named(origin.source) if origin else None,
            "since": origin.valid_from if origin else None,
        }
        if is_now and not feature.is_ended and DESK.doubtable(name):
            more["wrong_href"] = wrong_href(feature.pk, name)
        if name == "properties":
            found += list(_properties(feature, **more))
        elif told := told_value(feature.layer, name, values[name]):
            found.append(Fact(name=name, title=title_of(name), told=told, **more))
    return found


def wrong_href(number: int, field_name: str) -> str:
    """Where one says that this value is wrong."""
    asked = {"register": FEATURES.name, "subject": number, "field": field_name}
    return f"{reverse('portal:wrong')}?{urlencode(asked)}"


def title_of(name: str) -> str:
    """What a field is called."""
    return _("Position") if name == "label" else str(FEATURES.field(name).title)


def _properties(feature: MapFeature, **more: Any) -> Iterator[Fact]:
    for name, value in feature.properties.items():
        if value != feature.address and (told := _plain(value)):
            yield Fact(name="properties", title=_property_title(feature.layer, name), told=told, **more)


def _property_title(layer: MapLayer, name: str) -> str:
    return str((layer.shape or {}).get(name, {}).get("en" if is_english() else "zh") or name)


def told_value(layer: MapLayer, name: str, value: Any) -> str:
    """A value in words; empty where there is nothing to tell."""
    if value in (None, "", {}, []) or (name in {"is_synthetic", "is_romanised"} and not value):
        return ""
    if name in PLACES and not layer.is_open:
        return _("This is not passed on.")
    if name == "division_code":
        return f"{full_name(value)} {value}"
    if name == "accuracy":
        return str(Accuracy(value).label)
    if name == "geometry":
        return _shape_told(value)
    if name == "kind":
        return kind_told(layer, value)
    if name == "properties":
        return _("; ").join(
            f"{_property_title(layer, key)}: {_plain(one)}" for key, one in value.items() if _plain(one)
        )
    if name == "is_synthetic":
        return _("made up by the city, not surveyed")
    if name == "ended":
        return _("it does not exist any more") if value else _("it exists")
    return _plain(value)


def kind_told(layer: MapLayer, kind: str) -> str:
    """The kind in the reader's language: as the layer tells its kinds, else as `kinds` knows it."""
    told = ((layer.shape or {}).get("kind", {}).get("choices") or {}).get(kind, {})
    return str((told.get("en" if is_english() else "zh") if isinstance(told, Mapping) else told) or kind_in_words(kind))


def _shape_told(hexed: str) -> str:
    shape = shapely.from_wkb(hexed)
    if shape.geom_type == "Point":
        return f"{shape.x:.6f}, {shape.y:.6f}"
    west, south, east, north = shape.bounds
    points = shapely.get_num_coordinates(shape)
    told = {"points": points, "box": f"{west:.5f}, {south:.5f} – {east:.5f}, {north:.5f}"}
    return _("a shape of %(points)s points within %(box)s") % told


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {one}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def moments_of(feature: MapFeature, acts: Iterable[FeatureAct]) -> list[Moment]:
    """The history, the newest first; each field with what was stated of it before."""
    standing = {act.pk for act in standing_acts(FEATURES, feature.pk)}
    before: dict[str, Any] = {}
    found = []
    for act in acts:
        changes = []
        for name, value in act.fields.items():
            old, new = (told_value(feature.layer, name, one) for one in (before.get(name, DEFAULTS.get(name)), value))
            if name in {*TOLD, "ended"} and old != new:
                changes.append(Change(title=title_of(name), old=old, new=new or _("nothing")))
            before[name] = value
        found.append(
            Moment(
                act=act,
                title=str(FEATURES.kind(act.kind).title),
                source=source_named(act.source),
                is_taken_back=act.pk not in standing and act.voids_id is None,
                may_be_taken_back=act.pk in standing and "layer" not in act.fields,
                changes=changes,
            )
        )
    return found[::-1][:MOMENTS_MOST]
