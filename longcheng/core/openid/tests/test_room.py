"""Programs, consents, subjects, limits and what is forgotten, without any page."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from django.utils import timezone

from longcheng.core.access.models import Account, Act
from longcheng.core.access.permissions import Denied
from longcheng.core.openid import checks, tasks
from longcheng.core.openid.actions.allowances import give_back, spend
from longcheng.core.openid.actions.programs import approve_program, register_program, suspend_program
from longcheng.core.openid.actions.sign_ins import Authentication, agree, begin_sign_in, end_consent
from longcheng.core.openid.models import Allowance, Consent, Program, ProgramState, SignIn
from longcheng.core.openid.registration import read_registration
from longcheng.core.openid.subjects import subject_of

SAID = {
    "client_name": "Club",
    "organisation": "Comb makers",
    "purpose": "To sign you in.",
    "redirect_uris": ["https://club.example/back"],
}


@pytest.fixture
def program(db) -> Program:
    return approve_program(None, register_program(read_registration(SAID))[0])


@pytest.fixture
def person(db) -> Account:
    return Account.objects.create_user("wang", display_name="王")


def test_a_number_is_the_same_for_one_program_and_another_for_the_next(program, person, settings):
    number = subject_of(person, program=program)
    other, _ = register_program(read_registration(SAID))
    assert number == subject_of(person, program=program)
    assert number != subject_of(person, program=other)
    assert len(number) == 32
    settings.SECRET_KEY = "another city's secret"
    assert number != subject_of(person, program=program)


def test_a_new_answer_adds_to_the_old_one_and_a_run_out_one_begins_anew(program, person):
    agree(person, program=program, scopes=["openid"])
    consent = agree(person, program=program, scopes=["profile"])
    assert consent.scopes == ["openid", "profile"]
    Consent.objects.update(ends_at=timezone.now())
    assert agree(person, program=program, scopes=["openid"]).scopes == ["openid"]
    assert Consent.objects.live().count() == 1
    assert Act.objects.filter(verb="openid.agree", account=person).count() == 3


def test_only_the_one_who_gave_a_consent_ends_it(program, person):
    consent = agree(person, program=program, scopes=["openid"])
    stranger = Account.objects.create_user("li")
    with pytest.raises(ValueError, match="the one who gave it"):
        end_consent(stranger, consent)
    end_consent(person, consent)
    assert not Consent.objects.live().exists()


def test_decisions_need_the_role_and_are_recorded(program, person):
    with pytest.raises(Denied):
        suspend_program(person, program, reason="x")
    line = Act.objects.get(verb="openid.decide")
    assert line.detail == {"was": "waiting", "now": "approved"}


def test_no_program_works_without_an_account_even_by_hand_in_the_database(program):
    with pytest.raises(IntegrityError), transaction.atomic():
        Program.objects.filter(pk=program.pk).update(user=None)


def test_a_limit_counts_within_its_window_and_begins_anew(db):
    assert [spend("try", "me", limit=2, per=timedelta(hours=1)) for _ in range(4)] == [True, True, False, False]
    assert spend("try", "you", limit=2, per=timedelta(hours=1))
    Allowance.objects.update(ends_at=timezone.now())
    for _ in range(3):
        assert spend("try", "me", limit=1, per=timedelta(hours=1))
        give_back("try", "me")


def test_what_is_spent_is_forgotten_and_what_counts_stays(program, person):
    consent = agree(person, program=program, scopes=["openid"])
    how = Authentication(at=timezone.now(), methods=("pwd",), level="x")
    old, new = begin_sign_in(consent, authentication=how), begin_sign_in(consent, authentication=how)
    SignIn.objects.filter(pk=old.pk).update(began_at=timezone.now() - timedelta(days=3))
    waiting, _ = register_program(read_registration(SAID))
    Program.objects.update(created=timezone.now() - timedelta(days=91))
    tasks.forget_what_is_spent()
    assert list(SignIn.objects.all()) == [new]
    assert list(Program.objects.values_list("pk", "state")) == [(program.pk, ProgramState.APPROVED)]
    assert waiting.pk != program.pk


def test_the_command_makes_a_program_that_works_and_tells_every_defect(db):
    out = StringIO()
    call_command(
        "openidclient", "Club", "--organisation", "Comb makers", "--purpose", "To sign you in.",
        "--redirect-uri", "https://club.example/back", "--scope", "openid profile", stdout=out,
    )  # fmt: skip
    told = json.loads(out.getvalue())
    assert Program.objects.get(client_id=told["client_id"]).state == "approved"
    with pytest.raises(CommandError, match=r"(?s)redirect_uris.*scope"):
        call_command(
            "openidclient", "Club", "--organisation", "x", "--purpose", "x", "--redirect-uri", "ftp://x",
            "--scope", "everything",
        )  # fmt: skip


def test_scopes_and_claims_are_declared_once_and_never_those_of_the_protocol(db):
    assert checks.check_scopes() == []
