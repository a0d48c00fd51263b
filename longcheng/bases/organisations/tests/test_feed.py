"""An outside program follows the register: a company is renamed and dissolved, and both have the same state."""

import importlib.util
import json
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from django.db import connection, transaction
from django.test import Client

from longcheng.bases.organisations.models import Organisation
from longcheng.bases.organisations.registers import FABRIC, LICENCES, LICENSING, ORGANISATIONS, REGISTRATION
from longcheng.bases.organisations.tests import bodies
from longcheng.bases.organisations.tests.bodies import a_company, a_licence, renamed_company, stated
from longcheng.core.registry.acts import Statement, state, take_back

EXAMPLE = Path(__file__).resolve().parents[4] / "examples/follow_organisations.py"
pytestmark = pytest.mark.django_db(transaction=True)


def outside():
    """The program, as somebody else has it on their own machine."""
    spec = importlib.util.spec_from_file_location("follow_organisations", EXAMPLE)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Wire(httpx.BaseTransport):
    """The network between the outside program and the city."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = Client().get(request.url.raw_path.decode())
        return httpx.Response(answer.status_code, content=answer.content, request=request)


@pytest.fixture
def program(tmp_path):
    def make():
        wire = httpx.Client(transport=Wire(), base_url="http://city.example")
        return outside().Follower(str(tmp_path / "state.sqlite3"), wire)

    return make


def kept(follower) -> int:
    return follower.kept.execute("SELECT count(*) FROM act").fetchone()[0]


def follows(follower, *, until: int, limit: int = 10_000) -> None:
    """Follow until it has so many acts: the feed waits for all who write in the cluster, as other tests may do."""
    deadline = time.monotonic() + 60
    while kept(follower) < until and time.monotonic() < deadline:
        follower.follow(limit=limit)
        time.sleep(0.2)
    assert kept(follower) == until


def assert_same_state(follower) -> None:
    for register in (ORGANISATIONS, LICENCES):
        subjects = follower.subjects(register.name)
        theirs = {one: follower.record(register.name, one) for one in subjects}
        asked = urlencode({"register": register.name, "subjects": ",".join(str(one) for one in subjects)})
        rows = Client().get(f"/api/organisations/records?{asked}").json()
        assert theirs == {row["subject_id"]: row["values"] for row in rows}


def test_a_company_is_renamed_and_dissolved_and_the_follower_has_the_same_state(program):
    company = renamed_company()
    number = a_licence(company)
    follower = program()
    follows(follower, until=3, limit=2)
    assert_same_state(follower)
    gone = stated(ORGANISATIONS, "dissolved", REGISTRATION, {"status": "dissolved"}, subject_id=company.pk)
    stated(LICENCES, "cancelled", LICENSING, {"state": "cancelled"}, subject_id=number)
    stated(ORGANISATIONS, "entered", FABRIC, {"status": "active", "address": "别处"}, subject_id=company.pk)
    follows(follower, until=6)
    assert_same_state(follower)
    assert follower.record(ORGANISATIONS.name, company.pk)["status"] == "dissolved", "the owner is believed"
    assert (
        follower.record(ORGANISATIONS.name, company.pk, now=datetime(2019, 1, 1, tzinfo=UTC))["name"] == bodies.OLD_NAME
    )
    with transaction.atomic():
        take_back(ORGANISATIONS, gone.act.pk, by=None, reason="误办")
    follows(follower, until=7)
    assert_same_state(follower)


def test_nobody_is_told_the_number_of_a_person_nor_who_acts_for_whom(program):
    company = a_company()
    follower = program()
    follows(follower, until=1)
    page = Client().get("/api/organisations/feed").json()
    assert page["acts"][0]["withheld"] == ["representative_id"]
    assert "representative_id" not in json.dumps(page["acts"][0]["values"])
    assert "1000000777" not in Client().get(f"/api/organisations/records?subjects={company.pk}").content.decode()
    refused = Client().get("/api/organisations/feed?register=organisations.appointment")
    assert refused.status_code == 422
    assert "organisations.licence" in refused.json()["defects"]["register"]


def test_a_follower_that_is_killed_between_page_and_cursor_goes_on_and_misses_nothing(program):
    company = renamed_company()
    follower = program()
    follows(follower, until=2)
    stated(ORGANISATIONS, "moved", REGISTRATION, {"address": "别处3号"}, subject_id=company.pk)
    follower.kept.execute("BEGIN IMMEDIATE")
    follower.kept.execute("INSERT OR REPLACE INTO act VALUES (?, 99, 99, '{}')", [ORGANISATIONS.name])
    follower.kept.close()  # the plug is pulled before the cursor is kept
    again = program()
    follows(again, until=3)
    assert_same_state(again)
    assert program().follow() == 0, "and nothing is given twice"


def test_while_many_write_at_once_the_follower_misses_none(program):
    companies = [a_company(n) for n in range(3)]
    follower = program()

    def write(company: Organisation) -> None:
        try:
            for number in range(8):
                with transaction.atomic():
                    address = {"address": f"顺园路{number}号"}
                    state(ORGANISATIONS, Statement(kind="moved", source=REGISTRATION, values=address,
                                                   subject_id=company.pk), by=None)  # fmt: skip
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=[one]) for one in companies]
    for one in writers:
        one.start()
    while any(one.is_alive() for one in writers):
        follower.follow(limit=5)
    follows(follower, until=3 + 24)
    assert_same_state(follower)


@pytest.mark.parametrize("query", ["after=nonsense", "after=1.2.3", "limit=0", "limit=10001", "register=x",
                                   "after=99999999999999999999.1"])  # fmt: skip
def test_a_question_that_is_none_says_so(query):
    assert Client().get(f"/api/organisations/feed?{query}").status_code == 422
