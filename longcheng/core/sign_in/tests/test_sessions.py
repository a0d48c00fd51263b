"""Sessions: seen, ended, never set by somebody else; Wang is a resident, Officer Wu is staff."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.test import Client
from django.utils import timezone

from longcheng.core.sign_in.actions.passwords import close_known_passwords
from longcheng.core.sign_in.actions.sessions import end_session, end_sessions, forget_expired_sessions
from longcheng.core.sign_in.models import Session
from longcheng.core.sign_in.queries import sessions_of
from longcheng.core.sign_in.sessions import SessionStore, kept_key
from longcheng.core.sign_in.tests.conftest import PASSWORD, account

PAGE = "/inbox/unread/"


def at(account, **headers):
    client = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0", **headers})
    client.force_login(account)
    client.get(PAGE)
    return client


def is_in(client):
    return client.get(PAGE).status_code == 200


def age(client, **by):
    """Let this session be older."""
    row = Session.objects.get(pk=kept_key(client.cookies[settings.SESSION_COOKIE_NAME].value))
    for name, delta in by.items():
        setattr(row, name, getattr(row, name) - delta)
    row.save()


@pytest.fixture
def wu(db):
    return account("wu", kind="staff")


def test_a_session_knows_its_account_browser_and_address(wang):
    at(wang, **{"X-Forwarded-For": "198.51.100.7"})
    (row,) = sessions_of(wang)
    assert (row.browser, row.system, row.address) == ("Firefox", "Windows", "198.51.100.7")


def test_the_database_keeps_no_key_that_would_open_a_session(wang):
    client = at(wang)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    row = Session.objects.get(account=wang)
    assert key not in (row.pk, row.session_data)
    assert SessionStore(row.pk).load() == {}
    assert SessionStore(key).load()[SESSION_KEY] == str(wang.pk)


def test_last_seen_is_written_once_a_minute(wang, django_assert_num_queries):
    client = at(wang)
    seen = Session.objects.get().seen_at
    client.get(PAGE)
    assert Session.objects.get().seen_at == seen
    age(client, seen_at=timedelta(minutes=2))
    client.get(PAGE)
    assert timezone.now() - Session.objects.get().seen_at < timedelta(seconds=10)


@pytest.mark.parametrize(
    ("kind", "idle", "stays"),
    [("resident", timedelta(days=29), True), ("resident", timedelta(days=30), False),
     ("staff", timedelta(minutes=59), True), ("staff", timedelta(minutes=60), False),
     ("program", timedelta(minutes=61), False)],
)  # fmt: skip
def test_an_idle_session_ends(db, kind, idle, stays):
    client = at(account("somebody", kind=kind))
    age(client, seen_at=idle)
    assert is_in(client) is stays


@pytest.mark.parametrize(
    ("kind", "days", "stays"), [("resident", 179, True), ("resident", 180, False), ("staff", 1, False)]
)
def test_a_session_that_is_used_all_the_time_ends_too(db, kind, days, stays):
    client = at(account("somebody", kind=kind))
    age(client, started_at=timedelta(days=days))
    assert is_in(client) is stays


def test_a_resident_who_becomes_staff_has_the_short_session_at_once(wang):
    client = at(wang)
    wang.kind = "staff"
    wang.save()
    age(client, seen_at=timedelta(hours=2))
    assert not is_in(client)


def test_a_closed_account_loses_its_sessions_at_once_and_does_not_get_them_back(wang):
    client = at(wang)
    wang.is_active = False
    wang.save()
    assert not Session.objects.filter(account=wang).exists()
    wang.is_active = True
    wang.save()
    assert not is_in(client)


def test_ending_one_others_or_all(wang, wu):
    here, there, officer = at(wang), at(wang), at(wu)
    key = there.cookies[settings.SESSION_COOKIE_NAME].value
    assert not end_session(wu, row_key=kept_key(key)), "nobody ends the session of another"
    assert end_session(wang, row_key=kept_key(key))
    assert (is_in(here), is_in(there)) == (True, False)
    there = at(wang)
    assert end_sessions(wang, except_key=here.cookies[settings.SESSION_COOKIE_NAME].value) == 1
    assert (is_in(here), is_in(there)) == (True, False)
    end_sessions(wang)
    assert (is_in(here), is_in(officer)) == (False, True)


def test_an_ended_session_does_not_come_back_by_a_page_that_was_still_being_written(wang):
    client = at(wang)
    store = SessionStore(client.cookies[settings.SESSION_COOKIE_NAME].value)
    store["late"] = "write"
    end_sessions(wang)
    with pytest.raises(UpdateError):
        store.save()
    assert not Session.objects.filter(account=wang).exists()


def test_expired_sessions_are_removed(wang):
    at(wang)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert forget_expired_sessions() == 1


def test_in_a_city_that_is_no_demo_no_account_opens_with_the_demo_password(wang, wu):
    wu.set_password("something of his own")
    wu.save()
    at(wang)
    assert close_known_passwords(usernames=["wang", "wu", "nobody"], password=PASSWORD) == ["wang"]
    wang.refresh_from_db()
    assert not wang.has_usable_password()
    assert not Session.objects.filter(account=wang).exists()
    assert close_known_passwords(usernames=["wang", "wu"], password=PASSWORD) == []
