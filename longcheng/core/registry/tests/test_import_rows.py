"""Cells, mappings and checks: what a department writes becomes what a register holds, or is told with its place."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from longcheng.core.registry.declaring import DEPARTMENT_ROW, Register, RegisterField, Source
from longcheng.core.registry.importing import mapping as mappings
from longcheng.core.registry.importing.checking import MASK, Checker
from longcheng.core.registry.importing.mapping import MappingRefused, read_mapping
from longcheng.core.registry.importing.parsing import (
    PARSERS,
    Defective,
    parse_date,
    parse_identity_number,
    parse_number,
    parse_yes,
    text,
)
from longcheng.core.registry.importing.rows import Flawed, Row
from longcheng.core.registry.importing.suggesting import shape, suggest, written

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass
class Nothing:
    """Stands where models would; nothing here reaches a database."""


def check(values):
    return {"number": "The check sign does not fit."} if values.get("number", "").endswith("0") else {}


DOGS = Register(
    name="test.dog",
    title="Dogs",
    act_model=Nothing,
    record_model=Nothing,
    fields=(
        RegisterField(name="number", title="Chip", owner="vet", is_sealed=True),
        RegisterField(name="name", title="Name", owner="vet"),
        RegisterField(name="sex", title="Sex", owner="vet", kind="code", choices=(("1", "male"), ("2", "female"))),
        RegisterField(name="birth_date", title="Born", owner="vet", kind="date"),
        RegisterField(name="weight_kg", title="Weight", owner="vet", kind="number"),
        RegisterField(name="is_tame", title="Tame", owner="vet", kind="yes"),
    ),
    kinds=(DEPARTMENT_ROW,),
    project=lambda states: {},
    check=check,
    header_words={"name": ("名字", "犬名"), "birth_date": ("出生日期",)},
    parsers={"number": "identity_number"},
)


@pytest.fixture(autouse=True)
def _dogs(monkeypatch):
    monkeypatch.setattr(mappings, "registers", lambda: {"test.dog": DOGS})
    monkeypatch.setattr(mappings, "sources", lambda: {"vet": Source(name="vet", title="Vet")})
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("1980-01-02", "1980-01-02"), ("1980/1/2", "1980-01-02"), ("19800102", "1980-01-02"),
        ("1980年1月2日", "1980-01-02"), ("1980.1.2", "1980-01-02"), (" 1980-01-02 00:00:00 ", "1980-01-02"),
        ("１９８０－１－２", "1980-01-02"), (29222, "1980-01-02"), ("29222", "1980-01-02"), (19800102, "1980-01-02"),
        (date(1980, 1, 2), "1980-01-02"), (datetime(1980, 1, 2, 5, tzinfo=ZONE), "1980-01-02"),
        ("2000-02-29", "2000-02-29"),
    ],
)  # fmt: skip
def test_dates_are_read_as_people_write_them(cell, day):
    assert parse_date(cell) == day


@pytest.mark.parametrize(
    "cell", ["1900-02-29", "02/01/1980", "1980-13-01", "60", "1980", "1580-01-01", "soon", "1980-01", 0, -5, 1e20, True]
)
def test_what_is_no_date_is_told(cell):
    with pytest.raises(Defective):
        parse_date(cell)


@given(st.dates(min_value=date(1850, 1, 1), max_value=date(2199, 12, 31)))
@settings(max_examples=100, deadline=None)
def test_every_day_reads_the_same_in_every_form(day):
    forms = (
        f"{day:%Y-%m-%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
    )
    assert {parse_date(form) for form in forms} == {day.isoformat()}


@given(st.one_of(st.text(max_size=40), st.integers(), st.floats(), st.booleans(), st.none()))
@settings(max_examples=150, deadline=None)
def test_no_cell_brings_a_parser_down(cell):
    for parse in PARSERS.values():
        with suppress(Defective):
            parse(cell)


def test_a_number_whose_digits_a_workbook_has_cut_is_not_taken():
    with pytest.raises(Defective, match="cut"):
        parse_identity_number(4.4030119800102e17)
    assert parse_identity_number(" 99999919800102123x ") == "99999919800102123X"
    assert text(12.0) == "12"
    assert parse_number("1,234") == 1234
    assert parse_yes("是") is True


@pytest.mark.parametrize("cell", ["a\0b", "\ud800", "x" * 501, Flawed("A formula stands here.")])
def test_texts_that_no_table_can_store_are_told(cell):
    with pytest.raises(Defective):
        text(cell)


GOOD = """
register = "test.dog"
source = "vet"
key = "no"
valid_on = 2026-11-01

[fields.number]
column = "chip"
parser = "identity_number"

[fields.name]
column = "name"
required = true

[fields.sex]
column = "sex"
codes = { "公" = "1", "母" = "2" }

[fields.birth_date]
column = "born"
"""


def test_a_mapping_cannot_reach_what_is_closed_to_files(monkeypatch):
    closed = replace(DOGS, closed_to_files=frozenset({"is_tame"}), file_sources=("other",))
    monkeypatch.setattr(mappings, "registers", lambda: {"test.dog": closed})
    with pytest.raises(MappingRefused) as refused:
        read_mapping(GOOD.replace("[fields.name]", 'constant = "x"\n[fields.is_tame]\nconstant = true\n[fields.name]'))
    assert {"fields.is_tame", "source"} <= set(refused.value.defects)


def test_a_mapping_that_fits_is_read_and_written_back_the_same():
    mapping = read_mapping(GOOD, columns=["no", "chip", "name", "sex", "born"])
    assert mapping.columns == ["chip", "name", "sex", "born", "no"]
    assert read_mapping(written(mapping)) == mapping


def test_everything_wrong_with_a_mapping_is_told_at_once():
    wrong = """
register = "test.dog"
source = "vett"
kind = "party"
keys = "no"
valid_on = "soon"
[file]
header_row = 0
[fields.nam]
column = "name"
[fields.name]
column = "neme"
[fields.sex]
column = "sex"
codes = { "x" = "9" }
[fields.birth_date]
parser = "number"
column = "born"
constant = 5
"""
    with pytest.raises(MappingRefused) as refused:
        read_mapping(wrong, columns=["name", "sex", "born"])
    assert set(refused.value.defects) == {
        "source", "kind", "keys", "valid_on", "file.header_row", "fields.nam", "fields.name.column", "fields.sex.codes",
        "fields.birth_date.parser", "fields.birth_date",
    }  # fmt: skip
    assert "vet" in refused.value.defects["source"]
    assert "“neme”" in refused.value.defects["fields.name.column"]


@pytest.mark.parametrize("written_so", ["", "register =", "a = 1\na = 2", "[" * 5_000, "x = 1", "\0", "fields = 3"])
def test_no_text_brings_the_mapping_reader_down(written_so):
    with pytest.raises(MappingRefused):
        read_mapping(written_so)


@given(st.text(max_size=80))
@settings(max_examples=80, deadline=None)
def test_a_mapping_is_read_or_refused_and_nothing_else(made):
    with pytest.raises(MappingRefused):
        read_mapping(made)


def checker(mapping: str = GOOD) -> Checker:
    return Checker(DOGS, read_mapping(mapping), zone=ZONE)


def test_all_that_is_wrong_with_a_row_is_told_with_row_and_column_and_no_sealed_value():
    row = Row(7, {"no": "", "chip": "99999919800102120", "name": "", "sex": "?", "born": "1900-02-29"})
    defects = checker().check(row).defects
    assert {(defect.row_number, defect.column) for defect in defects} == {
        (7, "no"), (7, "chip"), (7, "name"), (7, "sex"), (7, "born"),
    }  # fmt: skip
    shown = {defect.column: defect.shown for defect in defects}
    assert shown["chip"] == f"{MASK} (17)"
    assert shown["born"] == "1900-02-29"


def test_a_row_that_fits_states_its_values_and_an_empty_cell_says_nothing():
    row = Row(2, {"no": 5, "chip": None, "name": " Bello ", "sex": "母", "born": "2020年5月1日", "unused": "x"})
    checked = checker().check(row)
    assert checked.defects == []
    assert checked.values == {"name": "Bello", "sex": "2", "birth_date": "2020-05-01"}
    assert checked.key == "5"
    assert checked.valid_from == datetime(2026, 11, 1, tzinfo=ZONE)
    assert checker().check(Row(3, {"no": " ", "name": None})).is_blank


def test_codes_are_known_by_value_title_and_without_leading_noughts():
    plain = GOOD.replace('codes = { "公" = "1", "母" = "2" }', "")
    for cell in ("2", 2, 2.0, "female", "２"):
        assert checker(plain).check(Row(2, {"no": "1", "name": "B", "sex": cell})).values["sex"] == "2"
    assert checker(plain).check(Row(2, {"no": "1", "name": "B", "sex": "3"})).defects


def test_a_mapping_is_suggested_from_the_heads_and_fits():
    heads = ["编号", "犬名", "出生日期", "Chip", "SEX", "备注"]
    made = suggest(DOGS, source="vet", columns=heads)
    mapping = read_mapping(made, columns=heads)
    assert mapping.key == "编号"
    assert {rule.name: (rule.column, rule.parser) for rule in mapping.fields} == {
        "number": ("Chip", "identity_number"), "name": ("犬名", "text"), "sex": ("SEX", "code"),
        "birth_date": ("出生日期", "date"),
    }  # fmt: skip
    assert "备注" in made


def test_the_shape_of_a_value_does_not_tell_the_value():
    assert shape("王秀英 1954-03-02 Ab") == "文文文 9999-99-99 AA"
    assert len(shape("x" * 500)) == 25
