"""Distances on the sphere: against the ellipsoid, and boxes that leave nothing out."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longcheng.core.geo import (
    EARTH_RADIUS_M,
    BadCoordinates,
    Near,
    bearing_deg,
    bounding_box,
    destination,
    great_circle_m,
    nearest,
)
from longcheng.core.geo.geodesics import geodesic_m
from longcheng.core.geo.tests.samples import CENTRE, points_on_earth, steady

QUARTER_M = math.pi / 2 * EARTH_RADIUS_M
bearings = st.floats(0, 359.9)
radii = st.floats(1, 200_000)


@pytest.mark.parametrize(
    ("start", "end", "metres", "bearing"),
    [
        ((0, 0), (90, 0), QUARTER_M, 90),
        ((0, 0), (0, 90), QUARTER_M, 0),
        ((0, 0), (180, 0), 2 * QUARTER_M, 90),
        ((179, 0), (-179, 0), QUARTER_M / 45, 90),
        (CENTRE, CENTRE, 0, 0),
        ((120, 32), (120, 31), QUARTER_M / 90, 180),
        ((10, 0), (9, 0), QUARTER_M / 90, 270),
    ],
)
def test_simple_circles_have_the_length_and_bearing_of_geometry(start, end, metres, bearing):
    assert great_circle_m(start, to=end) == pytest.approx(metres, abs=1e-6)
    assert bearing_deg(start, to=end) == pytest.approx(bearing, abs=1e-9)


@steady
@given(points_on_earth, bearings, radii)
def test_the_sphere_is_within_0_6_percent_of_the_ellipsoid_everywhere(origin, bearing, radius_m):
    end = destination(origin, bearing_deg=bearing, distance_m=radius_m)
    assert great_circle_m(origin, to=end) == pytest.approx(geodesic_m(origin, to=end), rel=0.006)


@steady
@given(st.tuples(st.floats(73.5, 135), st.floats(20, 53.6)), bearings, radii)
def test_the_sphere_is_within_0_5_percent_of_the_ellipsoid_in_china_north_of_18_degrees(origin, bearing, radius_m):
    end = destination(origin, bearing_deg=bearing, distance_m=radius_m)
    assert great_circle_m(origin, to=end) == pytest.approx(geodesic_m(origin, to=end), rel=0.005)


@steady
@given(points_on_earth, bearings, radii)
def test_a_destination_lies_at_its_distance_and_on_its_bearing(origin, bearing, radius_m):
    end = destination(origin, bearing_deg=bearing, distance_m=radius_m)
    assert great_circle_m(origin, to=end) == pytest.approx(radius_m, abs=1e-3)
    turned = abs(bearing_deg(origin, to=end) - bearing)
    assert min(turned, 360 - turned) < 0.1


@steady
@given(points_on_earth, points_on_earth)
def test_the_way_there_is_as_long_as_the_way_back(start, end):
    assert great_circle_m(start, to=end) == pytest.approx(great_circle_m(end, to=start), abs=1e-6)


@steady
@given(points_on_earth, bearings, st.floats(1, 3_000_000), st.floats(0, 0.999999))
def test_a_box_around_a_radius_leaves_no_point_of_it_out(centre, bearing, radius_m, share):
    point = destination(centre, bearing_deg=bearing, distance_m=radius_m * share)
    assert bounding_box(centre, radius_m=radius_m).contains(point)


def test_a_box_far_north_reaches_to_where_the_circle_is_widest():
    box = bounding_box((0, 75), radius_m=1_500_000)
    rim = [destination((0, 75), bearing_deg=turn / 2, distance_m=1_499_999) for turn in range(720)]
    assert all(box.contains(point) for point in rim)
    assert box.east_deg == pytest.approx(max(point.lon_deg for point in rim), abs=0.01)


def test_a_box_is_no_larger_than_it_must_be():
    box = bounding_box(CENTRE, radius_m=1000)
    assert great_circle_m(CENTRE, to=(CENTRE[0], box.north_deg)) == pytest.approx(1000)
    assert great_circle_m(CENTRE, to=(box.east_deg, CENTRE[1])) == pytest.approx(1000, rel=1e-6)


def test_a_box_over_the_180th_meridian_has_west_greater_than_east():
    box = bounding_box((179.999, 0), radius_m=1000)
    assert box.west_deg > box.east_deg
    assert box.contains((-179.999, 0))
    assert not box.contains((0, 0))


def test_a_box_over_a_pole_takes_all_longitudes():
    assert bounding_box((10, 89.999), radius_m=1000)[::2] == (-180, 180)
    assert bounding_box((10, 89.999), radius_m=1000).north_deg == 90


@pytest.mark.parametrize("radius_m", [-1, math.nan, math.inf])
def test_a_radius_that_is_none_is_refused(radius_m):
    with pytest.raises(ValueError, match="must be a finite number of metres, 0 or more"):
        bounding_box(CENTRE, radius_m=radius_m)


def test_a_box_around_no_place_is_refused():
    with pytest.raises(BadCoordinates):
        bounding_box((119.97, 95), radius_m=10)


# Three AEDs on the meridian of the centre, about 1.1 km, 2.2 km and 1.1 km away.
AEDS = {"north": (119.97, 31.79), "far north": (119.97, 31.80), "south": (119.97, 31.77)}


def test_the_nearest_come_first_and_ties_keep_their_order():
    found = nearest(CENTRE, among=AEDS, place=AEDS.__getitem__, limit=3)
    assert [near.thing for near in found] == ["north", "south", "far north"]
    assert found[0].distance_m == pytest.approx(1111.95, abs=0.01)


def test_nothing_farther_than_the_limit_is_offered():
    assert len(nearest(CENTRE, among=AEDS, place=AEDS.__getitem__, limit=9, within_m=1200)) == 2
    assert nearest(CENTRE, among=AEDS, place=AEDS.__getitem__, within_m=1000) == []
    assert nearest(CENTRE, among=[CENTRE], place=tuple) == [Near(CENTRE, 0.0)]
