"""What the law has the officer told before filing, on the page that asks; and a move that the receiving place files."""

from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from longcheng.bases.geography.models import Division
from longcheng.bases.population.actions.counter_cases import found_by_number, open_counter_case
from longcheng.bases.population.cautions import cautions_for
from longcheng.bases.population.models import Person
from longcheng.bases.population.tests.acts_life import person
from longcheng.bases.population.tests.town import ENGLISH, THERE, found_town


@pytest.fixture
def town(divisions):
    return found_town()


def address_of(case, kind):
    subject_id = Person.objects.get(pk=case.person_id).subject_id
    return f"/population/residents/{subject_id}/act/{kind}/?purpose=population.counter:{case.pk}"


def test_a_late_birth_with_the_name_of_neither_parent_is_cautioned_on_the_page_and_registered(town):
    case = open_counter_case(town.officer, person=town.limin, document="identity_card", reason="act")
    day = timezone.localdate() - timedelta(days=90)
    typed = {"name": "赵小雨", "sex": "2", "birth_date": day.isoformat(), "step": "check"}
    desk = town.at_the_counter()
    page = desk.post(address_of(case, "birth"), typed, **ENGLISH).content.decode()
    assert "This does not stand against it" in page
    assert "Article 7: within a month" in page
    assert "Article 1015" in page
    assert desk.post(address_of(case, "birth"), typed | {"step": "register"}, **ENGLISH).status_code == 302
    assert Person.objects.filter(name="赵小雨").exists()


def test_the_officer_of_the_place_that_is_reached_files_the_move_by_the_page(town):
    proof = found_by_number(town.elsewhere, subject_id=town.limin.subject_id)
    case = open_counter_case(town.elsewhere, person=town.limin, document="identity_card", reason="act", proof=proof)
    desk = town.at_the_counter(town.elsewhere)
    there = Division.objects.filter(code__startswith=THERE[:9], level=12).order_by("code")[0].code
    typed = {"who": "person", "division_code": there, "address": "湖塘 1-1", "day": timezone.localdate().isoformat()}
    page = desk.post(address_of(case, "move"), typed | {"step": "check"}, **ENGLISH)
    assert page.status_code == 200, page.content.decode()
    assert town.home.address not in page.content.decode(), "where they lived stays masked to another area"
    assert desk.post(address_of(case, "move"), typed | {"step": "register"}, **ENGLISH).status_code == 302
    assert Person.objects.get(pk=town.limin.pk).division_code == there
    away = desk.get(address_of(case, "birth"), **ENGLISH)
    assert away.status_code == 200, "they are of this area now"


def test_what_is_told_hangs_on_the_kind_of_act(town):
    long_ago = timezone.localdate() - timedelta(days=90)
    child = person("李小雨", "2", date(2020, 1, 1), mother_id=town.limin.pk)
    with translation.override("en"):
        assert "Article 8" in cautions_for("death", town.wang, {"death_date": long_ago})[0]
        assert "Article 13" in cautions_for("move", town.wang, {"day": long_ago})[0]
        assert "Article 18" in cautions_for("name_change", child, {"name": "李大雨"})[0]
        assert "Article 27" in cautions_for("guardianship", child, {"guardian_id": town.wang.pk})[0]
        assert cautions_for("guardianship", child, {"guardian_id": town.limin.pk}) == []
        assert cautions_for("divorce", town.wang, {"day": long_ago}) == []
