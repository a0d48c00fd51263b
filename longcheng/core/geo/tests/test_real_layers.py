"""The real layers under shared/data, when they lie beside the checkout: datums and areas fit.

The files are marked CAUTION (licence) and never enter the repository; without them there is no case.
"""

import json

import pytest

from longcheng.core.geo import AreaIndex, Datum, convert_many, polygons_of
from longcheng.core.geo.geodesics import area_m2
from longcheng.core.geo.tests.samples import present

CITIES = "boundaries/jiangsu_cities_gcj02.geojson"
DISTRICTS = "boundaries/changzhou_districts_gcj02.geojson"
BUS_LINES = "transit/changzhou_bus_lines_bd09.json"

# shared/data/README.md, "Areas computed", in km², which match the official figures.
STATED_KM2 = {320402: 154, 320404: 134, 320411: 508, 320412: 1065, 320413: 978, 320481: 1539}


def layer(path):
    """Return the polygons of a boundary layer by their division code."""
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["adcode"]: polygons_of(feature["geometry"]) for feature in features}


def bus_points(path):
    """Return all points of the lines, in BD-09, from their start and differences."""
    points = []
    for _, _, lon_deg, lat_deg, *steps in json.loads(path.read_text(encoding="utf-8")):
        here = (lon_deg, lat_deg)
        points.append(here)
        for east_deg, north_deg in zip(steps[::2], steps[1::2], strict=True):
            here = (here[0] + east_deg, here[1] + north_deg)
            points.append(here)
    return points


def share_inside(points, city):
    return sum(city.contains(point) for point in points) / len(points)


@pytest.mark.parametrize("bus_lines", present(BUS_LINES, CITIES)[:1], ids=lambda path: path.name)
def test_bus_lines_lie_in_the_city_only_when_read_as_bd09(bus_lines):
    [cities] = present(CITIES)
    city = AreaIndex(layer(cities)[320400])
    points = bus_points(bus_lines)
    assert len(points) == 68_308
    in_gcj02 = convert_many(points, source=Datum.BD09, target=Datum.GCJ02)
    assert share_inside(list(in_gcj02), city) >= 0.995
    assert share_inside(points, city) < 0.99


@pytest.mark.parametrize("districts", present(DISTRICTS), ids=lambda path: path.name)
def test_district_areas_are_the_stated_ones_within_two_percent(districts):
    by_code = layer(districts)
    assert set(by_code) == set(STATED_KM2)
    for code, polygons in by_code.items():
        wgs84 = [
            [list(convert_many(ring, source=Datum.GCJ02, target=Datum.WGS84)) for ring in polygon]
            for polygon in polygons
        ]
        assert area_m2(wgs84) / 1e6 == pytest.approx(STATED_KM2[code], rel=0.02)
