"""Officer 吴 at the counter of his town, a colleague of another town, and 王秀英 who stands before one of them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone, translation

from longcheng.bases.population import searching
from longcheng.bases.population.actions import counter_cases
from longcheng.bases.population.actions.counter_cases import open_counter_case
from longcheng.bases.population.models import CounterCase, Person
from longcheng.bases.population.searching import Filters, search, ways_of
from longcheng.bases.population.tests.town import ENGLISH, HERE, THERE, enter, found_town, open_record
from longcheng.core.access.models import Account, Act, OpenMatter
from longcheng.core.access.permissions import Denied
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.messages.models import InboxItem
from longcheng.core.transparency.models import Line

COUNTER = "/population/counter/"


@pytest.fixture
def town(divisions):
    return found_town()


@pytest.mark.parametrize(
    ("words", "kinds"),
    [
        ("王秀英", ["name"]), ("王 秀 英", ["name"]), ("王", ["name"]),
        ("wangxiuying", ["pinyin"]), ("WANG Xiuying", ["pinyin"]), ("wáng xiùyīng", ["pinyin"]),
        ("wang xy", ["initials"]), ("wxy", ["initials"]), ("ouyang f", ["initials"]),
        ("lian", ["pinyin", "initials"]), ("w", []), ("", []), ("\0", []), ("12345", ["number", "household"]),
        ("9" * 30, []), ("990011195403080024", []), ("!!", []),
    ],
)  # fmt: skip
def test_what_was_typed_is_read_in_the_ways_that_a_counter_needs(db, words, kinds):
    assert [way.kind for way in ways_of(words)] == kinds


def test_people_of_the_area_are_found_by_name_sound_and_address(town):
    cases = {
        "王秀英": "王", "王": "王", "wangxiuying": "王", "wang xy": "王", "wxy": "王", "顺园三村99幢2单元301室": "王",
        "顺园三村 99-2": "王李李", "李敏": "李", "秀英": "", "王小英": "",
    }  # fmt: skip
    for words, found in cases.items():
        hits = search(town.officer, words=words).hits
        assert sorted(hit.name for hit in hits) == sorted(f"{sign}＊" for sign in found), words


def test_they_are_found_by_every_number_they_have(town):
    for words in (town.wang.number, town.wang.number.lower(), str(town.wang.pk), str(town.wang.account_id)):
        assert [hit.person_id for hit in search(town.officer, words=words).hits][:1] == [town.wang.pk]
    assert {hit.person_id for hit in search(town.officer, words=str(town.home.pk)).hits} >= {town.limin.pk}


def test_somebody_of_another_area_is_found_by_their_whole_number_alone(town):
    assert search(town.officer, words="王小英").hits == []
    assert search(town.officer, words=str(town.far.pk)).hits == []
    assert [hit.person_id for hit in search(town.officer, words=town.far.number).hits] == [town.far.pk]


def test_the_filters_narrow(town):
    assert search(town.officer, words="li", filters=Filters(sex="1")).hits[0].person_id == town.xiaojie.pk
    assert search(town.officer, words="li", filters=Filters(year=1988)).hits[0].person_id == town.limin.pk
    assert search(town.officer, words="li", filters=Filters(division=THERE[:9])).hits == []
    assert len(search(town.officer, words="li", filters=Filters(division=HERE)).hits) == 2


def test_a_protected_address_finds_nobody_and_hides_the_town(town):
    Person.objects.filter(pk=town.wang.pk).update(is_protected=True)
    assert search(town.officer, words="顺园三村 99-2-301").hits == []
    assert search(town.officer, words="王秀英", filters=Filters(division=HERE)).hits == []
    hit = search(town.officer, words="王秀英").hits[0]
    assert (hit.town, hit.is_protected) == ("", True)


def test_a_merged_record_is_not_found(town):
    Person.objects.filter(pk=town.wang.pk).update(merged_into_id=town.limin.pk)
    assert search(town.officer, words="王秀英").hits == []


def test_more_goes_on_behind_the_last_row_and_shows_nobody_twice(town):
    Person.objects.bulk_create(
        Person(name=f"赵{'一二三四五六七八九十'[n % 10]}", pinyin="zhao", initials="z", division_code=HERE)
        for n in range(47)
    )
    seen, after = [], ""
    while True:
        found = search(town.officer, words="赵", after=after)
        seen += [hit.person_id for hit in found.hits]
        after = found.after
        if not after:
            break
    assert len(seen) == len(set(seen)) == 47


def test_the_search_walks_its_index_and_sorts_nothing(town):
    fitting = Person.objects.filter(ways_of("赵")[0].fits, searching.areas_of(town.officer))
    rows = searching._walked(fitting, "name", None)
    sql, parameters = rows[:21].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(f"EXPLAIN {sql}", parameters)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "population_by_name" in plan
    assert "Sort Key: name" not in plan or "Presorted Key: name" in plan


def test_the_page_shows_masks_alone_and_keeps_what_was_typed_out_of_every_record(town):
    page = town.at_the_counter().post(COUNTER, {"q": "王秀英"}, **ENGLISH).content.decode()
    assert "王＊" in page
    assert "born 1954" in page
    assert "薛家镇" in page
    assert town.wang.number not in page
    assert "99-2-301" not in page
    assert page.count("王秀英") == 1  # in the box alone
    act = Act.objects.get(verb="population.search")
    assert act.detail == {"ways": ["name"], "found": 1}
    assert not Line.objects.exists()


def test_the_page_says_every_defect_at_once(town):
    answer = town.at_the_counter().post(COUNTER, {"q": " ", "year": "54", "division": "320412100001"}, **ENGLISH)
    assert answer.status_code == 422
    for words in ("Type a name", "A year has four digits", "Choose a place of your area"):
        assert words in answer.content.decode()


def test_an_officer_does_not_leaf_through_the_register(town, monkeypatch):
    monkeypatch.setattr(counter_cases, "SEARCHES_PER_HOUR", 2)
    client = town.at_the_counter()
    assert [client.post(COUNTER, {"q": "wxy"}).status_code for _n in range(3)] == [200, 200, 403]
    assert "at most 2 times an hour" in client.post(COUNTER, {"q": "wxy"}, **ENGLISH).content.decode()
    assert town.at_the_counter(town.elsewhere).post(COUNTER, {"q": "wxy"}).status_code == 200


def test_who_has_no_part_in_the_register_finds_nobody(town):
    stranger = Account.objects.create_user("nobody", display_name="周", kind="staff")
    assert town.at_the_counter(stranger).get(COUNTER).status_code == 403
    with pytest.raises(Denied):
        counter_cases.search_at_counter(stranger, words="wxy", filters=Filters())


def test_opening_gives_the_officer_an_hour_tells_the_person_and_writes_who_looked(town):
    client = town.at_the_counter()
    address = open_record(town, town.wang, client=client)
    case = CounterCase.objects.get()
    matter = OpenMatter.objects.get(kind="population.counter")
    assert (matter.subject_id, matter.holder, matter.reference) == (town.wang.account_id, town.officer, str(case.pk))
    assert timedelta(minutes=59) < matter.closes_at - timezone.now() <= timedelta(minutes=60)
    page = client.get(address, **ENGLISH).content.decode()
    for shown in ("王秀英", town.wang.number, "顺园三村 99-2-301"):
        assert shown in page
    line = Line.objects.get()
    assert (line.subject_id, line.purpose, line.reference) == (town.wang.account_id, "population.counter", str(case.pk))
    item = InboxItem.objects.get(account=town.wang.account)
    with translation.override("en"):
        told = item.message.said
    assert "A counter has opened your record" in told.title
    assert "薛家派出所 吴警官" in told.body
    assert open_record(town, town.wang, client=client) == address


def test_nobody_else_reads_by_the_case_and_closing_ends_it_at_once(town):
    client = town.at_the_counter()
    address = open_record(town, town.wang, client=client)
    assert town.at_the_counter(town.elsewhere).get(address).status_code == 403
    case = CounterCase.objects.get()
    assert town.at_the_counter(town.elsewhere).post("/population/counter/close/", {"case": case.pk}).status_code == 404
    assert client.post("/population/counter/close/", {"case": case.pk}).status_code == 302
    assert client.get(address).status_code == 403


def test_an_hour_later_the_record_is_closed(town):
    client = town.at_the_counter()
    address = open_record(town, town.wang, client=client)
    OpenMatter.objects.filter(kind="population.counter").update(closes_at=timezone.now())
    assert client.get(address).status_code == 403


def test_somebody_of_another_area_needs_their_number_and_shows_no_address(town):
    client = town.at_the_counter()
    asked = {"subject_id": town.far.subject_id, "document": "identity_card", "reason": "look"}
    assert client.post("/population/counter/open/", asked).status_code == 403
    page = client.post(COUNTER, {"q": town.far.number}).content.decode()
    proof = page.split('name="proof" value="')[1].split('"')[0]
    answer = client.post("/population/counter/open/", asked | {"proof": proof})
    page = client.get(answer["Location"], **ENGLISH).content.decode()
    assert "王小英" in page
    assert "花园新村" not in page
    assert "File an act" not in page
    other = asked | {"subject_id": town.limin.subject_id, "proof": proof}
    assert town.at_the_counter(town.elsewhere).post("/population/counter/open/", other).status_code == 403


def test_a_case_needs_a_document_and_a_reason(town):
    cases = (
        ({"document": "a library card"}, {"document"}), ({"reason": ""}, {"reason"}),
        ({"reason": "other"}, {"words"}), ({"reason": "other", "words": "x" * 300}, {"words"}),
        ({"document": "", "reason": "other", "words": "a\0b"}, {"document", "words"}),
    )  # fmt: skip
    for typed, fields in cases:
        with pytest.raises(Unfit) as unfit:
            open_counter_case(town.officer, person=town.wang, **{"document": "passport", "reason": "look"} | typed)
        assert set(unfit.value.defects) == fields


def test_nobody_opens_their_own_record_at_the_counter(town):
    mine = enter("吴强", "1", "1980-01-01", home=town.home, order=9)
    Person.objects.filter(pk=mine.pk).update(account=town.officer)
    with pytest.raises(Denied):
        open_counter_case(town.officer, person=Person.objects.get(pk=mine.pk), document="passport", reason="look")


def test_a_number_that_nobody_has_opens_nothing(town):
    client = town.at_the_counter()
    for number in ("", "x", "0", "-1", "9" * 40, "999999999"):
        assert client.post("/population/counter/open/", {"subject_id": number}).status_code == 404
        assert client.post("/population/counter/close/", {"case": number}).status_code == 404
