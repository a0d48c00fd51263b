"""The files that a person takes along, and the interface for programs."""

import csv
import json
from io import StringIO

import pytest

from longcheng.core.disclosure.export import COLUMNS, as_csv, as_json, safe_cell
from longcheng.core.disclosure.filters import LineFilter
from longcheng.core.disclosure.tests.looks import STATION, look


def csv_of(person, language: str = "en") -> tuple[str, list[list[str]]]:
    text = "".join(as_csv(person, LineFilter(), language=language))
    return text, list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


def test_excel_opens_the_chinese_right_and_takes_no_name_for_a_formula(people, clock):
    people["wu"].display_name = '=HYPERLINK("http://evil.example")'
    people["wu"].save()
    line = look(people["wangxiuying"], by=people["wu"], reference="+17", what="@x", fields=("-1",))
    text, rows = csv_of(people["wangxiuying"], "zh-hans")
    assert text.startswith("\ufeff编号,")
    row = dict(zip([column.name for column in COLUMNS], rows[1], strict=True))
    assert row["number"] == str(line.pk)
    assert row["who"] == """'=HYPERLINK("http://evil.example")"""
    assert (row["reference"], row["record"], row["fields"]) == ("'+17", "'@x", "'-1")


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", "\n=1", "＝1"])
def test_a_cell_never_begins_as_a_formula(text):
    assert safe_cell(text) == f"'{text}"
    assert safe_cell(f"a{text}") == f"a{text}"


def test_the_file_says_what_each_column_means(people, clock):
    look(people["wangxiuying"], by=people["wu"], organisation=STATION)
    _text, rows = csv_of(people["wangxiuying"])
    assert rows[2] == []
    assert rows[3] == ["What each column means"]
    assert len(rows[4 : 4 + len(COLUMNS)]) == len(COLUMNS)
    assert "203.0.113.5" not in str(rows)


def test_json_is_whole_with_many_lines_and_with_none(people, clock, monkeypatch):
    monkeypatch.setattr("longcheng.core.disclosure.export.CHUNK", 2)
    person = people["wangxiuying"]
    assert json.loads("".join(as_json(person, LineFilter(), language="en")))["lines"] == []
    made = [look(person, by=people["wu"]) for _ in range(5)]
    file = json.loads("".join(as_json(person, LineFilter(), language="en")))
    assert sorted(line["number"] for line in file["lines"]) == sorted(str(line.pk) for line in made)
    assert set(file["columns"]) == set(file["lines"][0])


def test_a_file_holds_no_more_than_its_bound(people, clock, monkeypatch):
    monkeypatch.setattr("longcheng.core.disclosure.export.LINES_MOST", 3)
    from longcheng.core.disclosure.export import told_lines

    for _ in range(5):
        look(people["wangxiuying"], by=people["wu"])
    assert len(list(told_lines(people["wangxiuying"], LineFilter(), most=3))) == 3


def test_a_program_reads_the_persons_own_lines_page_by_page(people, signed_in, clock):
    person = people["wangxiuying"]
    made = [look(person, by=people["wu"], organisation=STATION) for _ in range(3)]
    look(people["limin"], by=people["wu"])
    client = signed_in("wangxiuying")
    first = client.get("/api/disclosure/lines?limit=2", headers={"accept-language": "en"}).json()
    rest = client.get(f"/api/disclosure/lines?limit=2&before={first['older']}").json()
    numbers = [line["number"] for line in first["lines"] + rest["lines"]]
    assert sorted(numbers) == sorted(line.pk for line in made)
    assert rest["older"] is None
    assert first["lines"][0]["sentence"].startswith(
        "吴警官 (薛家派出所), for the correction request 17 about your record"
    )


@pytest.mark.parametrize("query", ["before=x", "limit=0", "limit=101", "who=x", "since=x", "purpose=x", "own=maybe"])
def test_a_program_that_asks_wrongly_is_told(signed_in, clock, query):
    assert signed_in("wangxiuying").get(f"/api/disclosure/lines?{query}").status_code == 422
