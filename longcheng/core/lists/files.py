"""A list as a file: CSV that Excel opens right, and XLSX with typed cells; both bounded, and both say what they are."""

import csv
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from itertools import islice
from typing import IO, Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from longcheng.core.access.models import Account
from longcheng.core.access.purposes import NO_PURPOSE, Purpose, named
from longcheng.core.access.reading import read_many
from longcheng.core.lists.cells import plain, safe, typed, without_controls
from longcheng.core.lists.declaring import Column
from longcheng.core.lists.query import ListQuery

CSV_MOST, XLSX_MOST = 50_000, 20_000
CHUNK = 500
BOM = "\ufeff"  # without it Excel takes UTF-8 for the encoding of the machine
IN_MEMORY = 2_000_000
WIDTHS = {"number": 12, "time": 19, "tag": 14}
Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class Wanted:
    """Which file is asked for: of which list and filter, by whom, for which purpose where rows are people's data."""

    wish: ListQuery
    account: Account
    language: str
    purpose: Purpose = NO_PURPOSE

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.wish.columns


def rows_of(wanted: Wanted, *, most: int) -> Iterator[Any]:
    """The rows, some hundreds at a time; people's data is read for the purpose and leaves a line with each person."""
    of = wanted.wish.of
    found = wanted.wish.rows()[:most].iterator(chunk_size=CHUNK)
    if of.personal is not None:
        yield from read_many(
            (of.personal.row(row) for row in found),
            of.personal.record,
            by=wanted.account,
            purpose=wanted.purpose,
        )
        return
    while chunk := list(islice(found, CHUNK)):
        yield from of.dressed(chunk)


def facts(wanted: Wanted, *, count: int, most: int) -> Facts:
    """What a file says of itself: list, filter, who, when, from where, how much, and whether it was cut. One query."""
    of = wanted.wish.of
    narrowed = "; ".join(f"{title}: {words}" for _name, title, words in wanted.wish.told())
    found = [
        (_("List"), str(of.title)),
        (_("Filter"), narrowed or _("none")),
        (_("Made by"), f"{wanted.account} ({wanted.account.username})"),
        (_("Made at"), timezone.localtime().strftime("%Y-%m-%d %H:%M:%S %z")),
        (_("Source"), str(of.source) or str(of.title)),
        (_("Rows"), f"{count:,}"),
    ]
    if of.personal is not None:
        found.append((_("Read for"), named(wanted.purpose)))
    if wanted.wish.rows()[most : most + 1].exists():
        cut = _("The file holds the first %(n)s rows; there are more. Narrow the list.") % {"n": f"{most:,}"}
        found.append((_("Cut"), cut))
    return found


def as_csv(wanted: Wanted, *, most: int = CSV_MOST) -> Iterator[str]:
    """The file in pieces: the heads, the rows, and below an empty line what it is."""
    with translation.override(wanted.language):
        yield BOM + csv_line(safe(str(column.title)) for column in wanted.columns)
    count = 0
    rows = rows_of(wanted, most=most)
    while True:
        # The language holds while a piece is made and not while the reader waits for it.
        with translation.override(wanted.language):
            chunk = list(islice(rows, CHUNK))
            piece = "".join(csv_line(plain(column, row) for column in wanted.columns) for row in chunk)
        if not chunk:
            break
        count += len(chunk)
        yield piece
    with translation.override(wanted.language):
        told = facts(wanted, count=count, most=most)
        yield csv_line([]) + "".join(csv_line([safe(name), safe(words)]) for name, words in told)


def csv_line(cells: Iterable[str]) -> str:
    """One line of a CSV file."""
    buffer = StringIO()
    csv.writer(buffer).writerow(list(cells))
    return buffer.getvalue()


def as_xlsx(wanted: Wanted, *, most: int = XLSX_MOST) -> IO[bytes]:
    """The workbook, written row by row so that its size costs no memory; the caller closes it."""
    with translation.override(wanted.language):
        book = Workbook(write_only=True)
        sheet = book.create_sheet(_("List"))
        sheet.freeze_panes = "A2"
        for number, column in enumerate(wanted.columns, 1):
            sheet.column_dimensions[get_column_letter(number)].width = WIDTHS.get(column.kind, 28)
        sheet.append([_cell(sheet, str(column.title), is_head=True) for column in wanted.columns])
        count = 0
        for row in rows_of(wanted, most=most):
            sheet.append([_cell(sheet, typed(column, row)) for column in wanted.columns])
            count += 1
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(wanted.columns))}{count + 1}"
        about = book.create_sheet(_("About this file"))
        about.column_dimensions["A"].width, about.column_dimensions["B"].width = 16, 80
        for name, words in facts(wanted, count=count, most=most):
            about.append([_cell(about, name, is_head=True), _cell(about, words)])
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the caller closes it
    book.save(file)
    file.seek(0)
    return file


def _cell(sheet: Any, value: Any, *, is_head: bool = False) -> Any:
    """A typed cell: a text stays a text whatever it begins with, also what was typed into a filter."""
    value = without_controls(value) if isinstance(value, str) else value
    made = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        made.data_type = "s"  # openpyxl would take a text that begins with = for a formula
    elif isinstance(value, datetime):
        made.number_format = "yyyy-mm-dd hh:mm:ss"
    if is_head:
        made.font = Font(bold=True)
    return made
