"""Pairing by six digits: what the phone sees, what the set gets, and that it is no login."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from longcheng.core.access.models import Act
from longcheng.core.openid.actions.spent import forget_spent_tokens
from longcheng.core.openid.models import Consent, DeviceGrant, Program
from longcheng.core.television.models import TvSet
from longcheng.core.television.queries import CLIENT_ID
from longcheng.core.television.visiting import SET_COOKIE

PERSONAL = ("/tv/messages/", "/tv/looked/", "/tv/population/")


def test_a_set_is_connected_by_six_digits_and_then_shows_its_owners_pages(living):
    code = living.code()
    assert re.fullmatch(r"\d{6}", code)
    assert living.tv.get("/tv/pair/state/").json() == {"state": "waiting"}
    asked = living.phone.post("/television/pair/", {"code": f"{code[:3]} {code[3:]}"}).content.decode()
    assert "Chrome" in asked
    assert "Android" in asked
    yes = {"code": code, "answer": "yes", "name": "客厅", "area_code": "320411103", "shows": "evening"}
    assert living.phone.post("/television/pair/", yes).status_code == 302
    assert living.tv.get("/tv/pair/state/").json() == {"state": "answered"}
    assert living.tv.get("/tv/pair/?then=4").headers["Location"] == "/tv/messages/"
    for address in PERSONAL:
        page = living.tv.get(address)
        assert page.status_code == 200, address
        assert "王秀英" in page.content.decode()
        assert page.headers["Cache-Control"] == "private, no-store"
    assert "客厅" in living.phone.get("/television/").content.decode()
    verbs = set(Act.objects.filter(account__username="wangxiuying").values_list("verb", flat=True))
    assert {"openid.agree", "openid.allow_device", "television.pair"} <= verbs


def test_the_key_of_a_set_opens_nothing_but_the_television(living):
    living.pair()
    cookie = living.tv.cookies[SET_COOKIE]
    assert cookie["path"] == "/tv/"
    assert cookie["httponly"]
    everywhere = Client()
    everywhere.cookies[SET_COOKIE] = cookie.value
    assert everywhere.get("/tv/messages/").status_code == 200
    for address in ("/inbox/", "/looked/", "/population/me/", "/television/", "/account/security/"):
        answer = everywhere.get(address)
        assert answer.status_code == 302, address
        assert answer.headers["Location"].startswith("/sign-in/")
    assert everywhere.get("/api/events/", headers={"Accept": "application/json"}).status_code in {401, 404}
    assert not everywhere.get("/").context["user"].is_authenticated


def test_the_key_is_kept_as_a_hash_alone_and_is_given_once(living):
    living.pair()
    secret = living.tv.cookies[SET_COOKIE].value
    row = TvSet.objects.get()
    assert secret not in str(vars(row))
    other = Client()
    other.cookies["tv_code"] = living.tv.cookies["tv_code"].value or "gone"
    other.get("/tv/pair/")
    assert SET_COOKIE not in other.cookies


def test_personal_pages_of_a_set_that_nobody_paired_lead_to_pairing_and_show_nothing(db):
    for address in PERSONAL:
        answer = Client().get(address)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/tv/pair/?then=")


def test_who_is_signed_in_at_the_same_browser_changes_nothing_on_the_television(signed_in):
    answer = signed_in("wangxiuying").get("/tv/messages/")
    assert answer.headers["Location"].startswith("/tv/pair/")


def test_wrong_digits_are_counted_for_the_account(living, signed_in):
    code = living.code()
    wrong = f"{(int(code) + 1) % 10**6:06}"
    for _try in range(5):
        assert living.phone.post("/television/pair/", {"code": wrong}).status_code == 422
    assert living.phone.post("/television/pair/", {"code": code}).status_code == 429
    assert signed_in("limin").post("/television/pair/", {"code": code}).status_code == 200


def test_the_digits_count_for_ten_minutes(living):
    code = living.code()
    DeviceGrant.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert living.phone.post("/television/pair/", {"code": code}).status_code == 422
    assert living.code() != code, "the set shows new ones"


def test_somebody_elses_set_is_refused_and_says_so(living):
    assert living.phone.post("/television/pair/", {"code": living.code(), "answer": "no"}).status_code == 302
    page = living.tv.get("/tv/pair/").content.decode()
    assert 'id="code"' not in page
    assert 'id="code"' in living.tv.get("/tv/pair/?again=1").content.decode()


def test_two_answers_to_the_same_digits_pair_one_set(living, signed_in):
    code = living.code()
    form = {"code": code, "answer": "yes", "name": "客厅", "area_code": "", "shows": "never"}
    assert living.phone.post("/television/pair/", form).status_code == 302
    assert signed_in("limin").post("/television/pair/", form).status_code == 422
    assert TvSet.objects.count() == 1


def test_every_defect_of_the_choice_is_told_at_once(living):
    form = {"code": living.code(), "answer": "yes", "name": " ", "area_code": "x", "shows": "for ever"}
    answer = living.phone.post("/television/pair/", form)
    assert answer.status_code == 422
    assert set(answer.context["errors"]) == {"name", "area_code", "shows"}


def test_programs_of_others_cannot_ask_in_the_name_of_televisions(living):
    living.code()
    assert Program.objects.get(client_id=CLIENT_ID).grants == []
    answer = living.tv.post("/openid/device", {"client_id": CLIENT_ID, "scope": "openid"})
    assert answer.status_code == 400


def test_ending_the_consent_among_the_programs_ends_every_set(living):
    living.pair()
    consent = Consent.objects.get(account__username="wangxiuying")
    living.phone.post(f"/openid/let-in/{consent.pk}/end/")
    assert living.tv.get("/tv/messages/").headers["Location"].startswith("/tv/pair/")


def test_a_person_sees_and_changes_only_their_own_sets(living, signed_in):
    living.pair()
    number = TvSet.objects.get().pk
    other = signed_in("limin")
    for address in ("/television/set/", "/television/stop/"):
        for query in (f"?set={number}", "?set=x", "?set=99999999999999999999", "?set="):
            assert other.get(address + query).status_code == 404
            assert other.post(address + query).status_code == 404
    assert TvSet.objects.live().exists()


def test_a_paired_set_stays_paired_when_spent_tokens_are_removed_and_goes_once_it_is_over(living):
    living.pair()
    for days, is_there in ((8, True), (300, True), (400, False)):
        forget_spent_tokens(before=timezone.now() + timedelta(days=days))
        assert TvSet.objects.exists() is is_there, days
    living.pair()
    living.phone.post(f"/television/stop/?set={TvSet.objects.get().pk}")
    forget_spent_tokens(before=timezone.now() + timedelta(days=8))
    assert not TvSet.objects.exists()


@pytest.mark.parametrize("answer", ["phone", "set"])
def test_stop_now_takes_effect_at_the_next_key(living, answer):
    living.pair()
    number = TvSet.objects.get().pk
    if answer == "phone":
        assert living.phone.post(f"/television/stop/?set={number}").status_code == 302
    else:
        assert living.tv.post("/tv/settings/forget/").status_code == 302
    assert living.tv.get("/tv/messages/").headers["Location"].startswith("/tv/pair/")
    assert living.phone.get("/television/").context["sets"] == []
    assert Act.objects.filter(verb="television.stop", subject=f"television:{number}").exists()
