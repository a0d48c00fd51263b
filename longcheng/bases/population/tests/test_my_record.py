"""王秀英 looks at what the city holds of her; Zheng, who is no resident, has no record."""

import json

from django.db import transaction

from longcheng.bases.population.doubts import DESK
from longcheng.bases.population.models import Person
from longcheng.bases.population.registers import HOUSEHOLDS, PERSONS, POLICE
from longcheng.core.registry.acts import Statement, state
from longcheng.core.transparency.models import Line


def test_each_value_says_who_stated_it_and_can_be_called_wrong(people, signed_in):
    page = signed_in("wangxiuying").get("/population/me/").content.decode()
    person = Person.objects.get(account=people["wangxiuying"])
    assert person.name in page
    assert person.address in page
    assert f"register={DESK.register}&amp;subject={person.pk}&amp;field=name" in page
    line = Line.objects.filter(subject_id=people["wangxiuying"].pk).latest("pk")
    assert (line.reader_id, line.purpose) == (people["wangxiuying"].pk, "own")
    assert "number" in line.field_names


def test_who_lives_in_the_household_stands_there_by_name_and_family_elsewhere_is_shortened(people, signed_in):
    person = Person.objects.get(account=people["wanglei"])
    page = signed_in("wanglei").get("/population/me/").content.decode()
    for one in Person.objects.filter(household_id=person.household_id):
        assert one.name in page
    elsewhere = Person.objects.filter(pk__in={person.mother_id, person.father_id} - {None}).exclude(
        household_id=person.household_id
    )
    assert all(one.name not in page for one in elsewhere)


def test_what_happened_is_told_in_sentences(people, signed_in):
    person = Person.objects.get(account=people["limin"])
    with transaction.atomic():
        state(PERSONS, Statement(kind="name_change", source=POLICE, subject_id=person.pk, values={"name": "李明敏"}),
              by=people["wu"])  # fmt: skip
        state(HOUSEHOLDS, Statement(kind="move", source="community.grid", subject_id=person.household_id,
              values={"address": "薛家镇新家路 8 号"}), by=people["wu"])  # fmt: skip
    client = signed_in("limin")
    client.cookies["django_language"] = "en"
    page = client.get("/population/me/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "李明敏" in page
    assert "薛家镇新家路 8 号" in page
    assert client.get("/population/me/print/").status_code == 200


def test_a_person_takes_their_data_along_with_every_act(people, signed_in):
    person = Person.objects.get(account=people["wangxiuying"])
    answer = signed_in("wangxiuying").get("/population/me/data.json")
    taken = json.loads(answer.content)
    assert {fact["field"] for fact in taken["record"]} >= {"name", "number", "address"}
    assert next(fact["value"] for fact in taken["record"] if fact["field"] == "number") == person.number
    assert taken["acts"][0]["values"]["name"] == person.name
    assert "attachment" in answer["Content-Disposition"]


def test_who_has_no_record_is_told_how_to_come_by_one(people, signed_in):
    assert signed_in("zheng").get("/population/me/").status_code == 200
    assert signed_in("zheng").get("/population/me/data.json").status_code == 404
    assert signed_in("zheng").get("/population/me/print/").status_code == 404
