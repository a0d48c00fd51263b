"""The whole register taken along: what stands in the files, for spreadsheets and for programs."""

import csv
import gzip
import io
import json

import pytest
from django.test import Client

from longcheng.bases.organisations import limits
from longcheng.bases.organisations.registers import ORGANISATIONS, REGISTRATION
from longcheng.bases.organisations.tests.bodies import NAME, a_company, a_licence, code, stated

pytestmark = pytest.mark.django_db
ENGLISH = {"HTTP_ACCEPT_LANGUAGE": "en"}


def file_of(name):
    answer = Client().get(f"/organisations/download/{name}")
    assert answer.status_code == 200, name
    return answer, gzip.decompress(b"".join(answer.streaming_content)).decode()


@pytest.fixture
def companies(monkeypatch):
    monkeypatch.setattr("longcheng.bases.organisations.downloading.PORTION", 2)
    return [a_company(n) for n in range(5)]


def test_the_spreadsheet_has_every_organisation_once_and_no_number_of_a_person(companies):
    answer, text = file_of("organisations.csv.gz")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["code"] for row in rows] == [code(n) for n in range(5)]
    assert rows[0]["name"] == NAME
    assert rows[0]["is_synthetic"] == "true"
    assert "representative_id" not in rows[0]
    assert "1000000777" not in text
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="organisations-20')
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "license" in answer.headers["Link"]


def test_what_a_spreadsheet_would_reckon_is_a_text(companies):
    stated(ORGANISATIONS, "correction", REGISTRATION, {"scope": "=1+1"}, subject_id=companies[0].pk)
    _answer, text = file_of("organisations.csv.gz")
    assert next(csv.DictReader(io.StringIO(text)))["scope"] == "'=1+1"


def test_the_file_for_programs_says_first_what_it_is(companies):
    _answer, text = file_of("organisations.jsonl.gz")
    about, *rows = [json.loads(line) for line in text.splitlines()]
    assert about["about"]["licence"] == "CC BY 4.0"
    assert [field["name"] for field in about["about"]["fields"]] == list(rows[0])
    assert [row["id"] for row in rows] == [one.pk for one in companies]


def test_licences_have_files_of_their_own(companies):
    number = a_licence(companies[0])
    _answer, text = file_of("licences.csv.gz")
    assert next(csv.DictReader(io.StringIO(text)))["id"] == str(number)


def test_an_empty_register_is_a_file_with_a_head(db):
    assert file_of("licences.csv.gz")[1].count("\r\n") == 1


def test_the_page_says_what_each_field_holds_and_the_list_says_it_to_programs(db):
    page = Client().get("/organisations/download/", **ENGLISH).content.decode()
    for words in ("organisations.csv.gz", "CC BY 4.0", "representative_name", "Unified social credit code"):
        assert words in page
    files = Client().get("/organisations/download/about.json").json()["files"]
    assert "licences.jsonl.gz" in {one["path"] for one in files}


def test_other_names_and_too_many_files_are_refused(db, monkeypatch):
    assert Client().get("/organisations/download/passwords.csv.gz").status_code == 404
    monkeypatch.setattr("longcheng.bases.organisations.views.download.DOWNLOADS", (0, limits.DOWNLOADS[1]))
    refused = Client().get("/organisations/download/licences.csv.gz", **ENGLISH)
    assert refused.status_code == 429
    assert "too often" in refused.content.decode()
