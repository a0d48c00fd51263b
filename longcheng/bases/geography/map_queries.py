"""Reads of the map: its layers, one thing by its place name, the things of a table, the lines across a district."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import shapely
from django.db.models import Count, Q, QuerySet

from longcheng.bases.geography.areas import DISTRICTS
from longcheng.bases.geography.models import Accuracy, Division, DivisionLevel, MapFeature, MapLayer

LAYER = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)
SPLITS_MOST = 6  # hyphens that may stand in the name of a layer, and one more
GROUP = re.compile(r"([a-z][a-z-]{0,30})@(\d{4,6})", re.ASCII)
WHOLE_MOST = 20_000  # things of one layer in one answer
_counted: dict[str, tuple[int, int]] = {}  # by layer: at which edition, and how many
OF_LEVEL = {DivisionLevel.DISTRICT: DISTRICTS, DivisionLevel.TOWN: "towns"}


def layers() -> list[MapLayer]:
    """The layers that people may choose, in their order."""
    return list(MapLayer.objects.filter(is_listed=True))


def feature_at(place: str) -> MapFeature | None:
    """The thing that an address names: `towns-320411103`, or a bare division code; None if there is none."""
    if place.isascii() and place.isdigit():
        place = _of_code(place)
    return MapFeature.objects.select_related("layer").filter(_named(place), layer__is_listed=True).first()


def ended_at(place: str) -> int | None:
    """The number of a thing that is no more, by its place name; None where there never was one."""
    gone = MapFeature.every.filter(_named(place), layer__is_listed=True, is_ended=True)
    return gone.values_list("pk", flat=True).first()


def _named(place: str) -> Q:
    """Layer and key of a place name, wherever the hyphen between them stands."""
    found = Q(pk__in=[])
    for at in [at for at, sign in enumerate(place[:41]) if sign == "-"][:SPLITS_MOST]:
        layer, key = place[:at], place[at + 1 :]
        if LAYER.fullmatch(layer) and key and "\0" not in key:
            found |= Q(layer=layer, key=key)
    return found


def _of_code(code: str) -> str:
    """A community is shown by its town."""
    for level in (DivisionLevel.TOWN, DivisionLevel.DISTRICT):
        if len(code) >= level:
            return f"{OF_LEVEL[level]}-{code[:level]}"
    return ""


def group_at(place: str) -> tuple[MapLayer, str, list[MapFeature]] | None:
    """What `hospitals@320411` stands for: the things of a layer of which only this area is known."""
    found = GROUP.fullmatch(place)
    layer = MapLayer.objects.filter(name=found[1], is_listed=True).first() if found else None
    if found is None or layer is None:
        return None
    code = found[2]
    of_city = Q(division_code="") | Q(division_code=code)
    inside = of_city if len(code) == DivisionLevel.CITY else Q(division_code__startswith=code)
    unplaced = MapFeature.objects.filter(
        inside, layer=layer, geometry=None, accuracy__in=(Accuracy.DISTRICT, Accuracy.CITY)
    )
    features = list(unplaced.select_related("layer"))
    return (layer, code, features) if features else None


def features_of(names: Iterable[str], *, division: str = "", text: str = "") -> QuerySet[MapFeature]:
    """The things of some layers, perhaps of one district or town, perhaps with a text in their names."""
    found = MapFeature.objects.filter(layer__in=list(names), layer__is_listed=True).select_related("layer")
    if division:
        found = found.filter(Q(division_code__startswith=division) | Q(properties__crosses__contains=[division]))
    if text:
        found = found.filter(Q(name__icontains=text) | Q(name_en__icontains=text))
    return found.order_by("layer__order", "order", "pk")


def bus_lines_across(district: str) -> QuerySet[MapFeature]:
    """The bus lines that meet a district, in their order."""
    return MapFeature.objects.filter(layer="bus", properties__crosses__contains=[district]).order_by("order")


def names_of_divisions() -> dict[str, tuple[str, str]]:
    """Every district and town by code, with its Chinese name and the English of the map."""
    chinese = Division.objects.filter(level__lte=DivisionLevel.TOWN).values_list("code", "name")
    english = dict(MapFeature.objects.filter(layer__in=OF_LEVEL.values()).values_list("key", "name_en"))
    return {code: (name, english.get(code) or name) for code, name in chinese}


def counts_of(layers: Iterable[MapLayer]) -> dict[str, int]:
    """How many things stand in each layer. Counted anew only where one has changed since: it is a long count."""
    asked = list(layers)
    stale = [one.name for one in asked if _counted.get(one.name, (-1, 0))[0] != one.edition]
    rows = MapFeature.objects.filter(layer__in=stale).order_by().values("layer_id").annotate(n=Count("pk"))
    found = {row["layer_id"]: row["n"] for row in rows} if stale else {}
    for one in asked:
        if one.name in stale:
            _counted[one.name] = (one.edition, found.get(one.name, 0))
    return {one.name: _counted[one.name][1] for one in asked}


def is_too_large(layer: MapLayer) -> bool:
    """Whether the layer is too large for one answer; it is read in parts then, by the OGC API."""
    return MapFeature.objects.filter(layer=layer).order_by()[WHOLE_MOST : WHOLE_MOST + 1].exists()


def as_geojson(layer: MapLayer) -> Mapping[str, Any]:
    """The whole layer as RFC 7946, with its source and licence in it; a thing without a place has a null geometry."""
    return {
        "type": "FeatureCollection",
        "name": layer.name,
        "title": {"zh": layer.title_zh, "en": layer.title_en},
        "source": layer.source,
        "licence": layer.licence,
        "dated": layer.dated,
        "converted_from": layer.datum,
        "features": [
            {
                "type": "Feature",
                "id": feature.place,
                "geometry": shapely.geometry.mapping(shapely.from_wkb(bytes(feature.geometry)))
                if feature.geometry
                else None,
                "properties": {
                    **feature.properties,
                    "name": feature.name,
                    "name_en": feature.name_en,
                    "division_code": feature.division_code,
                    "accuracy": feature.accuracy,
                },
            }
            for feature in MapFeature.objects.filter(layer=layer)
        ],
    }
