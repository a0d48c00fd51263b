"""Who may be in the register already: each way of being the same, its reason, and that no query runs over the city."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from longcheng.bases.population.duplicates import is_number_taken, possible_duplicates
from longcheng.bases.population.rules import number_of
from longcheng.bases.population.tests.acts_life import household, person

pytestmark = pytest.mark.django_db
BORN = date(2024, 5, 3)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def home():
    return household()


@pytest.fixture
def mother(home):
    return person("李敏", "2", date(1990, 1, 1), home=home, role="01")


@pytest.fixture
def child(home, mother):
    number = number_of("990000", BORN, "001")
    return person("王小杰", "1", BORN, home=home, role="20", mother_id=mother.pk, number=number)


def alike(mother=None, **more):
    terms = {"name": "王小杰", "sex": "1", "birth_date": BORN, "mother_id": mother.pk if mother else None}
    return possible_duplicates(**terms | more)


@pytest.mark.parametrize(("more", "score", "says"), [
    ({}, 0.99, "same mother, the same name and the same day"),
    ({"birth_date": date(2026, 5, 4)}, 0.95, "731 days apart"),
    ({"birth_date": date(2026, 5, 4), "name": "汪小洁"}, 0.85, "sounds the same"),
    ({"birth_date": date(2024, 9, 3), "name": "王大宝"}, 0.8, "no two births are 123 days apart"),
    ({"name": "王小吉"}, 0.75, "same household and day of birth"),
    ({"name": "王大宝"}, 0.55, "twins"),
])  # fmt: skip
def test_a_child_of_the_same_mother(mother, child, more, score, says):
    [one] = alike(mother, **more)
    assert one.person == child
    assert one.score == score
    assert says in one.reasons[0]


def test_a_brother_two_years_younger_with_another_name_and_a_sister_are_no_duplicates(mother, child):
    assert alike(mother, birth_date=BORN + timedelta(days=730), name="王小宝") == []
    assert alike(mother, birth_date=BORN + timedelta(days=760), sex="2") == []


@pytest.mark.parametrize(("more", "score", "says"), [
    ({}, 0.75, "same name and the same day"),
    ({"name": "汪小洁"}, 0.65, "sounds the same"),
    ({"birth_date": date(2024, 3, 5)}, 0.6, "one mistyped digit"),
    ({"birth_date": date(2014, 5, 3)}, 0.6, "one mistyped digit"),
    ({"name": "王小吉"}, 0.5, "differ in one sign"),
])  # fmt: skip
def test_somebody_whose_mother_is_not_known(child, more, score, says):
    [one] = alike(**more)
    assert (one.person, one.score) == (child, score)
    assert says in one.reasons[0]


def test_the_same_number_is_certain_and_a_stranger_is_nobody(child):
    [one] = alike(name="赵四", birth_date=date(1950, 1, 1), number=child.number.lower())
    assert (one.score, one.reasons) == (1.0, ("The same identity number.",))
    assert alike(name="赵四", birth_date=date(1950, 1, 1)) == []
    assert is_number_taken(child.number)
    assert not is_number_taken(child.number, but_of=child.pk)
    assert child.number not in str(one.reasons)


def test_the_check_asks_six_bounded_questions(mother, child):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        alike(mother, number=child.number)
    assert len(asked) <= 6
    assert all("LIMIT" in query["sql"] for query in asked)
