"""Reads of the map: its layers, one thing by its place name, the things of a table, the lines across a district."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

import shapely
from django.db.models import Q, QuerySet

from longcheng.bases.geography.areas import DISTRICTS
from longcheng.bases.geography.models import Accuracy, Division, DivisionLevel, MapFeature, MapLayer

PLACE = re.compile(r"([a-z][a-z-]{0,30}?)-(.{1,40})", re.DOTALL)
GROUP = re.compile(r"([a-z][a-z-]{0,30})@(\d{4,6})", re.ASCII)
OF_LEVEL = {DivisionLevel.DISTRICT: DISTRICTS, DivisionLevel.TOWN: "towns"}


def layers() -> list[MapLayer]:
    """The layers that people may choose, in their order."""
    return list(MapLayer.objects.filter(is_listed=True))


def feature_at(place: str) -> MapFeature | None:
    """The thing that an address names: `towns-320411103`, or a bare division code; None if there is none."""
    if place.isascii() and place.isdigit():
        place = _of_code(place)
    found = PLACE.fullmatch(place)
    if not found:
        return None
    return (
        MapFeature.objects.select_related("layer").filter(layer=found[1], key=found[2], layer__is_listed=True).first()
    )


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
    unplaced = layer.features.filter(inside, geometry=None, accuracy__in=(Accuracy.DISTRICT, Accuracy.CITY))
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
            for feature in layer.features.all()
        ],
    }
