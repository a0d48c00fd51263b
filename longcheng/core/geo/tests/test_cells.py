"""H3 cells: the same as h3 gives, and covers without a gap."""

from itertools import pairwise

import h3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longcheng.core.geo import BadCoordinates, BoundingBox, destination, great_circle_m, is_in_polygon
from longcheng.core.geo.cells import (
    Cell,
    Resolution,
    boundary_of,
    cell_area_m2,
    cell_at,
    cells_of_box,
    cells_of_polygon,
    cells_within,
    centre_of,
    neighbours_of,
    parent_of,
    parse_cell,
)
from longcheng.core.geo.geodesics import polygon_area_m2
from longcheng.core.geo.tests.samples import CENTRE, points_in_china, points_on_earth, steady

BLOCK = Resolution.BLOCK


@steady
@given(points_on_earth)
def test_a_cell_is_the_one_h3_gives_for_latitude_and_longitude(point):
    for resolution in Resolution:
        assert cell_at(*point, resolution=resolution) == h3.latlng_to_cell(point[1], point[0], resolution)


@steady
@given(points_in_china)
def test_a_point_lies_in_the_outline_of_its_cell(point):
    assert is_in_polygon(point, polygon=[boundary_of(cell_at(*point, resolution=BLOCK))])


# h3geo.org, "Tables of Cell Statistics": average edge length in m.
@pytest.mark.parametrize(
    ("resolution", "edge_m"),
    [
        (Resolution.REGION, 9854.090990),
        (Resolution.DISTRICT, 3724.532667),
        (Resolution.TOWN, 1406.475763),
        (Resolution.COMMUNITY, 531.414010),
        (Resolution.BLOCK, 200.786148),
        (Resolution.PLOT, 75.863783),
        (Resolution.BUILDING, 28.663897),
    ],
)
def test_each_named_resolution_has_its_published_edge(resolution, edge_m):
    assert resolution.mean_edge_m == pytest.approx(edge_m, abs=0.001)


# The second figure beside each resolution in cells.py.
@pytest.mark.parametrize(
    ("resolution", "edge_m"), list(zip(Resolution, [8625, 3262, 1233, 466, 176, 66.6, 25.2], strict=True))
)
def test_edges_at_the_city_centre_are_shorter_than_average_as_documented(resolution, edge_m):
    edges = h3.origin_to_directed_edges(cell_at(*CENTRE, resolution=resolution))
    assert sum(h3.edge_length(edge, unit="m") for edge in edges) / 6 == pytest.approx(edge_m, rel=0.005)


def test_a_gcj02_point_read_as_wgs84_falls_in_another_block():
    wrong = cell_at(119.9747382153446, 31.777953114653677, resolution=BLOCK)
    assert h3.grid_distance(cell_at(*CENTRE, resolution=BLOCK), wrong) == 2


def test_an_outline_is_a_closed_counter_clockwise_ring():
    ring = boundary_of(cell_at(*CENTRE, resolution=BLOCK))
    assert ring[0] == ring[-1]
    assert len(ring) == 7
    assert sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) > 0


def test_the_area_of_a_cell_is_that_of_its_outline_within_a_thousandth():
    cell = cell_at(*CENTRE, resolution=BLOCK)
    assert cell_area_m2(cell) == pytest.approx(polygon_area_m2([boundary_of(cell)]), rel=0.001)


def test_a_cell_has_six_neighbours_that_touch_it_and_a_pentagon_five():
    cell = cell_at(*CENTRE, resolution=BLOCK)
    assert all(h3.are_neighbor_cells(cell, near) for near in neighbours_of(cell))
    assert len(neighbours_of(cell)) == 6
    assert len(neighbours_of(cell, rings=2)) == 18
    assert len(neighbours_of(Cell(h3.get_pentagons(BLOCK)[0]))) == 5


def test_a_coarser_cell_holds_the_centre_of_a_finer_one():
    cell = cell_at(*CENTRE, resolution=BLOCK)
    assert parent_of(cell, resolution=Resolution.TOWN) == cell_at(*centre_of(cell), resolution=Resolution.TOWN)
    with pytest.raises(ValueError, match="is coarser than resolution PLOT"):
        parent_of(cell, resolution=Resolution.PLOT)


@steady
@given(points_on_earth, st.floats(0, 3000), st.floats(0, 360), st.floats(0, 0.9999))
def test_every_point_of_a_circle_lies_in_a_cell_of_its_cover(centre, radius_m, bearing, share):
    point = destination(centre, bearing_deg=bearing, distance_m=radius_m * share)
    cover = cells_within(*centre, radius_m=radius_m, resolution=Resolution.COMMUNITY)
    assert cell_at(*point, resolution=Resolution.COMMUNITY) in cover


def test_a_cover_of_a_circle_has_no_cell_far_outside():
    cover = cells_within(*CENTRE, radius_m=2000, resolution=BLOCK)
    assert max(great_circle_m(CENTRE, to=centre_of(cell)) for cell in cover) < 2000 + 2 * BLOCK.mean_edge_m
    assert 157 < len(cover) < 230  # 12.57 km² of 0.08 km² cells, and the rim


def test_a_radius_of_nothing_takes_the_cell_of_the_point():
    assert cell_at(*CENTRE, resolution=BLOCK) in cells_within(*CENTRE, radius_m=0, resolution=BLOCK)


BOX = BoundingBox(119.96, 31.77, 119.98, 31.79)
TRIANGLE = [(119.96, 31.77), (119.98, 31.77), (119.97, 31.79), (119.96, 31.77)]
HOLE = [(119.965, 31.773), (119.975, 31.773), (119.970, 31.782), (119.965, 31.773)]


@steady
@given(st.floats(BOX.west_deg, BOX.east_deg), st.floats(BOX.south_deg, BOX.north_deg))
def test_every_point_of_a_box_and_of_a_polygon_lies_in_a_cell_of_its_cover(lon_deg, lat_deg):
    for resolution in (Resolution.TOWN, BLOCK, Resolution.BUILDING):
        cell = cell_at(lon_deg, lat_deg, resolution=resolution)
        assert cell in cells_of_box(BOX, resolution=resolution)
        if is_in_polygon((lon_deg, lat_deg), polygon=[TRIANGLE, HOLE]):
            assert cell in cells_of_polygon([TRIANGLE, HOLE], resolution=resolution)


def test_a_cover_holds_what_h3_finds_by_centres_and_leaves_the_hole_out():
    shape = h3.LatLngPoly(*([(lat, lon) for lon, lat in ring] for ring in (TRIANGLE, HOLE)))
    cover = cells_of_polygon([TRIANGLE, HOLE], resolution=Resolution.BUILDING)
    assert set(h3.h3shape_to_cells(shape, Resolution.BUILDING)) < cover
    assert cell_at(119.970, 31.776, resolution=Resolution.BUILDING) not in cover


def test_an_area_smaller_than_a_cell_still_gets_its_cell():
    spot = BoundingBox(*CENTRE, *CENTRE)
    assert cells_of_box(spot, resolution=BLOCK) == {cell_at(*CENTRE, resolution=BLOCK)}


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda: cells_within(*CENTRE, radius_m=1e5, resolution=Resolution.BUILDING), "coarser resolution"),
        (lambda: cells_within(*CENTRE, radius_m=-1, resolution=BLOCK), "must be a number of metres"),
        (
            lambda: cells_within(*CENTRE, radius_m=float("nan"), resolution=BLOCK),
            "must be a number of metres",
        ),
        (lambda: cells_of_box(BoundingBox(-180, -90, 180, 90), resolution=BLOCK), "coarser resolution"),
        (lambda: cells_of_box(BoundingBox(179, 0, -179, 1), resolution=BLOCK), "crosses the 180th"),
        (lambda: cells_of_polygon([], resolution=BLOCK), "The polygon is empty"),
        (lambda: parse_cell("not a cell"), "is not a valid H3 cell"),
    ],
)
def test_what_cannot_be_covered_is_refused_with_what_to_do(ask, message):
    with pytest.raises(ValueError, match=message):
        ask()


def test_a_bad_pair_has_no_cell_and_a_cell_reads_back():
    with pytest.raises(BadCoordinates):
        cell_at(31.78, 119.97, resolution=BLOCK)
    assert parse_cell("89309c7b6bbffff") == cell_at(*CENTRE, resolution=BLOCK)
