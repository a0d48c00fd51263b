"""Vector tiles: they decode, what is in them lies where it should, and the second time costs one read."""

import math
import re

import mapbox_vector_tile
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from longcheng.bases.geography.models import MapFeature, MapTile
from longcheng.bases.geography.tests.conftest import BESIDE
from longcheng.bases.geography.tiles import EXTENT, data_version, tile, tile_box

whole = pytest.mark.parametrize("whole_map", BESIDE, indirect=True, ids=lambda folder: folder.name)


def tile_of(lon: float, lat: float, *, z: int) -> tuple[int, int, int]:
    """The tile that a place lies in, worked out apart from the code."""
    row = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return z, int((lon + 180) / 360 * 2**z), int(row * 2**z)


def decoded(z: int, x: int, y: int, *, layers: list[str]) -> dict:
    return mapbox_vector_tile.decode(tile(z, x, y, layers=layers), default_options={"y_coord_down": True})


@pytest.mark.parametrize("z", [7, 10, 14])
def test_a_town_lies_in_its_tile_at_its_place(open_map, z):
    town = MapFeature.objects.get(layer="towns", key="320411103")
    place = tile_of(town.label_lon, town.label_lat, z=z)
    box = tile_box(*place)
    assert box.west <= town.label_lon < box.east
    assert box.south <= town.label_lat < box.north
    [found] = [f for f in decoded(*place, layers=["towns"])["towns"]["features"] if f["properties"]["id"] == town.place]
    x, y = found["geometry"]["coordinates"]
    lon = box.west + (box.east - box.west) * x / EXTENT
    lat = box.north - (box.north - box.south) * y / EXTENT  # near enough within one tile
    assert lon == pytest.approx(town.label_lon, abs=360 / 2**z / EXTENT)
    assert lat == pytest.approx(town.label_lat, abs=360 / 2**z / 200)
    assert found["properties"]["name_en"] == "Xuejia Town"


def test_a_district_is_clipped_named_once_and_carries_its_place_name(open_map):
    found = decoded(*tile_of(119.97, 31.78, z=11), layers=["districts"])
    for feature in found["districts"]["features"]:
        for ring in feature["geometry"]["coordinates"]:
            numbers = re.findall(r"-?\d+", str(ring))
            assert min(map(int, numbers)) >= -100
            assert max(map(int, numbers)) <= EXTENT + 100
    names = [
        feature["properties"]["id"]
        for x in range(208, 214)
        for y in range(101, 106)
        if (body := tile(8, x, y, layers=["districts"]))
        for feature in mapbox_vector_tile.decode(body).get("districts_names", {"features": []})["features"]
    ]
    assert len(set(names)) == 6


def test_hospitals_without_a_place_are_counted_at_the_seat_of_their_district(open_map):
    seat = MapFeature.objects.get(layer="seats", key="320481")
    found = decoded(*tile_of(seat.label_lon, seat.label_lat, z=12), layers=["hospitals"])
    told = [feature["properties"] for feature in found["hospitals"]["features"]]
    assert {"id": "hospitals@320481", "count": 4} in told


def test_far_away_is_nothing_and_a_tile_is_made_once(open_map):
    assert tile(10, 0, 0, layers=["towns", "districts"]) == b""
    assert not MapTile.objects.exists()  # a stranger cannot fill the disk with the rest of the world
    place = tile_of(119.97, 31.78, z=9)
    first = tile(*place, layers=["districts", "towns"])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert tile(*place, layers=["towns", "districts"]) == first
    assert len(queries) == 1


def test_every_choice_of_layers_is_put_together_from_what_is_kept_by_layer(open_map):
    place = tile_of(119.97, 31.78, z=9)
    MapTile.objects.all().delete()
    for choice in (["towns"], ["districts"], ["districts", "towns"], ["towns", "hospitals"], ["hospitals"]):
        found = decoded(*place, layers=choice)
        assert {name.removesuffix("_names") for name in found} <= set(choice)
        assert any(found[name]["features"] for name in found)
    assert MapTile.objects.count() == 3  # and not five: strangers choose, and the disk is not theirs


def test_deep_tiles_are_not_kept_and_a_new_layer_forgets_the_old_tiles(open_map, settings):
    from longcheng.bases.geography.loaders import load_map_towns
    from longcheng.core.datapack.pack import read_pack

    MapTile.objects.all().delete()
    tile(*tile_of(119.97, 31.78, z=15), layers=["towns"])
    assert not MapTile.objects.exists()
    tile(*tile_of(119.97, 31.78, z=9), layers=["towns"])
    assert MapTile.objects.count() == 1
    version = data_version()
    load_map_towns(next(file for file in read_pack(settings.CITY_PACK).files if file.kind == "map-towns"))
    assert not MapTile.objects.exists()
    assert data_version() == version  # the same file again


@whole
def test_bus_lines_carry_the_districts_they_cross(whole_map):
    found = decoded(*tile_of(119.95, 31.86, z=10), layers=["bus"])["bus"]["features"]
    assert found
    assert all("320411" in f["properties"]["crosses"] or f["properties"]["crosses"] for f in found)
    assert {f["geometry"]["type"] for f in found} <= {"LineString", "MultiLineString"}
