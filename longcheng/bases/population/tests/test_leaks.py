"""Ways round a purpose that were once open: each stays shut."""

import re
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone, translation

from longcheng.bases.population.actions.correcting import correct
from longcheng.bases.population.actions.counter_cases import searches_left
from longcheng.bases.population.actions.merging import merge_persons, undo_merge
from longcheng.bases.population.actions.name_changes import change_name
from longcheng.bases.population.actions.protection import protect_address
from longcheng.bases.population.following import records_followed
from longcheng.bases.population.mine import as_data, my_record
from longcheng.bases.population.models import PersonAct
from longcheng.bases.population.registers import GRID, HEALTH, HOUSEHOLDS, PERSONS, POLICE
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
    stated,
)
from longcheng.core.access.actions.programs import program_with_role
from longcheng.core.access.matters import open_matter
from longcheng.core.access.models import OpenMatter
from longcheng.core.access.permissions import Denied
from longcheng.core.access.purposes import Purpose, for_duty
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.registry.feed import page_of_feed
from longcheng.core.registry.importing.rows import FileRefused, Heads
from longcheng.core.registry.models import Doubt

pytestmark = pytest.mark.django_db
ENGLISH = {"headers": {"accept-language": "en"}}


@pytest.fixture(autouse=True)
def _english():
    found_divisions()
    with translation.override("en"):
        yield


@pytest.fixture
def wu():
    return officer("wu", area=TOWN)


@pytest.fixture
def wang():
    return person("王秀英", "2", date(1954, 3, 8), home=household(), role="01", account="wangxiuying")


def at_desk(who):
    client = Client()
    client.force_login(who)
    return client


def record_of(who, one):
    matter = OpenMatter.objects.filter(holder=who, subject_id=one.subject_id).latest("pk")
    return f"/population/residents/{one.subject_id}/", f"?purpose={matter.kind}:{matter.reference}"


@pytest.mark.parametrize("duty", ["population.feed", "population.address_check", "population.linkage"])
def test_a_duty_names_nobody_and_opens_nobody_for_an_act(wu, wang, duty):
    with pytest.raises(Denied, match="open"):
        change_name(
            wu, person_id=wang.pk, name="王秀兰", day=timezone.localdate(), document="变更书", purpose=for_duty(duty)
        )
    posted = {"step": "register", "field": "name", "value": "王秀兰", "reason": "证明"}
    answer = at_desk(wu).post(f"/population/residents/{wang.subject_id}/act/correction/?purpose=duty:{duty}", posted)
    assert answer.status_code == 403
    assert again(wang).name == "王秀英"


def test_what_other_offices_have_open_is_no_reason_to_file_an_act(wu, wang):
    open_matter("population.pair", reference="77", subject=wang.subject_id)
    with pytest.raises(Denied):
        correct(
            wu, person_id=wang.pk, field="name", value="王秀兰", reason="证明", purpose=Purpose("population.pair", "77")
        )


def test_nobody_makes_their_own_reason_to_look_by_doubting_a_value(wu, wang):
    at_counter(wu, wang)
    page, purpose = record_of(wu, wang)
    client = at_desk(wu)
    asked = f"/wrong/?register=population.person&subject={wang.pk}&field=name&purpose={purpose.split('=')[1]}"
    assert client.post(asked, {"value": "", "note": "看不清"}).status_code == 302
    doubt = Doubt.objects.get(filed_by=wu)
    OpenMatter.objects.filter(kind="population.counter").update(closed_at=timezone.now())
    assert client.get(f"{page}?purpose=population.correction:{doubt.pk}").status_code == 403
    mine = Purpose("population.correction", str(doubt.pk))
    with pytest.raises(Denied):
        correct(wu, person_id=wang.pk, field="name", value="王秀兰", reason="证明", purpose=mine)
    again_wrong = f"/wrong/?register=population.person&subject={wang.pk}&purpose=population.correction:{doubt.pk}"
    assert client.get(again_wrong).status_code == 403
    assert client.get(f"{again_wrong}&field=number").status_code == 403
    colleague = at_desk(officer("wu2", area=TOWN))
    assert colleague.get(f"{page}?purpose=population.correction:{doubt.pk}").status_code == 200


def test_two_who_were_merged_by_mistake_do_not_read_in_each_others_record(wu, wang):
    other = person("王秀瑛", "2", date(1954, 3, 8), home=household("水岸 7-7-707"), role="01")
    stated(PERSONS, "row", HEALTH, {"phone": "13899990000"}, subject_id=other.pk)
    linker = officer("linker", area="", role="population.linker")
    open_matter("population.pair", reference="1", subject=wang.subject_id)
    open_matter("population.pair", reference="1", subject=other.subject_id)
    merge_persons(linker, keep_id=wang.pk, other_id=other.pk, reason="同名同日生")
    merged = my_record(wang.account)
    assert any(change.new == "13899990000" for one in merged.moments for change in one.moment.changes)
    undo_merge(linker, person_id=other.pk, reason="两个人")
    at_counter(wu, wang)
    page, purpose = record_of(wu, wang)
    told = at_desk(wu).get(f"{page}history/{purpose}", **ENGLISH).content.decode()
    mine = my_record(wang.account)
    own = "".join(change.new for one in mine.moments for change in one.moment.changes)
    taken_along = str(as_data(mine))
    assert "13899990000" not in taken_along
    for secret in ("13899990000", "王秀瑛", "水岸"):
        assert secret not in told
        assert secret not in own
    assert "同名同日生" in told, "that they were merged and parted is told"


def test_nobody_parts_their_own_record(wang):
    other = person("王秀瑛", "2", date(1954, 3, 8))
    linker = officer("linker", area="", role="population.linker")
    for one in (wang, other):
        open_matter("population.pair", reference="1", subject=one.subject_id)
    merge_persons(linker, keep_id=wang.pk, other_id=other.pk, reason="同一人")
    own = wang.account
    own.kind = "staff"
    own.save()
    linker.roles_held.update(account=own)
    with pytest.raises(Denied, match="concerned"):
        undo_merge(own, person_id=other.pk, reason="两个人")


def test_a_request_about_a_protected_address_shows_neither_what_stands_nor_what_is_said(wu, wang):
    stated(HOUSEHOLDS, "correction", POLICE, {"address": "新北公寓 5-505"}, subject_id=wang.household_id)
    doubt = Doubt.objects.get(field="address")
    desk, address = at_desk(wu), f"/population/corrections/{Doubt.objects.get(field='address').pk}/"
    assert "新北公寓" in desk.get(address).content.decode()
    assert f"区{HOME}" in desk.get("/population/corrections/").content.decode()
    at_counter(wu, wang)
    protect_address(wu, person_id=wang.pk, on=True, reason="保护令")
    page = desk.get(address).content.decode()
    assert "新北公寓" not in page
    assert "顺园三村" not in page
    assert doubt.is_open
    listed = desk.get("/population/corrections/").content.decode()
    assert f"{doubt.pk}" in listed
    assert f"区{HOME}" not in re.sub("<option.*?</option>", "", listed)


def test_a_protected_address_cannot_be_guessed_by_trying_corrections(wu, wang):
    at_counter(wu, wang)
    protect_address(wu, person_id=wang.pk, on=True, reason="保护令")
    said = set()
    for field, value in (("address", "顺园三村 99-2-301"), ("address", "别处 1"), ("division_code", HOME)):
        with pytest.raises(Unfit) as refused:
            correct(wu, person_id=wang.pk, field=field, value=value, reason="证明")
        said.add(str(refused.value.defects))
    assert len(said) == 1
    page, purpose = record_of(wu, wang)
    told = []
    for address in ("顺园三村 99-2-301", "顺园三村 99-2-302"):
        tried = {"who": "household", "division_code": f"区{HOME}", "address": address, "day": "2026-11-01"}
        answer = at_desk(wu).post(f"{page}act/move/{purpose}", tried | {"step": "check"}, **ENGLISH)
        told.append((answer.status_code, answer.content.decode().count("already"), answer.content.decode().count("＊")))
    assert told[0] == told[1]


def test_who_has_left_a_home_is_not_told_what_is_doubted_about_it_since(wu, wang):
    left = person("张三", "1", date(1950, 1, 1), home=again(wang).household, role="10", account="zhangsan")
    new = household("花园 1", division=NEARBY)
    stated(PERSONS, "move", GRID, {"household_id": new.pk, "household_role": "01"}, subject_id=left.pk)
    stated(HOUSEHOLDS, "correction", POLICE, {"address": "新北公寓 5-505"}, subject_id=wang.household_id)
    day = (timezone.localdate() - timezone.timedelta(days=30)).isoformat()
    page = at_desk(left.account).get(f"/population/residents/{left.account_id}/?purpose=own&valid={day}")
    assert "顺园三村" in page.content.decode()
    assert "新北公寓" not in page.content.decode()


def test_odd_years_and_numbers_are_told_and_break_nothing(wu):
    desk = at_desk(wu)
    for year in ("020000", "01954", "-1", "١٩٥٤", "9" * 100):
        assert desk.post("/population/counter/", {"q": "wang", "year": year}).status_code == 422
    for path in ("pairs", "corrections", "households", "residents"):
        assert desk.get(f"/population/{path}/{'9' * 30}/").status_code in {403, 404}
    for words in ("王" * 10_000, "a\0b", "9" * 5_000, "%_%"):
        assert desk.post("/population/counter/", {"q": words}).status_code in {200, 422}


def test_the_acts_cannot_be_changed_by_going_round_the_application(wang):
    for sql in (
        "UPDATE population_personact SET fields = '{}'",
        "UPDATE population_personact SET sealed = NULL, reason = 'x'",
        "DELETE FROM population_householdact",
    ):
        with pytest.raises(DatabaseError, match="never changed"):
            _run(sql)
    assert PersonAct.objects.exists()


def _run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_what_was_filed_of_one_is_not_told_on_the_page_of_another(wu, wang):
    other = person("张三", "1", date(1950, 1, 1), home=household("顺园三村 1"), role="01")
    at_counter(wu, wang, other)
    desk = at_desk(wu)
    (page, purpose), (its_page, its_purpose) = record_of(wu, wang), record_of(wu, other)
    posted = {"step": "register", "field": "phone", "value": "13577778888", "reason": "本人说明"}
    answer = desk.post(f"{page}act/correction/{purpose}", posted)
    assert answer.status_code == 302
    assert "13577778888" in desk.get(answer["Location"]).content.decode()
    elsewhere = desk.get(f"{its_page}act/correction/{its_purpose}&done=1", follow=True).content.decode()
    assert "13577778888" not in elsewhere


def test_trying_births_to_look_people_up_counts_as_searching(wu, wang):
    person("王小杰", "1", date(1980, 5, 6), mother_id=wang.pk)
    at_counter(wu, wang)
    page, purpose = record_of(wu, wang)
    born = {"step": "check", "name": "王小杰", "sex": "1", "birth_date": "1980-06-06"}
    before = searches_left(wu)
    assert at_desk(wu).post(f"{page}act/birth/{purpose}", born).status_code == 409
    assert searches_left(wu) == before - 1


def test_a_record_that_was_merged_into_a_protected_ones_hides_the_address_too(wu, wang):
    other = person(
        "王秀瑛", "2", date(1954, 3, 8), home=household("水岸 7-7-707"), role="01", registered_address="水岸"
    )
    at_counter(wu, wang)
    protect_address(wu, person_id=wang.pk, on=True, reason="保护令")
    linker = officer("linker", area="", role="population.linker")
    for one in (wang, other):
        open_matter("population.pair", reference="1", subject=one.subject_id)
    merge_persons(linker, keep_id=wang.pk, other_id=other.pk, reason="同一人")
    at_counter(wu, again(other))
    page, purpose = record_of(wu, again(other))
    answer = at_desk(wu).get(f"{page}{purpose}")
    assert answer.status_code == 200
    assert "水岸" not in answer.content.decode()
    held = program_with_role("dept", title="部门", role="population.sealed_follower")
    told, _last = records_followed(held, register="population.person", subject_ids=[other.pk])[other.pk]
    assert "registered_address" in told.withheld


def test_nobody_leafs_through_the_register_by_counting_numbers_up(wu, wang):
    desk, far = at_desk(wu), person("王小英", "2", date(1990, 1, 2), home=household("水岸 1", division="110102002001"))
    before = searches_left(wu)
    assert desk.post("/population/counter/open/", {"subject_id": far.subject_id}).status_code == 403
    assert desk.post("/population/counter/open/", {"subject_id": wang.subject_id}).status_code == 200
    assert searches_left(wu) == before - 1
    assert desk.post("/population/counter/open/", {"subject_id": wang.subject_id}).status_code == 200
    assert searches_left(wu) == before - 1, "once shown is shown"


def test_a_file_without_heads_is_refused_before_its_first_person_is_kept():
    for head in ("99001119540308002X", "13812345678", "电话 13812345678"):
        with pytest.raises(FileRefused, match="names no columns"):
            Heads.of(["王秀英", head])
    assert Heads.of(["姓名", "公民身份号码", "2026", "手机号码1"]).names


def test_one_takes_along_of_the_household_only_what_held_while_one_belonged_to_it(wang):
    home = household("水岸 7-7-707")
    moved = {"address": "水岸 8-8-808", "division_code": HOME}
    stated(HOUSEHOLDS, "move", GRID, moved, subject_id=home.pk)
    stated(PERSONS, "move", GRID, {"household_id": home.pk, "household_role": "97"}, subject_id=wang.pk)
    told = str(as_data(my_record(wang.account)))
    assert "水岸 8-8-808" in told
    assert "水岸 7-7-707" not in told


@pytest.mark.parametrize(
    "cursor", ["١.٢", "99999999999999999999.1", "1.9223372036854775808", "-1.0", "0.0\0", "x" * 60]
)
def test_a_cursor_that_is_none_is_told_and_breaks_nothing(cursor):
    with pytest.raises(Unfit):
        page_of_feed(PERSONS, after=cursor)
