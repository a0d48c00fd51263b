"""The law behind the acts: ages of marriage by their dated articles, kinship, surnames, lateness."""

from datetime import date

import pytest
from django.utils import translation

from longcheng.bases.population import laws
from longcheng.bases.population.fitness import (
    birth_cautions,
    day_defect,
    death_cautions,
    guardian_cautions,
    guardian_defect,
    marriage_defects,
    move_cautions,
    name_cautions,
    number_defect,
    parent_defect,
)
from longcheng.bases.population.kinship import Kinship, Member, kinship, next_head, role_towards
from longcheng.bases.population.models import Person
from longcheng.bases.population.rules import number_of

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def man(**more):
    return Person(
        **{"pk": 1, "name": "王磊", "sex": "1", "birth_date": date(1980, 2, 29), "marital_status": "10"} | more
    )


def woman(**more):
    return Person(
        **{"pk": 2, "name": "李敏", "sex": "2", "birth_date": date(1982, 5, 1), "marital_status": "10"} | more
    )


@pytest.mark.parametrize(("number", "written"), [
    (7, "七"), (10, "十"), (18, "十八"), (28, "二十八"), (173, "一百七十三"), (1012, "一千零一十二"),
    (1047, "一千零四十七"),
    (1080, "一千零八十"), (1001, "一千零一"), (1259, "一千二百五十九"),
])  # fmt: skip
def test_articles_are_counted_as_laws_count_them(number, written):
    assert laws.numeral(number) == written


@pytest.mark.parametrize(("birth", "day", "age"), [
    (date(2004, 11, 23), TODAY, 22), (date(2004, 11, 24), TODAY, 21), (date(2004, 2, 29), date(2026, 2, 28), 21),
    (date(2004, 2, 29), date(2026, 3, 1), 22),
])  # fmt: skip
def test_full_years_are_reached_on_the_birthday(birth, day, age):
    assert laws.age_on(birth, day) == age


@pytest.mark.parametrize(("day", "his", "hers", "law"), [
    (date(1975, 5, 1), 20, 18, "Marriage Law of 1950, Article 4"),
    (date(1981, 1, 1), 22, 20, "Marriage Law of 1980, Article 6"),
    (date(2020, 12, 31), 22, 20, "Marriage Law of 1980, Article 6"),
    (date(2021, 1, 1), 22, 20, "Civil Code, Article 1047"),
])  # fmt: skip
def test_the_age_of_marriage_is_that_of_the_law_in_force_on_the_day(day, his, hers, law):
    article, ages = laws.marriage_ages(day)
    assert (ages["1"], ages["2"], str(article)) == (his, hers, law)
    young = man(birth_date=date(day.year - his, day.month, day.day)), woman(birth_date=date(day.year - hers, 1, 1))
    assert marriage_defects(*young, day=day, kin=None) == {}
    younger = man(birth_date=date(day.year - his + 1, day.month, day.day))
    assert law in marriage_defects(younger, young[1], day=day, kin=None)["first"]


def test_everything_that_stands_against_a_marriage_is_told_at_once_with_its_article():
    found = marriage_defects(man(marital_status="20"), woman(birth_date=date(2008, 1, 1)), day=TODAY, kin=Kinship(1, 1))
    assert "Article 1042" in found["first"]
    assert "Article 1048" in found["second"]
    assert "brother and sister" in found["second"]
    assert "Article 1041" in marriage_defects(man(), man(pk=3), day=TODAY, kin=None)["second"]
    assert "18 years old" in marriage_defects(man(), woman(birth_date=date(2008, 1, 1)), day=TODAY, kin=None)["second"]
    with translation.override("zh-hans"):
        told = marriage_defects(man(), woman(birth_date=date(2008, 1, 1)), day=TODAY, kin=None)["second"]
        assert "《民法典》第一千零四十七条" in told


FAMILY = {  # 1 and 2 are the grandparents; 3 and 4 their children, 5 and 6 children of 3, 7 child of 4, 8 child of 7
    3: (1, 2), 4: (1, 2), 5: (3, None), 6: (3, 99), 7: (4, None), 8: (7, None), 9: (8, None),
}  # fmt: skip


@pytest.mark.parametrize(("one", "other", "told", "is_barred"), [
    (1, 9, "relatives by blood", True), (1, 3, "parent and child", True), (1, 5, "grandparent and grandchild", True),
    (5, 6, "brother and sister", True), (5, 4, "uncle or aunt and niece or nephew", True),
    (5, 7, "cousins by blood", True), (5, 8, "relatives by blood", False), (3, 8, "relatives by blood", False),
    (1, 2, None, False), (5, 99, None, False),
])  # fmt: skip
def test_kin_within_three_generations_and_in_the_line_do_not_marry(one, other, told, is_barred):
    kin = kinship(one, other, parents=FAMILY)
    assert (str(kin.told) if kin else None) == told
    assert bool(marriage_defects(man(), woman(), day=TODAY, kin=kin)) is is_barred


def test_a_ring_in_the_data_ends_nothing():
    assert kinship(1, 2, parents={1: (2, None), 2: (1, None)}).is_direct


def test_roles_in_a_household_follow_from_kinship_to_its_head():
    family = {
        1: Member(1, "1", date(1950, 1, 1), 2), 2: Member(2, "2", date(1952, 1, 1), 1),
        3: Member(3, "1", date(1975, 1, 1), 4, 2, 1), 4: Member(4, "2", date(1977, 1, 1), 3),
        5: Member(5, "2", date(2001, 1, 1), None, 4, 3), 6: Member(6, "2", date(2003, 1, 1), None, 4, 3),
    }  # fmt: skip
    roles = {one: role_towards(family[3], family[one], family=family) for one in family}
    assert roles == {1: "50", 2: "50", 3: "01", 4: "10", 5: "30", 6: "30"}
    assert {one: role_towards(family[1], family[one], family=family) for one in (2, 3, 5)} == {
        2: "10",
        3: "20",
        5: "40",
    }
    assert role_towards(family[5], family[6], family=family) == "70"
    others = {one: family[one] for one in (2, 4, 5)}
    assert next_head(family[3], others, adults=frozenset({2, 4, 5})) == 4, "the spouse first"
    assert next_head(family[3], {2: family[2], 5: family[5]}, adults=frozenset({2})) == 2, "an adult before a child"
    assert next_head(family[3], {}, adults=frozenset()) is None


def test_a_name_of_neither_parent_and_a_late_report_are_told_and_refuse_nothing():
    told = birth_cautions(name="赵小杰", birth_date=date(2026, 9, 1), parents=[man(), woman()], today=TODAY)
    assert len(told) == 2
    assert "53 days late (Household Registration Regulations, Article 7" in told[0]
    assert "Article 1015" in told[1]
    assert birth_cautions(name="李小杰", birth_date=date(2026, 11, 1), parents=[man(), woman()], today=TODAY) == []
    assert "Article 8" in death_cautions(death_date=date(2026, 1, 1), today=TODAY)[0]
    assert "Article 13" in move_cautions(day=date(2026, 1, 1), today=TODAY)[0]
    child = woman(birth_date=date(2016, 1, 1))
    assert len(name_cautions(child, name="赵敏", parents=[man()], today=TODAY)) == 2


def test_who_may_be_a_guardian_and_whom_the_law_names_first():
    ward = woman(birth_date=date(2016, 1, 1))
    assert "minor" in guardian_defect(ward, man(birth_date=date(2010, 1, 1)), today=TODAY)
    assert guardian_defect(ward, man(death_date=TODAY), today=TODAY)
    assert guardian_defect(ward, ward, today=TODAY) == "Nobody is their own guardian."
    assert guardian_defect(ward, man(), today=TODAY) == ""
    assert "Article 27" in guardian_cautions(ward, man(pk=9), parents=[man()], today=TODAY)[0]
    assert "Article 28" in guardian_cautions(woman(), man(), parents=[], today=TODAY)[0]
    assert guardian_cautions(woman(spouse_id=1), man(), parents=[], today=TODAY) == []


def test_parents_are_of_their_sex_old_enough_and_alive():
    born = date(2026, 11, 1)
    assert parent_defect(woman(), sex="2", birth_date=born) == ""
    assert parent_defect(man(), sex="2", birth_date=born) == "A mother is a woman."
    assert "not 12 years old" in parent_defect(woman(birth_date=date(2020, 1, 1)), sex="2", birth_date=born)
    assert "died" in parent_defect(woman(death_date=date(2026, 10, 1)), sex="2", birth_date=born)
    assert parent_defect(man(death_date=date(2026, 6, 1)), sex="1", birth_date=born) == "", "born after his death"
    assert "died" in parent_defect(man(death_date=date(2025, 6, 1)), sex="1", birth_date=born)


def test_numbers_fit_birth_and_sex_and_days_lie_in_a_life():
    number = number_of("990000", date(2026, 11, 1), "002")
    assert number_defect(number, birth_date=date(2026, 11, 1), sex="2") == ""
    assert "another day" in number_defect(number, birth_date=date(2026, 11, 2), sex="2")
    assert "other sex" in number_defect(number, birth_date=date(2026, 11, 1), sex="1")
    assert "mistyped" in number_defect(number[:-1] + ("1" if number[-1] != "1" else "2"), birth_date=TODAY, sex="1")
    assert "future" in day_defect(date(2026, 11, 24), today=TODAY)
    assert "before the day of birth" in day_defect(TODAY, today=TODAY, not_before=date(2026, 12, 1))
