"""The record as an officer sees it: facts with their sources, as of a day, its history, its household."""

from datetime import timedelta

import pytest
from django.utils import timezone

from longcheng.bases.population.actions.counter_cases import close_counter_case
from longcheng.bases.population.models import CounterCase, Person
from longcheng.bases.population.registers import GRID, HOUSEHOLDS, PERSONS, POLICE
from longcheng.bases.population.tests.town import ENGLISH, THERE, enter, enter_home, found_town, open_record
from longcheng.core.clock.days import midnight
from longcheng.core.registry.acts import Statement, state
from longcheng.core.transparency.models import Line


@pytest.fixture
def town(divisions):
    return found_town()


@pytest.fixture
def desk(town):
    return town.at_the_counter()


def test_each_fact_has_its_source_and_its_way_to_say_that_it_is_wrong(town, desk):
    page = desk.get(open_record(town, town.limin, client=desk), **ENGLISH).content.decode()
    assert "Household registration · Public security bureau" in page
    assert "Community grid · Town and street offices" in page
    assert "/wrong/?register=population.person" in page
    assert "field=address" in page
    assert "Han" in page


def test_the_family_is_masked_until_they_are_open_too(town, desk):
    mother = Statement(
        kind="correction", source=POLICE, subject_id=town.xiaojie.pk, values={"mother_id": town.limin.pk}
    )
    state(PERSONS, mother, by=None)
    address = open_record(town, town.xiaojie, client=desk)
    page = desk.get(address, **ENGLISH).content.decode()
    assert "李敏" not in page
    assert "李＊" in page
    open_record(town, town.limin, client=desk)
    page = desk.get(address, **ENGLISH).content.decode()
    assert f"/population/residents/{town.limin.pk}/?purpose=population.counter" in page


def test_yesterday_reads_as_it_was_and_what_changed_is_marked(town, desk):
    today = timezone.localdate()
    new = enter_home("花园新村 8-1-201", division_code=THERE)
    moved = {"household_id": new.pk, "household_role": "01"}
    state(
        PERSONS,
        Statement(kind="move", source=GRID, subject_id=town.wang.pk, values=moved, valid_from=midnight(today)),
        by=None,
    )
    Person.objects.filter(pk=town.wang.pk).update(
        division_code=town.wang.division_code
    )  # so that the officer reaches it
    address = open_record(town, town.wang, client=desk)
    now = desk.get(address, **ENGLISH).content.decode()
    assert "花园新村 8-1-201" in now
    assert "顺园三村 99-2-301" not in now
    yesterday = (today - timedelta(days=1)).isoformat()
    then = desk.get(f"{address}&valid={yesterday}", **ENGLISH).content.decode()
    assert "顺园三村 99-2-301" in then
    assert "today: 花园新村 8-1-201" in then
    assert f"As it was on {yesterday}" in then
    known = desk.get(f"{address}&known={yesterday}", **ENGLISH).content.decode()
    assert "Nothing was known of this person then." in known
    assert Line.objects.filter(subject_id=town.wang.subject_id).count() == 3


def test_a_day_that_is_none_reads_as_today(town, desk):
    address = open_record(town, town.wang, client=desk)
    for days in ("valid=x", "valid=9999-99-99", "known=%00", "valid=0001-01-01", "valid=2999-01-01"):
        answer = desk.get(f"{address}&{days}", **ENGLISH)
        assert answer.status_code == 200
        assert "顺园三村 99-2-301" in answer.content.decode()


def test_the_history_tells_every_act_with_old_and_new(town, desk):
    state(
        PERSONS,
        Statement(
            kind="name_change", source=POLICE, subject_id=town.wang.pk, values={"name": "王秀瑛"}, reason="A paper"
        ),
        by=town.officer,
    )
    address = open_record(town, town.wang, client=desk).replace("/?", "/history/?")
    page = desk.get(address, **ENGLISH).content.decode()
    for words in ("Change of name", "王秀英", "王秀瑛", "吴警官", "A paper"):
        assert words in page
    only = desk.get(f"{address}&field=name", **ENGLISH).content.decode()
    assert "Change of name" in only
    assert "99-2-301" not in only
    assert desk.get(f"{address}&field=%00nonsense", **ENGLISH).status_code == 200


def test_what_another_source_says_stands_in_the_history_and_does_not_count(town, desk):
    state(
        PERSONS,
        Statement(kind="row", source="health.records", subject_id=town.wang.pk, values={"name": "王秀莹"}),
        by=None,
    )
    address = open_record(town, town.wang, client=desk)
    record = desk.get(address, **ENGLISH).content.decode()
    assert "Being checked" in record
    page = desk.get(address.replace("/?", "/history/?"), **ENGLISH).content.decode()
    assert "does not count" in page


def test_without_a_case_the_pages_are_closed_and_say_why(town, desk):
    for path in ("", "history/"):
        answer = desk.get(f"/population/residents/{town.wang.subject_id}/{path}", **ENGLISH)
        assert answer.status_code == 403
        assert "王秀英" not in answer.content.decode()
    assert desk.get(f"/population/households/{town.home.pk}/", **ENGLISH).status_code == 403
    assert desk.get("/population/households/999999999/?purpose=x", **ENGLISH).status_code == 403


def test_a_household_shows_its_address_and_masks_all_but_the_one_who_is_open(town, desk):
    purpose = open_record(town, town.limin, client=desk).split("?")[1]
    page = desk.get(f"/population/households/{town.home.pk}/?{purpose}", **ENGLISH).content.decode()
    assert "顺园三村 99-2-302" in page
    assert page.count("李＊") == 2
    assert "The whole household moves" in page
    assert desk.get(f"/population/households/{town.wang.household_id}/?{purpose}").status_code == 403


def test_who_has_left_a_household_sees_it_as_it_was_and_no_more(town, desk):
    today = timezone.localdate()
    new = enter_home("顺园三村 1-1-101")
    left = {"household_id": new.pk, "household_role": "01"}
    state(
        PERSONS,
        Statement(kind="move", source=GRID, subject_id=town.xiaojie.pk, values=left, valid_from=midnight(today)),
        by=None,
    )
    purpose = open_record(town, town.xiaojie, client=desk).split("?")[1]
    home = f"/population/households/{town.home.pk}/?{purpose}"
    assert desk.get(home).status_code == 403
    page = desk.get(f"{home}&valid={today - timedelta(days=1)}", **ENGLISH).content.decode()
    assert page.count("李＊") == 2
    later = Statement(kind="move", source=GRID, subject_id=town.home.pk, values={"address": "别处新村 7-7-707"})
    state(HOUSEHOLDS, later, by=None)
    record = f"/population/residents/{town.xiaojie.subject_id}/"
    for address in (f"{home}&valid={today - timedelta(days=1)}", f"{record}history/?{purpose}", f"{record}?{purpose}"):
        page = desk.get(address, **ENGLISH).content.decode()
        assert "别处新村" not in page, "where those live today whom one has left is not told"
    assert "顺园三村 99-2-302" in desk.get(f"{record}history/?{purpose}", **ENGLISH).content.decode()


def test_a_protected_address_stays_hidden_at_the_counter_and_the_banner_says_so(town, desk):
    state(
        PERSONS,
        Statement(
            kind="protection", source="population.register", subject_id=town.wang.pk, values={"is_protected": True}
        ),
        by=None,
    )
    address = open_record(town, town.wang, client=desk)
    for one in (address, address.replace("/?", "/history/?")):
        page = desk.get(one, **ENGLISH).content.decode()
        assert "99-2-301" not in page
        assert "The address of this person is protected" in page


def test_the_death_and_the_merge_stand_on_top(town, desk):
    gone = enter("赵一", "1", "1930-01-01", home=town.home, order=11, death_date="2020-02-02")
    address = open_record(town, gone, client=desk)
    page = desk.get(address, **ENGLISH).content.decode()
    assert "The death of this person is registered, on 2020-02-02." in page
    into = {"merged_into_id": town.limin.pk}
    state(PERSONS, Statement(kind="merge", source="population.register", subject_id=gone.pk, values=into), by=None)
    page = desk.get(address, **ENGLISH).content.decode()
    assert f"This record was merged into no. {town.limin.pk}" in page
    assert "Correct a mistake" not in page


def test_a_closed_case_closes_every_page_of_it(town, desk):
    address = open_record(town, town.limin, client=desk)
    close_counter_case(town.officer, case_id=CounterCase.objects.get().pk)
    for path in ("/?", "/history/?", "/act/move/?"):
        assert desk.get(address.replace("/?", path)).status_code == 403
