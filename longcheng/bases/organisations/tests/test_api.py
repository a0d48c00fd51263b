"""What programs read of organisations without an account."""

import pytest
from django.test import Client

from longcheng.bases.organisations import limits
from longcheng.bases.organisations.tests import bodies
from longcheng.bases.organisations.tests.bodies import a_company, a_licence, code, renamed_company

pytestmark = pytest.mark.django_db
API = "/api/organisations"


@pytest.fixture
def company():
    return renamed_company()


def test_one_organisation_is_read_by_its_code_or_its_number_with_names_and_licences(company):
    number = a_licence(company)
    by_code = Client().get(f"{API}/{code(1).lower()}").json()
    by_number = Client().get(f"{API}/{company.pk}").json()
    assert by_code["values"] == by_number["values"]
    assert by_code["values"]["name"] == bodies.NAME
    assert "representative_id" not in by_code["values"]
    assert by_code["sources"]["name"] == "organisations.registration"
    assert [one["name"] for one in by_code["names"]] == [bodies.OLD_NAME, bodies.NAME]
    assert [one["id"] for one in by_code["licences"]] == [number]


def test_it_is_read_as_of_a_day(company):
    assert Client().get(f"{API}/{company.pk}?valid=2019-05-01").json()["values"]["name"] == bodies.OLD_NAME
    assert Client().get(f"{API}/{company.pk}?valid=2001-01-01").json()["values"] == {}


@pytest.mark.parametrize("reference", ["77", "x", code(77), "9" * 30, "%00", "a" * 100])
def test_what_is_not_there_is_not_found(company, reference):
    assert Client().get(f"{API}/{reference}").status_code in {400, 404}


def test_the_search_says_why_each_was_found(company):
    hit = Client().get(f"{API}/search?q=恒盛").json()["hits"][0]
    assert (hit["id"], hit["why"], hit["former_name"]) == (company.pk, "name", bodies.OLD_NAME)
    assert hit["former_until"].startswith("2021-02-28T16:00")
    a_company(2)
    page = Client().get(f"{API}/search?q=远景&limit=1").json()
    rest = Client().get(f"{API}/search?q=远景&limit=1&after={page['after']}").json()
    assert {page["hits"][0]["id"], rest["hits"][0]["id"]} == set(
        bodies.Organisation.objects.values_list("pk", flat=True)
    )
    assert Client().get(f"{API}/search?q=远景&status=dissolved").json()["hits"] == []
    assert Client().get(f"{API}/search").status_code == 422


def test_who_asks_too_often_is_told_so(company, monkeypatch):
    monkeypatch.setattr("longcheng.bases.organisations.api.SEARCHES", (1, limits.SEARCHES[1]))
    assert Client().get(f"{API}/search?q=远景").status_code == 200
    answer = Client().get(f"{API}/search?q=远景")
    assert answer.status_code == 429
    assert "rate" in answer.json()["defects"]


def test_too_many_records_or_no_numbers_are_refused(company):
    assert Client().get(f"{API}/records?subjects={','.join(['1'] * 101)}").status_code == 422
    assert Client().get(f"{API}/records?subjects=1;2").status_code == 422
