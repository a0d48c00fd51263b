"""Point in polygon: holes, parts, shared edges, and an index that answers the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longcheng.core.geo import (
    AreaIndex,
    BadCoordinates,
    BoundingBox,
    box_of,
    is_in_any,
    is_in_polygon,
    polygons_of,
)
from longcheng.core.geo.tests.samples import steady

OUTLINE = [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]
HOLE = [(4, 4), (6, 4), (6, 6), (4, 6), (4, 4)]
ISLAND = [(4.5, 4.5), (5.5, 4.5), (5.5, 5.5), (4.5, 5.5), (4.5, 4.5)]
HORSESHOE = [(20, 0), (30, 0), (30, 10), (27, 10), (27, 3), (23, 3), (23, 10), (20, 10), (20, 0)]
PARTS = [[OUTLINE, HOLE], [ISLAND], [HORSESHOE]]


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ((1, 1), True),
        ((5, 4.2), False),  # in the hole
        ((5, 5), True),  # on the island in the hole
        ((-1, 5), False),
        ((11, 5), False),
        ((5, 11), False),
        ((25, 5), False),  # between the arms of the horseshoe
        ((21, 5), True),
        ((29, 3), True),  # level with two corners
        ((15, 0), False),  # level with flat edges
        ((2, 4), True),  # level with the hole's corners
    ],
)
def test_a_point_is_in_where_the_eye_sees_it_in(point, expected):
    assert is_in_any(point, polygons=PARTS) is expected
    assert AreaIndex(PARTS).contains(point) is expected


def test_a_ray_through_a_corner_crosses_once():
    diamond = [(5, 0), (10, 5), (5, 10), (0, 5), (5, 0)]
    assert is_in_polygon((5, 5), polygon=[diamond])
    assert not is_in_polygon((-1, 5), polygon=[diamond])
    assert not is_in_polygon((0, 10), polygon=[diamond])
    assert not is_in_polygon((0, 0), polygon=[diamond])


def test_a_hole_belongs_to_its_own_polygon_only():
    assert not is_in_polygon((5, 5), polygon=[OUTLINE, HOLE])
    assert is_in_polygon((5, 5), polygon=[OUTLINE])


def test_a_ring_may_be_left_open():
    assert is_in_polygon((1, 5), polygon=[OUTLINE[:-1]])


@steady
@given(st.floats(0, 1), st.tuples(st.floats(2, 8), st.floats(0, 1)), st.tuples(st.floats(2, 8), st.floats(9, 10)))
def test_a_point_on_a_shared_edge_is_in_exactly_one_of_the_neighbours(share, low, high):
    west = [(0, 0), low, high, (0, 10), (0, 0)]
    east = [low, (10, 0), (10, 10), high, low]
    point = (low[0] + (high[0] - low[0]) * share, low[1] + (high[1] - low[1]) * share)
    if low[1] < point[1] < high[1]:
        assert is_in_polygon(point, polygon=[west]) != is_in_polygon(point, polygon=[east])


@steady
@given(st.tuples(st.floats(-1, 31), st.floats(-1, 11)), st.integers(1, 40))
def test_the_index_answers_as_the_plain_question_does(point, bands):
    assert AreaIndex(PARTS, bands=bands).contains(point) is is_in_any(point, polygons=PARTS)


def test_a_box_holds_all_parts():
    assert box_of(PARTS) == BoundingBox(0, 0, 30, 10)
    with pytest.raises(ValueError, match="The area is empty"):
        box_of([[]])


def test_geojson_areas_are_read_with_their_holes_and_parts():
    polygon = {"type": "Polygon", "coordinates": [OUTLINE, HOLE]}
    parts = {
        "type": "MultiPolygon",
        "coordinates": [[[[*corner, 5.0] for corner in OUTLINE], HOLE], [ISLAND]],
    }
    assert polygons_of(polygon) == [[OUTLINE, HOLE]]
    assert polygons_of(parts) == [[OUTLINE, HOLE], [ISLAND]]


@pytest.mark.parametrize(
    ("geometry", "error", "message"),
    [
        ({"type": "Point", "coordinates": [1, 2]}, ValueError, "The geometry 'Point' is not an area"),
        ({"type": "Polygon", "coordinates": [OUTLINE[:-1]]}, ValueError, "A ring of 4 points is not closed"),
        ({"type": "Polygon", "coordinates": [[(0, 0), (1, 1), (0, 0)]]}, ValueError, "A ring of 3 points"),
        (
            {"type": "Polygon", "coordinates": [[(31, 119), (32, 119), (31, 119)]]},
            BadCoordinates,
            "look swapped",
        ),
        ({"type": "Polygon", "coordinates": [[(0,), (1, 1)]]}, BadCoordinates, "must have a longitude and"),
    ],
)
def test_a_geometry_that_is_no_area_is_refused(geometry, error, message):
    with pytest.raises(error, match=message):
        polygons_of(geometry)
