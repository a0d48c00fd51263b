"""The demo people and the synthetic residents."""

from conftest import PASSWORD
from longcheng.bases.population.demo import found
from longcheng.bases.population.models import Household, Person
from longcheng.bases.population.queries import home_division, living_in, residents_of
from longcheng.bases.population.rules import has_unassigned_area, identity_number_defect
from longcheng.core.access.models import Account


def test_the_household_lives_in_its_town_and_the_others_everywhere(people):
    assert home_division(people["wangxiuying"]).startswith("320411103")
    assert home_division(people["wanglei"]).startswith("320402")
    assert home_division(people["wu"]) == "", "an officer is known by his role, not by his home"
    assert living_in().count() == 110, "six of the scenes, a hundred synthetic, and the four of two doubtful pairs"


def test_the_demo_family_belongs_together(people):
    mother, child = people["limin"].resident, people["xiaojie"].resident
    assert (child.name, child.mother_id, child.guardian_ids) == ("李小杰", mother.pk, [mother.pk])
    assert child.household_id == mother.household_id != people["wangxiuying"].resident.household_id
    assert people["wanglei"].resident.mother_id == people["wangxiuying"].resident.pk
    assert mother.household.head_id == mother.pk
    assert people["wangxiuying"].resident.address == "顺园三村 99-2-301"
    assert not child.phone


def test_no_number_in_the_demo_life_can_belong_to_anyone(people):
    numbers = [person.number for person in Person.objects.all() if person.number]
    assert len(set(numbers)) == len(numbers) == 108
    assert all(has_unassigned_area(number) and not identity_number_defect(number) for number in numbers)


def test_residents_come_in_pieces_without_gap_or_repeat(people):
    pieces, after = [], 0
    while piece := residents_of("3204", after_account_id=after, limit=10):
        pieces += piece
        after = piece[-1]
    assert len(pieces) == len(set(pieces)) == 6, "synthetic residents have no accounts"


def test_more_people_are_added_and_none_removed(people):
    found(people_count=120, password=PASSWORD)
    found(people_count=50, password=PASSWORD)
    assert living_in().count() == 130
    assert Household.objects.filter(is_synthetic=False).count() == 5


def test_after_a_restore_the_demo_people_get_the_password_of_the_new_home(people):
    found(people_count=100, password="another home's password")
    assert Account.objects.get(username="wu").check_password("another home's password")


def test_nobody_can_sign_in_as_a_synthetic_resident(people):
    assert not Person.objects.filter(is_synthetic=True, account__isnull=False).exists()
