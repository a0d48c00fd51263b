"""CQL2 as a table of cases in text and JSON, each with the things that fit; and filters that want to do harm."""

import json
import time

import cql2
import pytest

from longcheng.bases.geography.ogc.collections import forget_sizes
from longcheng.bases.geography.ogc.filtering.reading import DEEPEST
from longcheng.bases.geography.tests.ogc_layer import make_things

ITEMS = "/ogc/collections/things/items"
SQUARE = "POLYGON((119.905 31.6, 119.945 31.6, 119.945 31.8, 119.905 31.8, 119.905 31.6))"
TRIANGLE = "POLYGON((119.90 31.72, 119.925 31.72, 119.90 31.695, 119.90 31.72))"


@pytest.fixture
def things(db) -> None:
    forget_sizes()
    make_things()


def found(client, **asked: str) -> str:
    answer = client.get(ITEMS, asked)
    assert answer.status_code == 200, answer.content.decode()
    return "".join(sorted(feature["id"] for feature in answer.json()["features"]))


CASES = [
    ("kind = 'cafe'", "ab"),
    ("kind <> 'cafe'", "cdef"),
    ("floors = 2", "b"),
    ("floors > 2", "cd"),
    ("2 < floors", "cd"),
    ("floors >= 12 AND floors <= 30", "cd"),
    ("height_m > 3.4", "ab"),
    ("is_open = TRUE", "a"),
    ("is_open", "a"),
    ("NOT is_open", "b"),  # what nobody knows is neither
    ("floors IS NULL", "ef"),  # a text where a number should be counts as none
    ("floors IS NOT NULL", "abcd"),
    ("geometry IS NULL", "f"),
    ("NOT (kind = 'cafe' OR kind = 'shop')", "cdf"),
    ("name LIKE '%馆'", "b"),
    ("name LIKE 'Tower 100\\%'", "c"),
    ("name LIKE 'tower\\_%'", "d"),
    ("name NOT LIKE '%o%'", "abef"),
    ("name = 'O''Hara''s'", "e"),
    ("CASEI(name) LIKE CASEI('TOWER%')", "cd"),
    ("ACCENTI(name) = ACCENTI('Cafe Uber')", "a"),
    ("CASEI(ACCENTI(name)) = 'cafe uber'", "a"),
    ("floors BETWEEN 2 AND 12", "bd"),
    ("floors NOT BETWEEN 2 AND 12", "ac"),
    ("kind IN ('cafe','shop')", "abe"),
    ("floors IN (1, 30)", "ac"),
    ("kind NOT IN ('cafe')", "cdef"),
    ("built < DATE('2000-01-01')", "c"),
    ("built = '1999-12-31'", "c"),
    ("checked_date >= DATE('2025-01-01')", "cd"),
    ("checked_date < TIMESTAMP('2024-12-31T20:00:00Z')", "a"),  # in the city it is the next day already
    ("T_AFTER(checked_date, DATE('2025-01-01'))", "d"),
    ("T_BEFORE(checked_date, DATE('2025-01-01'))", "a"),
    ("T_EQUALS(checked_date, DATE('2025-01-01'))", "c"),
    ("T_DURING(checked_date, INTERVAL('2024-12-31','2026-01-01'))", "c"),
    ("T_INTERSECTS(checked_date, INTERVAL('2025-01-01','..'))", "cd"),
    ("T_DISJOINT(checked_date, INTERVAL('..','2025-06-01'))", "d"),
    ("T_FINISHES(checked_date, INTERVAL('2024-01-01','2026-01-01'))", "d"),
    ("T_STARTS(checked_date, INTERVAL('2025-01-01','2026-01-01'))", "c"),
    ("T_AFTER(since, TIMESTAMP('2020-01-01T00:00:00Z'))", "abcdef"),
    ("name = name_en", ""),
    ("division_code = '320411103' AND TRUE", "abcdef"),
    (f"S_INTERSECTS(geometry, {SQUARE})", "abc"),
    (f"S_WITHIN(geometry, {SQUARE})", "b"),
    (f"S_CONTAINS({SQUARE}, geometry)", "b"),
    (f"S_DISJOINT(geometry, {SQUARE})", "de"),  # nobody knows where f lies
    (f"NOT S_INTERSECTS(geometry, {SQUARE})", "de"),
    (f"S_INTERSECTS(geometry, {SQUARE}) AND kind = 'cafe'", "ab"),
    (f"S_INTERSECTS(geometry, {SQUARE}) OR floors = 12", "abcd"),
    (f"NOT (S_INTERSECTS(geometry, {SQUARE}) AND floors > 1)", "ade"),
    (f"S_OVERLAPS(geometry, {SQUARE})", "ac"),
    ("S_CONTAINS(geometry, POINT(119.905 31.705))", "a"),
    ("S_INTERSECTS(geometry, POINT(119.91 31.705))", "a"),
    ("S_TOUCHES(geometry, POINT(119.9 31.705))", "a"),
    ("S_CROSSES(geometry, LINESTRING(119.89 31.705, 119.925 31.705))", "ab"),
    ("S_EQUALS(geometry, POLYGON((119.94 31.7, 119.95 31.7, 119.95 31.71, 119.94 31.71, 119.94 31.7)))", "c"),
    ("S_INTERSECTS(geometry, BBOX(119.955, 31.69, 119.965, 31.72))", "d"),
    # Its box meets b, its slanted side does not.
    (f"S_INTERSECTS(geometry, {TRIANGLE})", "a"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fitting"), CASES)
def test_a_filter_finds_what_fits_in_text_and_in_json(things, client, text, fitting):
    assert found(client, filter=text) == fitting
    as_json = json.dumps(cql2.parse_text(text).to_json())
    assert found(client, filter=as_json, **{"filter-lang": "cql2-json"}) == fitting


def test_a_filter_counts_what_it_finds_and_goes_with_box_and_properties(things, client):
    answer = client.get(ITEMS, {"filter": f"S_DISJOINT(geometry, {SQUARE})", "count": "exact"}).json()
    assert answer["numberMatched"] == answer["numberReturned"] == 2
    assert "numberMatched" not in client.get(ITEMS).json()  # counting costs, so it is done when asked
    assert found(client, bbox="119.93,31.69,119.97,31.72", filter="floors > 12") == "c"
    assert found(client, kind="office") == "cd"
    assert found(client, kind="office", floors="12", bbox="119,31,121,32") == "d"


def test_the_filters_shapes_may_stand_in_another_reference_system(things, client):
    crs = "http://www.opengis.net/def/crs/EPSG/0/4326"
    assert found(client, filter="S_INTERSECTS(geometry, POINT(31.705 119.905))", **{"filter-crs": crs}) == "a"
    assert found(client, filter="S_INTERSECTS(geometry, POINT(119.905 31.705))") == "a"


REFUSED = [
    ("floors = 'two'", "text"),
    ("height = 3", "height"),
    ("kind", "kind"),
    ("kind =", "CQL2"),
    ("kind = 'a' OR", "CQL2"),
    ("pg_sleep(10) = 1", "pg_sleep"),
    ("floors + 1 = 2", "+"),
    ("floors = 1e400", "too large"),
    ("name LIKE 'x\\'", "backslash"),
    ("name LIKE '" + "%a" * 200 + "'", "pattern"),
    ("built = DATE('2020-13-01')", "no date"),
    ("T_AFTER(since, TIMESTAMP('yesterday'))", "no moment"),
    ("T_AFTER(name, DATE('2020-01-01'))", "date"),
    ("S_INTERSECTS(geometry, POLYGON((0 0, 1 1, 1 0, 0 1, 0 0)))", "crosses itself"),
    ("S_INTERSECTS(name, POINT(1 2))", "geometry"),
    ("S_INTERSECTS(geometry, geometry)", "geometry"),
    ("S_DWITHIN(geometry, POINT(1 2), 3, 'm')", "s_dwithin"),
    ("kind IN (" + ",".join(["'x'"] * 1_100) + ")", "1000"),
    (" AND ".join(["floors = 1"] * 300), "200"),
    ("x" * 21_000, "20000"),
    ("name = 'a\0b'", "NUL"),
    ("(" * 24, "brackets"),  # the parser alone would take 20 seconds
    ("(" * 5_000 + "floors = 1" + ")" * 5_000, "brackets"),  # the parser alone would end the process
    ("NOT " * 4_000 + "floors = 1", "NOT"),
    ("floors = " + "-" * 5_000 + "1", ""),
]


@pytest.mark.parametrize(("text", "told"), REFUSED, ids=[text[:30] for text, _told in REFUSED])
def test_a_filter_that_cannot_be_or_means_harm_is_refused_at_once_with_the_reason(things, client, text, told):
    began = time.perf_counter()
    answer = client.get(ITEMS, {"filter": text}, headers={"Accept-Language": "en"})
    assert time.perf_counter() - began < 1
    assert answer.status_code == 400, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert told in answer.json()["detail"]


HOSTILE_JSON = [
    "[]", "1", '{"op": "and", "args": []}', '{"op": 1, "args": [1]}', '{"op": "=", "args": "x"}', "{",
    '{"op": "=", "args": [{"property": ["x"]}, 1]}', '{"op": "=", "args": [{"property": "floors"}, null]}',
    '{"op": "=", "args": [{"property": "floors"}]}', '{"op": "in", "args": [{"property": "kind"}, "cafe"]}',
    '{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Polygon", "coordinates": 7}]}',
    '{"op": "s_intersects", "args": [{"property": "geometry"}, {"bbox": [1, 2, 3]}]}',
    '{"op": "t_after", "args": [{"property": "built"}, {"interval": ["2020-01-01"]}]}',
    '{"op": "not", "args": [' * 900 + "true" + "]}" * 900,
    "[" * 5_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE_JSON, ids=[text[:40] for text in HOSTILE_JSON])
def test_json_that_is_no_filter_is_refused(things, client, text):
    answer = client.get(ITEMS, {"filter": text, "filter-lang": "cql2-json"})
    assert answer.status_code == 400, answer.content


@pytest.mark.parametrize("ending", ["a=", "a=1 b", "f(", "a in (1", "POINT(1", "'x", "a between 1", ""])
def test_at_the_depth_that_is_let_through_the_parser_is_quick(ending):
    text = "(a=1 and " * DEEPEST + ending
    began = time.perf_counter()
    with pytest.raises((cql2.ParseError, ValueError)):
        cql2.parse_text(text)
    assert time.perf_counter() - began < 0.5


def test_numbers_of_any_size_are_compared_and_not_refused_by_the_database(things, client):
    for number in ("1e300", "-1e300", "9223372036854775808", "0.1", "1e-300"):
        assert found(client, filter=f"floors < {number} OR address_id = {number}") in {"", "abcd"}
