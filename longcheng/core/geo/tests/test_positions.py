"""Positions: every defect named, every usual way of writing read, datums never mixed."""

import dataclasses
import math

import pytest
from hypothesis import given

from longcheng.core.geo import BadCoordinates, Datum, Position, looks_swapped, parse_lon_lat
from longcheng.core.geo.tests.samples import CENTRE, points_in_china, steady

WGS84, GCJ02, BD09 = Datum.WGS84, Datum.GCJ02, Datum.BD09


@pytest.mark.parametrize(
    ("lon_deg", "lat_deg", "datum", "defects"),
    [
        (math.nan, 31.78, WGS84, ["The longitude must be finite, not nan."]),
        (119.97, -math.inf, WGS84, ["The latitude must be finite, not -inf."]),
        (
            "119.97",
            True,
            WGS84,
            ["longitude must be an int or a float", "latitude must be an int or a float"],
        ),
        (
            181,
            91,
            WGS84,
            ["The longitude 181 must be between -180 and 180", "The latitude 91 must be between"],
        ),
        (31.78, 119.97, WGS84, ["latitude 119.97 must be", "give longitude 119.97, latitude 31.78."]),
        (40.0, 80.0, GCJ02, ["Longitude 40.0 and latitude 80.0 in GCJ-02 look swapped"]),
        (
            119.97,
            31.78,
            "WGS-84",
            ["The datum must be one of WGS-84, CGCS2000, GCJ-02, BD-09, not 'WGS-84'."],
        ),
        (None, 99, None, ["longitude must be", "latitude 99", "datum must be"]),
    ],
)
def test_every_defect_of_a_position_is_named(lon_deg, lat_deg, datum, defects):
    with pytest.raises(BadCoordinates) as refusal:
        Position(lon_deg, lat_deg, datum)
    assert len(refusal.value.defects) == len(defects)
    for defect, named in zip(defects, refusal.value.defects, strict=True):
        assert defect in named
        assert named in str(refusal.value)


def test_the_arctic_is_a_place_in_wgs84():
    assert Position(40.0, 80.0, WGS84).lon_lat == (40.0, 80.0)
    assert looks_swapped(40.0, 80.0)
    assert not looks_swapped(*CENTRE)


def test_a_position_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Position(*CENTRE, WGS84).lon_deg = 1.0


# The house of 王秀英 stands nowhere else, however it is written. 31.78° = 31°46′48″, 119.97° = 119°58′12″.
@pytest.mark.parametrize(
    "text",
    [
        "119.97,31.78",
        " 119.97 , 31.78 ",
        "119.97 31.78",
        "119.97，31.78",
        "１１９.97，31.78",
        "119.97°, 31.78°",
        "31.7800N 119.9700E",
        "31.78n, 119.97e",
        "31.78° N, 119.97° E",
        "119.97E 31.78N",
        "N31.78 E119.97",
        "E 119.97, N 31.78",
        "31°46'48\"N 119°58'12\"E",
        "31°46′48″N, 119°58′12″E",
        "31º46’48”N 119º58’12”E",
        "31°46'48''N 119°58'12''E",
        "31°46.8'N 119°58.2'E",
        "119°58'12\",31°46'48\"",
        "东经119.97 北纬31.78",
        "东经119.97°，北纬31.78°",
        "北纬31°46′48″、东经119°58′12″",
        "东经119度58分12秒，北纬31度46分48秒",
    ],
)
def test_a_position_is_read_from_the_usual_ways_of_writing_it(text):
    assert parse_lon_lat(text) == pytest.approx(CENTRE, abs=1e-12)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-73.9857,40.7484", (-73.9857, 40.7484)),
        ("33.8688S 151.2093E", (151.2093, -33.8688)),
        ("0,0", (0, 0)),
    ],
)
def test_the_other_hemispheres_are_read_too(text, expected):
    assert parse_lon_lat(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("31.78,119.97", "look swapped: give longitude 119.97, latitude 31.78"),
        ("", "is not readable. Write it as 119.97,31.78"),
        ("119.97", "is not readable"),
        ("119.97,31.78,5", "is not readable"),
        ("常州市天宁区", "is not readable"),
        ("119°61'00\",31°46'48\"", "minutes and seconds below 60"),
        ("119.5°30',31°46'", "decimals in its last part only"),
        ("-31.78N 119.97E", "both a sign and a letter"),
        ("31.78N 119.97N", "one of E, W and one of N, S"),
        ("119.97E 120.00E", "one of E, W and one of N, S"),
        ("200.0,31.78", "The longitude 200.0 must be between"),
        ("nan,31.78", "is not readable"),
    ],
)
def test_a_text_that_is_no_position_is_refused_with_what_to_do(text, message):
    with pytest.raises(BadCoordinates, match=message):
        Position.parse(text, datum=WGS84)


def test_a_text_keeps_the_datum_it_was_given():
    assert Position.parse("119.97,31.78", datum=GCJ02) == Position(*CENTRE, GCJ02)


def test_geojson_positions_are_wgs84_and_keep_a_centimetre():
    assert Position.from_geojson([119.97, 31.78, 5.0], datum=WGS84) == Position(*CENTRE, WGS84)
    assert Position(*CENTRE, WGS84).to_geojson() == [119.97, 31.78]
    assert Position(*CENTRE, WGS84).to(BD09).to_geojson() == [119.97, 31.78]
    with pytest.raises(BadCoordinates, match="must have 2 or 3 numbers, not 1"):
        Position.from_geojson([119.97], datum=WGS84)


@steady
@given(points_in_china)
def test_the_same_place_in_two_datums_is_no_distance_apart(point):
    here = Position(*point, WGS84)
    assert here.distance_m(to=here.to(BD09)) < 0.001
    assert here.to(GCJ02).to(BD09).to(WGS84).lon_lat == pytest.approx(point, rel=0, abs=1e-9)
    assert Position.from_geojson(here.to_geojson(), datum=WGS84).distance_m(to=here) < 0.01
