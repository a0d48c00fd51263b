"""Who may file what where: the registrar of the town, the authority that issued, strangers, those concerned."""

import pytest
from django.test import Client
from django.utils import timezone, translation

from longcheng.bases.organisations.actions.changes import move, rename
from longcheng.bases.organisations.actions.ending import dissolve, merge_organisations
from longcheng.bases.organisations.actions.licences import suspend_licence
from longcheng.bases.organisations.licensing import licences_for
from longcheng.bases.organisations.lists import organisations_of
from longcheng.bases.organisations.models import Organisation
from longcheng.bases.organisations.tests.desk import (
    FOOD_OFFICE,
    OTHER_TOWN,
    TOWN,
    appointed,
    firm,
    licence,
    licenser,
    officer,
    registrar,
    small_town,
)
from longcheng.core.access.models import AccountKind
from longcheng.core.access.permissions import Denied

TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def people(db):
    return small_town()


@pytest.fixture
def place(people):
    rong, shi = registrar(), licenser()
    one = firm(rong)
    return {"rong": rong, "shi": shi, "firm": one, "licence": licence(shi, one), **people}


def ending(by, one: Organisation) -> None:
    dissolve(by, organisation_id=one.pk, day=TODAY(), document="注销登记申请书")


def test_nobody_but_the_registrar_of_the_area_files_an_act(place):
    for by in (place["qian"], place["wu"], place["shi"], registrar("far", OTHER_TOWN)):
        with pytest.raises(Denied):
            ending(by, place["firm"])
    place["firm"].refresh_from_db()
    assert place["firm"].status == "active"


def test_a_registrar_founds_only_in_their_area(place):
    with pytest.raises(Denied):
        firm(registrar("far", OTHER_TOWN), serial=3)


def test_a_move_is_filed_where_it_was_or_where_it_goes(place):
    far = registrar("far", OTHER_TOWN)
    terms = {"organisation_id": place["firm"].pk, "address": "示例路1号", "day": TODAY(), "document": "x"}
    with pytest.raises(Denied):
        move(registrar("farther", "320404"), division_code=OTHER_TOWN, **terms)
    assert move(far, division_code=OTHER_TOWN, **terms).division_code == OTHER_TOWN


def test_a_merger_needs_the_right_over_each_of_them(place):
    away = firm(registrar("far", OTHER_TOWN), serial=4, division_code=OTHER_TOWN)
    with pytest.raises(Denied):
        merge_organisations(
            place["rong"], into_id=place["firm"].pk, other_ids=[away.pk], day=TODAY(), document="合并协议"
        )


def test_a_licence_is_changed_by_who_issued_it_or_stands_above(place):
    cases = (
        (TOWN, FOOD_OFFICE, True),
        (TOWN, "卫生许可局", False),  # 行政许可法 第六十九条: the authority that took the decision …
        ("3204", "市行政审批局", True),  # … or the one above it
        ("", "城市运行中心", True),
        (OTHER_TOWN, FOOD_OFFICE, False),
    )
    for number, (area, office, is_allowed) in enumerate(cases):
        by = officer(f"officer{number}", "organisations.licensing_officer", area, office)
        one = licence(place["shi"], place["firm"], number=f"JY000{number}")
        terms = {"licence_id": one.pk, "day": TODAY(), "reason": "抽检不合格"}
        assert (one in licences_for(by)) is is_allowed, (area, office)
        if is_allowed:
            assert suspend_licence(by, **terms).state == "suspended"
        else:
            with pytest.raises(Denied):
                suspend_licence(by, **terms)


def test_an_officer_sees_the_organisations_of_their_area(place):
    assert list(organisations_of(place["rong"]).filter(pk=place["firm"].pk)) == [place["firm"]]
    assert not organisations_of(registrar("far", OTHER_TOWN)).filter(pk=place["firm"].pk).exists()


def test_nobody_files_about_an_organisation_for_which_they_act(place):
    qian = place["qian"]
    appointed(place["rong"], place["firm"], qian.resident.pk)
    officer("qian", "organisations.registrar")
    with pytest.raises(Denied, match="act for this organisation yourself"):
        rename(qian, organisation_id=place["firm"].pk, name="常州示例自己的公司", day=TODAY(), document="x")


def test_who_acts_for_an_organisation_is_seen_by_its_own_people_alone(place, signed_in):
    number = place["firm"].pk
    appointed(place["rong"], place["firm"], place["qian"].resident.pk)
    assert signed_in("qian").get(f"/organisations/mine/{number}/").status_code == 200
    for who in ("limin", "wu", "zheng"):
        assert signed_in(who).get(f"/organisations/mine/{number}/").status_code == 404
        assert signed_in(who).post(f"/organisations/mine/{number}/end/").status_code == 404
    assert Client().get("/organisations/mine/").status_code == 302


def test_residents_and_other_staff_come_to_no_desk(place, signed_in):
    firm_id, licence_id = place["firm"].pk, place["licence"].pk
    pages = ("desk/", "new/", "licences/", f"licences/{licence_id}/", f"licences/{licence_id}/act/renew/",
             f"{firm_id}/act/", f"{firm_id}/act/move/", f"{firm_id}/act/grant-licence/")  # fmt: skip
    resident, police = signed_in("qian"), signed_in("wu")
    for page in pages:
        address = f"/organisations/{page}"
        assert Client().get(address).status_code == 302, page
        for client in (resident, police):
            assert client.get(address).status_code == 403, page
            assert client.post(address).status_code in {403, 405}, page


def test_the_account_of_an_organisation_holds_nothing_and_cannot_sign_in(place):
    made = appointed(place["rong"], place["firm"], place["qian"].resident.pk)
    account = made.mandate.giver
    assert account.kind == AccountKind.DEPARTMENT
    assert not account.has_usable_password()
    assert not account.roles_held.exists()
    assert not Client().login(username=account.username, password="")
