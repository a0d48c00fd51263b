"""Our own tiles, read by the field's reader: what goes in comes out, wound as the specification says."""

import mapbox_vector_tile
import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, MultiPoint, MultiPolygon, Point, Polygon, box

from longcheng.bases.geography import mvt

EXTENT = 4096


def read(shapes, columns=None) -> list[dict]:
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    body = mvt.layer("things", array, columns or {"id": [str(n) for n in range(len(shapes))]}, extent=EXTENT)
    found = mapbox_vector_tile.decode(body, default_options={"y_coord_down": True})
    return found["things"]["features"] if found else []


RING = Polygon([(0, 0), (100, 0), (100, 100), (0, 100)], [[(20, 20), (20, 40), (40, 40), (40, 20)]])


@pytest.mark.parametrize(
    "shapes",
    [
        [Point(1, 2), Point(-5, 4000)],
        [MultiPoint([(1, 2), (3, 4)]), Point(9, 9)],
        [LineString([(0, 0), (10, 10), (20, 5)]), LineString([(4096, 0), (0, 4096)])],
        [shapely.multilinestrings([LineString([(0, 0), (5, 5)]), LineString([(9, 9), (70, 9)])])],
        [RING, box(200, 200, 300, 300)],
        [MultiPolygon([box(0, 0, 10, 10), box(20, 0, 30, 10)]), RING],
    ],
    ids=["points", "multipoints", "lines", "multilines", "polygons", "multipolygons"],
)
def test_what_goes_in_comes_out(shapes):
    found = [shapely.geometry.shape(one["geometry"]) for one in read(shapes)]
    assert len(found) == len(shapes)
    for there, here in zip(found, shapes, strict=True):
        assert there.equals(here)


def test_rings_wind_the_way_that_readers_tell_holes_by():
    turned = shapely.reverse(RING)
    for shape in (RING, turned):
        [found] = read([shape])
        [outer, inner] = found["geometry"]["coordinates"]
        assert shapely.geometry.shape(found["geometry"]).area == 100 * 100 - 20 * 20
        assert [signed(ring) > 0 for ring in (outer, inner)] == [True, False]


def signed(ring) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))


def test_what_rounds_to_nothing_is_left_out_and_takes_no_property_with_it():
    shapes = [box(0, 0, 0.3, 0.3), box(10, 10, 20, 20), Polygon([(0, 0), (5, 5), (9, 9.2)])]
    [found] = read(shapes, {"id": ["speck", "house", "sliver"]})
    assert found["properties"] == {"id": "house"}
    [holed] = read([Polygon([(0, 0), (50, 0), (50, 50), (0, 50)], [[(9, 9), (9.2, 9), (9.2, 9.2)]])])
    assert len(holed["geometry"]["coordinates"]) == 1


def test_properties_keep_their_types_and_what_is_not_there_is_not_told():
    columns = {
        "a": ["x", None],
        "n": [7, -7],
        "f": [1.5, None],
        "yes": [None, True],
        "big": [2**40, None],
        "none": [None, None],
    }
    found = [one["properties"] for one in read([Point(1, 1), Point(2, 2)], columns)]
    assert found == [{"a": "x", "n": 7, "f": 1.5, "big": 2**40}, {"n": -7, "yes": True}]
    assert type(found[1]["yes"]) is bool


def test_many_random_shapes_are_the_same_as_the_fields_own_writer_makes_them():
    random = np.random.default_rng(6)
    corners = random.integers(-90, 4000, size=(300, 2))
    shapes = [
        shapely.affinity.rotate(box(x, y, x + 70, y + 30), int(angle))
        for (x, y), angle in zip(corners, random.integers(0, 90, 300), strict=True)
    ]
    theirs = mapbox_vector_tile.encode(
        [{"name": "things", "features": [{"geometry": one, "properties": {}} for one in shapes]}],
        default_options={"extents": EXTENT, "y_coord_down": True},
    )
    expected = mapbox_vector_tile.decode(theirs, default_options={"y_coord_down": True})["things"]["features"]
    for ours, other in zip(read(shapes), expected, strict=True):
        assert shapely.geometry.shape(ours["geometry"]).equals(shapely.geometry.shape(other["geometry"]))
