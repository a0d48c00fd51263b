"""An outside program follows the feed: the family moves, somebody pulls the plug, and it still has the city's state."""

import json
import threading
import time
from datetime import UTC, datetime
from urllib.parse import urlencode

import httpx
import pytest
from django.db import connection, transaction
from django.test import Client

from longcheng.bases.population.models import Person
from longcheng.bases.population.registers import CIVIL, GRID, HOUSEHOLDS, KEEPER, PERSONS, POLICE
from longcheng.bases.population.tests.test_following_rule import outside
from longcheng.core.access.models import Account, AccountKind, RoleHeld
from longcheng.core.registry.acts import Statement, state, take_back
from longcheng.core.transparency.models import Line

pytestmark = pytest.mark.django_db(transaction=True)
START = datetime(2020, 1, 1, tzinfo=UTC)
OLD, NEW = "顺园三村 9-301", "新桥花园 8-102"


class Wire(httpx.BaseTransport):
    """The network between the outside program and the city."""

    def __init__(self, city: Client) -> None:
        self.city = city

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self.city.get(request.url.raw_path.decode())
        return httpx.Response(answer.status_code, content=answer.content, request=request)


def program(role: str) -> Client:
    account = Account.objects.create_user(f"program-{role}", display_name="卫健委", kind=AccountKind.PROGRAM)
    RoleHeld.objects.create(account=account, role=f"population.{role}")
    city = Client()
    city.force_login(account)
    return city


def follower(city: Client, tmp_path):
    wire = httpx.Client(transport=Wire(city), base_url="http://city.example")
    return outside().Follower(str(tmp_path / "state.sqlite3"), wire)


def follows(outside_program, *, until: int, limit: int = 10_000) -> None:
    """Follow until it has so many acts: the feed waits for all who write in the cluster, as other tests may do."""
    deadline = time.monotonic() + 60
    while kept(outside_program) < until and time.monotonic() < deadline:
        outside_program.follow(limit=limit)
    assert kept(outside_program) == until


def kept(outside_program) -> int:
    return outside_program.kept.execute("SELECT count(*) FROM act").fetchone()[0]


def stated(register, kind, source, values, **more):
    with transaction.atomic():
        return state(register, Statement(kind=kind, source=source, values=values, **more), by=None)


def a_family() -> tuple[int, list[int]]:
    home = stated(HOUSEHOLDS, "entered", GRID, {"division_code": "320411103006", "address": OLD}, valid_from=START)
    people = []
    for name in ("王强", "李梅", "王小明"):
        values = {"name": name, "sex": "1", "birth_date": "1990-05-01", "registered_division": "320411103006"}
        person = stated(PERSONS, "entered", POLICE, values, valid_from=START).act.subject_id
        lives = {"household_id": home.act.subject_id}
        stated(PERSONS, "entered", GRID, lives, subject_id=person, valid_from=START)
        people.append(person)
    return home.act.subject_id, people


def of_the_city(city: Client, register, subjects: list[int]) -> dict[int, dict]:
    asked = urlencode({"register": register.name, "subjects": ",".join(str(one) for one in subjects)})
    return {row["subject_id"]: row["values"] for row in city.get(f"/api/population/records?{asked}").json()}


def assert_same_state(outside_program, city: Client) -> None:
    for register in (PERSONS, HOUSEHOLDS):
        subjects = outside_program.subjects(register.name)
        theirs = {one: outside_program.record(register.name, one) for one in subjects}
        assert theirs == of_the_city(city, register, subjects)


def test_the_family_moves_with_one_act_and_the_follower_has_the_same_state(tmp_path):
    city = program("sealed_follower")
    home, people = a_family()
    outside_program = follower(city, tmp_path)
    follows(outside_program, until=7, limit=3)
    assert_same_state(outside_program, city)
    stated(HOUSEHOLDS, "move", GRID, {"division_code": "320411103204", "address": NEW}, subject_id=home)
    follows(outside_program, until=8)
    assert outside_program.record(HOUSEHOLDS.name, home)["address"] == NEW
    yesterday = datetime(2021, 1, 1, tzinfo=UTC)
    assert outside_program.record(HOUSEHOLDS.name, home, now=yesterday)["address"] == OLD
    merged = stated(PERSONS, "merge", KEEPER, {"merged_into_id": people[0]}, subject_id=people[2])
    stated(PERSONS, "marriage", CIVIL, {"spouse_id": people[1], "marital_status": "20"}, subject_id=people[0])
    follows(outside_program, until=10)
    assert_same_state(outside_program, city)
    with transaction.atomic():
        take_back(PERSONS, merged.act.pk, by=None, reason="归并有误")
    follows(outside_program, until=11)
    assert_same_state(outside_program, city)
    lines = Line.objects.filter(what="population.followed", purpose="duty", reference="population.feed")
    assert set(lines.values_list("subject_id", flat=True)) >= set(people), "everybody can read that it was passed on"


def test_a_follower_that_is_killed_between_page_and_cursor_goes_on_and_misses_nothing(tmp_path):
    city = program("sealed_follower")
    home, _people = a_family()
    outside_program = follower(city, tmp_path)
    outside_program.follow(limit=2)
    stated(HOUSEHOLDS, "move", GRID, {"address": NEW}, subject_id=home)
    page = city.get("/api/population/feed?register=population.household").json()
    outside_program.kept.execute("BEGIN IMMEDIATE")
    acts = [(HOUSEHOLDS.name, act["id"], home, act["kind"], json.dumps(act)) for act in page["acts"]]
    outside_program.kept.executemany("INSERT OR REPLACE INTO act VALUES (?, ?, ?, ?, ?)", acts)
    outside_program.kept.close()  # the plug is pulled before the cursor is kept
    again = follower(city, tmp_path)
    follows(again, until=8, limit=2)
    assert_same_state(again, city)
    assert follower(city, tmp_path).follow() == 0, "and nothing is given twice"


def test_while_many_write_at_once_the_follower_misses_none(tmp_path):
    city = program("sealed_follower")
    _home, people = a_family()
    outside_program = follower(city, tmp_path)

    def write(person: int) -> None:
        try:
            for number in range(12):
                with transaction.atomic():
                    phone = {"phone": f"1390000{person % 100:02}{number:02}"}
                    state(PERSONS, Statement(kind="correction", source="resident.self", values=phone,
                                             subject_id=person), by=None)  # fmt: skip
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=[person]) for person in people]
    for one in writers:
        one.start()
    while any(one.is_alive() for one in writers):
        outside_program.follow(limit=5)
    for one in writers:
        one.join()
    follows(outside_program, until=7 + 36, limit=5)
    assert_same_state(outside_program, city)


def test_without_the_further_role_neither_numbers_nor_addresses_are_told_and_it_is_said_that_there_are_some(tmp_path):
    city = program("feed_follower")
    home, _people = a_family()
    outside_program = follower(city, tmp_path)
    follows(outside_program, until=7)
    (act,) = city.get("/api/population/feed?register=population.household").json()["acts"]
    assert (act["values"], act["withheld"]) == ({"division_code": "320411103006"}, ["address"])
    assert not {"recorded_by", "reason", "source_key"} & act.keys()
    assert_same_state(outside_program, city)
    assert home in outside_program.subjects(HOUSEHOLDS.name)


def test_where_somebody_with_a_protected_address_lives_is_told_to_nobody_and_forgotten_by_followers(tmp_path):
    city = program("sealed_follower")
    _home, people = a_family()
    outside_program = follower(city, tmp_path)
    follows(outside_program, until=7)
    stated(PERSONS, "protection", KEEPER, {"is_protected": True}, subject_id=people[1])
    assert Person.objects.get(pk=people[1]).is_protected
    follows(outside_program, until=8)
    outside_program.forget_protected()
    assert not any(OLD in body for (body,) in outside_program.kept.execute("SELECT body FROM act").fetchall())
    assert "registered_division" not in outside_program.record(PERSONS.name, people[1])
    later = tmp_path / "later"
    later.mkdir()
    late = follower(city, later)
    follows(late, until=8)
    assert not any(OLD in body for (body,) in late.kept.execute("SELECT body FROM act").fetchall())
    assert_same_state(late, city)


def test_nobody_follows_without_the_role_over_the_whole_city(people_of_no_role):
    for city, status in people_of_no_role:
        assert city.get("/api/population/feed?register=population.person").status_code == status
        assert city.get("/api/population/records?register=population.person&subjects=1").status_code == status


@pytest.fixture
def people_of_no_role(db) -> list[tuple[Client, int]]:
    """A stranger, a program of one town, and a program without a role."""
    town = program("feed_follower")
    RoleHeld.objects.update(area_code="320411103")
    without = Client()
    without.force_login(Account.objects.create_user("nothing", display_name="程序", kind=AccountKind.PROGRAM))
    return [(Client(), 401), (town, 403), (without, 403)]


def test_what_is_no_register_no_cursor_or_no_number_is_told_so():
    city = program("feed_follower")
    for query in ("feed?register=population.pets", "feed?register=population.person&after=yesterday",
                  "records?register=population.person&subjects=x", "records?register=population.pets&subjects=1",
                  "feed?register=population.person&limit=10001"):  # fmt: skip
        assert city.get(f"/api/population/{query}").status_code == 422, query
    many = ",".join(str(number) for number in range(1, 102))
    assert city.get(f"/api/population/records?register=population.person&subjects={many}").status_code == 422
