"""Many at once: what counts once counts once, also when twenty browsers send it in the same moment."""

import time
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from django.db import connection

from longcheng.core.declaration.unfit import Unfit
from longcheng.core.sign_in import codes
from longcheng.core.sign_in.actions.codes import make_sheet, set_up_code_app
from longcheng.core.sign_in.actions.entering import take_app_code, take_sheet_code
from longcheng.core.sign_in.actions.recoveries import complete_recovery, file_recovery
from longcheng.core.sign_in.limits import UNKNOWN_DEVICES
from longcheng.core.sign_in.models import CodeApp, Recovery
from longcheng.core.sign_in.tests.conftest import account
from longcheng.core.sign_in.throttling import TooManyTries, admit, counters_for
from longcheng.core.sign_in.visits import Visit

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 20


def at_once(act):
    """What each of twenty threads got, each on a connection of its own."""

    def run(number):
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(AT_ONCE)))


def test_tries_at_once_do_not_slip_through_before_the_first_is_counted():
    def attempt(number):
        try:
            admit(counters_for("password", Visit(address="203.0.113.9"), "wang"))
        except TooManyTries:
            return False
        return True

    assert sum(at_once(attempt)) == UNKNOWN_DEVICES.free


def test_a_code_of_the_app_lets_one_of_twenty_in(monkeypatch):
    wang, secret = account("wang"), codes.new_secret()
    now_s = time.time()
    assert set_up_code_app(wang, secret=secret, code=pyotp.TOTP(secret).at(now_s))
    CodeApp.objects.update(last_step=0)
    code = pyotp.TOTP(secret).at(now_s)
    assert sum(at_once(lambda _: take_app_code(wang, code))) == 1


def test_a_printed_code_lets_one_of_twenty_in():
    wang = account("wang")
    code = make_sheet(wang)[0]
    assert sum(at_once(lambda _: take_sheet_code(wang, code))) == 1


def test_a_recovery_is_filed_once_and_used_once():
    clerk, wang = account("clerk", kind="staff", roles=[("sign_in.recovery_clerk", "")]), account("wang")

    def file(_):
        try:
            file_recovery(clerk, wang, document="passport", reason="All is lost.")
        except Unfit:
            return 0
        return 1

    assert sum(at_once(file)) == 1
    recovery = Recovery.objects.get()
    done = at_once(lambda number: complete_recovery(recovery, new=f"bridge number {number}"))
    assert sum(found is not None for found in done) == 1
