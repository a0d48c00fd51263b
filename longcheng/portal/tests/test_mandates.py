"""Wang Xiuying lets her son act for her, sees each use, ends it; strangers see nothing of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from longcheng.core.access.models import Account, Mandate
from longcheng.core.mandates.demo import found

ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture
def mandate(people):
    found()
    return Mandate.objects.get(giver=people["wangxiuying"])


def form(**changed) -> dict:
    until = timezone.localdate() + timedelta(days=20)
    return {"username": "wanglei", "display_name": "王磊", "scopes": ["health"], "until": str(until)} | changed


def test_a_mandate_is_given_with_one_form(signed_in, people):
    client = signed_in("wangxiuying")
    answer = client.post("/mandates/", form(), follow=True, **ENGLISH)
    page = answer.content.decode()
    assert "王磊 may act for you now." in page
    assert "Health care" in page
    assert Mandate.objects.get().agent == people["wanglei"]


def test_a_form_with_defects_names_them_all_and_keeps_what_was_typed(signed_in):
    wrong = form(scopes=[], until="tomorrow", display_name="王雷")
    answer = signed_in("wangxiuying").post("/mandates/", wrong, **ENGLISH)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "3 things to mend" in page
    assert "王雷" in page


def test_both_sides_see_it_and_the_use_of_it_in_the_same_words(signed_in, people, mandate):
    record = f"/population/residents/{people['wangxiuying'].pk}/?purpose=mandate:{mandate.pk}"
    assert f"purpose=mandate%3A{mandate.pk}" in signed_in("wanglei").get(f"/mandates/{mandate.pk}/").content.decode()
    assert signed_in("wanglei").get(record).status_code == 200
    for who in ("wangxiuying", "wanglei"):
        page = signed_in(who).get(f"/mandates/{mandate.pk}/", **ENGLISH).content.decode()
        assert "It has not been used yet" not in page
        assert "address" in page


@pytest.mark.parametrize("who", ["qian", "wu", "zheng"])
def test_others_do_not_find_it(signed_in, mandate, who):
    assert signed_in(who).get(f"/mandates/{mandate.pk}/").status_code == 404
    assert signed_in(who).post(f"/mandates/{mandate.pk}/end/").status_code == 404
    assert mandate.is_live()


def test_it_is_ended_after_one_question(signed_in, people, mandate):
    client = signed_in("wangxiuying")
    assert "no longer act for" in client.get(f"/mandates/{mandate.pk}/end/", **ENGLISH).content.decode()
    client.post(f"/mandates/{mandate.pk}/end/")
    record = f"/population/residents/{people['wangxiuying'].pk}/?purpose=mandate:{mandate.pk}"
    refused = signed_in("wanglei").get(record, **ENGLISH)
    assert refused.status_code == 403
    assert "The mandate was ended on" in refused.content.decode()


def test_a_child_sees_that_the_guardianship_is_not_its_to_end(signed_in, people, mandate):
    guardianship = Mandate.objects.get(giver=people["xiaojie"])
    page = signed_in("xiaojie").get(f"/mandates/{guardianship.pk}/", **ENGLISH).content.decode()
    assert "by its paper" in page
    assert f"/mandates/{guardianship.pk}/end/" not in page
    assert signed_in("xiaojie").post(f"/mandates/{guardianship.pk}/end/").status_code == 403


def test_the_registrar_records_from_a_paper_and_ends_it(signed_in, people):
    Account.objects.create_user("firm", display_name="面馆", kind="department")
    client = signed_in("zheng")
    terms = form(giver="firm", username="qian", display_name="钱老板", basis="representative", document="营业执照")
    assert client.post("/mandates/counter/", terms, follow=True).status_code == 200
    made = Mandate.objects.get()
    assert "营业执照" in client.get("/mandates/counter/").content.decode()
    assert client.post(f"/mandates/{made.pk}/end/", follow=True).redirect_chain[0][0] == "/mandates/counter/"
    assert not Mandate.objects.get().is_live()


@pytest.mark.parametrize("data", [{"until": "9999-99-99"}, {"until": "\0"}, {"username": "\0"}, {"basis": "x" * 5000}])
def test_nonsense_is_a_defect_and_no_error(signed_in, data):
    assert signed_in("wangxiuying").post("/mandates/", form(**data)).status_code == 422 or "basis" in data
    assert signed_in("zheng").post("/mandates/counter/", form(**data)).status_code == 422


@pytest.mark.parametrize("who", ["qian", "wangxiuying", "wu"])
def test_nobody_but_its_sides_and_the_registrar_learns_of_a_guardianship(signed_in, people, mandate, who):
    guardianship = Mandate.objects.get(giver=people["xiaojie"])
    for ask in (signed_in(who).get, signed_in(who).post):
        answer = ask(f"/mandates/{guardianship.pk}/end/")
        assert answer.status_code == 404
        assert "小杰" not in answer.content.decode()
    assert Mandate.objects.get(pk=guardianship.pk).is_live()


def test_the_registrar_reads_no_whole_name_of_a_child_without_a_purpose(signed_in, people, mandate):
    guardianship = Mandate.objects.get(giver=people["xiaojie"])
    for address in ("/mandates/counter/", f"/mandates/{guardianship.pk}/end/"):
        page = signed_in("zheng").get(address, **ENGLISH).content.decode()
        assert "小**" in page
        assert "小杰" not in page
        assert "李敏" not in page


def test_a_use_stands_on_the_mandates_page_however_its_number_is_written(signed_in, people, mandate):
    record = f"/population/residents/{people['wangxiuying'].pk}/?purpose=mandate:"
    assert signed_in("wanglei").get(f"{record}00{mandate.pk}").status_code == 403
    page = signed_in("wangxiuying").get(f"/mandates/{mandate.pk}/", **ENGLISH).content.decode()
    assert "It has not been used yet" in page
