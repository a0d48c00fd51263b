"""The layers: every place in WGS-84 from the datum it really has, nothing made up, with and without local files."""

import json

import pytest
import shapely
from django.conf import settings

from longcheng.bases.geography.areas import DistrictAreas
from longcheng.bases.geography.boxes import Box
from longcheng.bases.geography.map_queries import bus_lines_across, feature_at, group_at
from longcheng.bases.geography.models import Accuracy, MapFeature, MapLayer
from longcheng.bases.geography.tests.conftest import BESIDE
from longcheng.core.datapack.loading import load_pack
from longcheng.core.datapack.models import LoadedFile
from longcheng.core.datapack.pack import read_pack
from longcheng.core.geo import Datum, convert, great_circle_m

whole = pytest.mark.parametrize("whole_map", BESIDE, indirect=True, ids=lambda folder: folder.name)
# The data README, "Areas computed", in km², which match the official figures.
STATED_KM2 = {"320402": 154, "320404": 134, "320411": 508, "320412": 1065, "320413": 978, "320481": 1539}


def shape_of(feature: MapFeature):
    return shapely.from_wkb(bytes(feature.geometry))


def counted(layer: str) -> dict[str, int]:
    found = MapFeature.objects.filter(layer=layer).values_list("accuracy", flat=True)
    return {accuracy: list(found).count(accuracy) for accuracy in set(found)}


def test_without_local_files_the_map_stands_on_the_open_ones(open_map):
    assert set(MapLayer.objects.values_list("name", flat=True)) == {"districts", "seats", "towns", "hospitals", "air"}
    assert all(MapLayer.objects.values_list("is_open", flat=True))
    assert MapFeature.objects.filter(layer="districts").exclude(geometry=None).count() == 6
    assert counted("hospitals") == {"district": 20, "city": 4}
    assert counted("air") == {"city": 6, "none": 3}
    assert not LoadedFile.objects.filter(path__startswith="local:").exists()


def test_the_coarse_districts_are_repaired_and_their_areas_are_right_within_three_percent(open_map):
    for feature in MapFeature.objects.filter(layer="districts"):
        assert shape_of(feature).is_valid
        assert feature.properties["area_km2"] == pytest.approx(STATED_KM2[feature.key], rel=0.03)


def test_a_seat_read_as_gcj02_lies_half_a_kilometre_from_its_numbers_in_the_file(open_map):
    """The data README: GCJ-02 lies about 448 m east and 228 m south of WGS-84 here."""
    seat = MapFeature.objects.get(layer="seats", key="3204")
    moved_m = great_circle_m((119.974061, 31.811226), to=(seat.label_lon, seat.label_lat))
    assert 480 < moved_m < 520
    assert seat.label_lon < 119.974061
    assert seat.label_lat > 31.811226


def test_towns_lie_only_where_name_and_district_leave_no_doubt(open_map):
    assert MapFeature.objects.filter(layer="towns").count() == 67
    assert counted("towns") == {"locality": 38, "none": 29}
    areas = DistrictAreas.known()
    for town in MapFeature.objects.filter(layer="towns").exclude(geometry=None):
        assert areas.at(town.label_lon, town.label_lat) == town.key[:6]
    # One 湖塘 lies in another district; one 新桥 beyond the city.
    assert feature_at("towns-320412100").properties["geonames"] == "8411102"
    assert feature_at("towns-320411006").properties["geonames"] == "7525693"
    # The gazetteer has two 南渡 in the district: neither is taken.
    doubtful = feature_at("towns-320481114")
    assert (doubtful.geometry, doubtful.properties["candidates"]) == (None, 2)


def test_a_hospital_without_a_position_gets_none_and_its_district_from_its_address(open_map):
    assert not MapFeature.objects.filter(layer="hospitals").exclude(geometry=None).exists()
    by_name = {feature.name: feature for feature in MapFeature.objects.filter(layer="hospitals")}
    assert by_name["武进人民医院"].division_code == "320402"  # its address, not its name
    assert by_name["武进中医医院"].division_code == "320412100"
    assert by_name["武进区中西医结合医院"].division_code == "320412105"  # 经开区横林镇
    assert by_name["天宁区郑陆镇卫生院"].division_code == "320402109"  # the address names no district
    assert (by_name["常州市第三人民医院"].division_code, by_name["常州市第三人民医院"].accuracy) == ("", Accuracy.CITY)
    layer, code, features = group_at("hospitals@320411")
    assert (layer.name, code, [feature.name for feature in features]) == ("hospitals", "320411", ["常州市肿瘤医院"])
    assert len(group_at("hospitals@3204")[2]) == 4
    assert group_at("hospitals@320499") is None


def test_the_last_real_reading_counts_and_closed_stations_show_none(open_map):
    live = MapFeature.objects.filter(layer="air", properties__state="live")
    assert {feature.name for feature in live} == {"市监测站", "武进监测站", "安家", "行政中心", "经开区", "钟楼"}
    assert {feature.properties["at"] for feature in live} == {"2020-04-02T07:00:00+08:00"}
    east = live.get(name="经开区").properties
    assert (east["aqi"], east["class"], east["main"]) == (60, 2, "颗粒物(PM10)")
    closed = MapFeature.objects.filter(layer="air", properties__state="closed")
    assert {feature.name for feature in closed} == {"城建学校", "常工院", "潞城"}
    assert all("aqi" not in feature.properties for feature in closed)


def test_loading_again_changes_nothing(open_map):
    before = list(MapFeature.objects.values_list("id", flat=True))
    assert load_pack(read_pack(settings.CITY_PACK)) == 0
    assert list(MapFeature.objects.values_list("id", flat=True)) == before


@whole
def test_the_fine_districts_take_the_place_of_the_coarse_ones(whole_map):
    layer = MapLayer.objects.get(name="districts")
    assert (layer.is_open, layer.datum) == (False, "GCJ-02")
    for feature in MapFeature.objects.filter(layer="districts"):
        assert feature.properties["area_km2"] == pytest.approx(STATED_KM2[feature.key], rel=0.02)


@whole
def test_bus_lines_are_read_as_bd09_and_lie_in_the_city(whole_map):
    lines = [shape_of(line) for line in MapFeature.objects.filter(layer="bus")]
    assert len(lines) == 283
    points = shapely.points(shapely.get_coordinates(lines))
    assert len(points) == 68_308
    city = shapely.union_all(list(DistrictAreas.known().by_code.values()))
    shapely.prepare(city)
    # 99.7 % within the city's own outline; the districts' simplified borders leave slivers between them.
    assert shapely.contains(city, points).mean() > 0.99
    first = json.loads((settings.LOCAL_DATA / "transit/changzhou_bus_lines_bd09.json").read_text())[0]
    expected = convert(first[2], first[3], source=Datum.BD09, target=Datum.WGS84)
    assert shapely.get_coordinates(lines[0])[0].tolist() == pytest.approx(list(expected), abs=1e-9)
    moved_m = great_circle_m((first[2], first[3]), to=expected)
    assert 1100 < moved_m < 1200  # the data README: about 1,060 m east and 449 m north
    assert feature_at("bus-1").name == "公交线路 1（无名，2020 年 2 月）"
    assert 50 < bus_lines_across("320411").count() < 283


@whole
def test_sights_and_air_stations_lie_in_their_districts(whole_map):
    areas = DistrictAreas.known()
    sights = {feature.name: feature for feature in MapFeature.objects.filter(layer="sights")}
    assert len(sights) == 3
    park = next(feature for name, feature in sights.items() if "恐龙" in name)
    assert areas.at(park.label_lon, park.label_lat) == "320411"
    air = {f.name: f.division_code for f in MapFeature.objects.filter(layer="air").exclude(geometry=None)}
    assert air == {
        "市监测站": "320402",
        "武进监测站": "320412",
        "安家": "320411",
        "行政中心": "320411",
        "经开区": "320412",
        "钟楼": "320404",
    }


@whole
def test_metro_stations_and_colleges_are_never_given_a_place(whole_map):
    assert counted("metro") == {"none": 44}
    assert counted("colleges") == {"city": 9}
    assert [f.properties["line"] for f in MapFeature.objects.filter(layer="metro")].count(1) == 29
    change = [f.key for f in MapFeature.objects.filter(layer="metro") if f.properties["transfer"]]
    assert change == ["1-16", "2-7"]


def test_a_box_is_kept_and_found_by_what_it_meets(open_map):
    feature = MapFeature.objects.filter(layer="districts").first()
    west, south, _east, _north = feature.box
    assert feature in MapFeature.objects.filter(box__meets=Box(west - 1, south - 1, west, south))
    assert feature not in MapFeature.objects.filter(box__meets=Box(west - 2, south - 2, west - 1, south - 1))
