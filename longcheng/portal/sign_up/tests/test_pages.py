"""Signing up as a newcomer meets it, and as somebody does who tries what they should not."""

import re

import pytest
from django.test import Client

from longcheng.core.access.models import Account, Act
from longcheng.core.preferences.queries import chosen_area
from longcheng.core.sign_in.actions.signing_up import AGREED
from longcheng.core.sign_in.limits import NAMES_TRIED
from longcheng.core.sign_in.models import Session

NAMES = {"name": "林夏", "username": "LinXia"}
WORDS = {"new": "three green bridges", "again": "three green bridges"}
YES = {"town": "320411103", "agree": "yes", "age": "yes"}


@pytest.fixture
def newcomer(divisions):
    return Client(HTTP_ACCEPT_LANGUAGE="en")


def test_three_steps_make_an_account_and_begin_a_session(newcomer):
    assert newcomer.post("/sign-up/", NAMES).headers["Location"] == "/sign-up/password/"
    assert newcomer.post("/sign-up/password/", WORDS).headers["Location"] == "/sign-up/place/"
    done = newcomer.post("/sign-up/place/", YES, follow=True)
    assert done.redirect_chain == [("/sign-up/welcome/", 302)]
    account = Account.objects.get(username="linxia")
    assert chosen_area(account) == "320411103"
    page = done.content.decode()
    assert "You sign in as linxia" in page
    assert "It opens nothing of the population register" in page
    assert Act.objects.filter(account=account, verb=AGREED).count() == 1
    again = Client()
    assert again.post("/sign-in/", {"username": "linxia", "password": WORDS["new"]}).status_code == 302


def test_a_newcomer_has_no_record_and_can_correct_none(newcomer):
    for address, form in (("/sign-up/", NAMES), ("/sign-up/password/", WORDS), ("/sign-up/place/", YES)):
        newcomer.post(address, form)
    assert "not matched with the register yet" in newcomer.get("/population/me/").content.decode()
    sent = newcomer.post("/population/me/correct/", {"part": "name", "value": "李四", "note": ""})
    assert sent.status_code == 403


def test_no_step_is_skipped(newcomer):
    assert newcomer.get("/sign-up/password/").headers["Location"] == "/sign-up/"
    assert newcomer.post("/sign-up/place/", YES).headers["Location"] == "/sign-up/"
    newcomer.post("/sign-up/", NAMES)
    assert newcomer.post("/sign-up/place/", YES).headers["Location"] == "/sign-up/"
    assert not Account.objects.filter(username="linxia").exists()


def test_what_was_typed_stays_and_every_defect_is_named(newcomer):
    answer = newcomer.post("/sign-up/", {"name": "林", "username": "Lin Xia"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert {"#field-name", "#field-username"} <= set(re.findall(r'href="(#field-\w+)"', page))
    assert 'value="Lin Xia"' in page


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"new": "short", "again": "short"}, "new"),
        ({"new": "1234567890", "again": "1234567890"}, "new"),
        ({"new": "three green bridges", "again": "three green bridge"}, "again"),
        ({"new": "x" * 2_000, "again": "x" * 2_000}, "new"),
        ({"new": "", "again": ""}, "new"),
    ],
)
def test_a_password_that_will_not_do_is_told_beside_its_field(newcomer, typed, field):
    newcomer.post("/sign-up/", NAMES)
    answer = newcomer.post("/sign-up/password/", typed)
    assert answer.status_code == 422
    assert f"#field-{field}" in answer.content.decode()


def test_ones_own_user_name_is_no_password(newcomer):
    newcomer.post("/sign-up/", {"name": "林夏", "username": "linxiaolinxiao"})
    answer = newcomer.post("/sign-up/password/", {"new": "LinXiaoLinXiao", "again": "LinXiaoLinXiao"})
    assert answer.status_code == 422


def test_the_password_lies_nowhere_in_plain_between_two_pages(newcomer):
    newcomer.post("/sign-up/", NAMES)
    newcomer.post("/sign-up/password/", WORDS)
    kept = [session.get_decoded() for session in Session.objects.all()]
    assert "linxia" in str(kept)
    assert WORDS["new"] not in str(kept)


def test_without_agreement_nothing_is_kept(newcomer):
    newcomer.post("/sign-up/", NAMES)
    newcomer.post("/sign-up/password/", WORDS)
    answer = newcomer.post("/sign-up/place/", {"town": "nowhere"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(f"#field-{field}" in page for field in ("town", "agree", "age"))
    assert not Account.objects.filter(username="linxia").exists()


def test_a_taken_name_is_told_and_a_faster_newcomer_too(newcomer):
    newcomer.post("/sign-up/", NAMES)
    newcomer.post("/sign-up/password/", WORDS)
    Account.objects.create_user("linxia", display_name="Another")
    answer = newcomer.post("/sign-up/place/", YES)
    assert answer.status_code == 422
    assert "taken" in answer.content.decode()
    assert Account.objects.get(username="linxia").display_name == "Another"
    assert "_auth_user_id" not in newcomer.session


def test_who_tries_a_list_of_names_is_slowed_down(newcomer):
    codes = {newcomer.post("/sign-up/", {"name": "林夏", "username": f"lin{n}"}).status_code for n in range(60)}
    assert 429 in codes
    answer = newcomer.post("/sign-up/", NAMES)
    assert int(answer.headers["Retry-After"]) > 0
    assert NAMES_TRIED.free < 60


def test_whoever_is_signed_in_makes_no_second_account_by_mistake(signed_in):
    assert signed_in("limin").get("/sign-up/").headers["Location"] == "/me/"
    assert signed_in("limin").post("/sign-up/place/", YES).headers["Location"] == "/sign-up/"


def test_forms_of_other_pages_sign_nobody_up(db):
    assert Client(enforce_csrf_checks=True).post("/sign-up/", NAMES).status_code == 403


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "个人信息保护法"), ("en", "Personal Information Protection Law")]
)
def test_the_privacy_notice_stands_open_in_both_languages_and_names_its_law(db, language, words, settings):
    settings.PRIVACY_CONTACT = "City hall, 1 Canal Street"
    client = Client()
    client.cookies["django_language"] = language
    page = client.get("/privacy/").content.decode()
    assert words in page
    assert "City hall, 1 Canal Street" in page
    assert "180" in page
    assert "365" in page


def test_the_notice_tells_its_reader_when_they_agreed(newcomer):
    for address, form in (("/sign-up/", NAMES), ("/sign-up/password/", WORDS), ("/sign-up/place/", YES)):
        newcomer.post(address, form)
    assert "You agreed to the notice of 2026-11-22" in newcomer.get("/privacy/").content.decode()


def test_a_stranger_is_not_welcomed(db):
    assert Client().get("/sign-up/welcome/").headers["Location"].startswith("/sign-in/")
