"""Files as departments send them, and as enemies do: what can be read is read, the rest is told with its row."""

import io
import json
import random
import zipfile
from collections.abc import Iterator
from itertools import islice

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.utils.translation import override
from openpyxl import Workbook

from longcheng.core.registry.importing import xlsx_rows
from longcheng.core.registry.importing.readers import open_table
from longcheng.core.registry.importing.rows import FileRefused, Flawed, Options, Row


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def table(content: bytes, kind: str = "table_csv", **options: object):
    return open_table(io.BytesIO(content), kind=kind, options=Options(**options))


def read(content: bytes, kind: str = "table_csv", **options: object) -> list[Row]:
    return list(table(content, kind, **options).rows())


def workbook(*rows: list, merged: str = "", title: str = "Sheet") -> bytes:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    if merged:
        book.active.merge_cells(merged)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def parquet(columns: dict) -> bytes:
    target = io.BytesIO()
    pq.write_table(pa.table(columns), target, row_group_size=2)
    return target.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_csv_is_read_in_every_usual_form(encoding, sign, end):
    text = end.join([sign.join(["姓名", "性别"]), sign.join(["王秀英", "女"]), sign.join(['"李 ""敏"""', "女"]), ""])
    rows = read(text.encode(encoding))
    assert [row.cells for row in rows] == [{"姓名": "王秀英", "性别": "女"}, {"姓名": '李 "敏"', "性别": "女"}]
    assert [row.number for row in rows] == [2, 3]


def test_a_quoted_cell_may_run_over_several_lines_and_rows_count_as_a_spreadsheet_counts():
    rows = read(b'a,b\n1,"one\ntwo\nthree"\n\n2,x\n')
    assert [(row.number, row.cells) for row in rows] == [
        (2, {"a": "1", "b": "one\ntwo\nthree"}), (3, {}), (4, {"a": "2", "b": "x"}),
    ]  # fmt: skip


def test_a_quotation_mark_that_never_closes_costs_its_own_row_only():
    rows = read(b'a,b\n1,"open\n2,x\n3,y\n')
    assert rows[0].broken
    assert [row.cells for row in rows[1:]] == [{"a": "2", "b": "x"}, {"a": "3", "b": "y"}]


def test_a_mark_of_inches_inside_a_cell_is_a_sign_like_others():
    rows = read(b'a,b\n1,5" pipe\n2,x\n3,6" pipe\n')
    assert [row.cells["b"] for row in rows] == ['5" pipe', "x", '6" pipe']


def test_a_row_with_too_many_or_too_few_cells_is_told_and_the_others_are_read():
    rows = read(b"a,b\n1,2,3\n4\n5,6\n7,8,,\n")
    assert [bool(row.broken) for row in rows] == [True, True, False, False]


def test_a_row_in_another_encoding_is_told_and_the_others_are_read():
    rows = read("姓名\n王\n".encode() + b"\xff\xff\xff\n" + "李\n".encode(), encoding="utf-8")
    assert [bool(row.broken) for row in rows] == [False, True, False]


def test_reading_goes_on_from_any_row_as_if_it_had_never_stopped():
    text = "a,b\n" + "".join(f'{n},"line {n}\nand {n}"\n' if n % 7 == 0 else f"{n},x{n}\n" for n in range(60))
    whole = read(text.encode())
    for stop in range(1, len(whole), 5):
        last = whole[stop - 1]
        rest = list(table(text.encode()).rows(last.place, beyond=last.number))
        assert rest == whole[stop:]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"), (b"  \n \n", "empty"), ("a,b\n1,2\n".encode("utf-16"), "UTF-16"), (b"\0" * 500, "UTF-16"),
        ((",".join(f"c{n}" for n in range(10_000)) + "\n").encode(), "10,000 columns"), (b"a,a\n1,2\n", "named a"),
        (b"\n1,2\n", "names no columns"), ("姓名\0,号\n王秀英,2\n".encode(), "invisible"),
        (b'"a,b\n1,2\n', "never closes"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_refused_with_the_reason(content, word):
    with pytest.raises(FileRefused, match=word):
        table(content)


def test_a_cell_of_a_hundred_megabytes_costs_its_row_and_little_memory():
    class Long(io.RawIOBase):
        """As large a file as one likes, made while it is read."""

        head, tail, middle = b"a,b\n1,", b"\n2,x\n", 100_000_000

        def __init__(self) -> None:
            self.place, self.size = 0, len(self.head) + self.middle + len(self.tail)

        def readable(self) -> bool:
            return True

        def seekable(self) -> bool:
            return True

        def tell(self) -> int:
            return self.place

        def seek(self, offset: int, whence: int = 0) -> int:
            self.place = offset if whence == 0 else self.size + offset
            return self.place

        def readinto(self, buffer) -> int:
            if self.place < len(self.head):
                part = self.head[self.place :]
            elif self.place < len(self.head) + self.middle:
                part = b"x" * min(len(buffer), len(self.head) + self.middle - self.place)
            else:
                part = self.tail[self.place - len(self.head) - self.middle :]
            part = part[: len(buffer)]
            buffer[: len(part)] = part
            self.place += len(part)
            return len(part)

    rows = list(open_table(io.BufferedReader(Long(), 1 << 20), kind="table_csv", options=Options()).rows())
    assert [bool(row.broken) for row in rows] == [True, False]
    assert rows[1].cells == {"a": "2", "b": "x"}


def test_json_lines_tell_what_is_no_object_and_refuse_halves_of_signs():
    lines = ['{"a": "1"}', "[1]", "no", '{"a": "\\ud800"}', '{"a": {"b": 1}}', "", '{"a": 7, "c": null}']
    rows = read("\n".join(lines).encode(), kind="jsonl")
    assert [bool(row.broken) for row in rows] == [False, True, True, True, False, False, False]
    assert isinstance(rows[4].cells["a"], Flawed)
    assert rows[6].cells == {"a": 7, "c": None}


def test_nested_json_without_end_is_told_and_not_followed():
    rows = read(b'{"a": 1}\n' + b'{"a":' * 50_000 + b"\n", kind="jsonl")
    assert [bool(row.broken) for row in rows] == [False, True]


def test_a_workbook_is_read_by_sheet_and_row_of_heads():
    content = workbook(["Staff of 2026"], ["name", "age"], ["Wang", 72], [], ["Li", 35])
    rows = read(content, kind="xlsx", header_row=2)
    assert [(row.number, row.cells) for row in rows if row.cells] == [
        (3, {"name": "Wang", "age": 72}), (5, {"name": "Li", "age": 35}),
    ]  # fmt: skip
    with pytest.raises(FileRefused, match="no sheet Other"):
        table(content, "xlsx", sheet="Other")


def test_formulas_errors_and_merged_cells_of_a_workbook_are_told():
    content = workbook(["a", "b"], ["=1+1", "#REF!"], ["x", "y"], ["x", "z"], merged="A3:A4")
    opened = table(content, "xlsx")
    rows = list(opened.rows())
    assert isinstance(rows[0].cells["a"], Flawed)
    assert isinstance(rows[0].cells["b"], Flawed)
    assert [number for number, _words in opened.warnings] == [3]


def rezipped(content: bytes, changed: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, changed.get(entry.filename, old.read(entry)))
    return target.getvalue()


def test_a_workbook_that_bursts_is_refused_before_it_is_unpacked():
    bomb = rezipped(workbook(["a"]), {"xl/worksheets/sheet1.xml": b"<x>" + b" " * 60_000_000 + b"</x>"})
    with pytest.raises(FileRefused, match="unpacks"):
        table(bomb, "xlsx")


FIRST = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row>'
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="9999999999"><c r="A9999999999"><v>1</v></c></row>',
        '<row r="2"><c r="A2" t="s"><v>77</v></c></row>',
        '<row r="x"><c r="??"><v>1</v></c></row>',
    ],
)
def test_a_sheet_that_lies_about_itself_ends_with_a_word(rows, monkeypatch):
    monkeypatch.setattr(xlsx_rows, "SHEET_ROWS_MOST", 1_000)
    content = rezipped(workbook(["a"]), {"xl/worksheets/sheet1.xml": (SHEET % (FIRST + rows)).encode()})
    opened = table(content, "xlsx")
    found = list(islice(opened.rows(), 2_000))
    assert found[-1].broken
    assert len(found) <= 1_000


def test_parquet_is_read_in_portions_and_nested_columns_are_told():
    content = parquet({"name": ["王", "李", None], "age": [1, 2, 3], "tags": [["a"], [], None]})
    rows = read(content, kind="parquet")
    assert [row.cells["name"] for row in rows] == ["王", "李", None]
    assert isinstance(rows[0].cells["tags"], Flawed)
    opened = table(content, "parquet")
    assert [row.number for row in opened.rows(beyond=2)] == [3]


def test_a_parquet_file_of_one_endless_text_is_told_cell_by_cell():
    content = parquet({"name": ["x" * 1_000_000] * 50 + ["y"]})
    rows = read(content, kind="parquet")
    assert isinstance(rows[0].cells["name"], Flawed)
    assert rows[-1].cells["name"] == "y"


def damaged(content: bytes, seed: int) -> Iterator[bytes]:
    chance = random.Random(seed)
    for _ in range(15):
        broken = bytearray(content)
        for _ in range(chance.randint(1, 30)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        yield bytes(broken[: chance.randint(1, len(broken))] if chance.random() < 0.3 else broken)


@pytest.mark.parametrize("kind", ["table_csv", "jsonl", "xlsx", "parquet"])
def test_no_damage_brings_a_reader_down(kind):
    whole = {
        "table_csv": "姓名,号\n王,1\n李,2\n".encode() * 20,
        "jsonl": b"\n".join(json.dumps({"a": n, "b": "x"}).encode() for n in range(40)),
        "xlsx": workbook(["a", "b"], *([n, "x"] for n in range(30))),
        "parquet": parquet({"a": list(range(30)), "b": ["x"] * 30}),
    }[kind]
    for content in damaged(whole, seed=5):
        try:
            rows = list(islice(table(content, kind).rows(), 2_000))
        except FileRefused:
            continue
        assert all(isinstance(row, Row) for row in rows)
