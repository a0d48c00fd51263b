"""A newcomer's account: which names fit, who makes how many, what is recorded; and closing it."""

import pytest
from django.db import connection

from longcheng.core.access.actions.accounts import make_account
from longcheng.core.access.models import Account, AccountKind, Act, RoleHeld
from longcheng.core.access.permissions import Denied
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.preferences.models import Preferences
from longcheng.core.sign_in.actions import signing_up
from longcheng.core.sign_in.actions.signing_up import (
    AGREED,
    PRIVACY_NOTICE,
    Newcomer,
    check_names,
    close_own_account,
    kept_password,
    sign_up,
)
from longcheng.core.sign_in.limits import NAMES_TRIED, SIGN_UPS
from longcheng.core.sign_in.models import Passkey
from longcheng.core.sign_in.names import name_defect, plain_name, plain_username, username_defect
from longcheng.core.sign_in.throttling import TooManyTries
from longcheng.core.sign_in.visits import Visit

HOME = Visit(address="203.0.113.7")


@pytest.mark.parametrize("name", ["linxia", "lin.xia", "lin-xia_1990", "a123", "a" * 30])
def test_these_user_names_fit(name):
    assert username_defect(name) == ""


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "required"), ("lin", "4 to 30"), ("a" * 31, "4 to 30"), ("1990lin", "begins with a letter"),
        ("lin xia", "begins"), ("lin..xia", "begins"), ("lin.", "begins"), ("-lin", "begins"), ("林夏林夏", "begins"),
        ("lіnxia", "begins"),  # the second letter is Ukrainian
        ("linxia\n", "begins"), ("lin\x00xia", "begins"), ("ｌｉｎｘｉａ", "begins"),
        ("admin", "kept for the city"), ("adm1n", "kept for the city"), ("ad.min", "kept for the city"),
        ("p0lice", "kept for the city"), ("resident-0000001", "kept for the city"), ("program-7", "kept for the city"),
    ],
)  # fmt: skip
def test_these_user_names_do_not(name, why):
    assert why in username_defect(name)


@pytest.mark.parametrize("name", ["林夏", "Lin Xia", "迪丽热巴·迪力木拉提", "O’Brien"])
def test_these_names_fit(name):
    assert name_defect(plain_name(name)) == ""


@pytest.mark.parametrize("name", ["", "林", "x" * 41, "12345", "林\u202e夏", "林\u200b夏", "林\x00夏", "★★★"])
def test_these_names_do_not(name):
    assert name_defect(plain_name(name))


@pytest.mark.parametrize(
    "name", ["\u3164\u3164", "李\u3164敏", "常州市公安局", "武进区 政 府", "客服小王", "Ｐｏｌｉｃｅ", "City-Hall"]
)
def test_no_shown_name_is_blank_to_the_eye_or_passes_for_an_office(name):
    assert name_defect(plain_name(name))
    assert not name_defect("龙城"), "a person may be called like the city"


def test_names_are_kept_in_one_form():
    assert plain_username("  LinXia ") == "linxia"
    assert plain_name("Lin   Xia\n") == "Lin Xia"
    assert plain_name("e\u0301va") == "éva"


def test_a_name_is_taken_in_large_letters_too(db):
    Account.objects.create_user("LinXia")
    with pytest.raises(Unfit, match="taken"):
        check_names(HOME, name="林夏", username="linxia")


def test_whether_a_name_is_taken_is_looked_up_in_an_index(db):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexonlyscan = off")
        cursor.execute("EXPLAIN SELECT 1 FROM access_account WHERE LOWER(username) = 'x'")
        assert "access_username_any_case" in str(cursor.fetchall())


def test_all_defects_are_told_at_once(db):
    with pytest.raises(Unfit) as unfit:
        check_names(HOME, name="", username="x")
    assert set(unfit.value.defects) == {"name", "username"}


def test_trying_many_names_slows_down_that_network_alone(db):
    for number in range(NAMES_TRIED.free):
        check_names(HOME, name="林夏", username=f"linxia{number}")
    with pytest.raises(TooManyTries):
        check_names(HOME, name="林夏", username="linxia")
    assert check_names(Visit(address="198.51.100.1"), name="林夏", username="linxia").username == "linxia"


def test_making_many_accounts_slows_down(db):
    hashed = kept_password(HOME, "three green bridges")
    for number in range(SIGN_UPS.free):
        sign_up(HOME, Newcomer("林夏", f"linxia{number}"), password_hash=hashed)
    with pytest.raises(TooManyTries):
        sign_up(HOME, Newcomer("林夏", "linxia-more"), password_hash=hashed)
    assert not Account.objects.filter(username="linxia-more").exists()


def test_an_account_is_a_residents_with_no_role_and_its_agreement_is_recorded(db):
    account = sign_up(HOME, Newcomer("林夏", "linxia"), password_hash=kept_password(HOME, "three green bridges"))
    assert (account.kind, account.display_name) == (AccountKind.RESIDENT, "林夏")
    assert account.check_password("three green bridges")
    assert not RoleHeld.objects.filter(account=account).exists()
    assert not hasattr(account, "resident"), "no register has been asked"
    agreed = Act.objects.get(account=account, verb=AGREED)
    assert agreed.detail == {"notice": PRIVACY_NOTICE}
    assert account.inbox.count() == 1
    assert "three green" not in str(list(Act.objects.values()))


def test_two_with_the_same_name_at_the_same_moment_are_two_people(db, monkeypatch):
    hashed = kept_password(HOME, "three green bridges")
    sign_up(HOME, Newcomer("林夏", "linxia"), password_hash=hashed)
    monkeypatch.setattr(signing_up, "is_taken", lambda name: False)
    with pytest.raises(Unfit, match="taken"):
        sign_up(HOME, Newcomer("李四", "linxia"), password_hash=hashed)
    assert Account.objects.get(username="linxia").display_name == "林夏"


def test_no_reserved_name_comes_in_by_the_back_door(db):
    with pytest.raises(Unfit):
        sign_up(HOME, Newcomer("林夏", "admin"), password_hash=kept_password(HOME, "three green bridges"))


def test_closing_takes_every_way_in_and_leaves_the_name_and_the_record(wang, passkey):
    Preferences.objects.create(account=wang, theme="dark")
    acts = Act.objects.filter(account=wang).count()
    close_own_account(wang)
    wang.refresh_from_db()
    assert (wang.is_active, wang.has_usable_password()) == (False, False)
    assert (wang.username, wang.display_name) == ("wang", "Wang")
    assert not Passkey.objects.filter(account=wang).exists()
    assert not Preferences.objects.exists()
    assert wang.inbox.count() == 0
    assert wang.sessions.count() == 0
    assert Act.objects.filter(account=wang).count() > acts
    with pytest.raises(Unfit, match="taken"):
        check_names(HOME, name="王二", username="wang")


def test_who_acts_for_others_gives_that_back_first(clerk, db):
    helper = make_account(
        username="helper", password="a bridge over the canal", display_name="H", kind="resident",
        roles=[("sign_in.recovery_clerk", "")],
    )  # fmt: skip
    for account in (clerk, helper):
        with pytest.raises(Denied):
            close_own_account(account)
        account.refresh_from_db()
        assert account.is_active
