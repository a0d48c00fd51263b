"""Vector tiles: they decode, what is in them lies where it should, and the second time costs one read."""

import math
import re
from datetime import timedelta

import mapbox_vector_tile
import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from longcheng.bases.geography.kept_tiles import keep_tile
from longcheng.bases.geography.models import LayerKind, MapFeature, MapLayer, MapTile
from longcheng.bases.geography.registers import FEATURES, LAYERS
from longcheng.bases.geography.tests.conftest import BESIDE
from longcheng.bases.geography.tests.mapped import a_draft, a_layer, bring
from longcheng.bases.geography.tiles import EXTENT, data_version, tile, tile_box
from longcheng.core.registry.acts import Statement, state

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


def test_deep_tiles_are_not_kept_and_the_same_file_again_forgets_none(open_map, settings):
    from longcheng.bases.geography.loaders import load_map_towns
    from longcheng.core.datapack.pack import read_pack

    MapTile.objects.all().delete()
    tile(*tile_of(119.97, 31.78, z=15), layers=["towns"])
    assert not MapTile.objects.exists()
    tile(*tile_of(119.97, 31.78, z=9), layers=["towns"])
    assert MapTile.objects.count() == 1
    version = data_version()
    load_map_towns(next(file for file in read_pack(settings.CITY_PACK).files if file.kind == "map-towns"))
    assert MapTile.objects.count() == 1  # the same file again: nothing has changed
    assert data_version() == version


@whole
def test_bus_lines_carry_the_districts_they_cross(whole_map):
    found = decoded(*tile_of(119.95, 31.86, z=10), layers=["bus"])["bus"]["features"]
    assert found
    assert all("320411" in f["properties"]["crosses"] or f["properties"]["crosses"] for f in found)
    assert {f["geometry"]["type"] for f in found} <= {"LineString", "MultiLineString"}


# All within one tile of the deepest zoom, so within one of any.
MIDST = tile_box(*tile_of(119.97, 31.78, z=16))
LON, LAT = (MIDST.west + MIDST.east) / 2, (MIDST.south + MIDST.north) / 2
HOUSE = shapely.box(LON, LAT, LON + 0.0003, LAT + 0.0002)


def kept() -> set[str]:
    return set(MapTile.objects.values_list("name", flat=True))


def a_town_with_houses() -> None:
    layer = a_layer(
        "buildings", kind=LayerKind.POLYGON, least_zoom=14, shape={"floors": {"type": "integer", "tile": True}}
    )
    bring(
        layer,
        a_draft(
            "1", name="", kind="residential", geometry=HOUSE, is_synthetic=True, properties={"floors": 6, "built": 1990}
        ),
        a_draft("2", name="名楼", kind="public", geometry=shapely.transform(HOUSE, lambda points: points + 0.0005)),
        a_draft("3", name="", geometry=shapely.box(LON - 0.001, LAT, LON - 0.00098, LAT + 0.00002)),
        valid_from=timezone.now() - timedelta(days=9),
    )


def test_a_layer_is_carried_from_its_least_zoom_with_what_its_shape_says(open_map):
    a_town_with_houses()
    assert tile(*tile_of(LON, LAT, z=13), layers=["buildings"]) == b""
    found = decoded(*tile_of(LON, LAT, z=15), layers=["buildings"])
    told = {one["properties"]["id"]: one["properties"] for one in found["buildings"]["features"]}
    assert told["buildings-1"] == {"id": "buildings-1", "synthetic": True, "kind": "residential", "floors": 6}
    assert "synthetic" not in told["buildings-2"]
    assert [one["properties"]["name"] for one in found["buildings_names"]["features"]] == ["名楼"]


def test_what_is_smaller_than_a_pixel_is_left_out(open_map):
    a_town_with_houses()
    for z, expected in ((14, {"1", "2"}), (16, {"1", "2", "3"})):
        found = decoded(*tile_of(LON, LAT, z=z), layers=["buildings"])["buildings"]["features"]
        assert {one["properties"]["id"].removeprefix("buildings-") for one in found} == expected


def test_of_too_many_things_the_largest_are_drawn(open_map, monkeypatch):
    a_town_with_houses()
    monkeypatch.setattr("longcheng.bases.geography.tile_content.MOST", 2)
    found = decoded(*tile_of(LON, LAT, z=16), layers=["buildings"])["buildings"]["features"]
    assert "buildings-3" not in {one["properties"]["id"] for one in found}


def test_a_single_change_forgets_the_tiles_that_show_it_and_no_other(open_map):
    town = MapFeature.objects.get(layer="towns", key="320411103")
    MapTile.objects.all().delete()
    version, there = data_version(), (town.label_lon, town.label_lat)
    for place in (there, (119.48, 31.43)):
        for layer in ("towns", "districts"):
            tile(*tile_of(*place, z=14), layers=[layer])
    before = kept()
    assert len(before) == 4
    state(FEATURES, Statement(kind="edited", source=LAYERS, subject_id=town.pk, values={"name": "新名"}), by=None)
    z, x, y = tile_of(*there, z=14)
    assert before - kept() == {f"{z}/{x}/{y}/towns"}
    assert data_version() != version  # browsers ask again
    assert {"新名"} <= {one["properties"]["name"] for one in decoded(z, x, y, layers=["towns"])["towns"]["features"]}


def test_a_tile_made_before_a_change_is_not_kept_after_it(open_map):
    layer = MapLayer.objects.get(name="towns")
    keep_tile("14/1/1/towns", b"old", layer="towns", edition=layer.edition - 1)
    assert "14/1/1/towns" not in kept()
    keep_tile("14/1/1/towns", b"new", layer="towns", edition=layer.edition)
    assert "14/1/1/towns" in kept()


def test_the_tile_of_another_day_shows_what_was_then_and_is_not_kept(open_map):
    a_town_with_houses()
    house = MapFeature.objects.get(layer="buildings", key="2")
    state(FEATURES, Statement(kind="edited", source=LAYERS, subject_id=house.pk, values={"name": "改名"}), by=None)
    place = tile_of(LON, LAT, z=15)
    before = kept()

    def names(days_ago: int) -> list[str]:
        body = tile(*place, layers=["buildings"], day=timezone.localdate() - timedelta(days=days_ago))
        found = mapbox_vector_tile.decode(body).get("buildings_names", {"features": []})["features"]
        return [one["properties"]["name"] for one in found]

    assert [names(0), names(3), names(20)] == [["改名"], ["名楼"], []]
    assert kept() == before
