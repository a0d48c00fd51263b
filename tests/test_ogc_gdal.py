"""GDAL reads the city unchanged: lists collections, reads by box, attribute and district, equal to the database."""

import psycopg
import pyogrio
import pytest
import shapely

from longcheng.program.engines import Database

HITS = "SELECT key, geometry FROM geography_mapfeature WHERE layer_id = %s AND NOT is_ended AND geometry IS NOT NULL"


@pytest.fixture
def kept(city):
    """What the running city's database holds of a layer: shapes by key."""
    connection = psycopg.connect(Database.of(city.home).conninfo())
    yield lambda layer: {key: shapely.from_wkb(wkb) for key, wkb in connection.execute(HITS, [layer])}
    connection.close()


def read(city, layer: str, **asked: object) -> dict[str, tuple[object, dict]]:
    """What GDAL reads: shape and attributes by the number of the thing."""
    meta, _fids, shapes, columns = pyogrio.raw.read(f"OAPIF:{city.url}/ogc", layer=layer, **asked)
    rows = zip(*columns, strict=True)
    told = [dict(zip(meta["fields"], row, strict=True)) for row in rows]
    return {one["id"]: (shapely.from_wkb(wkb), one) for wkb, one in zip(shapes, told, strict=True)}


def test_gdal_lists_the_collections_and_reads_layers_equal_to_the_database(city, kept):
    layers = dict(pyogrio.list_layers(f"OAPIF:{city.url}/ogc").tolist())
    assert {
        "divisions",
        "addresses",
        "towns",
        "hospitals",
        "communities",
        "buildings",
        "roads",
        "pois",
    } <= layers.keys()
    for layer in ("towns", "communities", "pois"):
        found, database = read(city, layer), kept(layer)
        assert len(database) > 5
        with_place = {key: shape for key, (shape, _told) in found.items() if shape is not None}
        assert with_place.keys() == database.keys()
        assert all(with_place[key].equals(database[key]) for key in database)


def test_gdal_reads_a_box_an_attribute_and_a_filter_of_both(city, kept):
    database = kept("buildings")
    west, south, east, north = shapely.union_all(list(database.values())[:40]).bounds
    box = shapely.box(west, south, (west + east) / 2, (south + north) / 2)
    expected = {key for key, shape in database.items() if shape.intersects(box)}
    assert 0 < len(expected) < len(database)
    assert read(city, "buildings", bbox=box.bounds).keys() == expected
    tall = read(city, "buildings", where="floors >= 5 AND kind = 'residential'")
    assert tall
    assert all(told["floors"] >= 5 and told["kind"] == "residential" for _shape, told in tall.values())
    everything = read(city, "buildings")
    assert everything.keys() == database.keys()
    assert tall.keys() == {
        key for key, (_s, told) in everything.items() if told["floors"] >= 5 and told["kind"] == "residential"
    }


def test_gdal_reads_one_district_and_the_addresses_in_it(city, kept):
    found = read(city, "divisions", where="code = '320411'")
    assert found["320411"][1]["level"] == 6
    database = {key for key in kept("communities") if key.startswith("320411")}
    communities = read(city, "communities", where="division_code LIKE '320411%'")
    assert communities.keys() == database != set()
    house = next(iter(kept("buildings").values()))
    addresses = read(city, "addresses", bbox=house.buffer(0.005).bounds)
    assert addresses
    assert all(place.geom_type == "Point" for place, _told in addresses.values())
    assert not {"person", "people", "resident", "household"} & next(iter(addresses.values()))[1].keys()
