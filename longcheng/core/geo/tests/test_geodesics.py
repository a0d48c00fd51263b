"""The ellipsoid: published geodesics and areas."""

from itertools import pairwise

import pytest

from longcheng.core.geo import BadCoordinates
from longcheng.core.geo.geodesics import area_m2, course, geodesic_destination, geodesic_m, polygon_area_m2
from longcheng.core.geo.tests.samples import CENTRE


def dms(degrees: int, minutes: int, seconds: float) -> float:
    return degrees + minutes / 60 + seconds / 3600


FLINDERS_PEAK = (dms(144, 25, 29.52440), -dms(37, 57, 3.72030))
BUNINYONG = (dms(143, 55, 35.38390), -dms(37, 39, 10.15610))


# Geocentric Datum of Australia Technical Manual 2.4, chapter 4.1, worked example (GRS 80, which
# differs from WGS-84 by 0.1 mm in the minor axis).
def test_the_worked_example_of_the_australian_manual_comes_out():
    way = course(FLINDERS_PEAK, to=BUNINYONG)
    assert way.distance_m == pytest.approx(54972.271, abs=0.001)
    assert way.start_bearing_deg == pytest.approx(dms(306, 52, 5.37), abs=2e-6)
    assert way.end_bearing_deg == pytest.approx(dms(307, 10, 25.07), abs=2e-6)


# GeographicLib documentation: Python "Examples", Wellington to Salamanca; GeodSolve(1), JFK to CDG.
@pytest.mark.parametrize(
    ("start", "end", "metres", "within_m"),
    [
        ((174.81, -41.32), (-5.50, 40.96), 19959679.267, 0.001),
        ((-73.8, 40.6), (2 + 33 / 60, 49 + 1 / 60), 5853226, 0.5),
    ],
)
def test_the_examples_of_geographiclib_come_out(start, end, metres, within_m):
    assert geodesic_m(start, to=end) == pytest.approx(metres, abs=within_m)


def test_a_geodesic_destination_is_where_the_course_leads():
    way = course(FLINDERS_PEAK, to=BUNINYONG)
    end = geodesic_destination(FLINDERS_PEAK, bearing_deg=way.start_bearing_deg, distance_m=way.distance_m)
    assert end == pytest.approx(BUNINYONG, abs=1e-9)


def test_a_bad_pair_has_no_course():
    with pytest.raises(BadCoordinates, match=r"The latitude 119\.97 must be"):
        geodesic_m((31.78, 119.97), to=CENTRE)


# GeographicLib documentation, Python "Examples": the area of Antarctica, latitude first.
ANTARCTICA = (
    (-63.1, -58), (-72.9, -74), (-71.9, -102), (-74.9, -102), (-74.3, -131), (-77.5, -163),
    (-77.4, 163), (-71.7, 172), (-65.9, 140), (-65.7, 113), (-66.6, 88), (-66.9, 59), (-69.8, 25),
    (-70.0, -4), (-71.0, -14), (-77.3, -33), (-77.9, -46), (-74.7, -61),
)  # fmt: skip


def test_antarctica_has_its_published_area():
    ring = [(lon_deg, lat_deg) for lat_deg, lon_deg in ANTARCTICA]
    assert polygon_area_m2([ring]) == pytest.approx(13662703680020.1, abs=1)


def square(west: float, south: float, side_deg: float) -> list[tuple[float, float]]:
    east, north = west + side_deg, south + side_deg
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def test_holes_are_taken_out_and_winding_does_not_matter():
    outline, hole = square(119.9, 31.7, 0.1), square(119.92, 31.72, 0.02)
    whole_m2, hole_m2 = polygon_area_m2([outline]), polygon_area_m2([hole])
    for ring in (hole, hole[::-1]):
        assert polygon_area_m2([outline, ring]) == pytest.approx(whole_m2 - hole_m2)
    assert polygon_area_m2([outline[::-1]]) == pytest.approx(whole_m2)
    assert area_m2([[outline, hole], [hole]]) == pytest.approx(whole_m2)
    assert polygon_area_m2([]) == area_m2([]) == 0


@pytest.mark.parametrize(("side_deg", "most"), [(0.05, 1e-7), (0.5, 2e-6)])
def test_edges_straight_in_degrees_hardly_change_the_area(side_deg, most):
    ring = square(119.5, 31.5, side_deg)
    fine = [
        (a[0] + (b[0] - a[0]) * step / 100, a[1] + (b[1] - a[1]) * step / 100)
        for a, b in pairwise(ring)
        for step in range(100)
    ]
    assert polygon_area_m2([ring]) == pytest.approx(polygon_area_m2([fine]), rel=most)
