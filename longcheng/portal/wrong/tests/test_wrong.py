"""“This is wrong” as people see it: 王秀英, her son, officer 吴 with a case, 钱 who has none."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import urlencode

from longcheng.bases.population.actions.corrections import file_correction
from longcheng.bases.population.tests.doubted import ELSEWHERE, HOME, NUMBER, TOWN, officer, person_at_home
from longcheng.core.access.models import Account, Mandate
from longcheng.core.registry.models import Doubt
from longcheng.core.transparency.models import Line

pytestmark = pytest.mark.django_db
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


@pytest.fixture
def person():
    return person_at_home()


def as_(account):
    client = Client()
    client.force_login(account)
    return client


def address(subject, field="", purpose="", register="population.person"):
    asked = {"register": register, "subject": subject, "field": field, "purpose": purpose}
    return "/wrong/?" + urlencode({name: value for name, value in asked.items() if value})


def test_the_person_sees_what_stands_and_whose_it_is_and_says_what_is_right(person):
    client = as_(person.account)
    page = client.get(address(person.pk, "address"), **ENGLISH).content.decode()
    for words in (HOME, "Community grid", "Town and street offices", "answers by"):
        assert words in page
    answer = client.post(address(person.pk, "address"), {"value": "顺园三村 99-2-302", "note": "少了一户"})
    assert answer.headers["Location"] == "/population/me/"
    assert Doubt.objects.get().filed_by == person.account
    assert "Being checked" in client.get(address(person.pk, "address"), **ENGLISH).content.decode()


def test_without_a_field_the_page_lets_choose_among_what_one_sees(person):
    page = as_(person.account).get(address(person.pk), **ENGLISH).content.decode()
    assert "field=number" in page
    assert NUMBER in page
    assert "merged" not in page
    assert Line.objects.get().subject_id == person.account_id


def test_a_form_with_defects_keeps_what_was_typed(person):
    answer = as_(person.account).post(address(person.pk, "name"), {"value": "", "note": "为什么"}, **ENGLISH)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Say how it should read." in page
    assert "为什么" in page


def test_a_day_is_asked_as_a_day_and_a_code_from_a_list(person):
    client = as_(person.account)
    assert 'type="date"' in client.get(address(person.pk, "birth_date")).content.decode()
    assert '<option value="1">male' in client.get(address(person.pk, "sex"), **ENGLISH).content.decode()
    assert 'name="value"' not in client.get(address(person.pk, "mother_id")).content.decode()


def test_the_son_says_it_by_his_mandate_and_comes_back_to_the_record(person):
    son = Account.objects.create_user("wanglei", display_name="王磊")
    mandate = Mandate.objects.create(
        giver=person.account, agent=son, scopes=["home"], ends_at=timezone.now() + timedelta(days=1)
    )
    purpose = f"mandate:{mandate.pk}"
    client = as_(son)
    assert HOME in client.get(address(person.pk, "address", purpose)).content.decode()
    answer = client.post(address(person.pk, "address", purpose), {"value": "顺园三村 99-2-302"})
    assert answer.headers["Location"] == f"/population/residents/{person.account_id}/?purpose=mandate%3A{mandate.pk}"
    assert client.get(address(person.pk, "number", purpose)).status_code == 403


def test_an_officer_with_a_case_says_it_and_one_of_another_town_does_not(person):
    case = f"population.correction:{file_correction(person.account, field='name', value='王秀瑛').pk}"
    wu, he = officer("wu", TOWN), officer("he", ELSEWHERE)
    page = as_(wu).get(address(person.account_id, "birth_date", case), **ENGLISH).content.decode()
    assert "You can leave this empty and only say that it is wrong." in page
    posted = as_(wu).post(address(person.account_id, "birth_date", case), {"note": "证件上不一样"})
    assert posted.headers["Location"].startswith(f"/population/residents/{person.account_id}/?purpose=")
    assert Doubt.objects.get(filed_by=wu).stated is None
    assert as_(he).get(address(person.pk, "birth_date", case)).status_code == 403


def words_of(answer):
    """The answer without what differs in every form."""
    differing = r'name="csrfmiddlewaretoken" value="\w+"|subject(=|%3D)\d+'
    return re.sub(differing, "", answer.content.decode())


@pytest.mark.parametrize("purpose", ["", "own", "mandate:1", "population.correction:1", "nonsense", "x" * 300])
def test_a_stranger_learns_neither_a_value_nor_who_has_a_record(person, purpose):
    client = as_(Account.objects.create_user("qian", display_name="钱"))
    numbers = (person.pk, person.account_id, 1_999_999_999, 77_777)
    answers = [client.get(address(number, "name", purpose), **ENGLISH) for number in numbers]
    answers += [client.get(address(numbers[0], "", purpose), **ENGLISH)]
    assert {answer.status_code for answer in answers} == {403}
    assert len({words_of(answer) for answer in answers[:4]}) == 1
    assert client.post(address(person.pk, "name", purpose), {"value": "X"}).status_code == 403
    assert not Doubt.objects.exists()
    assert "王秀英" not in words_of(answers[0])


@pytest.mark.parametrize(
    "query",
    ["", "register=none&subject=1", "register=population.person", "register=population.person&subject=x",
     "register=population.person&subject=" + "9" * 30, "register=population.person&subject=%00"],
)  # fmt: skip
def test_nonsense_in_the_address_is_no_error(person, query):
    assert as_(person.account).get(f"/wrong/?{query}").status_code == 404


def test_a_field_that_is_none_is_not_found(person):
    assert as_(person.account).get(address(person.pk, "merged_into_id")).status_code == 404
    assert as_(person.account).post(address(person.pk, "nonsense"), {"value": "1"}).status_code == 404


def test_it_asks_for_sign_in(person):
    assert Client().get(address(person.pk, "name")).headers["Location"].startswith("/sign-in/")
