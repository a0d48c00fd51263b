"""The registers remember: acts with source and two clocks, records as of any date, merges and undoing, the feed."""

import time
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import IntegrityError, InternalError, ProgrammingError, connection, transaction
from django.utils import timezone

from longcheng.bases.population.models import Household, Person, PersonAct
from longcheng.bases.population.registers import CIVIL, GRID, HEALTH, HOUSEHOLDS, KEEPER, PERSONS, POLICE
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.registry import acts
from longcheng.core.registry.acts import Statement, project_due, state, take_back
from longcheng.core.registry.feed import page_of_feed
from longcheng.core.registry.models import Doubt, Due
from longcheng.core.registry.reading import as_of, as_of_list, history
from longcheng.core.registry.rebuild import columns_of, digest_of, rebuild

pytestmark = pytest.mark.django_db
NAMED = {"name": "王秀英", "sex": "2", "birth_date": "1954-03-08", "number": "990000195403080028"}


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def stated(register, kind, source, values, **more):
    with transaction.atomic():
        return state(register, Statement(kind=kind, source=source, values=values, **more), by=None)


def born(**values):
    return stated(PERSONS, "entered", POLICE, {**NAMED, **values}, valid_from=moment("1954-03-08")).record


def wait_for_feed(count):
    """The feed waits for every older transaction of the database server, also those of other tests."""
    patience = time.monotonic() + 60
    while len(page_of_feed(HOUSEHOLDS).acts) < count and time.monotonic() < patience:
        time.sleep(0.05)


def home(address="顺园三村 99-2-301", division="320411103006", **more):
    values = {"division_code": division, "address": address}
    return stated(HOUSEHOLDS, "entered", GRID, values, **{"valid_from": moment("2010-01-01"), **more}).record


def columns(*people):
    names = set(columns_of(PERSONS)) - {"last_act_id"}
    return [{name: getattr(Person.objects.get(pk=one.pk), name) for name in names} for one in people]


def test_an_act_makes_the_record_with_its_pinyin_and_its_number_sealed():
    person = born()
    assert person.pk > 1_000_000_000
    assert (person.name, person.pinyin, person.initials, str(person.birth_date)) == (
        "王秀英", "wangxiuying", "wxy", "1954-03-08",
    )  # fmt: skip
    assert Person.objects.get(number_index="990000195403080028") == person
    with connection.cursor() as cursor:
        cursor.execute("SELECT fields::text, sealed FROM population_personact WHERE subject_id = %s", [person.pk])
        fields, sealed = cursor.fetchone()
    assert "990000" not in fields
    assert b"990000" not in bytes(sealed)


def test_acts_are_never_changed_or_removed_but_their_seal_may_be_renewed():
    born()
    act = PersonAct.objects.get()
    for change in (lambda: PersonAct.objects.update(kind="death"), act.delete):
        with pytest.raises((InternalError, ProgrammingError, IntegrityError)), transaction.atomic():
            change()
    PersonAct.objects.update(sealed='{"number": "990000195403080028"}')


def test_a_family_moves_by_one_act_and_yesterday_reads_as_it_was():
    household = home()
    person = born()
    stated(PERSONS, "entered", GRID, {"household_id": household.pk, "household_role": "01"}, subject_id=person.pk,
           valid_from=moment("2010-01-01"))  # fmt: skip
    before = PersonAct.objects.count()
    stated(HOUSEHOLDS, "move", GRID, {"division_code": "320402001001", "address": "水岸 1-1"}, subject_id=household.pk,
           valid_from=moment("2026-11-22"))  # fmt: skip
    person.refresh_from_db()
    assert person.division_code == "320402001001"
    assert PersonAct.objects.count() == before
    assert as_of(HOUSEHOLDS, household.pk, valid=moment("2026-11-21")).get("address") == "顺园三村 99-2-301"
    assert as_of(HOUSEHOLDS, household.pk, valid=moment("2026-11-22")).get("address") == "水岸 1-1"
    [member] = as_of_list(PERSONS, field="household_id", value=household.pk, valid=moment("2026-11-21"))
    assert member.subject_id == person.pk
    assert as_of_list(HOUSEHOLDS, field="division_code", value="320411103006") == []
    [there] = as_of_list(HOUSEHOLDS, field="division_code", value="320411103006", valid=moment("2020-01-01"))
    assert there.subject_id == household.pk


def test_what_was_known_is_another_question_than_what_was_true():
    person = born()
    heard = timezone.now()
    stated(
        PERSONS, "death", POLICE, {"death_date": "2020-05-01"}, subject_id=person.pk, valid_from=moment("2020-05-01")
    )
    assert as_of(PERSONS, person.pk, valid=moment("2021-01-01")).get("death_date") == "2020-05-01"
    assert as_of(PERSONS, person.pk, valid=moment("2021-01-01"), known=heard).get("death_date") is None
    assert as_of(PERSONS, person.pk, known=moment("1990-01-01")) is None


def test_the_owner_wins_and_another_value_is_a_doubt():
    person = born()
    health = stated(PERSONS, "row", HEALTH, {"name": "王秀瑛", "phone": "1"}, subject_id=person.pk, source_key="h1")
    assert health.record.name == "王秀英"
    assert health.record.phone == "1", "where the owner is silent, another source fills"
    [doubt] = health.doubts
    assert (doubt.field, doubt.owner, doubt.source, doubt.stated) == ("name", POLICE, HEALTH, '"王秀瑛"')
    stated(PERSONS, "row", HEALTH, {"name": "王秀瑛"}, subject_id=person.pk)
    assert Doubt.objects.count() == 1


def test_an_act_is_taken_back_and_that_too():
    person = born()
    wedding = stated(PERSONS, "marriage", CIVIL, {"marital_status": "20", "spouse_id": 1_000_000_999},
                     subject_id=person.pk).act  # fmt: skip
    with transaction.atomic():
        undone = take_back(PERSONS, wedding.pk, by=None, reason="误录")
    person.refresh_from_db()
    assert (person.marital_status, person.spouse_id) == ("", None)
    assert [act.kind for act in history(PERSONS, person.pk)] == ["entered", "marriage", "undo"]
    with transaction.atomic():
        take_back(PERSONS, undone.pk, by=None, reason="没有误录")
    person.refresh_from_db()
    assert person.marital_status == "20"


def test_a_merge_joins_two_histories_and_its_undoing_leaves_all_as_it_was():
    keep, other = born(), born(name="王秀瑛", number=None)
    stated(PERSONS, "row", HEALTH, {"phone": "13900000000"}, subject_id=other.pk)
    child = born(name="王磊", mother_id=other.pk)
    before = columns(keep, other, child)
    merge = stated(PERSONS, "merge", KEEPER, {"merged_into_id": keep.pk}, subject_id=other.pk).act
    keep.refresh_from_db()
    assert (keep.name, keep.phone) == ("王秀英", "13900000000")
    assert keep.merged_into_id is None
    assert len(history(PERSONS, keep.pk)) == 4
    with transaction.atomic():
        take_back(PERSONS, merge.pk, by=None, reason="两个人")
    assert columns(keep, other, child) == before
    rebuild(PERSONS)
    assert columns(keep, other, child) == before


def test_rebuilt_records_have_the_same_bytes():
    household = home()
    person = born()
    stated(PERSONS, "entered", GRID, {"household_id": household.pk}, subject_id=person.pk)
    stated(PERSONS, "row", HEALTH, {"phone": "13900000000"}, subject_id=person.pk)
    for register in (HOUSEHOLDS, PERSONS):
        before, after = rebuild(register)
        assert before == after == digest_of(register)
    Person.objects.update(name="?", division_code="")
    before, after = rebuild(PERSONS)
    assert before != after
    assert Person.objects.get().name == "王秀英"


def test_a_rebuild_locks_the_register_once_for_the_database_has_no_room_for_a_lock_a_subject(monkeypatch):
    born()
    locked = []
    monkeypatch.setattr(acts, "lock_subjects", lambda register, ids: locked.append(ids))
    rebuild(PERSONS)
    assert locked == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT mode FROM pg_locks WHERE relation = 'population_personact'::regclass")
        assert ("ShareRowExclusiveLock",) in cursor.fetchall(), "nothing can be stated meanwhile"


def test_an_act_of_tomorrow_counts_from_tomorrow():
    household = home()
    stated(HOUSEHOLDS, "move", GRID, {"address": "明天 1"}, subject_id=household.pk,
           valid_from=timezone.now() + timedelta(days=1))  # fmt: skip
    household.refresh_from_db()
    assert household.address == "顺园三村 99-2-301"
    assert Due.objects.count() == 1
    assert project_due(HOUSEHOLDS, now=timezone.now()) == 0
    assert as_of(HOUSEHOLDS, household.pk, valid=timezone.now() + timedelta(days=2)).get("address") == "明天 1"


def test_unfit_values_are_all_told_and_nothing_is_stated():
    with pytest.raises(Unfit) as refused:
        stated(PERSONS, "entered", POLICE, {"birth_date": "1954-02-31", "guardian_ids": "1", "name": "\0"})
    assert set(refused.value.defects) == {"birth_date", "guardian_ids", "name"}
    assert not PersonAct.objects.exists()
    with pytest.raises(LookupError):
        stated(PERSONS, "entered", POLICE, {"height": 1})


@pytest.mark.django_db(transaction=True)
def test_the_feed_gives_every_act_in_order_by_pages():
    households = [home(f"顺园三村 {n}") for n in range(5)]
    wait_for_feed(5)
    first = page_of_feed(HOUSEHOLDS, limit=3)
    second = page_of_feed(HOUSEHOLDS, after=first.cursor, limit=3)
    assert [act.subject_id for act in [*first.acts, *second.acts]] == [one.pk for one in households]
    assert (first.has_more, second.has_more) == (True, False)
    assert page_of_feed(HOUSEHOLDS, after=second.cursor).acts == []
    with pytest.raises(Unfit):
        page_of_feed(HOUSEHOLDS, after="yesterday")


@pytest.mark.django_db(transaction=True)
def test_nothing_appears_behind_a_cursor_while_somebody_still_writes():
    wanted = {"dbname", "user", "host", "port", "password"}
    where = {name: value for name, value in connection.get_connection_params().items() if name in wanted}
    with psycopg.connect(**where) as slow:
        slow.execute(
            "INSERT INTO population_householdact"
            " (subject_id, kind, source, fields, valid_from, recorded_at, source_key, reason)"
            " VALUES (1, 'entered', 'community.grid', '{}', now(), now(), '', '')"
        )
        late = home()
        assert page_of_feed(HOUSEHOLDS).acts == [], "an older transaction is still open"
        slow.commit()
    wait_for_feed(2)
    assert [act.subject_id for act in page_of_feed(HOUSEHOLDS).acts] == [1, late.pk]
    assert Household.objects.count() == 1
