"""The documents of the OGC APIs: each has what its standard asks for, links lead somewhere, nothing closed is told."""

import re
from dataclasses import replace
from datetime import datetime

import mapbox_vector_tile
import pytest

from longcheng.bases.geography.models import MapLayer
from longcheng.bases.geography.ogc.collections import forget_sizes
from longcheng.bases.geography.ogc.conformance import CLASSES
from longcheng.bases.geography.tests.ogc_layer import draft_of, make_layer, make_things, put

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
JSON = {"Accept": "application/json"}
TYPES = {"string": str, "number": (int, float), "integer": int, "boolean": bool}


@pytest.fixture
def city_map(open_map) -> None:
    forget_sizes()
    make_things()


def told(client, path: str, **asked: str) -> dict:
    answer = client.get(path, asked, headers=JSON)
    assert answer.status_code == 200, (path, answer.content[:500])
    return answer.json()


def links_of(document: object) -> list[dict]:
    """Every link anywhere in a document."""
    if isinstance(document, list):
        return [link for part in document for link in links_of(part)]
    if not isinstance(document, dict):
        return []
    own = document.get("links", []) if isinstance(document.get("links"), list) else []
    return own + [link for name, part in document.items() if name != "links" for link in links_of(part)]


def walked(client, beginning: str, *, most: int = 400) -> dict[str, dict]:
    """Every JSON document that the links lead to from here, each read once."""
    waiting, seen = [beginning], {}
    while waiting and len(seen) < most:
        address = waiting.pop()
        if address in seen:
            continue
        answer = client.get(address.replace("http://testserver", ""), headers=JSON)
        assert answer.status_code == 200, (address, answer.content[:300])
        seen[address] = answer.json() if "json" in answer.headers["Content-Type"] else {}
        for link in links_of(seen[address]):
            assert {"href", "rel"} <= link.keys(), link
            assert link["href"].startswith("http://testserver/ogc"), link
            if not link.get("templated") and "html" not in link.get("type", ""):
                waiting.append(link["href"])
    return seen


def test_from_the_landing_page_every_link_leads_to_a_document(city_map, client):
    seen = walked(client, "http://testserver/ogc/")
    assert any("/collections/things/queryables" in address for address in seen)
    assert any("/tiles/WebMercatorQuad" in address for address in seen)
    rels = {link["rel"] for link in seen["http://testserver/ogc/"]["links"]}
    assert {"self", "alternate", "service-desc", "service-doc", "conformance", "data"} <= rels


def test_a_collection_says_what_it_is_where_it_lies_and_how_it_may_be_asked(city_map, client):
    document = told(client, "/ogc/collections")
    named = {one["id"]: one for one in document["collections"]}
    assert {"divisions", "addresses", "towns", "districts", "things"} <= named.keys()
    for one in named.values():
        assert {"id", "title", "description", "links", "extent", "crs", "storageCrs", "itemType"} <= one.keys()
        assert one["storageCrs"] == CRS84
        assert one["crs"][0] == CRS84
        assert {"items", "self"} <= {link["rel"] for link in one["links"]}
    [[west, south, east, north]] = named["things"]["extent"]["spatial"]["bbox"]
    assert (west, south, round(east, 6), round(north, 6)) == (119.9, 31.7, 119.99, 31.71)
    assert named["things"]["licence"] == "CC0"
    assert told(client, "/ogc/collections/things") | {"links": 0} == named["things"] | {"links": 0}


def test_the_zone_of_the_grid_is_worked_out_from_where_the_city_lies(city_map, client):
    assert "http://www.opengis.net/def/crs/EPSG/0/4549" in told(client, "/ogc/collections")["crs"]


def test_queryables_are_a_schema_of_what_the_layer_says_of_its_things(city_map, client):
    schema = told(client, "/ogc/collections/things/queryables")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == "http://testserver/ogc/collections/things/queryables"
    assert schema["additionalProperties"] is False
    assert schema["properties"]["floors"] == {"title": "层数", "type": "integer"}
    assert schema["properties"]["built"] == {"title": "建成", "type": "string", "format": "date"}
    assert schema["properties"]["geometry"]["format"] == "geometry-polygon-or-multipolygon"


def test_each_thing_fits_the_schema_of_its_collection(city_map, client):
    for name in ("towns", "divisions", "hospitals", "things"):
        schema = told(client, f"/ogc/collections/{name}/queryables")["properties"]
        for feature in told(client, f"/ogc/collections/{name}/items", limit="2000")["features"]:
            assert feature.keys() == {"type", "id", "geometry", "properties"}
            for key, value in feature["properties"].items():
                if key not in schema or value is None or (name, feature["id"]) == ("things", "f"):
                    continue  # what a layer has beside its schema is told and cannot be asked for
                assert isinstance(value, TYPES[schema[key]["type"]]), (name, key, value)
                if schema[key].get("format") == "date-time":
                    assert datetime.fromisoformat(value).tzinfo


def test_only_what_holds_is_declared(city_map, client):
    document = told(client, "/ogc/conformance")
    assert document["conformsTo"] == list(CLASSES)
    assert len(set(CLASSES)) == len(CLASSES)
    for part in ("features-1/1.0/conf/core", "features-2/1.0/conf/crs", "features-3/1.0/conf/filter", "cql2-json"):
        assert any(part in one for one in CLASSES)


def test_the_description_is_openapi_3_0_and_names_every_address(city_map, client):
    document = told(client, "/ogc/api")
    assert document["openapi"].startswith("3.0.")
    assert {"title", "version"} <= document["info"].keys()
    assert document["servers"] == [{"url": "http://testserver/ogc"}]
    ids = []
    for path, methods in document["paths"].items():
        for operation in methods.values():
            ids.append(operation["operationId"])
            assert operation["responses"]
            parameters = [resolved(document, one) for one in operation["parameters"]]
            assert len({(one["name"], one["in"]) for one in parameters}) == len(parameters), path
            named = {one["name"] for one in parameters if one["in"] == "path"}
            assert named == set(re.findall(r"\{(\w+)\}", path)), path
            assert all(one["required"] for one in parameters if one["in"] == "path")
            assert all({"name", "in", "schema"} <= one.keys() for one in parameters)
            for response in operation["responses"].values():
                assert "description" in resolved(document, response)
            for needed in operation.get("security", ()):
                assert needed.keys() <= document["components"]["securitySchemes"].keys()
    assert len(ids) == len(set(ids))
    answer = client.get("/ogc/api", headers=JSON)
    assert answer.headers["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"
    bbox = document["components"]["parameters"]["bbox"]
    assert (bbox["in"], bbox["style"], bbox["explode"], bbox["schema"]["minItems"]) == ("query", "form", False, 4)


def resolved(document: dict, told: dict) -> dict:
    """Follow a reference within the document."""
    if "$ref" not in told:
        return told
    found = document
    for part in told["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return found


def test_tiles_are_told_as_tilesets_and_decode(city_map, client):
    tileset = told(client, "/ogc/collections/towns/tiles/WebMercatorQuad")
    assert tileset["dataType"] == "vector"
    assert tileset["layers"][0]["id"] == "towns"
    [template] = [link["href"] for link in tileset["links"] if link["rel"] == "item"]
    limit = next(one for one in tileset["tileMatrixSetLimits"] if one["tileMatrix"] == "9")
    bodies = []
    for row in range(limit["minTileRow"], limit["maxTileRow"] + 1):
        for column in range(limit["minTileCol"], limit["maxTileCol"] + 1):
            address = template.format(tileMatrix=9, tileRow=row, tileCol=column).replace("http://testserver", "")
            answer = client.get(address)
            assert answer.status_code in {200, 204}
            bodies += [answer.content] if answer.status_code == 200 else []
    names = {f["properties"]["name"] for body in bodies for f in mapbox_vector_tile.decode(body)["towns"]["features"]}
    assert "薛家镇" in names
    tilejson = told(client, "/ogc/collections/towns/tiles/WebMercatorQuad", f="tilejson")
    assert tilejson["tilejson"] == "3.0.0"
    assert tilejson["tiles"][0].endswith("/ogc/collections/towns/tiles/WebMercatorQuad/{z}/{y}/{x}")
    matrix = told(client, "/ogc/tileMatrixSets/WebMercatorQuad")["tileMatrices"][5]
    assert (matrix["id"], matrix["matrixWidth"]) == ("5", 32)
    assert matrix["scaleDenominator"] == pytest.approx(17471320.7508974)  # OGC 17-083r4, table D.1


def test_tiles_of_all_layers_can_be_narrowed_and_nothing_else_is_drawn(city_map, client):
    closed = make_layer("closed", is_open=False)
    everything = told(client, "/ogc/tiles/WebMercatorQuad")
    assert closed.name not in {one["id"] for one in everything["layers"]}
    narrowed = told(client, "/ogc/tiles/WebMercatorQuad", collections="towns,districts")
    assert {one["id"] for one in narrowed["layers"]} == {"towns", "districts"}
    for address in (
        "/ogc/tiles/WebMercatorQuad?collections=closed",
        "/ogc/collections/addresses/tiles",
        "/ogc/tiles/WorldCRS84Quad",
        "/ogc/tiles/WebMercatorQuad/4/1/1",
        "/ogc/tiles/WebMercatorQuad/9/999/1",
    ):
        assert client.get(address, headers=JSON).status_code in {400, 404}, address


def test_a_closed_layer_is_passed_on_to_nobody_and_a_hidden_one_does_not_exist(city_map, client):
    make_layer("closed", is_open=False, licence="for learning only")
    make_layer("hidden", is_listed=False)
    assert {"closed", "hidden"}.isdisjoint(one["id"] for one in told(client, "/ogc/collections")["collections"])
    for path in ("", "/items", "/items/a", "/queryables", "/tiles", "/tiles/WebMercatorQuad/9/208/426"):
        answer = client.get(f"/ogc/collections/closed{path}", headers=JSON | {"Accept-Language": "en"})
        assert answer.status_code == 403
        assert "for learning only" in answer.json()["detail"]
        assert client.get(f"/ogc/collections/hidden{path}", headers=JSON).status_code == 404
    outlines = MapLayer.objects.filter(name="districts")
    outlines.update(is_open=False)
    district = told(client, "/ogc/collections/divisions/items/320411")
    assert district["geometry"] is None  # nor by the way round


def test_problems_are_told_with_all_defects_as_problem_details_or_as_a_page(city_map, client):
    asked = {"bbox": "1,2,3", "limit": "none", "datetime": "yesterday", "crs": "EPSG:1", "colour": "red"}
    answer = client.get("/ogc/collections/things/items", asked, headers=JSON)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert {"type", "title", "status", "detail"} <= problem.keys()
    assert {one["parameter"] for one in problem["errors"]} == asked.keys()
    page = client.get("/ogc/collections/things/items", asked, headers={"Accept": "text/html"})
    assert page.status_code == 400
    assert "colour" in page.content.decode()
    assert client.get("/ogc/collections/nothing", headers=JSON).status_code == 404
    assert client.get("/ogc/collections/a%00b", headers=JSON).status_code == 404
    assert client.get("/ogc/", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/ogc/", {"f": "xml"}).status_code == 400


PAGES = [
    "", "conformance", "api", "collections", "collections/things", "collections/things/queryables",
    "collections/things/items", "collections/things/items/a", "collections/addresses/items", "tiles",
    "tiles/WebMercatorQuad", "tileMatrixSets", "tileMatrixSets/WebMercatorQuad",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_document_is_a_page_for_people_too(things_and_zone, client, path):
    page = client.get(f"/ogc/{path}", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "<h1>" in page.content.decode()
    assert client.get(f"/ogc/{path}?f=json").headers["Content-Type"].split(";")[0].endswith("json")


@pytest.fixture
def things_and_zone(db) -> None:
    forget_sizes()
    make_things()


def test_what_a_client_has_already_is_not_sent_again_until_the_layer_changes(city_map, client):
    first = client.get("/ogc/collections/things/items", headers=JSON)
    etag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert client.get("/ogc/collections/things/items", headers=JSON | {"If-None-Match": etag}).status_code == 304
    make_things_change()
    assert client.get("/ogc/collections/things/items", headers=JSON | {"If-None-Match": etag}).status_code == 200


def make_things_change() -> None:

    put(MapLayer.objects.get(name="things"), [replace(draft_of("a"), name="Café Unter")])
