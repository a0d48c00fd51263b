"""A counter matches a newcomer's account with the register: who may, whom, and what is told."""

from datetime import date

import pytest
from django.utils import translation

from longcheng.bases.geography.models import Division
from longcheng.bases.population.actions.matching import match_resident
from longcheng.bases.population.models import Person
from longcheng.bases.population.rules import number_of
from longcheng.bases.population.tests.acts_life import household, person
from longcheng.core.access.matters import open_matter
from longcheng.core.access.models import Account, Act, OpenMatter
from longcheng.core.access.permissions import Denied
from longcheng.core.access.subjects import subjects_of
from longcheng.core.declaration.unfit import Unfit

TOWN = "320411103"


@pytest.fixture
def newcomer(people):
    return Account.objects.create_user("linxia", display_name="林夏", kind="resident")


@pytest.fixture
def terms(newcomer):
    community = Division.objects.filter(code__startswith=TOWN, level=12).first().code
    return {
        "username": "LinXia", "name": "林夏", "document": "identity_card", "division_code": community,
        "address": "顺园三村 1-1-101",
    }  # fmt: skip


def test_a_registrar_enters_who_stands_at_the_counter(people, newcomer, terms):
    resident = match_resident(people["wu"], **terms)
    assert (resident.account, resident.address) == (newcomer, "顺园三村 1-1-101")
    act = Act.objects.get(verb="population.match_resident")
    assert act.detail == {
        "document": "identity_card", "area": terms["division_code"], "person": resident.pk, "is_new": True,
    }  # fmt: skip
    assert newcomer.inbox.count() == 1
    with translation.override("en"), pytest.raises(Unfit, match="already"):
        match_resident(people["wu"], **terms)


def test_name_and_user_name_must_both_be_right_and_neither_is_told(people, terms):
    told = []
    for wrong in ({"name": "林秋"}, {"username": "nobody"}):
        with pytest.raises(Unfit) as unfit:
            match_resident(people["wu"], **terms | wrong)
        told.append(unfit.value.defects)
    assert told[0] == told[1]
    assert Act.objects.filter(verb="population.match_in_vain").count() == 2


def test_nobody_matches_outside_their_area_or_without_the_role(people, terms):
    elsewhere = Division.objects.filter(code__startswith="320412", level=12).first().code
    with pytest.raises(Denied):
        match_resident(people["wu"], **terms | {"division_code": elsewhere})
    with pytest.raises(Denied):
        match_resident(people["limin"], **terms)
    assert not Person.objects.filter(account__username="linxia").exists()


def test_all_defects_are_told_at_once(people, terms):
    with pytest.raises(Unfit) as unfit:
        match_resident(people["wu"], **terms | {"document": "x", "division_code": TOWN, "address": "\u202e"})
    assert set(unfit.value.defects) == {"document", "division_code", "address"}


def test_the_page_does_it_and_strangers_do_not_see_it(signed_in, terms):
    desk = signed_in("wu")
    assert desk.get(f"/population/match/?town={TOWN}").status_code == 200
    assert desk.post(f"/population/match/?town={TOWN}", terms).status_code == 302
    assert Person.objects.filter(account__username="linxia").exists()
    assert signed_in("limin").get("/population/match/").status_code == 403


@pytest.fixture
def known(divisions):
    """Somebody whom the register knows, with a case open about them before they had an account."""
    born = date(1990, 1, 2)
    number = number_of("990000", born, "002")
    home = household("顺园三村 1-1-101", division=Division.objects.filter(code__startswith=TOWN, level=12).first().code)
    one = person("林夏", "2", born, home=home, role="01", number=number)
    open_matter("population.correction", reference="7", subject=one.subject_id)
    return one


def test_who_is_in_the_register_is_found_by_address_or_by_number_and_nobody_is_entered_twice(
    people, newcomer, terms, known
):
    assert match_resident(people["wu"], **terms).pk == known.pk
    assert Person.objects.get(pk=known.pk).account == newcomer
    assert subjects_of(newcomer.pk) == (newcomer.pk, known.pk)
    assert OpenMatter.objects.live().filter(subject_id=newcomer.pk, reference="7").exists()


def test_a_number_finds_the_record_and_fits_only_with_its_name(people, newcomer, terms, known):
    with translation.override("en"), pytest.raises(Unfit, match="eighteen signs"):
        match_resident(people["wu"], **terms | {"number": "12"})
    other = Account.objects.create_user("linqiu", display_name="林秋")
    with translation.override("en"), pytest.raises(Unfit, match="do not fit together") as unfit:
        match_resident(people["wu"], **terms | {"number": known.number, "name": "林秋", "username": "linqiu"})
    assert known.number not in str(unfit.value)
    assert not Person.objects.filter(account=other).exists()
    assert match_resident(people["wu"], **terms | {"number": known.number, "address": "水岸 9"}).pk == known.pk
    assert Person.objects.get(pk=known.pk).account == newcomer
