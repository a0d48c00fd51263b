"""What people see: my record, the refusal with its way out, the counter."""

import re

import pytest
from django.utils import timezone

from longcheng.bases.population.actions.corrections import withdraw_correction
from longcheng.bases.population.doubts import corrections_of
from longcheng.core.access import reading
from longcheng.core.access.models import Account
from longcheng.core.mandates.actions import give_mandate
from longcheng.core.transparency.models import Line
from longcheng.core.transparency.writing import LedgerUnavailable

ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture
def case(people):
    return corrections_of(people["limin"]).get()


def test_my_record_shows_what_the_city_knows(signed_in):
    page = signed_in("limin").get("/population/me/", **ENGLISH).content.decode()
    assert "顺园三村 99-2-302" in page
    assert "Being checked" in page


def test_staff_have_no_record_and_are_told_so(signed_in):
    assert "no record of you" in signed_in("zhou").get("/population/me/", **ENGLISH).content.decode()


def test_a_resident_who_is_not_matched_yet_reads_how_to_be(people, client):
    client.force_login(Account.objects.create_user("linxia", display_name="林夏", kind="resident"))
    for address in ("/population/me/", "/me/"):
        page = client.get(address, **ENGLISH).content.decode()
        assert "not matched with the register yet" in page
        assert "Staff and programs have none" not in page


def test_an_officer_with_no_purpose_sees_rule_and_way_and_no_data(signed_in, people, case):
    answer = signed_in("wu").get(f"/population/residents/{people['limin'].pk}/", **ENGLISH)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "李敏" not in page
    assert "99-2-302" not in page
    assert "No purpose is given." in page
    assert f"?purpose=population.correction%3A{case.pk}" in page


def test_with_the_purpose_the_page_opens_and_says_for_what(signed_in, people, case):
    address = f"/population/residents/{people['limin'].pk}/?purpose=population.correction:{case.pk}"
    page = signed_in("wu").get(address, **ENGLISH).content.decode()
    assert "99-2-302" in page
    assert f"Correction request No. {case.pk}" in page
    assert Line.objects.get().came_from.startswith("page ")


@pytest.mark.parametrize(
    "purpose", ["", "own", "x" * 500, "%00", "population.correction:%F0%9F", "mandate:" + "9" * 60]
)
def test_nonsense_in_the_address_is_a_refusal_and_no_error(signed_in, people, purpose):
    answer = signed_in("wu").get(f"/population/residents/{people['limin'].pk}/?purpose={purpose}")
    assert answer.status_code == 403


def test_the_officer_decides_at_the_counter(signed_in, people, case):
    client = signed_in("wu")
    assert f"/population/corrections/{case.pk}/" in client.get("/population/corrections/").content.decode()
    assert "99-2-302" in client.get(f"/population/corrections/{case.pk}/").content.decode()
    answer = client.post(f"/population/corrections/{case.pk}/", {"do": "accept", "reason": "Seen."}, follow=True)
    assert answer.status_code == 200
    case.refresh_from_db()
    assert case.state == "accepted"
    assert "99-2-302" not in client.get(f"/population/corrections/{case.pk}/").content.decode()


def test_another_towns_officer_does_not_find_the_case(signed_in, case):
    assert signed_in("he").get(f"/population/corrections/{case.pk}/").status_code == 404


def test_a_form_with_defects_keeps_what_was_typed(signed_in):
    answer = signed_in("wangxiuying").post(
        "/population/me/correct/", {"field": "name", "value": "", "note": "Why"}, **ENGLISH
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Say how it should read." in page
    assert "Why" in page


def test_the_api_masks_and_refuses_like_the_page(signed_in, people, case):
    client = signed_in("wu")
    address = f"/api/population/residents/{people['limin'].pk}"
    refused = client.get(address, **ENGLISH)
    assert refused.status_code == 403
    assert set(refused.json()) == {"error", "rule", "missing", "how", "permission"}
    answer = client.get(f"{address}?purpose=population.correction:{case.pk}")
    assert {"name": "address", "value": "顺园三村 99-2-302", "is_masked": False} in answer.json()["parts"]


@pytest.mark.parametrize("address", ["/population/residents/{}/?purpose={}", "/api/population/residents/{}?purpose={}"])
def test_what_cannot_be_written_down_is_not_shown(signed_in, people, case, monkeypatch, address):
    def fail(*_):
        raise LedgerUnavailable("The disk is full.")

    monkeypatch.setattr(reading, "append", fail)
    answer = signed_in("wu").get(address.format(people["limin"].pk, f"population.correction:{case.pk}"), **ENGLISH)
    assert answer.status_code == 503
    assert "99-2-302" not in answer.content.decode()
    assert "nothing is shown" in answer.content.decode()


def words_of(answer) -> str:
    """The answer without what differs in every form, and without the numbers that were asked for."""
    differing = r'name="csrfmiddlewaretoken" value="\w+"|residents/\d+|correction:\d+'
    return re.sub(differing, "", answer.content.decode())


@pytest.mark.parametrize("who", ["qian", "zheng", "he"])
def test_whom_a_case_does_not_let_in_learns_nothing_of_it(signed_in, people, case, who):
    address = f"/population/residents/{people['limin'].pk}/"
    client = signed_in(who)
    assert "population.correction%3A" not in words_of(client.get(address, **ENGLISH))
    told = words_of(client.get(f"{address}?purpose=population.correction:{case.pk}", **ENGLISH))
    assert told == words_of(client.get(f"{address}?purpose=population.correction:999", **ENGLISH))
    withdraw_correction(people["limin"], correction_id=case.pk)
    assert told == words_of(client.get(f"{address}?purpose=population.correction:{case.pk}", **ENGLISH))


@pytest.mark.parametrize("who", ["qian", "zheng", "he"])
@pytest.mark.parametrize("claimed", ["", "?purpose=own", "?purpose=population.correction:1", "?purpose=mandate:1"])
@pytest.mark.parametrize("form", ["/population/residents/{}/", "/api/population/residents/{}"])
def test_a_refusal_does_not_tell_who_is_a_resident(signed_in, people, who, claimed, form):
    numbers = (people["limin"].pk, 999_999_999, people["zhou"].pk)
    answers = [signed_in(who).get(form.format(number) + claimed, **ENGLISH) for number in numbers]
    assert {answer.status_code for answer in answers} == {403}
    assert len({words_of(answer) for answer in answers}) == 1


def test_a_mandate_opens_no_record_where_there_is_none(signed_in, people):
    given = give_mandate(
        people["zhou"], username="qian", display_name="钱老板", scopes=["home"], until=timezone.localdate()
    )
    address = f"/population/residents/{people['zhou'].pk}/?purpose=mandate:{given.pk}"
    assert signed_in("qian").get(address).status_code == 404
    assert signed_in("zhou").get(f"/population/residents/{people['zhou'].pk}/?purpose=own").status_code == 404
    assert not Line.objects.exists()
