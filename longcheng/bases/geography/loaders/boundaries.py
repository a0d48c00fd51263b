"""The districts' areas from GeoJSON, and the points of their seats."""

import json
from typing import Any

from django.conf import settings
from shapely.errors import ShapelyError
from shapely.geometry import MultiPolygon, Point, mapping, shape
from shapely.geometry.base import BaseGeometry

from longcheng.bases.geography.areas import DISTRICTS, SEATS
from longcheng.bases.geography.features.drafts import Draft
from longcheng.bases.geography.loaders.keeping import (
    datum_of,
    in_reach,
    inner_point,
    keep_layer,
    refuse,
    repaired,
    to_wgs84,
)
from longcheng.bases.geography.models import Accuracy, Division, DivisionLevel, LayerKind
from longcheng.bases.geography.romanised import division_name
from longcheng.core.datapack.loading import reads_entry
from longcheng.core.datapack.pack import PackError, PackFile, read_pack
from longcheng.core.datapack.tables import LINE, Read, read_table
from longcheng.core.geo import polygons_of
from longcheng.core.geo.geodesics import area_m2


def features_of(entry: PackFile) -> list[dict[str, Any]]:
    """The features of a GeoJSON file. Raises PackError where it is none."""
    try:
        content = json.loads(entry.path.read_text(encoding="utf-8-sig"))
        found = content["features"]
    except (ValueError, KeyError, TypeError) as error:
        raise PackError(f"{entry.path}: must be a GeoJSON FeatureCollection: {error}.") from error
    if not isinstance(found, list) or not all(isinstance(feature, dict) for feature in found):
        raise PackError(f"{entry.path}: features must be a list of features.")
    return found


@reads_entry
def load_map_districts(entry: PackFile) -> int:
    """Replace the districts' areas; returns how many. Raises PackError naming every feature that does not fit."""
    names = dict(Division.objects.filter(level=DivisionLevel.DISTRICT).values_list("code", "name"))
    datum, defects, drafts = datum_of(entry), [], []
    for number, feature in enumerate(features_of(entry), start=1):
        properties = feature.get("properties") or {}
        code = str(properties.get("adcode") or feature.get("id") or "")
        if code not in names:
            defects.append(f"feature {number}: {code or '?'} is no district of the city.")
            continue
        area, wrong = _area(feature)
        defects += [f"feature {number} ({code}): {what}" for what in wrong]
        if area is not None:
            drafts.append(_district(code, names[code], repaired(to_wgs84(repaired(area), source=datum)), entry))
    defects += [f"the district {code} {names[code]} is missing." for code in sorted({*names} - {d.key for d in drafts})]
    refuse(defects, entry=entry)
    return keep_layer(entry, drafts, name=DISTRICTS, kind=LayerKind.POLYGON, order=1)


def _area(feature: dict[str, Any]) -> tuple[BaseGeometry | None, list[str]]:
    try:
        area = shape(feature["geometry"])
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, ShapelyError) as error:
        return None, [f"the geometry cannot be read: {error}."]
    if area.geom_type not in {"Polygon", "MultiPolygon"} or area.is_empty:
        return None, [f"the geometry must be an area; it is {area.geom_type}."]
    west, south, east, north = area.bounds
    if not (in_reach(west, south) and in_reach(east, north)):
        return None, [f"it lies at {west:g}, {south:g} to {east:g}, {north:g}. Longitude must come first, in degrees."]
    return area, []


def _district(code: str, name: str, area: MultiPolygon, entry: PackFile) -> Draft:
    square_m = area_m2(polygons_of(mapping(area)))
    return Draft(
        key=code,
        name=name,
        name_en=division_name(name),
        is_romanised=True,
        division_code=code,
        accuracy=Accuracy(entry.facts.get("accuracy", Accuracy.EXACT)),
        geometry=area,
        label=inner_point(area),
        properties={"area_km2": round(square_m / 1e6)},
    )


def degrees(text: str) -> float | None:
    """A number of degrees; nothing where the table has none."""
    if not text:
        return None
    try:
        return float(text)
    except ValueError as error:
        raise ValueError("must be degrees such as 119.97") from error


@reads_entry
def load_map_seats(entry: PackFile) -> int:
    """Replace the points of the city's and the districts' seats, from `adcode`, `name`, `longitude`, `latitude`."""
    columns: dict[str, Read] = {"adcode": str, "name": str, "longitude": degrees, "latitude": degrees}
    rows = read_table(entry.path, columns)
    codes = set(Division.objects.filter(level=DivisionLevel.DISTRICT).values_list("code", flat=True))
    city = read_pack(settings.CITY_PACK).code
    datum, defects, drafts = datum_of(entry), [], []
    for row in rows:
        code = city if row["adcode"] == f"{city}00000000" else row["adcode"][:6]
        lon, lat = row["longitude"], row["latitude"]
        if code not in {*codes, city} or lon is None or lat is None:
            continue
        if not in_reach(lon, lat):
            defects.append(f"line {row[LINE]}: {lon:g}, {lat:g} is no place of the country. Longitude comes first.")
            continue
        place = to_wgs84(Point(lon, lat), source=datum)
        drafts.append(
            Draft(
                key=code,
                name=row["name"],
                division_code=code,
                accuracy=Accuracy.LOCALITY,
                geometry=place,
                label=(place.x, place.y),
            )
        )
    defects += [f"the seat of {code} is missing." for code in sorted({*codes, city} - {draft.key for draft in drafts})]
    refuse(defects, entry=entry)
    return keep_layer(entry, drafts, name=SEATS, kind=LayerKind.POINT, order=90)
