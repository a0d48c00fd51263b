"""The map's pages: open to everybody, whole without JavaScript, honest about what nobody knows."""

import csv
import io
import json

import mapbox_vector_tile
import pytest

from longcheng.bases.geography.models import MapFeature, MapLayer
from longcheng.portal.map.tests.conftest import BESIDE

whole = pytest.mark.parametrize("whole_map", BESIDE, indirect=True, ids=lambda folder: folder.name)
EN = {"HTTP_ACCEPT_LANGUAGE": "en"}
ADDRESSES = (
    "/map/", "/map/?place=districts-320411", "/map/?place=hospitals@320402", "/map/?place=320411103006", "/map/table/",
    "/map/table/?layers=towns&division=320411&sort=name&q=a&page=2", "/map/table/csv/", "/map/metro/",
    "/map/district/320411/", "/map/place/?id=towns-320411103", "/map/style.json", "/map/layers.json",
    "/map/layers/towns.geojson",
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_stranger_opens_every_page_of_the_map(open_map, client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address


@pytest.mark.parametrize("address", ["/map/", "/map/table/", "/map/metro/", "/map/layers.json", "/map/style.json"])
def test_a_city_whose_pack_is_not_loaded_yet_still_answers(db, client, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/map/?place=towns-999", "/map/?place=%00", "/map/?place=<script>", "/map/place/?id=bus-9999", "/map/place/",
        "/map/place/?id=seats-3204", "/map/district/320499/", "/map/district/3204/", "/map/district/x/",
        "/map/layers/nothing.geojson", "/map/tiles/4/0/0.mvt", "/map/tiles/17/0/0.mvt", "/map/tiles/10/5000/0.mvt",
        "/map/tiles/10/1/1.mvt?layers=nothing",
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_to_be_missing(open_map, client, address):
    assert client.get(address).status_code in {400, 404}


def test_an_unknown_place_is_named_and_the_way_on_is_told(open_map, client):
    page = client.get("/map/?place=towns-999", **EN).content.decode()
    assert "There is no such place" in page
    assert "towns-999" in page


def test_without_javascript_the_page_has_the_outline_the_card_and_the_table(open_map, client):
    page = client.get("/map/?place=districts-320411", **EN).content.decode()
    assert page.count('<a href="?place=districts-') == 6
    assert "Xinbei District" in page
    assert "/map/district/320411/" in page
    assert "/map/table/?layers=" in page
    assert "The bus lines have no open licence" in client.get("/map/district/320411/", **EN).content.decode()


def test_the_card_says_where_it_is_from_and_how_well_the_place_is_known(open_map, client):
    card = client.get("/map/place/?id=hospitals-4", **EN).content.decode()
    assert "only the city is known" in card
    assert "GitHub hhui64/wuhan2020map" in card
    assert "MIT" in card
    number = MapFeature.objects.get(layer="hospitals", key="4").pk
    assert f"/wrong/?register=geography.feature&amp;subject={number}" in card
    town = client.get("/map/place/?id=towns-320481114", **EN).content.decode()
    assert "2 entries of this name here" in town
    assert "its place is not known yet" in town


def test_an_old_reading_carries_its_moment_and_its_class_in_words(open_map, client):
    card = client.get("/map/place/?id=air-安家").content.decode()
    assert "37 · 优" in card
    assert "最后一次读数 2020-04-02 07:00" in card
    assert "不是现在的空气" in card
    closed = client.get("/map/place/?id=air-潞城").content.decode()
    assert "已停运" in closed


def test_the_table_is_filtered_sorted_and_taken_along(open_map, client):
    page = client.get("/map/table/?layers=hospitals&division=320411", **EN).content.decode()
    assert "新北区红河路68号" in page
    assert "局前街" not in page
    answer = client.get("/map/table/csv/?layers=towns", **EN)
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len([row for row in rows if row["layer"] == "Towns and subdistricts"]) == 67
    assert {row["licence"] for row in rows} == {"MIT", "CC BY 4.0"}
    assert next(row for row in rows if row["name"] == "三井街道")["longitude_wgs84"] == ""


def test_a_layer_carries_its_licence_and_only_open_ones_are_passed_on(open_map, client):
    towns = json.loads(client.get("/map/layers/towns.geojson").content)
    assert towns["licence"] == "CC BY 4.0"
    assert len(towns["features"]) == 67
    assert sum(feature["geometry"] is None for feature in towns["features"]) == 29
    MapLayer.objects.filter(name="towns").update(is_open=False)
    refused = client.get("/map/layers/towns.geojson", **EN)
    assert refused.status_code == 403
    assert "no open licence" in refused.json()["error"]
    listed = {layer["name"]: layer["geojson"] for layer in client.get("/map/layers.json").json()["layers"]}
    assert listed["towns"] is None
    answer = client.get("/map/table/csv/?layers=towns")
    rows = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert {row["longitude_wgs84"] for row in rows if row["name"].endswith("镇")} == {""}


def test_a_tile_may_be_kept_for_ever_under_its_version_and_is_nothing_outside_the_city(open_map, client):
    tiles = client.get("/map/layers.json").json()["drawing"]["tiles"]
    address = tiles.format(z=9, x=426, y=207)
    answer = client.get(f"{address}&layers=districts,towns")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "districts" in mapbox_vector_tile.decode(answer.content)
    again = client.get(f"{address}&layers=districts,towns", HTTP_IF_NONE_MATCH=answer.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert "immutable" not in client.get("/map/tiles/9/426/207.mvt?v=old").headers["Cache-Control"]
    assert client.get(tiles.format(z=9, x=0, y=0)).status_code == 204
    assert client.post(address).status_code == 405


def test_the_style_names_no_host_and_every_layer_of_it_has_a_source(open_map, client):
    text = client.get("/map/style.json").content.decode()
    assert "http" not in text
    assert "glyphs" not in json.loads(text)


@whole
def test_a_district_tells_its_bus_lines_with_their_numbers(whole_map, client):
    page = client.get("/map/district/320411/", **EN).content.decode()
    assert page.count('class="map-lines"') == 1
    assert page.count("?place=bus-") == 80
    card = client.get("/map/place/?id=districts-320411", **EN).content.decode()
    assert "Show its 80 bus lines" in card
    line = client.get("/map/place/?id=bus-7").content.decode()
    assert "公交线路 7（无名，2020 年 2 月）" in line
    assert "none stated" in line


@whole
def test_the_metro_is_a_diagram_in_order_with_its_change_and_never_on_the_map(whole_map, client):
    page = client.get("/map/metro/", **EN).content.decode()
    assert page.count("<li id=") == 44
    assert page.index("Forest Park") < page.index("Cultural Palace") < page.index("Nanxiashu")
    assert page.count("change for line") == 2
    tiles = client.get("/map/layers.json").json()["drawing"]["tiles"]
    assert client.get(tiles.format(z=9, x=426, y=207) + "&layers=metro").status_code == 204


@whole
def test_layers_without_an_open_licence_are_shown_and_not_passed_on(whole_map, client):
    assert client.get("/map/layers/bus.geojson").status_code == 403
    assert client.get("/map/?layers=bus").status_code == 200


def test_who_comes_from_a_wrong_card_of_the_map_reads_which_thing_is_meant_and_whom_to_tell(open_map, client):
    page = client.get("/help/wrong/?about=hospitals-4", **EN).content.decode()
    assert "hospitals-4" in page
    assert "Health commission" in page
    assert "?place=hospitals-4" in page
    for nothing in ("", "?about=nothing-9", "?about=%3Cscript%3E", "?about=" + "9" * 5000):
        plain = client.get(f"/help/wrong/{nothing}").content.decode()
        assert 'id="about"' not in plain
        assert "<script>" not in plain.split("</head>")[1]
