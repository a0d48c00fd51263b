"""Keeping a layer of the pack: drafts of its features in, their places already in WGS-84; what differs is stated."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import shapely
from django.db.models import QuerySet
from django.utils import timezone
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from longcheng.bases.geography.events import LayerLoaded
from longcheng.bases.geography.fabric.replacing import replace_synthetic
from longcheng.bases.geography.features.drafts import Draft
from longcheng.bases.geography.features.upserting import upsert_features
from longcheng.bases.geography.kept_tiles import forget_tiles
from longcheng.bases.geography.loaders.shapes import SHAPES
from longcheng.bases.geography.models import FeatureAct, LayerKind, MapFeature, MapLayer
from longcheng.bases.geography.registers import LAYERS
from longcheng.core.datapack.pack import PackError, PackFile
from longcheng.core.events.outbox import emit
from longcheng.core.geo import CHINA_BOX, Datum, UnknownDatum, convert_many, parse_datum

TEXTS = ("title", "owner", "note", "datum_known")
IMPORTED = "imported"
# Which layers of the pack keepers may edit as well; an entry says otherwise by `editable`.
EDITABLE = frozenset({"hospitals", "colleges", "sights"})


def datum_of(entry: PackFile) -> Datum:
    """The datum that the manifest states for the file. Raises PackError where it states none: nothing is guessed."""
    try:
        return parse_datum(str(entry.facts.get("datum", "")))
    except UnknownDatum as error:
        raise PackError(f"{entry.path}: {error}") from error


def to_wgs84(geometry: BaseGeometry, *, source: Datum) -> BaseGeometry:
    """The same shape in WGS-84, point by point."""

    def converted(points: Any) -> Any:
        pairs = convert_many(map(tuple, points.tolist()), source=source, target=Datum.WGS84)
        return shapely.get_coordinates(shapely.multipoints([tuple(pair) for pair in pairs]))

    moved: BaseGeometry = shapely.transform(geometry, converted)
    return moved


def repaired(geometry: BaseGeometry) -> MultiPolygon:
    """A valid area of the same outline: rings that cross themselves are taken apart, slivers of lines dropped."""
    sound = geometry if geometry.is_valid else shapely.make_valid(geometry, method="structure")
    parts = [part for part in shapely.get_parts(sound) if isinstance(part, Polygon) and part.area > 0]
    return MultiPolygon(parts)


def inner_point(area: BaseGeometry) -> tuple[float, float]:
    """Where an area's name stands best: the middle of the largest circle inside it."""
    largest = max(shapely.get_parts(area), key=lambda part: part.area)
    middle = shapely.get_point(shapely.maximum_inscribed_circle(largest, tolerance=0.002), 0)
    return middle.x, middle.y


def in_reach(lon_deg: float, lat_deg: float) -> bool:
    """Whether a pair can be a place of the country at all, and not swapped or in metres."""
    return CHINA_BOX.contains((lon_deg, lat_deg))


def refuse(defects: Iterable[str], *, entry: PackFile) -> None:
    """Raise PackError with all defects, if there is one."""
    found = [f"{entry.path}: {defect}" for defect in defects]
    if found:
        raise PackError("\n".join([*found[:50], *([f"… and {len(found) - 50} more defects."] if found[50:] else [])]))


def keep_layer(entry: PackFile, drafts: list[Draft], *, name: str, kind: LayerKind, order: int, **more: Any) -> int:
    """Bring the layer in line with these features, in their order; returns how many they are.

    Only what differs is stated: the same file again changes nothing, and what was before stays in the history. What an
    earlier file had and this one has not ends; what a keeper entered by hand stays. `more` are further columns of the
    layer. Raises PackError for doubled keys and a missing title.
    """
    defects = [f"the {text} must be given in zh and en." for text in ("title",) if not _both(entry, text)]
    if not entry.facts.get("dated"):
        defects.append("dated (of when the data are) is required.")
    counted = Counter(draft.key for draft in drafts)
    defects += [f"the key {key} stands twice." for key in sorted(key for key, count in counted.items() if count > 1)]
    refuse(defects, entry=entry)
    layer = _layer(entry, name=name, columns={"kind": kind, "order": order, "shape": SHAPES.get(name, {}), **more})
    from_files = set(_brought_by_files(layer))
    done = upsert_features(
        layer,
        (replace(draft, order=number) for number, draft in enumerate(drafts)),
        source=LAYERS,
        kind=IMPORTED,
        by=None,
        ends_missing_within=lambda feature: feature.pk in from_files,
    )
    replace_synthetic(name)
    emit(
        LayerLoaded(layer=name, source=LAYERS, new=done.new, changed=done.changed, ended=done.ended, same=done.same),
        actor=None,
    )
    return len(drafts)


def _layer(entry: PackFile, *, name: str, columns: Mapping[str, Any]) -> MapLayer:
    """The layer as the manifest tells it; where that has changed, tiles may carry something else now."""
    before = MapLayer.objects.filter(name=name).values_list("digest", flat=True).first()
    texts = {f"{text}_{language}": value for text in TEXTS for language, value in _texts(entry, text).items()}
    layer, _made = MapLayer.objects.update_or_create(
        name=name,
        defaults={
            "source": entry.origin,
            "licence": entry.licence,
            "is_open": not entry.is_local,
            "is_listed": bool(entry.facts.get("listed", True)),
            "is_editable": bool(entry.facts.get("editable", name in EDITABLE)),
            "datum": str(entry.facts.get("datum", "")),
            "dated": str(entry.facts["dated"]),
            "digest": entry.digest(),
            "loaded_at": timezone.now(),
            **texts,
            **columns,
        },
    )
    if before != layer.digest:
        forget_tiles(name)
    return layer


def _brought_by_files(layer: MapLayer) -> QuerySet[FeatureAct, int]:
    things = MapFeature.objects.filter(layer=layer).values("pk")
    return FeatureAct.objects.filter(subject_id__in=things, kind=IMPORTED).values_list("subject_id", flat=True)


def _both(entry: PackFile, text: str) -> bool:
    given = entry.facts.get(text)
    return isinstance(given, dict) and bool(given.get("zh")) and bool(given.get("en"))


def _texts(entry: PackFile, text: str) -> dict[str, str]:
    given = entry.facts.get(text) or {}
    return {language: str(given.get(language, "")) for language in ("zh", "en")}
