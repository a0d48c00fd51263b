"""The demo people and the placeholder residents."""

from conftest import PASSWORD
from longcheng.bases.population.demo import found
from longcheng.bases.population.queries import count_residents, home_division, residents_of
from longcheng.core.access.models import Account


def test_the_household_lives_in_its_town_and_the_placeholders_everywhere(people):
    assert home_division(people["wangxiuying"]).startswith("320411103")
    assert home_division(people["wanglei"]).startswith("320402")
    assert home_division(people["wu"]) == "", "an officer is known by his role, not by his home"
    assert count_residents() == 106


def test_residents_come_in_pieces_without_gap_or_repeat(people):
    pieces, after = [], 0
    while piece := residents_of("3204", after_account_id=after, limit=10):
        pieces += piece
        after = piece[-1]
    assert len(pieces) == len(set(pieces)) == count_residents("3204")


def test_more_people_are_added_and_none_removed(people):
    found(people_count=120, password=PASSWORD)
    found(people_count=50, password=PASSWORD)
    assert count_residents() == 126


def test_after_a_restore_the_demo_people_get_the_password_of_the_new_home(people):
    found(people_count=100, password="another home's password")
    assert Account.objects.get(username="wu").check_password("another home's password")


def test_a_placeholder_has_no_name_and_nobody_can_sign_in_to_it(people):
    placeholder = Account.objects.filter(username__startswith="resident-").first()
    assert placeholder is not None
    assert not placeholder.has_usable_password()
