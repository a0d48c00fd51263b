"""“This is wrong” on the map: anybody signed in may say so, the keeper decides, and yesterday's map stays."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from longcheng.bases.geography.doubts import DESK, GONE, POSITION
from longcheng.bases.geography.map_asof import feature_on
from longcheng.bases.geography.models import FeatureAct
from longcheng.bases.geography.tests.mapped import LONG_AGO, SYNTHETIC, a_draft, a_layer, bring, give_role, the
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Denied
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.registry.deciding import decide_doubt, undo_acceptance
from longcheng.core.registry.doubts.wrong import file_doubt

TOWN = "320411103"


@pytest.fixture
def keeper(divisions) -> Account:
    account = Account.objects.create_user(username="keeper", display_name="图管员", kind="staff")
    give_role(account, "geography.keeper", area=TOWN)
    return account


@pytest.fixture
def reader(divisions) -> Account:
    return Account.objects.create_user(username="reader", display_name="居民")


@pytest.fixture
def clinic(divisions):
    bring(a_layer(), a_draft(division_code=TOWN, hours="Mo-Fr 08:00-17:00"), valid_from=LONG_AGO)
    return the()


def test_an_accepted_doubt_changes_the_map_and_not_that_of_yesterday(keeper, reader, clinic):
    doubt = file_doubt(reader, DESK, number=clinic.pk, field="hours", value="24/7", note="门口写着")
    assert doubt.area_code == TOWN
    decide_doubt(keeper, doubt_id=doubt.pk, accept=True, reason="打电话核实")
    assert the().hours == "24/7"
    yesterday = timezone.localdate() - timedelta(days=1)
    assert feature_on(yesterday, clinic.pk).hours == "Mo-Fr 08:00-17:00"
    assert feature_on(timezone.localdate(), clinic.pk).hours == "24/7"
    undo_acceptance(keeper, doubt_id=doubt.pk)
    assert the().hours == "Mo-Fr 08:00-17:00"


@pytest.mark.parametrize("source", ["geography.layers", SYNTHETIC])
def test_a_new_place_is_given_as_longitude_and_latitude(keeper, reader, divisions, source):
    bring(a_layer(), a_draft(division_code=TOWN), source=source, valid_from=LONG_AGO)
    doubt = file_doubt(reader, DESK, number=the().pk, field=POSITION, value="119.95， 31.80")
    decide_doubt(keeper, doubt_id=doubt.pk, accept=True, reason="")
    moved = the()
    assert (moved.label_lon, moved.label_lat, moved.box.west) == (119.95, 31.8, 119.95)
    yesterday = timezone.localdate() - timedelta(days=1)
    assert feature_on(yesterday, moved.pk).label_lon == 119.97


def test_what_is_said_to_be_gone_ends(keeper, reader, clinic):
    doubt = file_doubt(reader, DESK, number=clinic.pk, field=GONE, value="yes", note="拆了")
    decide_doubt(keeper, doubt_id=doubt.pk, accept=True, reason="去看过")
    assert the().is_ended
    assert FeatureAct.objects.last().kind == "correction"


@pytest.mark.parametrize("value", ["somewhere", "31.78,119.97", "119.97", "119.97,31.78,4"])
def test_what_is_no_place_is_refused(reader, clinic, value):
    with pytest.raises(Unfit) as refused:
        file_doubt(reader, DESK, number=clinic.pk, field=POSITION, value=value)
    assert "value" in refused.value.defects


def test_nobody_else_decides(reader, clinic, divisions):
    elsewhere = Account.objects.create_user(username="elsewhere", display_name="别处", kind="staff")
    give_role(elsewhere, "geography.keeper", area="320402")
    doubt = file_doubt(reader, DESK, number=clinic.pk, field="name", value="别名")
    for account in (reader, elsewhere):
        with pytest.raises(Denied):
            decide_doubt(account, doubt_id=doubt.pk, accept=True, reason="x")
    give_role(reader, "geography.keeper", area=TOWN)
    with pytest.raises(Denied):
        decide_doubt(reader, doubt_id=doubt.pk, accept=True, reason="x")


def test_the_pages_lead_from_the_value_to_the_decision(keeper, reader, clinic):
    browser = Client()
    browser.force_login(reader)
    page = browser.get(f"/geography/features/{clinic.pk}/").content.decode()
    href = f"/wrong/?register=geography.feature&amp;subject={clinic.pk}&amp;field=hours"
    assert href in page
    form = browser.post(href.replace("&amp;", "&"), {"value": "24/7", "note": ""})
    assert form.headers["Location"] == f"/geography/features/{clinic.pk}/"
    assert "24/7" in browser.get(f"/geography/features/{clinic.pk}/").content.decode()
    browser.force_login(keeper)
    listed = browser.get("/geography/doubts/").content.decode()
    case = listed.split('href="/wrong/cases/')[1].split('"')[0]
    assert browser.post(f"/wrong/cases/{case}", {"do": "accept", "reason": "是"}).status_code == 302
    assert the().hours == "24/7"


def test_what_lies_on_a_layer_that_nobody_may_choose_is_not_told_by_doubting_it(reader):
    bring(a_layer("hidden", is_listed=False), a_draft("2"))
    browser = Client()
    browser.force_login(reader)
    asked = {"register": "geography.feature", "subject": the("2", "hidden").pk, "field": "name"}
    assert browser.get("/wrong/", asked).status_code == 404
