"""A list as a file, read again by what people will open it with."""

import csv
from io import BytesIO, StringIO

import pytest
from django.http import QueryDict
from openpyxl import load_workbook

from longcheng.core.access.models import Account
from longcheng.core.lists.files import Wanted, as_csv, as_xlsx
from longcheng.core.lists.query import ListQuery

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "＝1", '=HYPERLINK("http://x")']


def wanted(of, account, address="", **more):
    return Wanted(ListQuery.read(of, account=account, data=QueryDict(address)), account, "en", **more)


def read_csv(pieces):
    text = "".join(pieces)
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text.removeprefix("\ufeff"))))


@pytest.fixture
def nasty(sample, make_rows):
    accounts = make_rows(len(FORMULAS))
    for account, text in zip(accounts, FORMULAS, strict=True):
        Account.objects.filter(pk=account.pk).update(display_name=text)
    return sample


def test_csv_holds_the_rows_says_what_it_is_and_no_cell_is_a_formula(nasty, operator):
    rows = read_csv(as_csv(wanted(nasty, operator, "sort=username&q=row&c=username&c=display_name")))
    assert rows[0] == ["Name", "Shown"]
    assert [row[1] for row in rows[1 : len(FORMULAS) + 1]] == [f"'{text}" for text in FORMULAS]
    told = dict(row for row in rows[len(FORMULAS) + 2 :] if len(row) == 2)
    assert told["Filter"] == "Words: row"
    assert told["Rows"] == str(len(FORMULAS))
    assert "zheng" in told["Made by"]
    assert "Cut" not in told


def test_xlsx_has_typed_cells_a_frozen_head_and_a_sheet_about_itself(nasty, operator):
    with as_xlsx(wanted(nasty, operator, "sort=username&c=username&c=number&c=created_at&c=display_name")) as file:
        book = load_workbook(BytesIO(file.read()))
    sheet, about = book.worksheets
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == ["Name", "Number", "Made", "Shown"]
    for line, text in zip(sheet.iter_rows(min_row=2), FORMULAS, strict=True):
        assert [cell.data_type for cell in line] == ["s", "n", "d", "s"]
        assert line[3].value == text.replace("\t", "\t")
    told = {row[0].value: row[1].value for row in about.iter_rows()}
    assert told["Rows"] == str(len(FORMULAS))
    assert told["Source"] == "Sample"


def test_a_sign_that_no_spreadsheet_holds_is_left_out_of_the_filter_too(nasty, operator):
    with as_xlsx(wanted(nasty, operator, "q=%01%3D1")) as file:
        _sheet, about = load_workbook(BytesIO(file.read())).worksheets
    assert [row[1].value for row in about.iter_rows() if row[0].value == "Filter"] == ["Words: =1"]


def test_a_file_is_bounded_and_says_that_it_was_cut(sample, operator, make_rows):
    make_rows(5)
    rows = read_csv(as_csv(wanted(sample, operator), most=3))
    assert rows[4] == []
    assert "first 3 rows" in dict(row for row in rows if len(row) == 2)["Cut"]
    with as_xlsx(wanted(sample, operator), most=3) as file:
        book = load_workbook(BytesIO(file.read()))
    assert book.worksheets[0].max_row == 4
    assert any(row[0].value == "Cut" for row in book.worksheets[1].iter_rows())
