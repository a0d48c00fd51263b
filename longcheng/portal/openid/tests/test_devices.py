"""A device shows a code, a person answers on a phone, the device goes on by itself."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from longcheng.core.openid.models import DeviceGrant
from longcheng.portal.openid.tests.conftest import DEVICE, Firm, posts


def asks(firm: Firm, **said: str) -> dict:
    answer = posts(
        "/openid/device",
        {"client_id": firm.program.client_id, "scope": "openid profile", "device_name": "Living room"} | said,
        **firm.proof,
    )
    assert answer.status_code == 200, answer.content
    return answer.json()


def polls(firm: Firm, question: dict) -> dict:
    DeviceGrant.objects.update(polled_at=None)
    return firm.gets_tokens(grant_type=DEVICE, device_code=question["device_code"]).json()


def answers(browser: Client, user_code: str, answer: str = "allow") -> None:
    page = browser.post("/device/", {"user_code": user_code})
    assert page.status_code == 200, page.content.decode()
    done = browser.post("/device/", {"user_code": user_code, "answer": answer})
    assert done.status_code == 302, done.content.decode()


def test_a_device_waits_is_let_in_and_reads_what_was_agreed_once(app, signed_in):
    question = asks(app)
    assert re.fullmatch("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}", question["user_code"])
    assert question["verification_uri_complete"].endswith(f"/device/?user_code={question['user_code']}")
    assert polls(app, question)["error"] == "authorization_pending"
    answers(signed_in("wangxiuying"), question["user_code"].lower().replace("-", " "))
    tokens = polls(app, question)
    assert app.reads(tokens["access_token"]).json()["name"] == "王秀英"
    assert "id_token" in tokens
    assert app.renews(tokens["refresh_token"]).status_code == 200
    assert polls(app, question)["error"] == "invalid_grant"


def test_the_phone_shows_which_device_asks_for_what(app, signed_in):
    question = asks(app)
    browser = signed_in("wangxiuying")
    filled = browser.get(question["verification_uri_complete"].split("8000")[-1])
    assert filled.status_code == 200
    text = browser.post("/device/", {"user_code": question["user_code"]}, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    for shown in ("Living room", "Comb app", "Comb makers", "王秀英", question["user_code"]):
        assert shown in text


def test_a_refused_device_hears_it(app, signed_in):
    question = asks(app)
    answers(signed_in("wanglei"), question["user_code"], "refuse")
    assert polls(app, question)["error"] == "access_denied"


def test_a_device_that_asks_too_often_is_slowed(app):
    question = asks(app)
    said = {"grant_type": DEVICE, "device_code": question["device_code"]}
    assert app.gets_tokens(**said).json()["error"] == "authorization_pending"
    assert app.gets_tokens(**said).json()["error"] == "slow_down"


def test_a_code_counts_for_ten_minutes(app, signed_in):
    question = asks(app)
    DeviceGrant.objects.update(expires=timezone.now() - timedelta(seconds=1))
    assert polls(app, question)["error"] == "expired_token"
    assert signed_in("wanglei").post("/device/", {"user_code": question["user_code"]}).status_code == 422


def test_wrong_codes_are_slowed_for_the_one_who_tries_them(app, signed_in):
    question = asks(app)
    browser = signed_in("wanglei")
    for _ in range(5):
        assert browser.post("/device/", {"user_code": "BBBB-BBBB"}).status_code == 422
    assert browser.post("/device/", {"user_code": question["user_code"]}).status_code == 429
    assert signed_in("limin").post("/device/", {"user_code": question["user_code"]}).status_code == 200


def test_one_answer_counts(app, signed_in):
    question = asks(app)
    answers(signed_in("wanglei"), question["user_code"])
    late = signed_in("limin").post("/device/", {"user_code": question["user_code"], "answer": "allow"})
    assert late.status_code == 422


def test_the_device_code_is_not_kept_in_the_clear_and_belongs_to_its_program(app, firm, signed_in):
    question = asks(app)
    assert DeviceGrant.objects.values_list("device_code", flat=True).get() != question["device_code"]
    answers(signed_in("wanglei"), question["user_code"])
    assert firm.gets_tokens(grant_type=DEVICE, device_code=question["device_code"]).json()["error"] == "invalid_grant"


def test_a_program_with_a_secret_asks_with_it(firm):
    said = {"client_id": firm.program.client_id, "scope": "openid"}
    assert posts("/openid/device", said).status_code == 401
    assert posts("/openid/device", {"scope": "openid"}, **firm.proof).status_code == 200


@pytest.mark.parametrize("scope", ["", "everything"])
def test_a_device_asks_for_something_that_exists(app, scope):
    answer = posts("/openid/device", {"client_id": app.program.client_id, "scope": scope})
    assert answer.status_code == 400
    assert answer.json()["error"] == "invalid_scope"


@pytest.mark.parametrize("code", ["", "\0", "ä" * 300, "BCDF", "AEIOU-123"])
def test_no_code_at_all_is_told_kindly(people, signed_in, code):
    assert signed_in("wanglei").post("/device/", {"user_code": code}).status_code == 422
