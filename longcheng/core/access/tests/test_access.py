"""Who may do what: officer Wu holds a role in his town, operator Zheng in the city, Wang none."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, transaction
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from longcheng.core.access.actions.accounts import AccountError, make_account
from longcheng.core.access.doors import DoorMiddleware, door_of, open_to_all, requires
from longcheng.core.access.models import Account, Act, RoleHeld
from longcheng.core.access.permissions import Denied, may, record, require

OPERATE = "access.operate"


@pytest.fixture
def operator(db):
    return make_account(
        username="op", password="x", display_name="Op", kind="staff", roles=[("access.operator", "320411")]
    )


def test_a_role_reaches_its_division_and_everything_inside(operator):
    assert may(operator, OPERATE)
    assert may(operator, OPERATE, area_code="320411")
    assert may(operator, OPERATE, area_code="320411103006")
    assert not may(operator, OPERATE, area_code="3204")
    assert not may(operator, OPERATE, area_code="320402")


def test_a_role_counts_only_between_its_beginning_and_its_end(operator):
    RoleHeld.objects.update(ends_at=timezone.now() + timedelta(hours=1))
    assert may(operator, OPERATE)
    RoleHeld.objects.update(begins_at=timezone.now() - timedelta(days=2), ends_at=timezone.now() - timedelta(days=1))
    assert not may(operator, OPERATE)


def test_an_account_that_is_closed_may_nothing(operator):
    operator.is_active = False
    assert not may(operator, OPERATE)


def test_a_denial_says_who_holds_the_right_in_the_readers_language(operator):
    resident = Account.objects.create(username="wang")
    for language, word in (("en", "Operator"), ("zh-hans", "值班员")):
        with translation.override(language), pytest.raises(Denied, match=word):
            require(resident, OPERATE)
    with translation.override("en"), pytest.raises(Denied, match="inside your area"):
        require(operator, OPERATE, area_code="320402")


def test_a_misspelt_permission_is_an_error_and_no_silent_refusal(operator):
    with pytest.raises(LookupError, match="does not exist"):
        may(operator, "access.opperate")


def test_the_record_can_only_grow(operator):
    record(operator, "test.act", subject="thing:1")
    for change in (
        lambda: Act.objects.update(verb="another"),
        lambda: Act.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert Act.objects.filter(verb="test.act").count() == 1


def test_a_view_without_a_door_stays_closed(db):
    def bare(request):
        raise AssertionError("must not run")

    request = RequestFactory().get("/x/", headers={"accept": "application/json"})
    request.user = Account(username="anybody")
    answer = DoorMiddleware(bare).process_view(request, bare, (), {})
    assert answer is not None
    assert answer.status_code == 403


def test_the_mark_of_a_door_is_seen_through_other_decorators():
    from django.views.decorators.http import require_GET

    assert door_of(require_GET(open_to_all(lambda request: None))) == "open"
    assert door_of(requires(OPERATE)(lambda request: None)) == OPERATE


def test_an_account_is_made_by_command_with_a_password_that_is_worth_the_name(db, monkeypatch):
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.StringIO("12345678901\n"))
    with pytest.raises(CommandError):
        call_command("makeaccount", "first", "--role", "access.operator")
    monkeypatch.setattr(sys, "stdin", io.StringIO("a long and plain sentence\n"))
    call_command("makeaccount", "first", "--role", "access.operator")
    assert may(Account.objects.get(username="first"), OPERATE)
    with pytest.raises(AccountError, match="already exists"):
        make_account(username="first", password="x", display_name="", kind="staff", roles=[])
    with pytest.raises(AccountError, match=r"nonsense\.role does not exist"):
        make_account(username="second", password="x", display_name="", kind="staff", roles=[("nonsense.role", "")])


def test_signing_in_refuses_what_does_not_belong_together_and_leads_nowhere_else(people):
    client = Client(headers={"accept-language": "en"})
    wrong = client.post("/sign-in/", {"username": "wu", "password": "wrong"})
    unknown = client.post("/sign-in/", {"username": "nobody-here", "password": "wrong"})
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert wrong.context["errors"] == unknown.context["errors"], "names cannot be probed"
    assert set(client.post("/sign-in/", {}).context["errors"]) == {"username", "password"}
    from conftest import PASSWORD

    right = client.post("/sign-in/", {"username": "wu", "password": PASSWORD, "next": "https://elsewhere.example/"})
    assert right.headers["Location"] == "/"


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(operator):
    client = Client()
    client.force_login(operator)
    assert client.get("/inbox/").status_code == 200
    call_command("closeaccount", "op")
    assert client.get("/inbox/").status_code == 302
    operator.refresh_from_db()
    assert not may(operator, OPERATE)
    call_command("closeaccount", "op", "--open")
    operator.refresh_from_db()
    assert may(operator, OPERATE)
    with pytest.raises(CommandError, match="does not exist"):
        call_command("closeaccount", "nobody")
