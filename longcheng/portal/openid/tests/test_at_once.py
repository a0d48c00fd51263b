"""Two hands with one code or one refresh token in the same moment: one gets tokens at most, and they do not last."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse

from longcheng.core.openid.models import AccessToken, RefreshToken, SignIn
from longcheng.portal.openid.tests.test_devices import DEVICE, answers, asks

pytestmark = pytest.mark.django_db(transaction=True)
HANDS = 4


def at_once(act: Callable[[], HttpResponse], *, hands: int = HANDS) -> list[HttpResponse]:
    """What each hand got, each on a connection of its own, all let go together."""
    gate = Barrier(hands)

    def run(_: Any) -> HttpResponse:
        gate.wait(timeout=30)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(hands) as pool:
        return list(pool.map(run, range(hands)))


def only_one_got_tokens(told: list[HttpResponse]) -> dict[str, Any]:
    got = [answer.json() for answer in told if answer.status_code == 200]
    refused = [answer.json() for answer in told if answer.status_code == 400]
    assert len(got) <= 1
    assert len(got) + len(refused) == HANDS
    assert {answer["error"] for answer in refused} == {"invalid_grant"}
    return got[0] if got else {}


def nothing_lasts(firm: Any, tokens: dict[str, Any]) -> None:
    assert not AccessToken.objects.filter(sign_in__isnull=False).exists()
    assert not RefreshToken.objects.filter(revoked=None).exists()
    assert not SignIn.objects.filter(ended_at=None).exists()
    if tokens:
        assert firm.reads(tokens["access_token"]).status_code == 401
        assert firm.renews(tokens["refresh_token"]).status_code == 400


@pytest.mark.parametrize("turn", range(5))
def test_one_code_in_four_hands_gives_tokens_once_and_ends_them(firm, signed_in, turn):
    code = firm.lets_in(signed_in("wanglei"))["code"]
    nothing_lasts(firm, only_one_got_tokens(at_once(lambda: firm.trades(code))))


@pytest.mark.parametrize("turn", range(5))
def test_one_refresh_token_in_four_hands_turns_once_and_ends_all(firm, signed_in, turn):
    first = firm.signs_in(signed_in("wanglei"))
    nothing_lasts(firm, only_one_got_tokens(at_once(lambda: firm.renews(first["refresh_token"]))))


def test_the_answer_for_a_device_is_taken_by_one_hand(app, signed_in):
    question = asks(app)
    answers(signed_in("wangxiuying"), question["user_code"])
    told = at_once(lambda: app.gets_tokens(grant_type=DEVICE, device_code=question["device_code"]))
    tokens = only_one_got_tokens(told)
    assert app.reads(tokens["access_token"]).status_code == 200


def test_codes_of_devices_that_are_guessed_all_at_once_are_examined_five_times(signed_in, people):
    def guess() -> HttpResponse:
        return signed_in("wanglei").post("/device/", {"user_code": "BBBB-BBBB"})

    told = [answer.status_code for answer in at_once(guess, hands=16)]
    assert sorted(told) == [422] * 5 + [429] * 11
