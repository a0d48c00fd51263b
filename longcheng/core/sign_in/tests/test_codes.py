"""Codes of the app and of the printed sheet: each counts once."""

import time

import pyotp
import pytest
from django.db import connection

from longcheng.core.sign_in import codes
from longcheng.core.sign_in.actions import entering
from longcheng.core.sign_in.actions.codes import make_sheet, set_up_code_app, turn_off_code_app
from longcheng.core.sign_in.actions.entering import prove_code
from longcheng.core.sign_in.models import CodeApp, SheetCode
from longcheng.core.sign_in.tests.conftest import account
from longcheng.core.sign_in.throttling import TooManyTries
from longcheng.core.sign_in.visits import Visit

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, Appendix B: "12345678901234567890"


@pytest.mark.parametrize(
    ("at_s", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_the_standard(at_s, code):
    """RFC 6238, Appendix B, the last six of its eight digits."""
    assert codes.step_of(SECRET, code, now_s=at_s, after=0) == at_s // 30


@pytest.mark.parametrize(("late_s", "fits"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)])
def test_a_code_fits_one_step_early_or_late(late_s, fits):
    now_s = 1_800_000_000
    code = pyotp.TOTP(SECRET).at(now_s - late_s)
    assert (codes.step_of(SECRET, code, now_s=now_s, after=0) is not None) is fits


@pytest.mark.parametrize("rubbish", ["", "12345", "1234567", "abcdef", "１２３４５６", "\x00", "9" * 10_000])
def test_rubbish_is_no_code(rubbish):
    assert codes.step_of(SECRET, rubbish, now_s=59, after=0) is None


@pytest.fixture
def app(wang, monkeypatch):
    """Wang's code app, set up at a fixed time; `app(steps)` gives the code of so many steps later."""
    now = [1_800_000_000.0]
    monkeypatch.setattr(time, "time", lambda: now[0])
    secret = codes.new_secret()
    assert set_up_code_app(wang, secret=secret, code=pyotp.TOTP(secret).at(now[0]))

    def code(steps):
        now[0] += 30 * steps
        return pyotp.TOTP(secret).at(now[0])

    return code


def test_a_code_is_taken_once_also_the_one_that_set_it_up(wang, app):
    assert not prove_code(Visit(), wang, code=app(0))
    code = app(1)
    assert prove_code(Visit(), wang, code=code)
    assert not prove_code(Visit(), wang, code=code)


def test_an_older_code_is_not_taken_after_a_newer_one(wang, app):
    older, newer = app(1), app(1)
    assert prove_code(Visit(), wang, code=newer)
    assert not prove_code(Visit(), wang, code=older)


def test_codes_cannot_be_guessed(wang, app):
    for number in range(5):
        assert not prove_code(Visit(), wang, code=f"00000{number}")
    with pytest.raises(TooManyTries):
        prove_code(Visit(), wang, code=app(1))


def test_the_secret_is_sealed_and_bound_to_its_account(wang, app):
    kept = CodeApp.objects.get().secret
    secret = codes.secret_of(kept, account_id=wang.pk)
    with pytest.raises(ValueError, match="another"):
        codes.secret_of(kept, account_id=wang.pk + 1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM sign_in_codeapp")
        assert secret.encode() not in bytes(cursor.fetchone()[0])


def test_a_printed_code_opens_once_however_it_is_typed(wang):
    sheet = make_sheet(wang)
    assert len(set(sheet)) == 10
    typed = f"  {sheet[0].lower().replace('-', ' ')} "
    assert entering.take_sheet_code(wang, typed)
    assert not entering.take_sheet_code(wang, sheet[0])
    assert SheetCode.objects.filter(used_at=None).count() == 9


def test_a_new_sheet_makes_the_old_one_worthless_and_fits_nobody_else(wang):
    old, new = make_sheet(wang), make_sheet(wang)
    assert not entering.take_sheet_code(wang, old[0])
    li = account("li")
    make_sheet(li)
    assert not entering.take_sheet_code(li, new[0])
    assert not SheetCode.objects.filter(digest__in=new).exists()


def test_turning_codes_off_twice_tells_once(wang, app):
    turn_off_code_app(wang)
    turn_off_code_app(wang)
    assert wang.inbox.filter(message__words__en__title__icontains="turned off").count() == 1
