"""The pages of a thing on the map and of the layers: what a reader sees, and what a keeper may do there."""

from datetime import timedelta

import pytest
import shapely
from django.test import Client
from django.utils import timezone

from longcheng.bases.geography.models import FeatureAct, LayerKind, MapFeature
from longcheng.bases.geography.registers import FEATURES, LAYERS
from longcheng.bases.geography.tests.mapped import LONG_AGO, SYNTHETIC, a_draft, a_layer, bring, give_role, the
from longcheng.core.access.models import Account
from longcheng.core.registry.acts import Statement, state

TOWN = "320411103"


@pytest.fixture
def clinic(divisions) -> MapFeature:
    layer = a_layer(shape={"beds": {"type": "integer", "zh": "床位", "en": "Beds"}})
    bring(layer, a_draft(name="花园诊所", division_code=TOWN, properties={"beds": 7}), valid_from=LONG_AGO)
    state(FEATURES, Statement(kind="edited", source=LAYERS, subject_id=the().pk, values={"name": "河海诊所"}), by=None)
    return the()


@pytest.fixture
def keeper(divisions) -> Client:
    account = Account.objects.create_user(username="keeper", display_name="图管员", kind="staff")
    give_role(account, "geography.keeper", area=TOWN)
    browser = Client()
    browser.force_login(account)
    return browser


def test_everybody_reads_what_is_known_from_whom_and_what_was_before(clinic, client):
    page = client.get(f"/geography/features/{clinic.pk}/").content.decode()
    for told in ("河海诊所", "花园诊所", "床位", "薛家镇", "119.970000, 31.780000", "/ogc/collections/pois/items/1"):
        assert told in page
    assert "/change/" not in page
    yesterday = timezone.localdate() - timedelta(days=1)
    page = client.get(f"/geography/features/{clinic.pk}/?day={yesterday}").content.decode()
    assert "<h1>花园诊所" in page
    page = client.get(f"/geography/features/{clinic.pk}/?day=2019-01-01").content.decode()
    assert "119.970000, 31.780000" not in page.split("moment")[0]


def test_what_is_synthetic_says_so_and_what_is_not_open_is_not_passed_on(divisions, client):
    bring(a_layer(is_synthetic=True), a_draft(is_synthetic=True), source=SYNTHETIC)
    bring(a_layer("secret", is_open=False), a_draft("2"))
    assert "tag waiting" in client.get(f"/geography/features/{the().pk}/").content.decode()
    shown = client.get(f"/geography/features/{the().pk}.geojson").json()
    assert shown["features"][0]["geometry"]["coordinates"] == [119.97, 31.78]
    assert client.get(f"/geography/features/{the('2', 'secret').pk}.geojson").status_code == 404
    told = client.get(f"/geography/features/{the('2', 'secret').pk}/").content.decode()
    assert "119.97" not in told
    assert "31.78" not in told
    page = client.get("/geography/layers/").content.decode()
    assert 'id="pois"' in page
    assert 'id="secret"' in page


@pytest.mark.parametrize("day", ["x", "9999-01-01", "", "2026-02-30", "0001-01-01"])
def test_a_day_that_is_none_does_no_harm(clinic, client, day):
    assert client.get(f"/geography/features/{clinic.pk}/?day={day}").status_code == 200


def test_a_keeper_changes_what_differs_and_the_page_leads_there(clinic, keeper):
    href = f"/geography/features/{clinic.pk}/change/"
    assert href in keeper.get(f"/geography/features/{clinic.pk}/").content.decode()
    form = keeper.get(href).context["form"]
    posted = {**form, "hours": "24/7", "property-beds": "9", "lon": "119.975", "reason": "扩建"}
    assert keeper.post(href, posted).headers["Location"] == f"/geography/features/{clinic.pk}/"
    assert set(FeatureAct.objects.last().fields) == {"hours", "properties", "geometry", "label"}
    assert (the().hours, the().properties, the().label_lon) == ("24/7", {"beds": 9}, 119.975)


def test_a_form_tells_all_defects_at_once(clinic, keeper):
    href = f"/geography/features/{clinic.pk}/change/"
    posted = {
        "name": "长" * 121,
        "lon": "here",
        "lat": "",
        "property-beds": "many",
        "checked_date": "x",
        "accuracy": "?",
    }
    answer = keeper.post(href, posted)
    assert answer.status_code == 422
    assert set(answer.context["errors"]) == {"name", "lon", "property-beds", "checked_date", "accuracy"}
    assert FeatureAct.objects.count() == 2


def test_a_keeper_enters_a_shape_and_ends_it_and_takes_that_back(keeper):
    a_layer("parcels", kind=LayerKind.POLYGON)
    assert "parcels" in keeper.get("/geography/features/new/").content.decode()
    assert keeper.get("/geography/features/new/?layer=parcels").status_code == 200
    shape = shapely.to_geojson(shapely.box(119.97, 31.78, 119.98, 31.79))
    posted = {"name": "一号地", "division_code": TOWN, "shape": shape, "accuracy": "exact", "reason": "出让"}
    made = keeper.post("/geography/features/new/?layer=parcels", posted).headers["Location"]
    bad = keeper.post(
        "/geography/features/new/?layer=parcels", posted | {"shape": '{"type":"Point","coordinates":[119,31]}'}
    )
    assert "shape" in bad.context["errors"]
    assert keeper.post(f"{made}end/", {"reason": ""}).status_code == 422
    assert keeper.post(f"{made}end/", {"reason": "收回"}).status_code == 302
    ended = FeatureAct.objects.last()
    back = f"{made}acts/{ended.pk}/take-back/"
    assert back in keeper.get(made).content.decode()
    assert keeper.get(back).status_code == 200
    assert keeper.post(back, {"reason": ""}).status_code == 422
    assert keeper.post(back, {"reason": "弄错了"}).status_code == 302
    assert MapFeature.objects.filter(layer="parcels").count() == 1


def test_whoever_keeps_nothing_finds_no_form(clinic, client):
    for path in ("new/", f"{clinic.pk}/change/", f"{clinic.pk}/end/", f"{clinic.pk}/acts/1/take-back/"):
        assert client.get(f"/geography/features/{path}").status_code in {302, 403}
