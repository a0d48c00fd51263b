"""Filing acts through the pages: everything wrong at once, then in words what will be stated, then what was."""

from datetime import timedelta

import pytest
from django.utils import timezone

from longcheng.bases.population.models import Household, HouseholdAct, Person, PersonAct
from longcheng.bases.population.registers import HOUSEHOLDS, PERSONS
from longcheng.bases.population.tests.town import ENGLISH, HERE, enter, found_town, open_record
from longcheng.core.access.models import Act
from longcheng.core.registry.reading import as_of
from longcheng.core.transparency.models import Line


@pytest.fixture
def town(divisions):
    return found_town()


class Desk:
    """The officer with one person open, filing acts of one kind."""

    def __init__(self, town, person, kind):
        self.client = town.at_the_counter()
        self.record = open_record(town, person, client=self.client)
        self.address = self.record.replace("/?", f"/act/{kind}/?")

    def post(self, step, **typed):
        return self.client.post(self.address, typed | {"step": step}, **ENGLISH)

    def file(self, **typed):
        """Check, then register; returns what the last page says."""
        checked = self.post("check", **typed)
        assert checked.status_code == 200, checked.content.decode()
        answer = self.client.post(self.address, typed | {"step": "register"}, follow=True, **ENGLISH)
        assert answer.status_code == 200
        return checked.content.decode(), answer.content.decode()


def test_a_family_moves_by_one_act_and_yesterday_still_reads_as_it_was(town):
    desk = Desk(town, town.limin, "move")
    assert "The whole household" in desk.client.get(desk.address, **ENGLISH).content.decode()
    today = timezone.localdate()
    before = HouseholdAct.objects.count(), PersonAct.objects.count()
    typed = {"who": "household", "division_code": HERE, "address": "花园里 5-2-402", "day": today.isoformat()}
    checked = desk.post("check", **typed).content.decode()
    assert "花园里 5-2-402" in checked
    assert f"Household no. {town.home.pk}" in checked
    assert (HouseholdAct.objects.count(), PersonAct.objects.count()) == before, "nothing is entered by the check"
    _checked, done = desk.file(**typed)
    assert "It is entered." in done
    assert (HouseholdAct.objects.count(), PersonAct.objects.count()) == (before[0] + 1, before[1])
    assert "花园里 5-2-402" in desk.client.get(desk.record, **ENGLISH).content.decode()
    yesterday = (today - timedelta(days=1)).isoformat()
    purpose = desk.record.split("?")[1]
    then = desk.client.get(f"/population/households/{town.home.pk}/?{purpose}&valid={yesterday}", **ENGLISH)
    assert "顺园三村 99-2-302" in then.content.decode()
    assert "today: 花园里 5-2-402" in then.content.decode()


def test_a_birth_entered_twice_two_years_apart_is_flagged_before_it_is_registered(town):
    day = timezone.localdate() - timedelta(days=800)
    typed = {"name": "李小雨", "sex": "2", "birth_date": day.isoformat()}
    Desk(town, town.limin, "birth").file(**typed)
    first = Person.objects.get(name="李小雨")
    desk = Desk(town, town.limin, "birth")
    again = typed | {"name": "李晓雨", "birth_date": (day + timedelta(days=731)).isoformat()}
    answer = desk.post("register", **again)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Is this person in the register already?" in page
    assert f"In the register: no. {first.pk}" in page
    assert "李＊" in page
    assert Person.objects.filter(name="李晓雨").count() == 0
    assert "Say why it is another person." in desk.post("check", **again, despite="", asked_why="yes").content.decode()
    desk.file(**again, despite="namesake")
    assert Act.objects.get(verb="population.entered_another").detail == {"why": "namesake"}
    assert Person.objects.filter(name="李晓雨").count() == 1
    assert Act.objects.filter(verb="population.register_birth").latest("pk").detail["despite"] == [first.pk]


def test_a_form_says_everything_that_is_wrong_and_keeps_what_was_typed(town):
    answer = Desk(town, town.limin, "birth").post("check", name="", sex="3", birth_date="x", number="1", father_id="王")
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in (
        "“Name of the child” is required.", "Choose one of these.", "must be a day", "eighteen signs",
        "4 things to mend",
    ):  # fmt: skip
        assert words in page
    assert 'value="x"' in page
    day = (timezone.localdate() + timedelta(days=9)).isoformat()
    both = Desk(town, town.limin, "birth").post("check", name="", sex="1", birth_date=day).content.decode()
    assert "2 things to mend" in both, "what the page knows is wrong, and what the act does"


def test_both_stand_at_the_counter_to_be_married(town):
    man = enter("赵明", "1", "1985-05-05", home=town.home, role="97", order=21)
    desk = Desk(town, town.limin, "marriage")
    page = desk.client.get(desk.address, **ENGLISH).content.decode()
    assert "Nobody else is open at your counter." in page
    assert "Choose who it is" in desk.post("check", day="2020-01-01", document="证").content.decode()
    open_record(town, man, client=desk.client)
    page = desk.client.get(desk.address, **ENGLISH).content.decode()
    token = page.split('name="second_id_chosen" value="')[1].split('"')[0]
    checked, done = desk.file(second_id_chosen=token, day=timezone.localdate().isoformat(), document="结婚证")
    assert checked.count("married") >= 2
    assert "It is entered." in done
    town.limin.refresh_from_db()
    assert (town.limin.spouse_id, town.limin.marital_status) == (man.pk, "20")
    assert "Register a divorce" in desk.client.get(desk.record, **ENGLISH).content.decode()


def test_a_person_is_found_inside_the_form_and_no_other_number_can_be_put_in(town):
    desk = Desk(town, town.xiaojie, "guardianship")
    asked = {"what": "set", "document": "指定监护决定"}
    page = desk.post("check", **asked, guardian_id="wxy").content.decode()
    assert "王＊" in page
    assert "王秀英" not in page
    assert desk.post("check", **asked, guardian_id="nobodyhere").status_code == 422
    assert desk.post("check", **asked, guardian_id_chosen=str(town.wang.pk)).status_code == 422


def test_a_name_is_changed_and_the_change_taken_back(town):
    desk = Desk(town, town.limin, "name-change")
    desk.file(name="李明敏", day=timezone.localdate().isoformat(), document="决定书")
    town.limin.refresh_from_db()
    assert town.limin.name == "李明敏"
    history = desk.client.get(desk.record.replace("/?", "/history/?"), **ENGLISH).content.decode()
    act = PersonAct.objects.get(kind="name_change")
    assert f"Take act no. {act.pk} back" in history
    undo = Desk(town, town.limin, "undo")
    page = undo.client.get(f"{undo.address}&act={act.pk}&side=person", **ENGLISH).content.decode()
    assert "李明敏" in page
    undo.file(act=str(act.pk), side="person", reason="Typed for another person.")
    town.limin.refresh_from_db()
    assert town.limin.name == "李敏"
    history = desk.client.get(desk.record.replace("/?", "/history/?"), **ENGLISH).content.decode()
    assert "is-taken-back" in history
    assert "Typed for another person." in history


def test_a_mistake_is_corrected_by_words_as_a_clerk_types_them(town):
    desk = Desk(town, town.wang, "correction")
    desk.file(field="ethnicity", value="Hui", reason="The card says so.")
    town.wang.refresh_from_db()
    assert town.wang.ethnicity == "03"
    assert "There is nothing" not in desk.post("check", field="address", value="", reason="x").content.decode()


def test_an_address_is_protected_and_the_page_says_so_from_then_on(town):
    desk = Desk(town, town.limin, "protection")
    desk.file(on="yes", reason="An order of the court.")
    page = desk.client.get(desk.record, **ENGLISH).content.decode()
    assert "The address of this person is protected" in page
    assert "99-2-302" not in page


def test_a_death_closes_the_record_to_further_acts(town):
    desk = Desk(town, town.wang, "death")
    desk.file(death_date=timezone.localdate().isoformat(), document="死亡证明")
    page = desk.client.get(desk.record, **ENGLISH).content.decode()
    assert "The death of this person is registered" in page
    assert "Register a move" not in page


def test_one_person_moves_into_a_household_by_its_number(town):
    desk = Desk(town, town.wang, "move")
    day = timezone.localdate().isoformat()
    desk.file(who="person", household_id=str(town.home.pk), household_role="97", day=day)
    assert as_of(PERSONS, town.wang.pk).get("household_id") == town.home.pk
    assert Household.objects.filter(pk=town.home.pk).exists()


def test_a_stranger_to_the_register_files_nothing(town):
    desk = Desk(town, town.limin, "move")
    town.officer.roles_held.all().delete()
    assert desk.client.get(desk.address).status_code == 403
    assert desk.post("register", who="household").status_code == 403


def test_there_is_a_form_for_acts_of_the_counter_alone(town):
    desk = Desk(town, town.limin, "move")
    assert desk.client.get(f"{desk.address}&done=1").status_code == 302, "nothing was entered in this session"
    for kind in ("nonsense", "merge", "row"):
        assert desk.client.get(desk.address.replace("/move/", f"/{kind}/")).status_code == 404


def test_a_filing_leaves_a_line_for_each_page_and_none_for_the_button(town):
    desk = Desk(town, town.limin, "name-change")
    typed = {"name": "李明敏", "day": timezone.localdate().isoformat(), "document": "决定书"}
    desk.post("check", **typed)
    before = Line.objects.count()
    assert desk.post("register", **typed).status_code == 302
    assert Line.objects.count() == before


def test_a_households_move_is_taken_back_with_the_reason(town):
    day = timezone.localdate().isoformat()
    Desk(town, town.limin, "move").file(who="household", division_code=HERE, address="花园里 5-2-402", day=day)
    act = HouseholdAct.objects.get(kind="move")
    Desk(town, town.limin, "undo").file(act=str(act.pk), side="household", reason="Another family.")
    assert as_of(HOUSEHOLDS, town.home.pk).get("address") == "顺园三村 99-2-302"
