"""What is said to be wrong: by 王秀英 herself, her son, officer 吴, departments; 何 is of another town.

Long, for a doubt is followed from its filing to its end, and all of it needs the same few people.
"""

import json
from datetime import timedelta

import orjson
import pytest
from django.db import connection, transaction
from django.utils import timezone, translation

from longcheng.bases.population.actions.corrections import (
    decide_correction,
    file_correction,
    follow_moves,
    take_correction,
)
from longcheng.bases.population.doubts import DESK, FIELDS, corrections_for, marks_of, wrong_href
from longcheng.bases.population.facts import PART_OF
from longcheng.bases.population.lists import CORRECTIONS, why_not_accept, why_not_decide
from longcheng.bases.population.models import Household, Person, PersonAct
from longcheng.bases.population.personal import RESIDENT
from longcheng.bases.population.registers import GRID, HEALTH, HOUSEHOLDS, KEEPER, PERSONS, POLICE, SCHOOL, SOCIAL
from longcheng.bases.population.tests.doubted import ELSEWHERE, NUMBER, OTHER_NUMBER, TOWN, officer, person_at_home, say
from longcheng.bases.population.wall import corrections as wall_tile
from longcheng.bases.population.work import corrections as waiting_work
from longcheng.core.access.matters import open_matter
from longcheng.core.access.models import Account, Mandate, OpenMatter, RoleHeld
from longcheng.core.access.permissions import Denied
from longcheng.core.access.purposes import NO_PURPOSE, OWN_RECORD, Purpose, for_mandate
from longcheng.core.access.reading import read_one
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.declaration.wall import Tone
from longcheng.core.events.models import StoredEvent
from longcheng.core.lists.models import BulkRun
from longcheng.core.messages.models import InboxItem
from longcheng.core.registry.acts import take_back
from longcheng.core.registry.declaring import register_named
from longcheng.core.registry.doubts.desks import Doubtable, DoubtDesk
from longcheng.core.registry.doubts.metrics import DoubtsCollector
from longcheng.core.registry.doubts.queries import matter_of, open_doubts, recent_doubts, waiting_by_owner
from longcheng.core.registry.doubts.rules import OPEN_MOST
from longcheng.core.registry.doubts.words import stated_value
from longcheng.core.registry.doubts.wrong import NoSuchValue, file_doubt
from longcheng.core.registry.models import Doubt, DoubtState
from longcheng.core.registry.reading import history
from longcheng.core.transparency.models import Line


@pytest.fixture(autouse=True)
def _english(db):
    with translation.override("en"):
        yield


@pytest.fixture
def person():
    return person_at_home()


@pytest.fixture
def home(person):
    return person.household


@pytest.fixture
def wu():
    return officer("wu", TOWN)


@pytest.fixture
def he():
    return officer("he", ELSEWHERE)


@pytest.fixture
def qian():
    return Account.objects.create_user("qian", display_name="钱")


def seen_by_herself(person):
    return read_one(person, RESIDENT, by=person.account, purpose=OWN_RECORD)


# Filing


def test_every_field_of_a_record_page_can_be_called_wrong_but_what_the_register_keeps_for_itself():
    kept = {"is_protected", "merged_into_id", "head_id"}
    assert {one.name: one.part for one in FIELDS} == {name: part for name, part in PART_OF.items() if name not in kept}
    for one in FIELDS:
        assert DESK.field_of(one).title


def test_the_person_files_and_it_is_owed_within_thirty_days(person):
    doubt = file_correction(person.account, field="name", value=" 王秀瑛 ", note="错字")
    assert doubt.due_at - doubt.filed_at == timedelta(days=30)
    assert (doubt.register, doubt.subject_id, doubt.owner, doubt.area_code) == (
        "population.person", person.pk, POLICE, f"{TOWN}006",
    )  # fmt: skip
    assert stated_value(doubt) == "王秀瑛"
    matter = OpenMatter.objects.live().get(kind="population.correction", reference=str(doubt.pk))
    assert (matter.subject_id, matter.url) == (person.account_id, f"/population/corrections/{doubt.pk}/")
    told = StoredEvent.objects.get(name="registry.DoubtOpened")
    assert told.data == {
        "doubt_id": doubt.pk, "register": "population.person", "subject_id": person.pk, "field": "name",
    }  # fmt: skip


def test_an_address_is_the_households_and_the_matter_is_the_persons_who_asked(person, home):
    doubt = file_correction(person.account, field="address", value="顺园三村 99-2-302")
    assert (doubt.register, doubt.subject_id, doubt.owner) == ("population.household", home.pk, GRID)
    assert matter_of(doubt).subject_id == person.account_id


def test_what_is_said_lies_sealed(person):
    doubt = file_correction(person.account, field="address", value="只有本人知道的地址", note="秘密的理由")
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(registry_doubt)::text FROM registry_doubt WHERE id = %s", [doubt.pk])
        row = cursor.fetchone()[0]
    secret = [text for word in ("只有本人", "秘密的") for text in (word, word.encode().hex())]
    assert not any(text in row for text in secret)
    acts = json.dumps(list(StoredEvent.objects.values_list("data", flat=True)), ensure_ascii=False)
    assert "只有本人" not in acts


@pytest.mark.parametrize("scopes", [["health"], ["school"]])
def test_the_son_files_by_his_mandate_what_it_lets_him_see(person, qian, scopes):
    mandate = Mandate.objects.create(
        giver=person.account, agent=qian, scopes=scopes, ends_at=timezone.now() + timedelta(days=1)
    )
    filed = {"number": person.pk, "field": "address", "value": "顺园三村 99-2-302", "purpose": for_mandate(mandate)}
    if "health" in scopes:
        assert file_doubt(qian, DESK, **filed).filed_by == qian
    else:
        with pytest.raises(Denied, match="may not see"):
            file_doubt(qian, DESK, **filed)


def test_an_officer_with_a_live_purpose_says_only_that_it_is_wrong(person, wu, qian):
    case = Purpose("population.correction", str(file_correction(person.account, field="name", value="王").pk))
    with pytest.raises(Unfit) as unfit:
        file_doubt(wu, DESK, number=person.pk, field="birth_date", purpose=case)
    assert set(unfit.value.defects) == {"note"}
    doubt = file_doubt(wu, DESK, number=person.pk, field="birth_date", note="证件上不一样", purpose=case)
    assert doubt.stated is None
    assert matter_of(doubt).subject_id == person.account_id
    with pytest.raises(Denied, match="your own request"):
        decide_correction(wu, correction_id=doubt.pk, accept=False, reason="No.")


@pytest.mark.parametrize(
    "purpose", [NO_PURPOSE, OWN_RECORD, Purpose("population.correction", "1"), Purpose("mandate", "1")]
)
def test_a_stranger_and_an_officer_without_a_purpose_file_nothing(person, wu, qian, purpose):
    for who in (wu, qian):
        for number in (person.pk, 1_999_999_999):
            with pytest.raises(Denied):
                file_doubt(who, DESK, number=number, field="name", value="X", purpose=purpose)
    assert not Doubt.objects.exists()


def test_what_is_no_field_or_cannot_be_typed_is_told(person):
    for field in ("merged_into_id", "is_protected", "nonsense", ""):
        with pytest.raises(Unfit, match="Choose what is wrong"):
            file_correction(person.account, field=field, value="1")
    with pytest.raises(NoSuchValue):
        file_doubt(person.account, DESK, number=person.pk, field="nonsense", value="1")
    with pytest.raises(Unfit):
        file_correction(person.account, field="mother_id", value="1000000001")
    assert file_correction(person.account, field="mother_id", note="我母亲没有写上").stated is None


def test_a_number_that_cannot_be_one_is_refused_without_repeating_it(person):
    with pytest.raises(Unfit) as unfit:
        file_correction(person.account, field="number", value=NUMBER[:-1] + ("1" if NUMBER[-1] != "1" else "2"))
    assert set(unfit.value.defects) == {"value"}
    assert "9900" not in str(unfit.value)


def test_the_same_reader_asks_once_and_not_without_end(person):
    file_correction(person.account, field="name", value="王秀")
    with pytest.raises(Unfit, match="asked for this already"):
        file_correction(person.account, field="name", value="王秀瑛")
    now = timezone.now()
    Doubt.objects.bulk_create(
        Doubt(register="x", subject_id=n, field="name", owner=POLICE, filed_by=person.account, due_at=now)
        for n in range(OPEN_MOST)
    )
    with pytest.raises(Unfit, match="requests open"):
        file_correction(person.account, field="phone", value="13900000000")


def test_anybody_signed_in_doubts_a_public_register(person, home, qian):
    public = DoubtDesk(
        register="population.household",
        fields=(Doubtable(name="address"),),
        row=lambda number: Household.objects.filter(pk=number).first(),
        nobody=lambda number: Household(pk=number),
    )
    doubt = file_doubt(qian, public, number=home.pk, field="address", value="顺园三村 99-2-9")
    assert (doubt.filed_by, doubt.owner) == (qian, GRID)
    with pytest.raises(NoSuchValue):
        file_doubt(qian, public, number=999, field="address", value="x")


# Doubts of departments


def test_another_source_opens_one_doubt_and_saying_it_again_does_not_double_it(person):
    first = say(HEALTH, {"name": "王秀瑛", "phone": "13900000000"}, subject=person.pk)
    assert [doubt.field for doubt in first.doubts] == ["name"], "nobody owns a phone yet: no doubt"
    again = say(HEALTH, {"name": "王秀瑛"}, subject=person.pk)
    assert again.doubts == first.doubts
    other = say(SOCIAL, {"name": "王秀瑛"}, subject=person.pk)
    assert other.doubts[0].pk != first.doubts[0].pk
    say(HEALTH, {"name": "王琇英"}, subject=person.pk)
    assert {(one.source, stated_value(one)) for one in open_doubts("population.person", [person.pk])} == {
        (HEALTH, "王琇英"), (SOCIAL, "王秀瑛"),
    }  # fmt: skip
    assert Person.objects.get(pk=person.pk).name == "王秀英", "the owner's value stands"
    assert matter_of(other.doubts[0]).subject_id == person.account_id


def test_the_same_value_written_otherwise_is_no_doubt(person):
    assert say(HEALTH, {"number": NUMBER.lower(), "name": " 王秀英 "}, subject=person.pk).doubts == []
    assert say(HEALTH, {"name": None, "sex": ""}, subject=person.pk).doubts == []


def test_what_a_department_says_of_the_past_or_the_future_contradicts_nothing_today(person):
    now = timezone.now()
    past = {"valid_from": now - timedelta(days=9), "valid_to": now - timedelta(days=1)}
    assert say(HEALTH, {"name": "王氏"}, subject=person.pk, **past).doubts == []
    assert say(HEALTH, {"name": "王氏"}, subject=person.pk, valid_from=now + timedelta(days=1)).doubts == []


def test_when_the_owner_states_it_the_doubt_ends_as_accepted_by_itself(person, wu):
    doubt = say(HEALTH, {"name": "王秀瑛"}, subject=person.pk).doubts[0]
    own = file_correction(person.account, field="name", value="王秀瑛")
    other = say(SOCIAL, {"name": "王琇英"}, subject=person.pk).doubts[0]
    say(POLICE, {"name": "王秀瑛"}, subject=person.pk, by=wu)
    for one, outcome in ((doubt, "accepted"), (own, "accepted"), (other, "open")):
        one.refresh_from_db()
        assert one.state == outcome
    assert doubt.decided_by is None
    assert not OpenMatter.objects.live().filter(reference=str(doubt.pk)).exists()
    assert InboxItem.objects.filter(account=person.account, message__key__startswith=f"doubt {own.pk} ").count() == 1
    assert {event.data["outcome"] for event in StoredEvent.objects.filter(name="registry.DoubtDecided")} == {"accepted"}


def test_when_the_department_comes_round_the_doubt_ends_as_withdrawn_by_itself(person):
    doubt = say(HEALTH, {"name": "王秀瑛"}, subject=person.pk).doubts[0]
    assert say(HEALTH, {"name": "王秀英"}, subject=person.pk).doubts == []
    doubt.refresh_from_db()
    assert (doubt.state, doubt.decided_by) == ("withdrawn", None)


def test_when_the_departments_row_is_taken_back_so_is_its_doubt(person, wu):
    said = say(HEALTH, {"name": "王秀瑛"}, subject=person.pk)
    with transaction.atomic():
        take_back(PERSONS, said.act.pk, by=wu, reason="Wrong person.")
    assert Doubt.objects.get(pk=said.doubts[0].pk).state == "withdrawn"


def test_a_doubt_without_a_value_ends_when_the_owner_changes_the_value_and_not_when_it_repeats_it(person, home):
    doubt = file_correction(person.account, field="division_code", note="我们不在这个社区")
    same = {"division_code": f"{TOWN}006"}
    say(GRID, same, register=HOUSEHOLDS, subject=home.pk, kind="move")
    doubt.refresh_from_db()
    assert doubt.is_open
    say(GRID, {"division_code": f"{TOWN}007"}, register=HOUSEHOLDS, subject=home.pk, kind="move")
    doubt.refresh_from_db()
    assert doubt.state == "accepted"


def test_what_was_refused_is_not_asked_again_until_the_owner_says_something_new(person, wu):
    doubt = say(HEALTH, {"name": "王秀瑛"}, subject=person.pk).doubts[0]
    decide_correction(wu, correction_id=doubt.pk, accept=False, reason="户口簿为准")
    assert say(HEALTH, {"name": "王秀瑛"}, subject=person.pk).doubts == []
    assert len(say(HEALTH, {"name": "王秀莹"}, subject=person.pk).doubts) == 1
    say(POLICE, {"name": "王秀"}, subject=person.pk)
    assert len(say(SOCIAL, {"name": "王秀英"}, subject=person.pk).doubts) == 1


def test_a_household_that_nobody_lives_in_is_doubted_by_no_file():
    empty = say(GRID, {"division_code": f"{TOWN}006"}, register=HOUSEHOLDS, kind="entered").record
    assert say(POLICE, {"division_code": f"{TOWN}007"}, register=HOUSEHOLDS, subject=empty.pk).doubts == []


# Deciding


def test_accepting_is_an_act_of_the_owner_and_both_are_told(person, wu):
    doubt = say(HEALTH, {"name": "王秀瑛"}, subject=person.pk).doubts[0]
    decide_correction(wu, correction_id=doubt.pk, accept=True, reason="见出生证明")
    act = history(PERSONS, person.pk)[-1]
    assert (act.kind, act.source, act.recorded_by_id, act.source_key) == (
        "correction", POLICE, wu.pk, f"doubt:{doubt.pk}",
    )  # fmt: skip
    person = Person.objects.select_related("account").get(pk=person.pk)
    assert (person.name, person.account.display_name) == ("王秀瑛", "王秀瑛")
    told = InboxItem.objects.get(account=person.account, message__key__startswith=f"doubt {doubt.pk} ").message
    assert told.said.title == "Your record has been corrected."
    assert told.said.body == "见出生证明"


def test_a_protected_value_is_corrected_sealed(person, home, wu):
    doubt = file_correction(person.account, field="address", value="顺园三村 99-2-302 室")
    decide_correction(wu, correction_id=doubt.pk, accept=True, reason="")
    assert Household.objects.get(pk=home.pk).address == "顺园三村 99-2-302 室"


def test_refusing_needs_a_reason_and_changes_nothing(person, wu):
    doubt = file_correction(person.account, field="name", value="王秀瑛")
    acts = PersonAct.objects.count()
    with pytest.raises(Unfit, match="Say why"):
        decide_correction(wu, correction_id=doubt.pk, accept=False, reason=" ")
    decide_correction(wu, correction_id=doubt.pk, accept=False, reason="户口簿为准")
    assert PersonAct.objects.count() == acts
    with pytest.raises(Unfit, match="already"):
        decide_correction(wu, correction_id=doubt.pk, accept=True, reason="")


def test_an_officer_types_what_nobody_said_and_files_an_act_where_it_cannot_be_typed(person, wu, he):
    case = Purpose("population.correction", str(file_correction(person.account, field="name", value="王").pk))
    RoleHeld.objects.create(account=he, role="population.registrar", area_code=TOWN)
    filed = {"number": person.pk, "note": "不对", "purpose": case}
    typed = file_doubt(he, DESK, field="birth_date", **filed)
    with pytest.raises(Unfit, match="Nobody has said"):
        decide_correction(wu, correction_id=typed.pk, accept=True, reason="")
    decide_correction(wu, correction_id=typed.pk, accept=True, reason="", value="1954-03-09")
    assert str(Person.objects.get(pk=person.pk).birth_date) == "1954-03-09"
    related = file_doubt(he, DESK, field="mother_id", **filed)
    with pytest.raises(Unfit, match="File the act"):
        decide_correction(wu, correction_id=related.pk, accept=True, reason="", value="1000000001")


def test_nobody_decides_in_another_area_on_their_own_doubt_or_record(person, wu, he, home):
    doubt = say(HEALTH, {"name": "王秀瑛"}, subject=person.pk).doubts[0]
    for act in (lambda: decide_correction(he, correction_id=doubt.pk, accept=True, reason=""),
                lambda: take_correction(he, correction_id=doubt.pk)):  # fmt: skip
        with pytest.raises(Denied):
            act()
    own = say(POLICE, {"name": "吴"}, kind="entered").record
    Person.objects.filter(pk=own.pk).update(account=wu)
    say(GRID, {"household_id": home.pk}, subject=own.pk, kind="entered")
    about_me = say(HEALTH, {"name": "吴吴"}, subject=own.pk).doubts[0]
    my_home = file_correction(person.account, field="address", value="顺园三村 1")
    for one in (about_me, my_home):
        with pytest.raises(Denied, match="your own request"):
            decide_correction(wu, correction_id=one.pk, accept=True, reason="")
        assert "your own" in why_not_decide(wu, one) or not one.source
    assert {task.key for task in waiting_work(wu)} == {str(doubt.pk), str(my_home.pk)}
    assert not corrections_for(he).exists()


def test_after_a_move_the_registrar_of_the_new_home_answers(person, wu, he, home):
    doubt = file_correction(person.account, field="name", value="王秀瑛")
    of_home = file_correction(person.account, field="address", value="别处 1")
    take_correction(wu, correction_id=doubt.pk)
    assert follow_moves() == 0
    say(GRID, {"division_code": f"{ELSEWHERE}001"}, register=HOUSEHOLDS, subject=home.pk, kind="move")
    assert follow_moves() == 2
    assert set(corrections_for(he)) == {doubt, of_home}
    assert not corrections_for(wu).exists()
    assert decide_correction(he, correction_id=doubt.pk, accept=True, reason="").state == "accepted"


def test_of_a_merged_record_the_one_that_stayed_is_corrected_and_bears_the_mark(person, wu):
    gone = say(POLICE, {"name": "王秀英", "sex": "2", "birth_date": "1954-03-08"}, kind="entered").record
    doubt = say(HEALTH, {"birth_date": "1954-03-09"}, subject=gone.pk).doubts[0]
    say(KEEPER, {"merged_into_id": person.pk}, subject=gone.pk, kind="merge")
    assert marks_of(person, seen_by_herself(person))["birth_date"][0].is_open
    Doubt.objects.filter(pk=doubt.pk).update(area_code=TOWN)
    decide_correction(wu, correction_id=doubt.pk, accept=True, reason="")
    assert str(Person.objects.get(pk=person.pk).birth_date) == "1954-03-09"


# What readers are told


def test_every_reader_sees_that_a_value_is_checked_and_for_ninety_days_what_came_of_it(person, wu):
    doubt = say(HEALTH, {"name": "王秀瑛", "number": OTHER_NUMBER}, subject=person.pk).doubts[0]
    open_matter("population.correction", reference="900", subject=person.account)
    mark = marks_of(person, seen_by_herself(person))["name"][0]
    assert (mark.is_open, mark.by, mark.stated, mark.is_late) == (True, "another department", "王秀瑛", False)
    decide_correction(wu, correction_id=doubt.pk, accept=False, reason="户口簿为准")
    mark = marks_of(person, seen_by_herself(person))["name"][0]
    assert (mark.is_open, mark.is_corrected, mark.reason) == (False, False, "户口簿为准")
    Doubt.objects.filter(pk=doubt.pk).update(decided_at=timezone.now() - timedelta(days=91))
    assert "name" not in marks_of(person, seen_by_herself(person))
    assert recent_doubts("population.person", [person.pk]) == []


def test_who_does_not_see_the_value_sees_the_mark_without_it(person, qian):
    doubt = file_correction(person.account, field="address", value="顺园三村 99-2-302")
    mandate = Mandate.objects.create(
        giver=person.account, agent=qian, scopes=["school"], ends_at=timezone.now() + timedelta(days=1)
    )
    seen = read_one(person, RESIDENT, by=qian, purpose=for_mandate(mandate))
    mark = marks_of(person, seen)["address"][0]
    assert (mark.is_open, mark.stated) == (True, "")
    Doubt.objects.filter(pk=doubt.pk).update(state=DoubtState.REFUSED, decided_at=timezone.now(), reason="99-2-301")
    assert marks_of(person, seen)["address"][0].reason == ""


def test_the_way_to_say_it_names_the_purpose_and_never_a_value(person):
    assert wrong_href(person, "number", purpose=OWN_RECORD) == (
        f"/wrong/?register=population.person&subject={person.pk}&field=number"
    )
    assert "purpose=population.correction%3A7" in wrong_href(
        person, "name", purpose=Purpose("population.correction", "7")
    )


# The counter and the wall


def test_only_what_departments_say_is_decided_by_the_dozen(person, wu):
    theirs = say(HEALTH, {"name": "王秀瑛"}, subject=person.pk).doubts[0]
    hers = file_correction(person.account, field="phone", value="13900000000")
    assert why_not_accept(wu, theirs) == why_not_decide(wu, theirs) == ""
    assert "A person has asked this" in why_not_accept(wu, hers)
    accept, refuse = CORRECTIONS.action("accept"), CORRECTIONS.action("refuse")
    assert refuse.undo is None
    accept.do(wu, theirs, {"reason": "见出生证明"})
    assert Person.objects.get(pk=person.pk).name == "王秀瑛"
    accept.undo(wu, theirs, {})
    theirs.refresh_from_db()
    again = Person.objects.select_related("account").get(pk=person.pk)
    assert (theirs.is_open, again.name, again.account.display_name) == (True, "王秀英", "王秀英")
    assert OpenMatter.objects.live().filter(reference=str(theirs.pk)).exists()
    assert "taken back" in InboxItem.objects.filter(account=person.account).latest("pk").message.said.title
    with pytest.raises(Unfit, match="No correction was made"):
        accept.undo(wu, theirs, {})
    refuse.do(wu, theirs, {"reason": "户口簿为准"})
    theirs.refresh_from_db()
    assert (theirs.state, theirs.reason) == ("refused", "户口簿为准")


def test_the_list_is_narrowed_by_who_says_so_and_by_field(person, wu):
    say(HEALTH, {"name": "王秀瑛", "sex": "1"}, subject=person.pk)
    file_correction(person.account, field="phone", value="13900000000")
    rows = CORRECTIONS.rows(wu)
    by = {one.name: one for one in CORRECTIONS.filters}
    assert by["source"].narrow(rows, {"source": "-"}).count() == 1
    assert by["source"].narrow(rows, {"source": HEALTH}).count() == 2
    assert by["field"].narrow(rows, {"field": "sex"}).count() == 1


def test_the_wall_counts_what_is_open_and_names_the_owner_who_is_late(person):
    doubt = say(HEALTH, {"name": "王秀瑛"}, subject=person.pk).doubts[0]
    assert wall_tile(TOWN).tone == Tone.WAITING
    Doubt.objects.filter(pk=doubt.pk).update(due_at=timezone.now() - timedelta(days=1))
    told = wall_tile(TOWN)
    assert (told.tone, told.value) == (Tone.URGENT, "1–4")
    assert [row.title for row in told.rows][1:] == ["Public security bureau"]
    assert wall_tile(ELSEWHERE).value == "0"
    assert [(one.owner, one.count, one.late) for one in waiting_by_owner()] == [(POLICE, 1, 1)]
    metrics = {metric.name: metric.samples[0] for metric in DoubtsCollector().collect()}
    assert metrics["longcheng_doubts_late"].value == 1
    assert metrics["longcheng_doubts_open"].labels == {"register": "population.person", "owner": POLICE}


def test_looking_at_marks_costs_the_same_for_many_doubts_as_for_one(person, django_assert_num_queries):
    seen = seen_by_herself(person)
    for source in (HEALTH, SOCIAL, SCHOOL):
        say(source, {"name": f"王{source}"[:8], "sex": "1"}, subject=person.pk)
    with django_assert_num_queries(5):
        marks_of(person, seen)


def test_no_line_of_the_ledger_is_written_by_filing(person):
    file_correction(person.account, field="name", value="王秀瑛")
    assert not Line.objects.exists()
    assert register_named("population.person").doubt_purpose == "population.correction"
    assert orjson.loads(Doubt.objects.get().stated) == "王秀瑛"


def test_a_refusal_by_the_dozen_is_previewed_needs_a_reason_and_is_not_undone(person, wu, client):
    theirs = say(HEALTH, {"name": "王秀瑛", "sex": "1"}, subject=person.pk).doubts
    hers = file_correction(person.account, field="phone", value="13900000000")
    client.force_login(wu)
    rows = [*(one.pk for one in theirs), hers.pk]
    ticked = {"list": "population.corrections", "do": "refuse", "row": rows}
    client.post("/desk/lists/act/", ticked, HTTP_ACCEPT_LANGUAGE="en")
    run = BulkRun.objects.get()
    preview = client.get(f"/desk/runs/{run.pk}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "A refusal cannot be taken back." in preview
    assert "A person has asked this" in preview
    assert client.post(f"/desk/runs/{run.pk}/", {"reason": ""}).status_code == 422
    client.post(f"/desk/runs/{run.pk}/", {"reason": "户口簿为准"})
    assert {one.state for one in Doubt.objects.filter(pk__in=[one.pk for one in theirs])} == {"refused"}
    hers.refresh_from_db()
    assert hers.is_open
    client.post(f"/desk/runs/{run.pk}/undo/")
    assert not Doubt.objects.filter(pk__in=[one.pk for one in theirs], state="open").exists()


def test_the_case_of_somebody_without_an_account_opens_their_record_and_closes_it_again(wu, he, client):
    child = say(POLICE, {"name": "小王", "birth_date": "2020-02-02"}, kind="entered").record
    home = say(
        GRID, {"division_code": f"{TOWN}006", "address": "顺园三村 8"}, register=HOUSEHOLDS, kind="entered"
    ).record
    say(GRID, {"household_id": home.pk}, subject=child.pk, kind="entered")
    doubt = say(SCHOOL, {"birth_date": "2020-02-03"}, subject=child.pk).doubts[0]
    assert matter_of(doubt).subject_id == child.pk
    address = f"/population/corrections/{doubt.pk}/"
    client.force_login(he)
    assert client.get(address).status_code == 404
    client.force_login(wu)
    page = client.get(address, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    for words in ("2020-02-03", "School enrolment", "Public security bureau", "顺园三村 8"):
        assert words in page
    line = Line.objects.get()
    assert (line.subject_id, line.purpose, line.reference) == (child.pk, "population.correction", str(doubt.pk))
    assert client.post(address, {"do": "refuse", "reason": ""}).status_code == 422
    client.post(address, {"do": "accept", "reason": "见出生证明"})
    assert str(Person.objects.get(pk=child.pk).birth_date) == "2020-02-03"
    assert "顺园三村 8" not in client.get(address).content.decode()
