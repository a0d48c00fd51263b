"""Loaders of the map: all defects at once, each with its place; a defective file changes nothing."""

import json
from types import MappingProxyType

import pytest
from shapely.geometry import Polygon

from longcheng.bases.geography import loaders
from longcheng.bases.geography.loaders.keeping import repaired
from longcheng.bases.geography.loaders.transit import clock, points_of
from longcheng.bases.geography.models import MapFeature
from longcheng.bases.geography.romanised import division_name, romanised
from longcheng.bases.geography.rules import Reading, air_class, is_frozen, last_real
from longcheng.core.datapack.pack import PackError, PackFile

SQUARE = [[119.0, 31.0], [119.1, 31.0], [119.1, 31.1], [119.0, 31.1], [119.0, 31.0]]


def entry(path, content, **facts) -> PackFile:
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    told = {"title": {"zh": "层", "en": "Layer"}, "dated": "2020", "datum": "WGS-84"} | facts
    return PackFile(path, "k", "a test", "CC0", MappingProxyType(told))


def district(code, ring) -> dict:
    return {"properties": {"adcode": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def test_districts_name_every_feature_that_does_not_fit(divisions, tmp_path):
    swapped = [[lat, lon] for lon, lat in SQUARE]
    point = {"properties": {"adcode": 320411}, "geometry": {"type": "Point", "coordinates": [119, 31]}}
    features = [district(999999, SQUARE), district(320404, swapped), point, {"id": "320402"}]
    with pytest.raises(PackError) as error:
        loaders.load_map_districts(entry(tmp_path / "d.geojson", {"features": features}))
    told = str(error.value)
    assert "feature 1: 999999 is no district of the city" in told
    assert "feature 2 (320404): it lies at 31, 119 to 31.1, 119.1. Longitude must come first" in told
    assert "feature 3 (320411): the geometry must be an area; it is Point" in told
    assert "feature 4 (320402): the geometry cannot be read" in told
    assert "the district 320481" in told
    assert not MapFeature.objects.exists()


@pytest.mark.parametrize(
    ("facts", "told"),
    [({"datum": ""}, "A datum is required"), ({"datum": "UTM"}, "not known"), ({"title": {}}, "title must be given")],
)
def test_a_manifest_that_does_not_state_datum_and_title_is_refused(divisions, tmp_path, facts, told):
    line = [600, 2100, 119.9, 31.8, 0.001, 0.001]
    with pytest.raises(PackError, match=told):
        loaders.load_map_bus(entry(tmp_path / "b.json", [line], **facts))


def test_bus_lines_name_every_line_that_cannot_be_drawn(divisions, tmp_path):
    lines = [[600, 2100, 119.9, 31.8], "x", [675, 2100, 119.9, 31.8, 0.1, 0.1], [600, 2100, 31.8, 119.9, 0.1, 0.1]]
    with pytest.raises(PackError) as error:
        loaders.load_map_bus(entry(tmp_path / "b.json", lines, datum="BD-09"))
    told = str(error.value)
    assert "line 1: must have a first and a last departure and at least two points" in told
    assert "line 2: must be a list of numbers" in told
    assert "line 3: the first departure 675 must be a time" in told
    assert "line 4: it leaves the country" in told


def test_a_line_is_the_sum_of_its_steps():
    assert points_of([521, 15, 119.9798, 31.7557, -0.001, 0.0001, 0.002, 0.0]) == [
        (119.9798, 31.7557), (119.9788, 31.7558), (119.9808, 31.7558),
    ]  # fmt: skip
    assert (clock(521), clock(15), clock(2400)) == ("05:21", "00:15", "24:00")


def test_metro_stations_must_stand_in_order(divisions, tmp_path):
    text = "line,seq,name_zh,name_en_raw\n1,1,甲,A\\ B\n1,3,乙,B\n2,2,丙,C\n"
    with pytest.raises(PackError) as error:
        loaders.load_map_metro(entry(tmp_path / "m.csv", text))
    assert "line 1: the stations must be counted 1 to 2 in order" in str(error.value)
    assert "line 2: the stations must be counted 1 to 1 in order" in str(error.value)


def test_air_values_out_of_bounds_are_named_by_line_and_column(divisions, tmp_path):
    head = "Date,Hour,WatchPoint,AQI,Level,PrimaryPollution,PM2.5,PM10,CO,NO2,O3_1h,O3_8h,SO2\n"
    text = f"{head}20200401,25,甲,-3,优,NaN,1,1,1,1,1,1,1\n20209901,1,甲,3,优,NaN,1,1,1,1,x,1,1\n"
    with pytest.raises(PackError) as error:
        loaders.load_map_air(entry(tmp_path / "a.csv", text))
    told = str(error.value)
    assert ":2: Hour: must be an hour" in told
    assert ":2: AQI: must lie between 0 and 2000" in told
    assert ":3: Date:" in told
    assert ":3: O3_1h:" in told


def test_a_style_with_another_host_or_a_colour_of_its_own_is_refused(tmp_path):
    style = {
        "glyphs": "https://example.org/{range}",
        "sources": {},
        "layers": [{"id": "a", "type": "fill", "source": "b", "paint": {"fill-color": "#fff"}}],
    }
    with pytest.raises(PackError) as error:
        loaders.load_map_style(entry(tmp_path / "s.json", style))
    for part in ("names another host", "a colour of its own", "glyphs and sprites", "the source b does not exist"):
        assert part in str(error.value)


def test_a_ring_that_crosses_itself_becomes_a_valid_area():
    bow = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    assert not bow.is_valid
    assert repaired(bow).is_valid
    assert repaired(bow).area == pytest.approx(2)


@pytest.mark.parametrize(
    ("aqi", "number"), [(0, 1), (50, 1), (51, 2), (100, 2), (101, 3), (150, 3), (151, 4), (200, 4), (201, 5), (500, 5)]
)
def test_air_classes_are_those_of_hj_633_2012_with_the_last_two_in_one(aqi, number):
    assert air_class(aqi) == number


def test_a_station_that_repeats_itself_for_a_day_is_frozen():
    same = [Reading("2020-04-01", hour, 48) for hour in range(24)]
    assert is_frozen(same)
    assert not is_frozen(same[:5])
    assert not is_frozen([*same[:23], Reading("2020-04-01", 23, 49)])
    assert (
        last_real([Reading("2020-04-02", 1, None), Reading("2020-04-01", 9, 7), Reading("2020-04-01", 8, 6)]).hour == 9
    )


def test_names_are_told_by_sound_where_they_have_no_english():
    assert [division_name(name) for name in ("薛家镇", "红梅街道", "天宁区", "溧阳市")] == [
        "Xuejia Town", "Hongmei Subdistrict", "Tianning District", "Liyang City",
    ]  # fmt: skip
    assert romanised("武进人民医院") == "Wujin Renmin Yiyuan"


def test_a_name_has_the_packs_english_where_it_gives_one_and_its_sound_otherwise(open_map):
    hospitals = {one.name: one for one in MapFeature.objects.filter(layer__name="hospitals")}
    first = hospitals["常州市第一人民医院"]
    assert (first.name_en, first.is_romanised) == ("Changzhou First People's Hospital", False)
    assert all(not one.is_romanised for one in hospitals.values())
    seat = MapFeature.objects.filter(layer__name="towns", name="薛家镇").get()
    assert seat.is_romanised
