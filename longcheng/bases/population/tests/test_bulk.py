"""The bulk load: it leaves what stating each act would have left, and all of it or nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from longcheng.bases.population import bulk
from longcheng.bases.population.demo import city_of_pack
from longcheng.bases.population.models import Household, Person, PersonAct
from longcheng.bases.population.registers import HOUSEHOLDS, PERSONS
from longcheng.core.registry.reading import as_of, values_of
from longcheng.core.registry.rebuild import rebuild


@pytest.fixture
def city(divisions):
    return city_of_pack()


def indexes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename LIKE 'population_%' ORDER BY indexname")
        return cursor.fetchall()


def test_records_are_what_their_acts_make_of_them(city):
    assert bulk.load(200, city=city) == 200
    for register in (PERSONS, HOUSEHOLDS):
        before, after = rebuild(register)
        assert before == after, register.name


def test_what_is_sealed_opens_and_is_found(city):
    bulk.load(60, city=city)
    person = Person.objects.exclude(phone__isnull=True).first()
    act = PersonAct.objects.get(pk=person.last_act_id)
    assert values_of(act)["number"] == person.number
    assert values_of(act)["phone"] == person.phone
    assert list(Person.objects.filter(number_index=person.number)) == [person]
    home = person.household
    assert home in Household.objects.filter(address_index=home.address)
    assert home in Household.objects.filter(building_index=home.address)
    assert (person.division_code, person.is_synthetic) == (home.division_code, True)


def test_loading_again_adds_others(city):
    bulk.load(40, city=city)
    bulk.load(30, city=city)
    numbers = [person.number for person in Person.objects.all()]
    assert len(set(numbers)) == len(numbers) == 70


def test_nobody_is_known_before_they_moved_in_or_were_born(city):
    bulk.load(20, city=city)
    act = PersonAct.objects.order_by("-valid_from").first()
    before = as_of(PERSONS, act.subject_id, valid=act.valid_from - timedelta(seconds=1))
    assert before is not None
    assert before.values == {}
    assert as_of(PERSONS, act.subject_id, valid=act.valid_from).get("name")
    assert PersonAct.objects.filter(valid_from__gt=datetime.now(UTC)).count() == 0


def test_a_big_load_makes_the_indexes_last_and_none_is_missing(city):
    before = indexes()
    bulk.load(50, city=city, indexes_later=True)
    assert indexes() == before
    assert Person.objects.count() == 50


def test_an_interrupted_load_leaves_nothing(city):
    before = indexes()

    def interrupt(_loaded):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bulk.load(50, city=city, indexes_later=True, report=interrupt)
    assert (Person.objects.count(), PersonAct.objects.count()) == (0, 0)
    assert indexes() == before


def test_other_processes_make_the_same(city):
    bulk.load(90, city=city, processes=1)
    alone = sorted(Person.objects.values_list("name", "birth_date"))
    Person.objects.all().delete()
    bulk.load(90, city=city)
    assert sorted(Person.objects.values_list("name", "birth_date")) == alone
