"""What everybody reads of an organisation: a stranger on a phone, a reader who doubts it, an officer who decides."""

import re

import pytest
from django.test import Client

from longcheng.bases.organisations.registers import LICENCES, ORGANISATIONS, PLAN, REGISTRATION, TAX
from longcheng.bases.organisations.tests import bodies
from longcheng.bases.organisations.tests.bodies import a_company, a_licence, code, renamed_company, stated
from longcheng.core.access.models import Account, AccountKind, RoleHeld
from longcheng.core.declaration import rooms
from longcheng.core.registry.models import Doubt

pytestmark = pytest.mark.django_db
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}
HERE, ELSEWHERE = "320411", "320402"


@pytest.fixture
def company():
    return renamed_company()


def seen(path, client=None, status=200, **more):
    answer = (client or Client()).get(path, **ENGLISH | more)
    assert answer.status_code == status
    return answer.content.decode()


def as_(name, *, area=None):
    account = Account.objects.create_user(name, display_name=name)
    if area is not None:
        account.kind = AccountKind.STAFF
        account.save()
        RoleHeld.objects.create(account=account, role="organisations.registrar", area_code=area)
    client = Client()
    client.force_login(account)
    return client


def test_a_stranger_finds_a_company_by_its_former_name_and_reads_until_when(company):
    page = seen("/organisations/?q=恒盛机械")
    assert bodies.NAME in page
    assert f"Formerly, until 2021-03-01: {bodies.OLD_NAME}" in page
    assert f"/organisations/{company.pk}/" in page
    assert "In operation" in page


def test_the_first_page_says_how_to_begin_and_an_empty_answer_what_to_try(company):
    assert "Two characters of a name are enough" in seen("/organisations/")
    assert "No organisation fits." in seen("/organisations/?q=鼋鼍鼐囍")
    assert "There are no more." in seen("/organisations/?q=鼋鼍&after=0.1")


def test_while_one_types_the_answers_come_in_pieces(company):
    answer = Client().get("/organisations/suggest/?q=恒盛", **ENGLISH).json()
    assert answer["hits"][0]["url"] == f"/organisations/{company.pk}/"
    assert "until 2021-03-01" in answer["hits"][0]["hint"]
    assert Client().get("/organisations/suggest/?q=", **ENGLISH).json()["hits"] == []


def test_the_record_tells_each_value_with_its_source_and_no_number_of_a_person(company):
    a_licence(company)
    page = seen(f"/organisations/{company.pk}/")
    for words in (
        "钱建国",
        code(1),
        "check sign fits",
        "belongs to nobody",
        "Registration of organisations",
        "C3670",
        "made up",
        "Food business licence",
        "JY13204110000001",
        "This is wrong",
        bodies.OLD_NAME,
    ):
        assert words in page, words
    assert "1000000777" not in page
    assert "1000000777" not in seen(f"/organisations/{company.pk}/history/")


def test_it_reads_as_it_was_on_a_day(company):
    page = seen(f"/organisations/{company.pk}/?valid=2019-05-01")
    assert re.search(f"<h1[^>]*>{bodies.OLD_NAME}", page)
    assert "As it was on 2019-05-01" in page
    assert "Nothing was known of this organisation then." in seen(f"/organisations/{company.pk}/?valid=2001-01-01")


def test_the_address_leads_to_the_map_where_it_has_a_number():
    company = a_company(address_id=42)
    assert '<a href="/geography/addresses/42/">' in seen(f"/organisations/{company.pk}/")


def test_the_history_tells_every_act_with_old_and_new_and_the_law(company):
    stated(ORGANISATIONS, "dissolved", REGISTRATION, {"status": "dissolved", "ended_date": "2026-01-02"},
           subject_id=company.pk, reason="决议解散")  # fmt: skip
    page = seen(f"/organisations/{company.pk}/history/")
    for words in ("Founded", "Renamed", bodies.OLD_NAME, bodies.NAME, "决议解散", "Article"):
        assert words in page, words


def test_branches_and_what_went_on_in_it_stand_on_the_record(company):
    branch = a_company(2, name="江城示例远景智能装备有限公司钟楼分公司", branch_of_id=company.pk, kind="branch")
    gone = a_company(3, name="江城示例老厂", successor_id=company.pk, status="dissolved")
    page = seen(f"/organisations/{company.pk}/")
    assert branch.name in page
    assert gone.name in page
    assert company.name in seen(f"/organisations/{branch.pk}/")


def test_the_paper_has_the_same_without_buttons(company):
    page = seen(f"/organisations/{company.pk}/print/")
    assert code(1) in page
    assert "no certificate" in page


def test_a_code_leads_to_its_organisation_or_says_what_is_wrong_with_it(company):
    assert (
        Client().get(f"/organisations/code/{code(1).lower()}/").headers["Location"] == f"/organisations/{company.pk}/"
    )
    wrong = code(1)[:-1] + ("0" if code(1)[-1] != "0" else "1")
    assert "The last sign of the code does not fit" in seen(f"/organisations/code/{wrong}/", status=404)
    assert "nobody in this city" in seen(f"/organisations/code/{code(999)}/", status=404)


@pytest.mark.parametrize("path", ["/organisations/77/", "/organisations/77/history/", "/organisations/77/print/"])
def test_what_is_not_there_is_not_found(db, path):
    seen(path, status=404)


def test_a_reader_calls_a_value_wrong_and_the_officer_of_the_area_corrects_it(company):
    reader = as_("limin")
    address = f"/wrong/?register=organisations.organisation&subject={company.pk}&field=representative_name"
    assert "钱建国" in seen(address, reader)
    answer = reader.post(address, {"value": "钱建伟", "note": "看招牌"})
    assert answer.headers["Location"] == f"/organisations/{company.pk}/"
    assert "Being checked" in seen(f"/organisations/{company.pk}/")
    doubt = Doubt.objects.get()
    case = f"/wrong/cases/{doubt.pk}/"
    officer = as_("lu", area=HERE)
    assert bodies.NAME in seen("/organisations/doubts/", officer)
    page = seen(case, officer)
    assert "钱建伟" in page
    assert "看招牌" in page
    assert "a reader" in seen(f"/organisations/{company.pk}/")
    assert officer.post(case, {"do": "refuse", "reason": ""}).status_code == 422
    assert officer.post(case, {"do": "accept", "reason": "已核实"}).headers["Location"] == "/organisations/doubts/"
    company.refresh_from_db()
    assert company.representative_name == "钱建伟"
    assert "Checked and corrected" in seen(f"/organisations/{company.pk}/")
    assert "Corrected" in seen(case, officer)


def test_others_than_the_officer_of_the_area_have_no_such_page(company):
    reader = as_("limin")
    reader.post(f"/wrong/?register=organisations.organisation&subject={company.pk}&field=name", {"value": "江城示例甲"})
    case = f"/wrong/cases/{Doubt.objects.get().pk}/"
    for client in (reader, as_("he", area=ELSEWHERE), as_("qian")):
        seen(case, client, status=404)
        assert client.post(case, {"do": "accept", "reason": "x"}).status_code == 404
    assert Client().get(case).status_code == 302
    seen("/organisations/doubts/", reader, status=403)
    assert Doubt.objects.get().is_open


def test_whoever_filed_it_does_not_decide_it(company):
    officer = as_("lu", area=HERE)
    officer.post(
        f"/wrong/?register=organisations.organisation&subject={company.pk}&field=name", {"value": "江城示例甲"}
    )
    case = f"/wrong/cases/{Doubt.objects.get().pk}/"
    assert "a colleague must decide it" in seen(case, officer)
    assert officer.post(case, {"do": "accept", "reason": "x"}).status_code == 403


def test_another_department_that_says_otherwise_is_a_doubt_for_the_officer(company):
    stated(ORGANISATIONS, "row", TAX, {"address": "别处3号"}, subject_id=company.pk)
    assert "别处3号" in seen(f"/wrong/cases/{Doubt.objects.get().pk}/", as_("lu", area=""))
    assert "another department" in seen(f"/organisations/{company.pk}/")


def test_a_licence_is_called_wrong_too(company):
    number = a_licence(company)
    reader = as_("limin")
    address = f"/wrong/?register={LICENCES.name}&subject={number}"
    assert "JY13204110000001" in seen(address, reader)
    reader.post(f"{address}&field=number", {"value": "JY13204110000002"})
    assert Doubt.objects.get().register == LICENCES.name


def test_the_work_of_the_officer_shows_what_waits(company):
    as_("limin").post(
        f"/wrong/?register=organisations.organisation&subject={company.pk}&field=name", {"value": "江城甲"}
    )
    assert f"/wrong/cases/{Doubt.objects.get().pk}/" in seen("/desk/", as_("lu", area=HERE))


def test_the_city_s_search_finds_real_bodies_with_their_former_names():
    stated(ORGANISATIONS, "entered", PLAN, {"name": "江城第一医院", "kind": "institution", "status": "active"},
           valid_from=bodies.FOUNDED)  # fmt: skip
    room = next(room for room in rooms() if room.label == "organisations")
    assert "江城第一医院" in {entry.title_zh for entry in room.part("search").entries()}
