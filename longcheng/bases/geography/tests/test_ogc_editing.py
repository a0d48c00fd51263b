"""Changing things by the OGC API: who may, what is refused with all its defects, and that the register remembers."""

import json

import pytest
from django.test import Client

from longcheng.bases.geography.features.drafts import Draft
from longcheng.bases.geography.models import FeatureAct, MapFeature, MapLayer
from longcheng.bases.geography.ogc.collections import forget_sizes
from longcheng.bases.geography.registers import FEATURES
from longcheng.bases.geography.tests.ogc_layer import make_layer, make_things, put, square
from longcheng.core.access.models import Account, RoleHeld
from longcheng.core.registry.reading import as_of

ITEMS = "/ogc/collections/things/items"
GEOJSON, PATCH = "application/geo+json", "application/merge-patch+json"
HERE, ELSEWHERE = "320411103", "320481"
SQUARE = {"type": "Polygon", "coordinates": [[[119.9, 31.8], [119.91, 31.8], [119.91, 31.81], [119.9, 31.8]]]}
NEW = {"type": "Feature", "geometry": SQUARE, "properties": {"name": "新楼", "floors": 3, "division_code": HERE}}


@pytest.fixture
def things(divisions) -> MapLayer:
    forget_sizes()
    return make_things(is_editable=True)


@pytest.fixture
def keeper(things) -> Client:
    """Somebody who keeps the map of one town, signed in."""
    return client_of("keeper", HERE)


def client_of(name: str, area_code: str = "", **more: object) -> Client:
    account = Account.objects.create_user(name, display_name=name, kind="staff")
    if area_code:
        RoleHeld.objects.create(account=account, role="geography.keeper", area_code=area_code)
    client = Client(headers={"Accept": "application/json", "Accept-Language": "en"}, **more)
    client.force_login(account)
    return client


def sent(client: Client, method: str, path: str = ITEMS, body: object = None, *, kind: str = GEOJSON, **headers: str):
    return client.generic(
        method, path, json.dumps(body) if body is not None else "", content_type=kind, headers=headers
    )


def test_a_keeper_enters_a_thing_and_everybody_reads_it(keeper, client):
    answer = sent(keeper, "POST", body=NEW | {"id": "new-1"})
    assert answer.status_code == 201, answer.content
    assert answer.headers["Location"] == f"http://testserver{ITEMS}/new-1"
    read = client.get(answer.headers["Location"], headers={"Accept": "application/json"})
    assert read.headers["ETag"] == answer.headers["ETag"]
    assert read.json()["properties"]["name"] == "新楼"
    assert read.json()["properties"]["floors"] == 3
    assert read.json()["geometry"]["type"] == "Polygon"
    act = FeatureAct.objects.get(subject_id=MapFeature.objects.get(key="new-1").pk)
    assert (act.kind, act.source) == ("entered", "geography.layers")
    assert sent(keeper, "POST", body=NEW).headers["Location"] != answer.headers["Location"]  # it gets a number


def test_replacing_says_everything_anew_and_patching_only_what_it_names(keeper):
    patch = {"properties": {"name": "Café Neu", "floors": None, "height_m": 4}}
    answer = sent(keeper, "PATCH", f"{ITEMS}/a", patch, kind=PATCH, longcheng_reason="Umbau")
    assert answer.status_code == 204, answer.content
    one = MapFeature.objects.get(key="a")
    assert (one.name, one.kind) == ("Café Neu", "cafe")
    assert one.properties == {"height_m": 4, "is_open": True}
    assert sent(keeper, "PUT", f"{ITEMS}/a", NEW).status_code == 204
    one.refresh_from_db()
    assert (one.name, one.kind, one.properties) == ("新楼", "", {"floors": 3})
    reasons = list(FeatureAct.objects.filter(subject_id=one.pk).order_by("id").values_list("reason", flat=True))
    assert reasons[1] == "Umbau"
    assert "OGC API" in reasons[2]


def test_what_is_ended_is_gone_from_today_and_stays_in_the_history(keeper, client):
    number = MapFeature.objects.get(key="b").pk
    assert sent(keeper, "DELETE", f"{ITEMS}/b").status_code == 204
    assert client.get(f"{ITEMS}/b").status_code == 404
    assert sent(keeper, "DELETE", f"{ITEMS}/b").status_code == 404
    assert as_of(FEATURES, number).values["ended"] is True
    assert FeatureAct.objects.filter(subject_id=number).count() == 2


def test_whoever_read_an_older_state_is_told_and_changes_nothing(keeper):
    etag = keeper.get(f"{ITEMS}/a").headers["ETag"]
    first = sent(keeper, "PATCH", f"{ITEMS}/a", {"properties": {"floors": 5}}, kind=PATCH, if_match=etag)
    assert first.status_code == 204
    for method, body in (("PATCH", {"properties": {"floors": 6}}), ("PUT", NEW), ("DELETE", None)):
        answer = sent(keeper, method, f"{ITEMS}/a", body, kind=PATCH if method == "PATCH" else GEOJSON, if_match=etag)
        assert answer.status_code == 412
        assert answer.headers["ETag"] == first.headers["ETag"]
    assert MapFeature.objects.get(key="a").properties["floors"] == 5
    answer = sent(keeper, "PATCH", f"{ITEMS}/a", {"properties": {"floors": 6}}, kind=PATCH,
                  if_match=first.headers["ETag"])  # fmt: skip
    assert answer.status_code == 204


def test_a_number_that_is_taken_is_a_conflict_and_one_that_is_not_there_is_not_made_by_replacing(keeper):
    assert sent(keeper, "POST", body=NEW | {"id": "a"}).status_code == 409
    assert sent(keeper, "PUT", f"{ITEMS}/nothing", NEW).status_code == 404


def test_nobody_changes_a_thing_without_the_right_in_its_place(things):
    stranger = Client(headers={"Accept": "application/json"})
    for client, status in ((stranger, 401), (client_of("officer"), 403), (client_of("far", ELSEWHERE), 403)):
        for method, path, kind in (("POST", ITEMS, GEOJSON), ("PUT", f"{ITEMS}/a", GEOJSON),
                                   ("PATCH", f"{ITEMS}/a", PATCH), ("DELETE", f"{ITEMS}/a", GEOJSON)):  # fmt: skip
            answer = sent(client, method, path, NEW, kind=kind)
            assert answer.status_code == status, (method, answer.content)
            assert answer.headers["Content-Type"] == "application/problem+json"
    assert "WWW-Authenticate" in sent(stranger, "POST", body=NEW).headers
    assert FeatureAct.objects.count() == 6


def test_a_thing_cannot_be_moved_out_of_ones_area(keeper):
    answer = sent(keeper, "PATCH", f"{ITEMS}/a", {"properties": {"division_code": ELSEWHERE}}, kind=PATCH)
    assert answer.status_code == 403
    assert MapFeature.objects.get(key="a").division_code == HERE


def test_a_session_changes_things_only_with_its_token_so_that_no_other_site_can(things):
    client = client_of("keeper", HERE, enforce_csrf_checks=True)
    assert sent(client, "DELETE", f"{ITEMS}/a").status_code == 403
    client.get("/ogc/", headers={"Accept": "text/html"})
    token = client.cookies["csrftoken"].value
    assert sent(client, "DELETE", f"{ITEMS}/a", x_csrftoken=token).status_code == 204
    assert sent(Client(), "DELETE", f"{ITEMS}/b", authorization="Bearer nothing").status_code == 401


def test_a_layer_that_files_keep_is_changed_by_nobody_here(keeper):
    put(make_layer("kept"), [Draft(key="a", geometry=square(119.9, 31.7))])
    for method, path in (("POST", ""), ("PUT", "/a"), ("DELETE", "/a")):
        answer = sent(keeper, method, f"/ogc/collections/kept/items{path}", NEW)
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "GET, HEAD"
    assert sent(keeper, "POST", "/ogc/collections/addresses/items", NEW).status_code == 405


DEFECTS = [
    ({"geometry": {"type": "Point", "coordinates": [119.9, 31.8]}}, {"geometry"}),
    ({"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}}, {"geometry"}),
    ({"geometry": {"type": "Polygon", "coordinates": [[["x"]]]}}, {"geometry"}),
    ({"geometry": {"type": "Polygon", "coordinates": [[[1e9, 1], [2e9, 1], [2e9, 2], [1e9, 1]]]}}, {"geometry"}),
    ({"geometry": "here"}, {"geometry"}),
    ({"properties": {"floors": "three", "built": "1999", "colour": "red", "name": "x" * 500}},
     {"floors", "built", "colour", "name"}),
    ({"properties": {"accuracy": "very", "checked_date": "soon", "address_id": -1, "kind": "a\0b"}},
     {"accuracy", "checked_date", "address_id", "kind"}),
    ({"properties": [1]}, {"properties"}),
    ({"id": "x" * 100}, {"id"}),
    ({"properties": {"division_code": "320411999", "name": "x"}}, {"division_code"}),
]  # fmt: skip


@pytest.mark.parametrize(("change", "named"), DEFECTS)
def test_what_cannot_be_kept_is_refused_with_every_defect_and_nothing_is_written(things, change, named):
    keeper = client_of("keeper", "3204")
    answer = sent(keeper, "POST", body=NEW | change)
    assert answer.status_code == 422, answer.content
    assert {one["parameter"] for one in answer.json()["errors"]} == named
    assert FeatureAct.objects.count() == 6


def test_what_is_no_feature_is_refused(keeper):
    assert sent(keeper, "POST", body=NEW, kind="text/xml").status_code == 415
    assert sent(keeper, "POST", body=[1]).status_code == 400
    assert sent(keeper, "POST", body=NEW | {"type": "FeatureCollection"}).status_code == 400
    assert keeper.generic("POST", ITEMS, "{", content_type=GEOJSON).status_code == 400
    assert keeper.generic("POST", ITEMS, "x" * 3_000_000, content_type=GEOJSON).status_code == 413


def test_a_body_may_stand_in_another_reference_system(keeper):
    turned = [[[lat, lon] for lon, lat in SQUARE["coordinates"][0]]]
    answer = sent(keeper, "POST", body=NEW | {"id": "turned", "geometry": {"type": "Polygon", "coordinates": turned}},
                  content_crs="<http://www.opengis.net/def/crs/EPSG/0/4326>")  # fmt: skip
    assert answer.status_code == 201, answer.content
    box = MapFeature.objects.get(key="turned").box
    assert (round(box.west, 6), round(box.south, 6)) == (119.9, 31.8)


def test_what_is_made_up_stays_marked_when_a_program_sends_it_back_as_it_came(keeper, things):
    put(things, [Draft(key="made", name="示例", geometry=square(119.9, 31.8), division_code=HERE, is_synthetic=True)])
    read = keeper.get(f"{ITEMS}/made").json()
    body = {name: read[name] for name in ("type", "geometry", "properties")}
    before = FeatureAct.objects.count()
    assert sent(keeper, "PUT", f"{ITEMS}/made", body).status_code == 204
    assert FeatureAct.objects.count() == before
    assert MapFeature.objects.get(key="made").is_synthetic


def test_a_shape_is_not_moved_into_another_district_alone(keeper):
    here, there = square(119.5, 31.5, side=0.5), square(120.0, 31.5, side=0.5)
    put(make_layer("districts"), [Draft(key="320411", geometry=here), Draft(key="320481", geometry=there)])
    moved = {"type": "Polygon", "coordinates": [[[lon + 0.3, lat] for lon, lat in SQUARE["coordinates"][0]]]}
    answer = sent(keeper, "PATCH", f"{ITEMS}/a", {"geometry": moved}, kind=PATCH)
    assert answer.status_code == 422
    assert {one["parameter"] for one in answer.json()["errors"]} == {"division_code"}
    assert sent(keeper, "PATCH", f"{ITEMS}/a", {"geometry": SQUARE}, kind=PATCH).status_code == 204
