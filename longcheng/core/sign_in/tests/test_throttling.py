"""Guessing is slow, and nobody is locked out by somebody else. Wang owns the account; the attacker sits elsewhere."""

from datetime import timedelta

import pytest
from django.utils import timezone

from longcheng.core.access.models import Act
from longcheng.core.sign_in import codes
from longcheng.core.sign_in.actions.codes import make_sheet
from longcheng.core.sign_in.actions.entering import prove_passkey, prove_password
from longcheng.core.sign_in.actions.forgetting import forget_failures
from longcheng.core.sign_in.actions.recoveries import file_recovery, prove_recovery, recover_by_sheet
from longcheng.core.sign_in.devices import known_device, with_account
from longcheng.core.sign_in.limits import DEVICES_PER_BROWSER, KNOWN_DEVICE, NETWORK, UNKNOWN_DEVICES
from longcheng.core.sign_in.models import CodeApp, Failures, Recovery
from longcheng.core.sign_in.passkeys import proof_options
from longcheng.core.sign_in.tests.conftest import PASSWORD, account
from longcheng.core.sign_in.throttling import TooManyTries, admit, counters_for, wait_after
from longcheng.core.sign_in.visits import Visit, network_of


def later(seconds):
    """Let time pass for every counter."""
    for row in Failures.objects.all():
        row.last_at -= timedelta(seconds=seconds)
        row.waits_until = row.waits_until and row.waits_until - timedelta(seconds=seconds)
        row.save()


def attack(username="wang", *, tries=60, address="203.0.113.9"):
    """Guess until slowed down; returns how many guesses were examined and the wait at the end."""
    examined = 0
    for number in range(tries):
        try:
            prove_password(Visit(address=address), username=username, password=f"guess {number}")
            examined += 1
        except TooManyTries as slow:
            return examined, slow.wait_s
    return examined, 0


@pytest.mark.parametrize(
    ("failures", "limit", "wait_s"),
    [(0, UNKNOWN_DEVICES, 0), (4, UNKNOWN_DEVICES, 0), (5, UNKNOWN_DEVICES, 5), (6, UNKNOWN_DEVICES, 10),
     (8, KNOWN_DEVICE, 40), (20, UNKNOWN_DEVICES, 900), (10**6, UNKNOWN_DEVICES, 900), (29, NETWORK, 0),
     (30, NETWORK, 2), (10**6, NETWORK, 30)],
)  # fmt: skip
def test_the_wait_grows_and_is_bounded(failures, limit, wait_s):
    assert wait_after(failures, limit) == wait_s


def test_a_guesser_is_slowed_after_five_and_told_how_long(wang):
    assert attack() == (5, 5)
    later(6)
    assert attack() == (1, 10)


def test_the_right_password_is_not_examined_either_while_one_must_wait(wang):
    attack()
    with pytest.raises(TooManyTries):
        prove_password(Visit(address="203.0.113.9"), username="wang", password=PASSWORD)


def test_an_attack_from_a_thousand_addresses_never_keeps_the_owner_from_a_known_browser(wang):
    home = Visit(address="198.51.100.7", device_cookie=with_account("", "wang"))
    for number in range(40):
        attack(address=f"203.0.113.{number}")
    assert prove_password(home, username="wang", password=PASSWORD) == wang


def test_an_attack_never_keeps_a_passkey_from_signing_in(wang, passkey):
    for number in range(40):
        attack(address=f"203.0.113.{number}")
    session: dict = {}
    options = proof_options(session, purpose="sign in")
    assert prove_passkey(session, passkey.prove(options), purpose="sign in") == wang


def test_an_attack_never_keeps_the_owner_from_the_way_back(wang, clerk):
    """Its codes cannot be guessed, so that they need no counter that a stranger could drive up."""
    sheet = make_sheet(wang)
    recovery, code = file_recovery(clerk, wang, document="passport", reason="All is lost.")
    Recovery.objects.update(matures_at=timezone.now())
    for number in range(40):
        elsewhere = Visit(address=f"203.0.113.{number}")
        assert prove_recovery(elsewhere, username="wang", code="A" * 20) is None
        assert recover_by_sheet(elsewhere, username="wang", code="A" * 12, app_code="", new=PASSWORD) is None
    home = Visit(address="198.51.100.7")
    assert prove_recovery(home, username="wang", code=code) == recovery
    assert recover_by_sheet(home, username="wang", code=sheet[0], app_code="", new="another bridge") == wang


def test_who_holds_the_sheet_alone_cannot_guess_the_code_of_the_app(wang):
    sheet = make_sheet(wang)
    CodeApp.objects.create(account=wang, secret=codes.bound(codes.new_secret(), account_id=wang.pk))
    for number in range(5):
        thief = Visit(address=f"203.0.113.{number}")
        assert recover_by_sheet(thief, username="wang", code=sheet[number], app_code="000000", new=PASSWORD) is None
    with pytest.raises(TooManyTries):
        recover_by_sheet(Visit(), username="wang", code=sheet[9], app_code="000000", new=PASSWORD)


def test_a_name_in_other_letters_makes_no_browser_known(wang):
    """Else whoever owned “Wang” could guess at “wang” five times with every new cookie."""
    assert not known_device(with_account("", "Wang"), "wang")


def test_even_a_known_browser_cannot_guess_for_ever(wang):
    thief = Visit(device_cookie=with_account("", "wang"))
    for _ in range(5):
        assert prove_password(thief, username="wang", password="wrong") is None
    with pytest.raises(TooManyTries):
        prove_password(thief, username="wang", password="wrong")
    other = Visit(device_cookie=with_account("", "wang"))
    assert prove_password(other, username="wang", password=PASSWORD) == wang


def test_a_known_browser_is_known_for_its_own_accounts_alone(wang):
    cookie = with_account("", "wang")
    assert known_device(cookie, "wang")
    assert known_device(cookie, " wang ")
    assert not known_device(cookie, "li")
    assert not known_device(cookie[:-1], "wang")
    assert not known_device("x" * 5000, "wang")


def test_a_device_cookie_names_nobody_and_is_bounded():
    cookie = ""
    for number in range(20):
        cookie = with_account(cookie, f"wang{number}")
    assert "wang" not in cookie
    assert len(cookie) < 1_000
    assert sum(bool(known_device(cookie, f"wang{n}")) for n in range(20)) == DEVICES_PER_BROWSER


def test_a_noisy_school_is_slowed_by_half_a_minute_at_most_and_never_closed(wang):
    """One address tries many names: each name once, so that only the network's counter grows."""
    waits = []
    for number in range(60):
        try:
            prove_password(Visit(address="192.0.2.1"), username=f"pupil{number}", password="wrong")
        except TooManyTries as slow:
            waits.append(slow.wait_s)
            later(slow.wait_s + 1)
    assert waits
    assert max(waits) <= 30
    later(31)
    assert prove_password(Visit(address="192.0.2.1"), username="wang", password=PASSWORD) == wang


def test_a_household_of_the_new_internet_counts_as_one_network():
    assert network_of("2001:db8:1:2:aaaa::1") == network_of("2001:db8:1:2:bbbb::9") == "2001:db8:1:2::/64"
    assert network_of("2001:db8:1:3::1") != network_of("2001:db8:1:2::1")
    assert network_of("::ffff:192.0.2.1") == "192.0.2.1"
    assert network_of("rubbish") == ""


def test_a_right_password_gives_back_one_try_and_no_more(wang):
    """Else a thief cleaned the network's counter by signing in to an account of his own between two guesses."""
    li = account("li")
    here = Visit(address="192.0.2.1")
    for number in range(20):
        prove_password(here, username=f"name{number}", password="wrong")
    for _ in range(3):
        assert prove_password(here, username="li", password=PASSWORD) == li
    (key,) = (key for key, limit in counters_for("password", here, "li").items() if limit is NETWORK)
    assert Failures.objects.get(pk=key).count == 20


def test_a_name_that_does_not_exist_is_slowed_and_recorded_like_one_that_does(wang):
    assert attack("nobody", address="198.51.100.1") == attack("wang", address="198.51.100.2")
    acts = Act.objects.filter(verb="sign_in.refused")
    assert acts.filter(subject="").count() == acts.filter(subject=f"account:{wang.pk}").count() == 5
    assert "nobody" not in str(list(acts.values()))


def test_a_name_that_does_not_exist_costs_a_hash_like_one_that_does(wang, monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    hashed: list[str] = []
    plain = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *a, **k: hashed.append("one") or plain(*a, **k))
    wang.set_unusable_password()
    wang.save()
    costs = {}
    for name, visit in {"nobody": Visit(address="192.0.2.1"), "wang": Visit(address="192.0.2.2")}.items():
        hashed.clear()
        prove_password(visit, username=name, password="wrong")
        costs[name] = len(hashed)
    assert costs == {"nobody": 1, "wang": 1}


@pytest.mark.parametrize("username", ["a\x00b", "x" * 100_000, "😀" * 200, " "])
def test_odd_names_and_endless_passwords_are_just_wrong(db, username):
    assert prove_password(Visit(), username=username, password="y" * 1_000_000) is None


def test_a_clock_that_goes_back_counts_no_try_twice(wang):
    """So did a try that had waited for another one: it was counted with the earlier moment."""
    here = Visit(address="192.0.2.1")
    for _ in range(UNKNOWN_DEVICES.free):
        assert prove_password(here, username="wang", password="wrong") is None
        Failures.objects.update(last_at=timezone.now() + timedelta(seconds=1))
    assert set(Failures.objects.values_list("count", flat=True)) == {UNKNOWN_DEVICES.free}


def test_time_forgives(wang):
    attack()
    later(UNKNOWN_DEVICES.forgiven_after_s * 6)
    assert attack() == (5, 5)


def test_the_table_of_failures_stays_small(wang):
    for number in range(30):
        admit(counters_for("password", Visit(address=f"192.0.2.{number}"), f"name{number}"))
    assert Failures.objects.count() == 60
    assert forget_failures(keep=10) >= 50
    assert Failures.objects.count() <= 10
    Failures.objects.update(last_at=timezone.now() - timedelta(days=2))
    forget_failures()
    assert not Failures.objects.exists()


def test_counters_name_neither_person_nor_address(wang):
    attack()
    assert not any(
        "wang" in key or "203" in key for key in Failures.objects.values_list("key", flat=True) if len(key) != 64
    )
