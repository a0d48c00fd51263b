"""A protected address: the whole household is hidden from everyone but themselves and the one permission."""

from datetime import date

import pytest
from django.utils import timezone, translation

from longcheng.bases.geography.models import Division
from longcheng.bases.population.actions.births import register_birth
from longcheng.bases.population.actions.checking import check_addresses
from longcheng.bases.population.actions.moves import move_person
from longcheng.bases.population.actions.protection import protect_address
from longcheng.bases.population.actions.undoing import undo_act
from longcheng.bases.population.models import PersonAct
from longcheng.bases.population.personal import RESIDENT
from longcheng.bases.population.tests.acts_life import (
    HOME,
    NEARBY,
    TOWN,
    again,
    at_counter,
    found_divisions,
    household,
    officer,
    person,
)
from longcheng.core.access.models import Mandate, OpenMatter, RoleHeld
from longcheng.core.access.permissions import Denied
from longcheng.core.access.policies import all_rules
from longcheng.core.access.purposes import OWN_RECORD, Purpose, for_mandate
from longcheng.core.access.reading import read_one
from longcheng.core.declaration import rooms
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.models import StoredEvent

pytestmark = pytest.mark.django_db
SECRET = {"community", "address", "registered"}


@pytest.fixture(autouse=True)
def _english():
    found_divisions()
    with translation.override("en"):
        yield


@pytest.fixture
def wu():
    return officer("wu", area=TOWN)


@pytest.fixture
def home():
    return household()


@pytest.fixture
def mother(home, wu):
    one = person("李敏", "2", date(1987, 5, 6), home=home, role="01", account="limin")
    at_counter(wu, one)
    return one


@pytest.fixture
def son(home, mother):
    return person("王小杰", "1", date(2016, 5, 6), home=home, role="20", account="xiaojie", mother_id=mother.pk)


def masked(one, by, purpose):
    seen = read_one(again(one), RESIDENT, by=by, purpose=purpose)
    return {value.part.name for value in seen if value.is_masked}


def case_of(wu, one):
    matter = OpenMatter.objects.get(holder=wu, subject_id=one.subject_id)
    return Purpose(matter.kind, matter.reference)


def may_release(officer):
    """The right to see protected addresses, which ending a protection takes as well."""
    RoleHeld.objects.create(account=officer, role="population.protection_officer", area_code=TOWN)


def test_the_household_is_hidden_from_counter_and_agent_and_not_from_itself(wu, mother, son):
    at_counter(wu, son)
    agent = person("王磊", "1", date(1985, 1, 1), account="wanglei").account
    mandate = Mandate.objects.create(
        giver=mother.account, agent=agent, scopes=["home"], ends_at=timezone.now() + timezone.timedelta(days=9)
    )
    assert masked(mother, wu, case_of(wu, mother)) == set()
    assert "address" not in masked(mother, agent, for_mandate(mandate))
    protect_address(wu, person_id=mother.pk, on=True, reason="人身安全保护令 2026-11-20")
    for one in (mother, son):
        assert again(one).is_protected
        assert masked(one, wu, case_of(wu, one)) == SECRET
        assert masked(one, one.account, OWN_RECORD) == set()
    assert masked(mother, agent, for_mandate(mandate)) >= SECRET
    may_release(wu)
    assert masked(mother, wu, case_of(wu, mother)) == set()
    told = {one.data["person_id"] for one in StoredEvent.objects.filter(name="population.AddressProtected")}
    assert told == {mother.pk, son.pk}
    assert mother.account.inbox.latest("pk").message.said.title == "Your address is kept secret now."


def test_the_nightly_check_leaves_the_protected_out(wu, mother, son):
    protect_address(wu, person_id=mother.pk, on=True, reason="保护令")
    neighbour = person("张三", "1", date(1950, 1, 1), home=household("顺园三村 1"))
    check = check_addresses(Division.objects.get(code=TOWN))
    assert check.residents == 1, neighbour


def test_whoever_comes_into_the_household_is_hidden_with_it_and_comes_out_with_it(wu, mother, son, home):
    protect_address(wu, person_id=mother.pk, on=True, reason="保护令")
    child = register_birth(wu, name="李小", sex="2", birth_date=timezone.localdate(), mother_id=mother.pk)
    friend = person("张三", "1", date(1980, 1, 1), home=household("顺园三村 1"), role="01")
    at_counter(wu, friend, child)
    moved = move_person(wu, person_id=friend.pk, household_id=home.pk, day=timezone.localdate())
    assert child.is_protected
    assert moved.is_protected
    with pytest.raises(Denied):
        protect_address(wu, person_id=mother.pk, on=False, reason="保护令到期")
    may_release(wu)
    with pytest.raises(Unfit, match="for the sake of another"):
        protect_address(wu, person_id=child.pk, on=False, reason="x")
    protect_address(wu, person_id=mother.pk, on=False, reason="保护令到期")
    assert not any(again(one).is_protected for one in (mother, son, child, friend))
    with pytest.raises(Unfit, match="not kept secret"):
        protect_address(wu, person_id=mother.pk, on=False, reason="x")


def test_a_protection_of_ones_own_outlasts_that_of_another_member(wu, mother, son):
    at_counter(wu, son)
    protect_address(wu, person_id=mother.pk, on=True, reason="保护令")
    with pytest.raises(Unfit, match="already"):
        protect_address(wu, person_id=mother.pk, on=True, reason="保护令")
    protect_address(wu, person_id=son.pk, on=True, reason="另一份保护令")
    may_release(wu)
    protect_address(wu, person_id=mother.pk, on=False, reason="到期")
    assert again(mother).is_protected, "she lives with him"
    protect_address(wu, person_id=son.pk, on=False, reason="到期")
    assert not again(mother).is_protected
    assert not again(son).is_protected


def test_who_leaves_stays_hidden_until_it_is_ended(wu, mother, son):
    at_counter(wu, son)
    protect_address(wu, person_id=mother.pk, on=True, reason="保护令")
    left = move_person(wu, person_id=son.pk, division_code=NEARBY, address="水岸 1", day=timezone.localdate())
    assert left.is_protected
    moved = StoredEvent.objects.get(name="population.PersonMoved").data
    assert (moved["from_division"], moved["to_division"]) == ("", "")
    may_release(wu)
    protect_address(wu, person_id=son.pk, on=False, reason="另住")
    assert not again(son).is_protected


def test_a_protection_filed_by_mistake_is_taken_back_for_all(wu, mother, son):
    protect_address(wu, person_id=mother.pk, on=True, reason="保护令")
    at_counter(wu, son)
    with pytest.raises(Unfit, match="followed from another act"):
        undo_act(wu, act_id=PersonAct.objects.filter(kind="protection").latest("id").pk, reason="x")
    mistaken = PersonAct.objects.filter(kind="protection").earliest("id").pk
    with pytest.raises(Denied):
        undo_act(wu, act_id=mistaken, reason="认错人")
    may_release(wu)
    undo_act(wu, act_id=mistaken, reason="认错人")
    assert not again(mother).is_protected
    assert not again(son).is_protected


def test_it_needs_a_reason_and_the_officer_of_the_area(wu, mother):
    he = officer("he", area="110102")
    at_counter(he, mother)
    with pytest.raises(Denied):
        protect_address(he, person_id=mother.pk, on=True, reason="保护令")
    with pytest.raises(Unfit, match="Say why"):
        protect_address(wu, person_id=mother.pk, on=True, reason=" ")


def test_every_role_with_the_permission_is_named_by_the_policy():
    rule = next(one for one in all_rules() if one.name == "protected address")
    with_it = {
        role.name for room in rooms() for role in room.roles if "population.read_protected_address" in role.permissions
    }
    assert rule.roles() == with_it
    assert HOME.startswith(TOWN)
