"""Gauss-Kruger zones: against pyproj, against the definition, and the usual mistakes."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import CRS, Transformer

from longcheng.core.geo import BadCoordinates
from longcheng.core.geo.projections import central_meridian_of, from_grid, to_grid, zone_epsg
from longcheng.core.geo.tests.samples import CENTRE, steady

points_in_a_zone = st.tuples(st.floats(73.6, 134.7), st.floats(16.8, 53.5))  # area of use of EPSG:4490


# EPSG registry, as pyproj carries it.
@pytest.mark.parametrize("meridian_deg", range(75, 136, 3))
def test_each_zone_is_the_one_epsg_names(meridian_deg):
    assert CRS(zone_epsg(meridian_deg)).name == f"CGCS2000 / 3-degree Gauss-Kruger CM {meridian_deg}E"


def test_the_zone_of_120_degrees_is_epsg_4549():
    assert zone_epsg(120) == 4549


@pytest.mark.parametrize(
    ("lon_deg", "meridian_deg"), [(119.97, 120), (118.5, 120), (118.499, 117), (121.4999, 120), (73.5, 75)]
)
def test_a_longitude_falls_in_the_zone_within_a_degree_and_a_half(lon_deg, meridian_deg):
    assert central_meridian_of(lon_deg) == meridian_deg


def test_projecting_gives_what_pyproj_gives_with_its_own_axis_order():
    northing_m, easting_m = Transformer.from_crs(4490, 4549).transform(CENTRE[1], CENTRE[0])
    assert to_grid(*CENTRE) == pytest.approx((easting_m, northing_m, 120), abs=1e-6)


# By definition: 500 000 m on the central meridian, the northing is the meridian arc. The arc from the
# equator to 32° on the CGCS2000 ellipsoid by numerical integration (midpoint rule, 20 000 steps).
def test_on_the_central_meridian_the_northing_is_the_meridian_arc():
    axis_m, flattening = 6378137.0, 1 / 298.257222101
    e2, steps = flattening * (2 - flattening), 20_000
    step_rad = math.radians(32) / steps
    arc_m = sum(
        axis_m * (1 - e2) / (1 - e2 * math.sin((step + 0.5) * step_rad) ** 2) ** 1.5 * step_rad for step in range(steps)
    )
    assert to_grid(120, 32) == pytest.approx((500_000, arc_m, 120), abs=0.001)


@steady
@given(points_in_a_zone)
def test_there_and_back_is_exact_to_a_billionth_of_a_degree(point):
    grid = to_grid(*point)
    assert from_grid(*grid[:2], central_meridian_deg=grid.central_meridian_deg) == pytest.approx(point, rel=0, abs=1e-9)


def test_a_city_over_two_zones_stays_in_one_grid():
    assert to_grid(118.4, 31.5, central_meridian_deg=120).easting_m == pytest.approx(348_000, abs=500)


# Same geocentric place on both ellipsoids: the reason why CGCS2000 is treated as WGS-84.
@pytest.mark.parametrize("lat_deg", [0.0, 18.0, 31.78, 45.0, 53.5])
def test_the_two_ellipsoids_differ_by_less_than_an_eighth_of_a_millimetre(lat_deg):
    geocentric = Transformer.from_pipeline(
        "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +ellps=WGS84 "
        "+step +inv +proj=cart +a=6378137 +rf=298.257222101 +step +proj=unitconvert +xy_in=rad +xy_out=deg"
    )
    lon_deg, moved_deg, _ = geocentric.transform(119.97, lat_deg, 0.0)
    assert lon_deg == pytest.approx(119.97, abs=1e-12)
    assert abs(moved_deg - lat_deg) * 111_320 < 0.000125


@pytest.mark.parametrize(
    ("easting_m", "message"),
    [
        (40_497_161.0, "carries the zone number 40. Take 40000000 off"),
        (3_517_500.0, "Check whether X"),
        (math.nan, "must be between"),
    ],
)
def test_an_easting_that_is_none_is_refused_with_what_to_do(easting_m, message):
    with pytest.raises(ValueError, match=message):
        from_grid(easting_m, 3_517_500, central_meridian_deg=120)


@pytest.mark.parametrize("lon_deg", [-73.9, 2.35, 139.7])
def test_a_place_without_a_zone_is_refused(lon_deg):
    with pytest.raises(ValueError, match="is not a CGCS2000 3-degree zone"):
        to_grid(lon_deg, 40)


def test_a_meridian_between_zones_and_a_bad_pair_are_refused():
    with pytest.raises(ValueError, match="multiple of 3"):
        to_grid(*CENTRE, central_meridian_deg=119)
    with pytest.raises(BadCoordinates, match="look swapped"):
        to_grid(31.78, 119.97)
