"""Keeping a layer: drafts of its features in, the whole layer replaced, its places already in WGS-84."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from longcheng.bases.geography.boxes import Box
from longcheng.bases.geography.models import Accuracy, LayerKind, MapFeature, MapLayer, MapTile
from longcheng.core.datapack.pack import PackError, PackFile
from longcheng.core.geo import CHINA_BOX, Datum, UnknownDatum, convert_many, parse_datum

TEXTS = ("title", "owner", "note", "datum_known")


@dataclass(frozen=True, kw_only=True)
class Draft:
    """A feature before it is kept; its geometry and label are in WGS-84, or None where nobody knows them."""

    key: str
    name: str
    accuracy: Accuracy
    name_en: str = ""
    is_romanised: bool = False
    division_code: str = ""
    geometry: BaseGeometry | None = None
    label: tuple[float, float] | None = None
    properties: Mapping[str, Any] = field(default_factory=dict)


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


def keep_layer(entry: PackFile, drafts: list[Draft], *, name: str, kind: LayerKind, order: int) -> int:
    """Replace the layer by these features; returns how many. Raises PackError for doubled keys and a missing title."""
    defects = [f"the {text} must be given in zh and en." for text in ("title",) if not _both(entry, text)]
    if not entry.facts.get("dated"):
        defects.append("dated (of when the data are) is required.")
    keys = [draft.key for draft in drafts]
    defects += [f"the key {key} stands twice." for key in sorted({key for key in keys if keys.count(key) > 1})]
    refuse(defects, entry=entry)
    texts = {f"{text}_{language}": value for text in TEXTS for language, value in _texts(entry, text).items()}
    layer, _made = MapLayer.objects.update_or_create(
        name=name,
        defaults={
            "kind": kind,
            "order": order,
            "source": entry.origin,
            "licence": entry.licence,
            "is_open": not entry.is_local,
            "is_listed": bool(entry.facts.get("listed", True)),
            "datum": str(entry.facts.get("datum", "")),
            "dated": str(entry.facts["dated"]),
            "digest": entry.digest(),
            **texts,
        },
    )
    layer.features.all().delete()
    MapFeature.objects.bulk_create(_feature(draft, layer=layer, order=number) for number, draft in enumerate(drafts))
    forget_tiles()
    return len(drafts)


def forget_tiles() -> None:
    """Tiles are made anew from what lies on the map now."""
    MapTile.objects.all().delete()


def _feature(draft: Draft, *, layer: MapLayer, order: int) -> MapFeature:
    lon, lat = draft.label or (None, None)
    return MapFeature(
        layer=layer,
        key=draft.key,
        order=order,
        name=draft.name,
        name_en=draft.name_en,
        is_romanised=draft.is_romanised,
        division_code=draft.division_code,
        accuracy=draft.accuracy,
        label_lon=lon,
        label_lat=lat,
        properties=dict(draft.properties),
        **shape_fields(draft.geometry),
    )


def shape_fields(geometry: BaseGeometry | None) -> dict[str, Any]:
    """The columns of a geometry: WKB and its box."""
    if geometry is None:
        return {"geometry": None, "box": None}
    return {"geometry": shapely.to_wkb(geometry), "box": Box(*geometry.bounds)}


def _both(entry: PackFile, text: str) -> bool:
    given = entry.facts.get(text)
    return isinstance(given, dict) and bool(given.get("zh")) and bool(given.get("en"))


def _texts(entry: PackFile, text: str) -> dict[str, str]:
    given = entry.facts.get(text) or {}
    return {language: str(given.get(language, "")) for language in ("zh", "en")}
