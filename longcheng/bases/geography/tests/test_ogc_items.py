"""Reading things: boxes, pages, dates, reference systems; each compared with the database or worked out by hand."""

from dataclasses import replace
from datetime import timedelta

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from longcheng.bases.geography.address_models import AddressLevel
from longcheng.bases.geography.features.drafts import Draft
from longcheng.bases.geography.models import Address, AddressName, MapFeature, MapLayer
from longcheng.bases.geography.ogc import finding
from longcheng.bases.geography.ogc.collections import forget_sizes
from longcheng.bases.geography.ogc.layer_rows import FEATURE_COLUMNS
from longcheng.bases.geography.points import metres_of
from longcheng.bases.geography.tests.ogc_layer import draft_of, make_layer, make_things, put, square

ITEMS = "/ogc/collections/{}/items"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/{}"


@pytest.fixture
def things(db) -> MapLayer:
    forget_sizes()
    return make_things()


def read(client, name: str = "things", **asked: str) -> dict:
    given = {key.replace("_", "-"): value for key, value in asked.items()}
    answer = client.get(ITEMS.format(name), given, headers={"Accept": "application/geo+json"})
    assert answer.status_code == 200, answer.content
    return answer.json()


def keys(document: dict) -> list[str]:
    return [feature["id"] for feature in document["features"]]


def shapes(document: dict) -> list:
    return [shapely.geometry.shape(feature["geometry"]) for feature in document["features"]]


def test_a_thing_is_told_with_the_columns_and_the_properties_of_its_layer(things, client):
    first = read(client)["features"][0]
    assert first["id"] == "a"
    assert first["properties"]["name"] == "Café Über"
    assert first["properties"]["floors"] == 1
    assert first["properties"]["checked_date"] == "2024-05-01"
    assert shapely.geometry.shape(first["geometry"]).equals(square(119.90, 31.70))
    assert read(client, properties="name,floors")["features"][0]["properties"] == {"name": "Café Über", "floors": 1}


def test_a_box_finds_whatever_meets_it_and_nothing_whose_own_box_alone_does(things, client):
    assert keys(read(client, bbox="119.905,31.6,119.945,31.8")) == ["a", "b", "c"]
    assert keys(read(client, bbox="119.905,31.6,0,119.945,31.8,9")) == ["a", "b", "c"]
    assert keys(read(client, bbox="119.911,31.6,119.919,31.8")) == []
    triangle = shapely.Polygon([(119.5, 31.5), (119.6, 31.5), (119.5, 31.6)])
    put(things, [Draft(key="triangle", geometry=triangle)])
    assert keys(read(client, bbox="119.58,31.58,119.59,31.59")) == []  # in the far corner of its box
    assert keys(read(client, bbox="119.51,31.51,119.52,31.52")) == ["triangle"]
    assert keys(read(client, bbox="170,-90,-170,90")) == []  # over the 180th meridian


def test_the_index_answers_a_box(things, client):
    with CaptureQueriesContext(connection) as asked:
        read(client, bbox="119.905,31.6,119.945,31.8")
    [query] = [one["sql"] for one in asked if "f.box &&" in one["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = on")
        cursor.execute(f"EXPLAIN {query}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "geography_feature_box" in plan, plan


@pytest.mark.parametrize("dense", [0, 1_000_000])
def test_pages_lead_from_one_to_the_next_and_hold_everything_once(things, client, monkeypatch, dense):
    monkeypatch.setattr(finding, "DENSE", dense)  # both ways of walking a box
    put(things, [Draft(key=f"n{number:03}", geometry=square(119.9 + number / 1e4, 31.7)) for number in range(53)])
    seen, document = [], read(client, limit="10", bbox="119.8,31.6,120.2,31.8")
    while True:
        assert document["numberReturned"] == len(document["features"]) <= 10
        seen += keys(document)
        links = [link["href"] for link in document["links"] if link["rel"] == "next"]
        if not links:
            break
        assert "bbox=119.8" in links[0]
        document = client.get(links[0].replace("http://testserver", "")).json()
    assert seen == sorted(seen)
    assert len(seen) == len(set(seen)) == 58  # and f has no place


def test_what_comes_and_goes_between_two_pages_shifts_nothing(things, client):
    first = read(client, limit="3")
    put(things, [Draft(key="a0", geometry=square(119.9, 31.8))])
    second = client.get(next(link["href"] for link in first["links"] if link["rel"] == "next")).json()
    assert keys(first) + keys(second) == ["a", "b", "c", "d", "e", "f"]


def test_a_page_that_would_look_at_too_much_ends_early_and_leads_on(things, client, monkeypatch):
    monkeypatch.setattr(finding, "LOOKED_AT_MOST", 3)
    monkeypatch.setattr(finding, "BATCH_MOST", 3)
    document = read(client, filter="S_CONTAINS(geometry, POINT(119.985 31.705)) OR S_DISJOINT(geometry, POINT(0 0))")
    assert keys(document) == ["a", "b", "c"]
    assert any(link["rel"] == "next" for link in document["links"])


def test_the_most_on_a_page_is_ten_thousand(things, client):
    assert read(client, limit="99999")["numberReturned"] == 6
    for wrong in ("0", "-1", "x", "1.5"):
        assert client.get(ITEMS.format("things"), {"limit": wrong}).status_code == 400


@pytest.mark.parametrize(
    ("code", "first", "second"),
    [  # of 119.90° E, 31.70° N; 3857 by its formula, 4549 by GDAL 3.6's gdaltransform; the order is EPSG's
        ("4326", 31.7, 119.9),
        ("4490", 31.7, 119.9),
        ("3857", 13347206.95, 3723995.07),
        ("4549", 3508591.52, 490520.05),
    ],
)
def test_coordinates_stand_in_the_order_of_their_reference_system(things, client, districts_here, code, first, second):
    answer = client.get(ITEMS.format("things"), {"crs": EPSG.format(code)}, headers={"Accept": "application/json"})
    assert answer.headers["Content-Crs"] == f"<{EPSG.format(code)}>"
    corners = shapely.get_coordinates(shapely.geometry.shape(answer.json()["features"][0]["geometry"]))
    assert min(abs(x - first) + abs(y - second) for x, y in corners.tolist()) < 0.1
    step = 0.012 if code in {"4326", "4490"} else 1_200
    box = f"{first - step / 10},{second - step / 10},{first + step},{second + step}"
    assert keys(read(client, bbox=box, bbox_crs=EPSG.format(code))) == ["a"]


@pytest.fixture
def districts_here(things) -> None:
    """A city whose middle lies in the zone of 120° E."""
    put(make_layer("districts"), [Draft(key="320411", geometry=square(119.5, 31.5, side=0.5))])


def test_the_usual_system_is_longitude_first_and_an_unknown_one_is_refused(things, client):
    answer = client.get(ITEMS.format("things"), headers={"Accept": "application/json"})
    assert answer.headers["Content-Crs"] == "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>"
    assert answer.headers["Content-Type"] == "application/geo+json"
    refused = client.get(ITEMS.format("things"), {"crs": EPSG.format(2437)})
    assert refused.status_code == 400
    assert "4326" in refused.json()["detail"]


def test_the_map_as_on_a_day_tells_what_stood_then(things, client):
    now = timezone.now()
    week_ago, yesterday = now - timedelta(days=7), now - timedelta(days=1)
    past = make_layer("past")
    put(past, [replace(draft_of(key), key=key) for key in "ab"], valid_from=week_ago)
    put(past, [replace(draft_of("a"), name="New name", geometry=square(119.5, 31.5))], valid_from=yesterday,
        ends_missing_within=lambda feature: True)  # fmt: skip

    def names(moment: str, **more: str) -> dict[str, str]:
        document = read(client, "past", datetime=moment, **more)
        return {feature["id"]: feature["properties"]["name"] for feature in document["features"]}

    before = (now - timedelta(days=3)).isoformat().replace("+00:00", "Z")
    assert names(before) == {"a": "Café Über", "b": "茶馆"}
    assert names(before, bbox="119.89,31.69,119.95,31.75") == {"a": "Café Über", "b": "茶馆"}
    assert names(timezone.localdate().isoformat()) == {"a": "New name"}
    assert names((timezone.localdate() - timedelta(days=20)).isoformat()) == {}
    assert names(f"{before}/..") == {"a": "New name", "b": "茶馆"}
    assert names(f"../{before}") == {"a": "Café Über", "b": "茶馆"}
    assert keys(read(client, "past")) == ["a"]
    for wrong in ("2026-02-30", "2026", "2026-01-02/2026-01-01", "now", "2026-01-01T00:00:00Z/x"):
        assert client.get(ITEMS.format("past"), {"datetime": wrong}).status_code == 400, wrong


def test_addresses_are_points_flats_lie_where_their_stair_lies_and_nobody_is_named(db, client):
    forget_sizes()
    street = AddressName.objects.create(name="顺园三村", kind="estate", town_code="320411001", lon=119.97, lat=31.78)
    stair = _address(street, "顺园三村99幢2单元", level=AddressLevel.STAIR, building="99", stair="2")
    flat = _address(street, "顺园三村99幢2单元301室", level=AddressLevel.ROOM, building="99", stair="2", room="301",
                    parent_id=stair.pk)  # fmt: skip
    _address(street, "顺园三村1号", level=AddressLevel.GATE, gate="1", lon=119.99)
    document = read(client, "addresses", bbox="119.969,31.779,119.971,31.781")
    assert keys(document) == [str(stair.pk), str(flat.pk)]
    assert document["features"][1]["geometry"] == {"type": "Point", "coordinates": [119.97, 31.78]}
    told = document["features"][1]["properties"]
    assert told["text"] == "顺园三村99幢2单元301室"
    assert not {"person", "people", "household", "resident"} & told.keys()
    assert keys(read(client, "addresses", room="301")) == [str(flat.pk)]
    assert keys(read(client, "addresses", filter="text LIKE '顺园三村99%' AND room = ''")) == [str(stair.pk)]
    assert read(client, "addresses", count="exact")["numberMatched"] == 3
    one = client.get(f"{ITEMS.format('addresses')}/{flat.pk}", headers={"Accept": "application/json"})
    assert one.json()["properties"]["room"] == "301"
    for wrong in ("0", "x", "9" * 30):
        assert client.get(f"{ITEMS.format('addresses')}/{wrong}").status_code == 404


def _address(street: AddressName, text: str, *, lon: float = 119.97, **told: object) -> Address:
    return Address.objects.create(
        name=street, street=street.name, text=text, lon=lon, lat=31.78, point=metres_of(lon, 31.78), **told
    )


def test_divisions_are_told_with_the_outlines_that_may_be_passed_on(open_map, client):
    forget_sizes()
    document = read(client, "divisions", level="6")
    assert keys(document) == ["320402", "320404", "320411", "320412", "320413", "320481"]
    kept = {one.key: bytes(one.geometry) for one in MapFeature.objects.filter(layer="districts")}
    for key, shape in zip(keys(document), shapes(document), strict=True):
        assert shapely.from_wkb(kept[key]).equals(shape)
    assert read(client, "divisions", level="12", count="exact", limit="1")["numberMatched"] == 1049
    assert "320411103" in keys(read(client, "divisions", bbox="119.91,31.86,119.92,31.87"))


def test_a_layer_is_told_whole_and_as_the_database_has_it(open_map, client):
    forget_sizes()
    for layer in MapLayer.objects.filter(is_listed=True, is_open=True):
        document = read(client, layer.name, limit="10000")
        kept = {one.key: one for one in MapFeature.objects.filter(layer=layer)}
        assert set(keys(document)) == kept.keys()
        for feature in document["features"]:
            one = kept[feature["id"]]
            assert feature["properties"]["name"] == one.name
            own = one.properties.keys() - {column.name for column in FEATURE_COLUMNS}
            assert {name: feature["properties"][name] for name in own} == {name: one.properties[name] for name in own}
            shape = shapely.from_wkb(bytes(one.geometry)) if one.geometry else None
            if shape is None:
                assert feature["geometry"] is None
            else:
                assert shapely.geometry.shape(feature["geometry"]).equals(shape)


def test_a_page_of_one_thing_asks_few_questions_however_many_do_not_fit(db, client):
    forget_sizes()
    layer = make_layer("many", kind="point")
    put(layer, [Draft(key=f"{number:04}", geometry=shapely.Point(119.9, 31.7)) for number in range(900)])
    asked = "S_CROSSES(geometry, LINESTRING(119.8 31.6, 120 31.8)) OR S_DISJOINT(geometry, POINT(119.9 31.7))"
    with CaptureQueriesContext(connection) as found:
        assert keys(read(client, "many", limit="1", filter=asked)) == []
    assert sum("geography_mapfeature" in one["sql"] for one in found.captured_queries) < 20
    assert read(client, "many", limit="1", filter=asked, count="exact")["numberMatched"] == 0
