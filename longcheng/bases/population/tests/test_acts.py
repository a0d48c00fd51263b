"""A family before the registrar: births, deaths, marriages, moves, names, guardians; what is written and told."""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from longcheng.bases.population.actions.births import Duplicates, register_birth
from longcheng.bases.population.actions.correcting import correct
from longcheng.bases.population.actions.deaths import register_death
from longcheng.bases.population.actions.guardianship import end_guardian, set_guardian
from longcheng.bases.population.actions.marriages import register_divorce, register_marriage
from longcheng.bases.population.actions.moves import move_household, move_person
from longcheng.bases.population.actions.name_changes import change_name
from longcheng.bases.population.actions.undoing import undo_act
from longcheng.bases.population.linkage.record import with_former_names
from longcheng.bases.population.models import Household, HouseholdAct, Person, PersonAct
from longcheng.bases.population.registers import CIVIL, HOUSEHOLDS, PERSONS
from longcheng.bases.population.relatives import names_before
from longcheng.bases.population.rules import number_of
from longcheng.bases.population.tests.acts_life import (
    BEGAN,
    ELSEWHERE,
    HOME,
    NEARBY,
    TOWN,
    again,
    at_counter,
    found_divisions,
    household,
    officer,
    person,
    stated,
)
from longcheng.core.access.models import Act, Mandate
from longcheng.core.access.permissions import Denied
from longcheng.core.clock.days import midnight
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.models import StoredEvent
from longcheng.core.registry.reading import as_of, as_of_list, history

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    found_divisions()
    with translation.override("en"):
        yield


@pytest.fixture
def wu():
    return officer("wu", area=TOWN)


@pytest.fixture
def he():
    return officer("he", area="110102")


@pytest.fixture
def home():
    return household()


@pytest.fixture
def father(home):
    return person("王磊", "1", date(1985, 3, 4), home=home, role="01", account="wanglei", marital_status="20")


@pytest.fixture
def mother(home, father):
    return person(
        "李敏", "2", date(1987, 5, 6), home=home, role="10", account="limin", spouse_id=father.pk, marital_status="20",
        registered_division=HOME, ethnicity="01",
    )  # fmt: skip


@pytest.fixture
def couple(father, mother):
    stated(PERSONS, "marriage", CIVIL, {"spouse_id": mother.pk}, subject_id=father.pk, valid_from=BEGAN)
    return again(father), again(mother)


def events(name):
    return [one.data for one in StoredEvent.objects.filter(name=f"population.{name}").order_by("id")]


def today():
    return timezone.localdate()


def birth(wu, mother, **more):
    terms = {"name": "王小杰", "sex": "1", "birth_date": today() - timedelta(days=10), "mother_id": mother.pk}
    return register_birth(wu, **terms | more)


def test_a_child_is_born_into_its_mothers_household(wu, couple, home):
    father, mother = couple
    at_counter(wu, mother)
    child = birth(wu, mother, father_id=father.pk)
    assert (child.household_id, child.household_role, child.division_code) == (home.pk, "20", HOME)
    assert (child.mother_id, child.father_id, child.marital_status) == (mother.pk, father.pk, "10")
    assert child.registered_division == HOME
    [event] = events("PersonBorn")
    assert event == {
        "person_id": child.pk, "mother_id": mother.pk, "father_id": father.pk, "division_code": HOME,
        "birth_date": child.birth_date.isoformat(),
    }  # fmt: skip
    line = Act.objects.get(verb="population.register_birth")
    assert (line.account, line.subject) == (wu, f"person:{child.pk}")
    assert "王" not in str(line.detail)
    assert mother.account.inbox.count() == father.account.inbox.count() == 1, "a newborn's parents are told"


def test_a_birth_is_filed_by_whom_the_mother_stands_before_and_in_their_area_alone(wu, he, mother, father):
    with pytest.raises(Denied, match="do not have this person open"):
        birth(wu, mother)
    with pytest.raises(Denied, match="do not have this person open"):
        register_birth(wu, name="王小杰", sex="1", birth_date=today(), mother_id=5)
    at_counter(he, mother)
    with pytest.raises(Denied, match="in your own area"):
        birth(he, mother)
    with pytest.raises(Denied, match="role"):
        birth(father.account, mother)
    assert not PersonAct.objects.filter(kind="birth").exists()


def test_everything_that_is_wrong_with_a_birth_is_told_at_once(wu, mother, father):
    at_counter(wu, mother)
    number = number_of("990000", date(2020, 1, 1), "002")
    with pytest.raises(Unfit) as unfit:
        birth(
            wu, mother, name="王3", sex="9", birth_date=today() + timedelta(days=1), father_id=mother.pk, number=number
        )
    assert set(unfit.value.defects) == {"name", "sex", "birth_date", "father_id", "number"}
    assert number not in str(unfit.value)


def test_a_birth_that_is_entered_again_two_years_later_is_flagged_before_it_is_registered(wu, mother):
    at_counter(wu, mother)
    first = birth(wu, mother, birth_date=today() - timedelta(days=800))
    with pytest.raises(Duplicates) as found:
        birth(wu, mother)
    [one] = found.value.candidates
    assert one.person.pk == first.pk
    assert one.reasons == ("The same mother and the same name; the days of birth are 790 days apart.",)
    with pytest.raises(Duplicates):
        birth(wu, mother, name="汪小洁", birth_date=today() - timedelta(days=70))
    second = birth(wu, mother, despite_duplicates=True)
    assert Act.objects.get(subject=f"person:{second.pk}").detail["despite"] == [first.pk]
    with pytest.raises(Unfit, match="Nothing was entered twice"):
        birth(wu, mother, despite_duplicates=True)


def test_a_death_widows_passes_on_the_household_and_ends_mandates(wu, couple, home):
    father, mother = couple
    son = person("王小杰", "1", date(2016, 5, 6), home=home, role="20", mother_id=mother.pk, father_id=father.pk)
    ward = person("王一", "1", date(1990, 1, 1), guardian_ids=[father.pk])
    mandate = Mandate.objects.create(
        giver=father.account, agent=mother.account, scopes=["health"], ends_at=timezone.now() + timedelta(days=9)
    )
    at_counter(wu, father)
    day = today() - timedelta(days=3)
    with pytest.raises(Unfit, match="Article 15"):
        register_death(wu, person_id=father.pk, death_date=day, document=" ")
    register_death(wu, person_id=father.pk, death_date=day, document="死亡医学证明 2026-11-20")
    assert again(father).death_date == day
    widow = again(mother)
    assert (widow.marital_status, widow.spouse_id, widow.household_role) == ("30", father.pk, "01")
    assert Household.objects.get(pk=home.pk).head_id == mother.pk, "the spouse first"
    assert again(son).household_role == "20"
    assert again(ward).guardian_ids == []
    mandate.refresh_from_db()
    assert mandate.ended_at is not None and mandate.ended_by == wu  # noqa: PT018
    assert [one["person_id"] for one in events("PersonDied")] == [father.pk]
    assert events("GuardianEnded") == [{"person_id": ward.pk, "guardian_id": father.pk}]
    assert as_of(HOUSEHOLDS, home.pk, valid=midnight(day) - timedelta(hours=1)).get("head_id") == father.pk
    with pytest.raises(Unfit, match="is registered"):
        register_death(wu, person_id=father.pk, death_date=day, document="x")


def test_a_death_filed_by_mistake_is_taken_back_with_all_that_followed(wu, couple, home):
    father, mother = couple
    at_counter(wu, father)
    register_death(wu, person_id=father.pk, death_date=today(), document="x")
    act = PersonAct.objects.get(kind="death")
    with pytest.raises(Unfit, match="Say why"):
        undo_act(wu, act_id=act.pk, reason="")
    at_counter(wu, mother)
    with pytest.raises(Unfit, match="followed from another act"):
        undo_act(wu, act_id=PersonAct.objects.get(kind="widowed").pk, reason="x")
    undo_act(wu, act_id=act.pk, reason="认错人了")
    assert again(father).death_date is None
    assert (again(mother).marital_status, again(mother).household_role) == ("20", "10")
    assert Household.objects.get(pk=home.pk).head_id == father.pk
    assert events("ActTakenBack") == [{"person_id": father.pk, "kind": "death"}]
    assert PersonAct.objects.filter(pk=act.pk).exists(), "nothing is deleted"
    with pytest.raises(Unfit, match="taken back already"):
        undo_act(wu, act_id=act.pk, reason="再来")


def test_a_marriage_is_two_acts_and_one_event(wu, he):
    his, her = person("王一", "1", date(1990, 1, 1), account="a"), person("李二", "2", date(1992, 1, 1), account="b")
    at_counter(wu, his)
    with pytest.raises(Denied, match="open"):
        register_marriage(wu, first_id=his.pk, second_id=her.pk, day=today())
    at_counter(wu, her)
    with pytest.raises(Denied, match="in your own area"):
        register_marriage(wu, first_id=his.pk, second_id=her.pk, day=today())


def test_a_couple_marries_divorces_and_marries_again(wu, home):
    his = person("王一", "1", date(1990, 1, 1), home=home, role="01", account="a")
    her = person("李二", "2", date(1992, 1, 1), account="b")
    at_counter(wu, his, her)
    day = today() - timedelta(days=400)
    register_marriage(wu, first_id=his.pk, second_id=her.pk, day=day)
    assert (again(his).spouse_id, again(her).spouse_id, again(her).marital_status) == (her.pk, his.pk, "20")
    assert events("PersonsMarried") == [{"first_id": his.pk, "second_id": her.pk, "day": day.isoformat()}]
    with pytest.raises(Unfit, match="Nothing was entered twice"):
        register_marriage(wu, first_id=her.pk, second_id=his.pk, day=day)
    with pytest.raises(Unfit, match="Article 1080"):
        register_divorce(wu, person_id=his.pk, day=today())
    with pytest.raises(Unfit, match="before the marriage"):
        register_divorce(wu, person_id=his.pk, day=day - timedelta(days=1), document="判决书")
    register_divorce(wu, person_id=his.pk, day=day + timedelta(days=100), document="离婚证 2026-01-01")
    assert (again(his).marital_status, again(her).marital_status, again(her).spouse_id) == ("40", "40", None)
    register_marriage(wu, first_id=her.pk, second_id=his.pk, day=today())
    assert again(her).spouse_id == his.pk
    assert her.account.inbox.count() == 3


def test_brother_and_sister_and_the_married_are_refused_with_the_article(wu, home, couple):
    father, mother = couple
    son = person("王一", "1", date(1990, 1, 1), home=home, mother_id=mother.pk)
    daughter = person("王二", "2", date(1992, 1, 1), home=home, mother_id=mother.pk)
    at_counter(wu, son, daughter, father)
    with pytest.raises(Unfit) as unfit:
        register_marriage(wu, first_id=father.pk, second_id=daughter.pk, day=today())
    assert "Article 1042" in unfit.value.defects["first"]
    with pytest.raises(Unfit, match=r"brother and sister.*Article 1048"):
        register_marriage(wu, first_id=son.pk, second_id=daughter.pk, day=today())


def test_a_family_moves_by_one_act(wu, he, couple, home):
    _father, mother = couple
    at_counter(wu, mother)
    acts, house_acts, day = PersonAct.objects.count(), HouseholdAct.objects.count(), today()
    moving = {"household_id": home.pk, "division_code": ELSEWHERE, "address": "水岸 1-1-101", "day": day}
    move_household(wu, **moving)
    assert (PersonAct.objects.count(), HouseholdAct.objects.count()) == (acts, house_acts + 1)
    assert set(Person.objects.filter(household=home).values_list("division_code", flat=True)) == {ELSEWHERE}
    before = as_of(HOUSEHOLDS, home.pk, valid=midnight(day) - timedelta(minutes=1))
    assert before.get("division_code") == HOME
    assert events("HouseholdMoved") == [
        {"household_id": home.pk, "from_division": HOME, "to_division": ELSEWHERE, "day": day.isoformat()}
    ]
    with pytest.raises(Unfit, match="Nothing was entered twice"):
        move_household(wu, **moving | {"address": "水岸 1-1-102", "division_code": NEARBY})
    at_counter(he, mother)
    with pytest.raises(Unfit, match="lives there already"):
        move_household(he, **moving | {"day": day - timedelta(days=1)})
    act = HouseholdAct.objects.latest("id")
    far = officer("far", area="110103")
    at_counter(far, mother)
    with pytest.raises(Denied, match="in your own area"):
        undo_act(far, act_id=act.pk, of_household=True, reason="x")
    undo_act(wu, act_id=act.pk, of_household=True, reason="门牌写错")
    assert again(mother).division_code == HOME, "who filed it takes it back, though they have left the area"


def test_the_officer_of_either_place_files_a_move_and_no_other(wu, he, couple, home):
    _father, mother = couple
    far = officer("far", area="110103")
    at_counter(he, mother)
    at_counter(far, mother)
    moving = {"household_id": home.pk, "division_code": ELSEWHERE, "address": "水岸 1-1-101", "day": today()}
    with pytest.raises(Denied):
        move_household(far, **moving)
    with pytest.raises(Denied, match="open"):
        move_household(wu, **moving)
    assert move_household(he, **moving).division_code == ELSEWHERE


def test_a_record_that_was_made_while_the_household_moved_lives_where_it_lives_now(home, father):
    Person.objects.filter(pk=father.pk).update(division_code=ELSEWHERE)  # as the slower of two acts would leave it
    PERSONS.derive([father.pk])
    assert again(father).division_code == HOME


def test_one_person_moves_out_and_into_another_household(wu, couple, home):
    father, mother = couple
    at_counter(wu, father)
    day = today() - timedelta(days=2)
    moved = move_person(wu, person_id=father.pk, division_code=NEARBY, address="水岸 1-1-101", day=day)
    assert (moved.division_code, moved.household_role) == (NEARBY, "01")
    assert moved.household.head_id == father.pk
    assert Household.objects.get(pk=home.pk).head_id == mother.pk
    assert again(mother).household_role == "01"
    [member] = as_of_list(PERSONS, field="household_id", value=moved.household_id)
    assert member.subject_id == father.pk
    assert len(as_of_list(PERSONS, field="household_id", value=home.pk, valid=midnight(day) - timedelta(hours=1))) == 2
    moved = move_person(wu, person_id=father.pk, household_id=home.pk, day=today())
    assert (moved.household_role, moved.division_code) == ("10", HOME), "the spouse of the head"
    assert [one["to_division"] for one in events("PersonMoved")] == [NEARBY, HOME]
    with pytest.raises(Unfit) as unfit:
        move_person(wu, person_id=father.pk, division_code="1", address="", household_role="77", day=day - timedelta(9))
    assert set(unfit.value.defects) == {"division_code", "address", "household_role"}


def test_a_name_is_changed_and_the_former_one_stays_in_the_history(wu, couple):
    _father, mother = couple
    at_counter(wu, mother)
    day = today()
    with pytest.raises(Unfit, match="Article 18"):
        change_name(wu, person_id=mother.pk, name="李敏", day=day, document="")
    changed = change_name(wu, person_id=mother.pk, name="李小敏", day=day, document="申请 2026-11-01")
    assert (changed.name, changed.pinyin, again(mother).account.display_name) == ("李小敏", "lixiaomin", "李小敏")
    assert as_of(PERSONS, mother.pk, valid=midnight(day) - timedelta(hours=1)).get("name") == "李敏"
    assert [one.name for one in names_before([mother.pk])[mother.pk]] == ["李敏"]
    assert [one.former_name for one in with_former_names([changed])] == ["李敏"], "the linkage compares it"
    assert events("NameChanged") == [{"person_id": mother.pk, "day": day.isoformat()}]
    with pytest.raises(Unfit, match="Nothing was entered twice"):
        change_name(wu, person_id=mother.pk, name="李大敏", day=day, document="x")
    undo_act(wu, act_id=changed.last_act_id, reason="误录")
    assert [one.former_name for one in with_former_names([again(mother)])] == [""], "she never bore another name"


def test_guardians_come_and_go_by_papers(wu, couple, home):
    father, mother = couple
    child = person("王小杰", "1", date(2016, 5, 6), home=home, mother_id=mother.pk)
    at_counter(wu, child)
    with pytest.raises(Unfit, match="guardians by law"):
        set_guardian(wu, person_id=child.pk, guardian_id=mother.pk, document="x")
    with pytest.raises(Unfit, match="Article 27"):
        set_guardian(wu, person_id=child.pk, guardian_id=father.pk, document="")
    ward = set_guardian(wu, person_id=child.pk, guardian_id=father.pk, document="判决书 2026-10-01")
    assert ward.guardian_ids == [father.pk]
    with pytest.raises(Unfit, match="Nothing was entered twice"):
        set_guardian(wu, person_id=child.pk, guardian_id=father.pk, document="x")
    assert end_guardian(wu, person_id=child.pk, guardian_id=father.pk, document="判决书").guardian_ids == []
    assert len(events("GuardianSet")) == len(events("GuardianEnded")) == 1
    assert father.account.inbox.count() == 2, "a guardian hears of both"


def test_a_correction_holds_from_when_the_wrong_value_did(wu, couple):
    _father, mother = couple
    at_counter(wu, mother)
    correct(wu, person_id=mother.pk, field="name", value="李旻", reason="身份证")
    assert again(mother).name == "李旻"
    assert as_of(PERSONS, mother.pk, valid=midnight(date(2020, 1, 1))).get("name") == "李旻"
    known = history(PERSONS, mother.pk)[-1].recorded_at - timedelta(microseconds=1)
    assert as_of(PERSONS, mother.pk, known=known).get("name") == "李敏"
    assert names_before([mother.pk])[mother.pk] == [], "a name that was only mistyped was never borne"
    assert events("RecordCorrected") == [{"person_id": mother.pk, "field": "name"}]
    correct(wu, person_id=mother.pk, field="address", value="顺园三村 99-2-303", reason="门牌")
    assert again(mother).address == "顺园三村 99-2-303"


@pytest.mark.parametrize(("field", "value", "says"), [
    ("spouse_id", "1", "act of its own"), ("is_protected", "", "act of its own"), ("name", "", "how it should read"),
    ("name", "李敏", "stands there already"), ("birth_date", "2026-13-01", "like 2026-12-31"),
    ("birth_date", "9999-01-01", "future"), ("sex", "3", "Choose one"), ("mother_id", "x", "nobody with this number"),
    ("number", "110101198705060023", "mistyped"), ("division_code", "12", "Choose the village"),
    ("death_date", "2020-01-01", "Register the death"), ("phone", "abc", "digits"), ("ethnicity", "60", "Choose one"),
    ("address", "x" * 121, "at most"), ("address", "a\0b", "one line"),
])  # fmt: skip
def test_a_value_that_cannot_be_is_refused(wu, couple, field, value, says):
    at_counter(wu, couple[1])
    with pytest.raises(Unfit, match=says):
        correct(wu, person_id=couple[1].pk, field=field, value=value, reason="x")


def test_nobody_becomes_their_own_ancestor(wu, couple, home):
    _father, mother = couple
    child = person("王小杰", "2", date(2006, 5, 6), home=home, mother_id=mother.pk)
    at_counter(wu, mother)
    with pytest.raises(Unfit, match="own ancestor"):
        correct(wu, person_id=mother.pk, field="mother_id", value=str(child.pk), reason="x")


def test_nobody_files_acts_about_themselves_and_none_are_filed_about_the_dead(wu, couple):
    father, mother = couple
    Person.objects.filter(pk=father.pk).update(account=wu)
    at_counter(wu, mother)
    with pytest.raises(Denied, match="colleague"):
        change_name(wu, person_id=father.pk, name="王大磊", day=today(), document="x")
    with pytest.raises(Denied, match="colleague"):
        birth(wu, mother, father_id=father.pk)
    with pytest.raises(Denied, match="colleague"):
        register_divorce(wu, person_id=mother.pk, day=today(), document="x")
    with pytest.raises(Denied, match="colleague"):
        move_household(wu, household_id=mother.household_id, division_code=NEARBY, address="水岸 1", day=today())
    register_death(wu, person_id=mother.pk, death_date=today(), document="x")
    with pytest.raises(Unfit, match="is registered"):
        change_name(wu, person_id=mother.pk, name="李大敏", day=today(), document="x")
