"""The whole register as files: written while they are sent, in portions, so that they cost no memory."""

import csv
import io
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import orjson
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy

from longcheng.core.lists.cells import safe

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

PORTION = 5_000
LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
SQUEEZED = 5  # of 9: a tenth bigger than the smallest, in half the time


@dataclass(frozen=True)
class Column:
    """One column of a file. `is_text` says whether people wrote it, so that no spreadsheet takes it for a formula."""

    name: str
    title: "_StrOrPromise"
    is_text: bool = False


ORGANISATION_COLUMNS = (
    Column("id", gettext_lazy("Number in this register")),
    Column("code", gettext_lazy("Unified social credit code"), True),
    Column("name", gettext_lazy("Registered name"), True),
    Column("kind", gettext_lazy("Kind")),
    Column("status", gettext_lazy("Status")),
    Column("status_date", gettext_lazy("Status since")),
    Column("representative_name", gettext_lazy("Legal representative"), True),
    Column("industry", gettext_lazy("Industry by GB/T 4754-2017"), True),
    Column("scope", gettext_lazy("Scope of business"), True),
    Column("founded_date", gettext_lazy("Founded on")),
    Column("ended_date", gettext_lazy("Ended on")),
    Column("capital_yuan", gettext_lazy("Registered capital in yuan")),
    Column("division_code", gettext_lazy("Division"), True),
    Column("address", gettext_lazy("Street address"), True),
    Column("address_id", gettext_lazy("Number of the address")),
    Column("parent_id", gettext_lazy("Belongs to")),
    Column("branch_of_id", gettext_lazy("Branch of")),
    Column("successor_id", gettext_lazy("Goes on in")),
    Column("is_synthetic", gettext_lazy("Made up")),
)
LICENCE_COLUMNS = (
    Column("id", gettext_lazy("Number in this register")),
    Column("organisation_id", gettext_lazy("Holder")),
    Column("kind", gettext_lazy("Kind of licence"), True),
    Column("number", gettext_lazy("Licence number"), True),
    Column("scope", gettext_lazy("Scope"), True),
    Column("issuer", gettext_lazy("Issued by"), True),
    Column("issued_date", gettext_lazy("Issued")),
    Column("valid_until", gettext_lazy("Valid until")),
    Column("state", gettext_lazy("State")),
    Column("state_date", gettext_lazy("State since")),
    Column("division_code", gettext_lazy("Division"), True),
    Column("address", gettext_lazy("Street address"), True),
    Column("is_synthetic", gettext_lazy("Made up")),
)


@dataclass(frozen=True, kw_only=True)
class Table:
    """What a file holds: a table of ours and the columns that everybody may have."""

    name: str
    title: "_StrOrPromise"
    table: str
    columns: tuple[Column, ...]


ORGANISATIONS_TABLE = Table(
    name="organisations",
    title=gettext_lazy("Organisations"),
    table="organisations_organisation",
    columns=ORGANISATION_COLUMNS,
)
LICENCES_TABLE = Table(
    name="licences", title=gettext_lazy("Licences"), table="organisations_licence", columns=LICENCE_COLUMNS
)
TABLES = (ORGANISATIONS_TABLE, LICENCES_TABLE)


def rows_of(table: Table) -> Iterator[list[tuple[Any, ...]]]:
    """The rows in the order of their numbers, a portion at a time; each portion as it stands when it is read."""
    columns = ", ".join(column.name for column in table.columns)
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {columns} FROM {table.table} WHERE id > %s ORDER BY id LIMIT %s",  # noqa: S608  names of ours
                [last, PORTION],
            )
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        last = rows[-1][0]


def as_csv(table: Table) -> Iterator[bytes]:
    """One line of the columns' names, then a line each."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    texts = [number for number, column in enumerate(table.columns) if column.is_text]
    for rows in rows_of(table):
        for row in rows:
            cells = list(row)
            for number in texts:
                cells[number] = safe(cells[number] or "")
            writer.writerow([_plain(cell) for cell in cells])
        yield sink.getvalue().encode()
        sink.seek(0)
        sink.truncate()
    if sink.tell():
        yield sink.getvalue().encode()


def _plain(cell: Any) -> Any:
    return ("true" if cell else "false") if isinstance(cell, bool) else cell


def as_json_lines(table: Table) -> Iterator[bytes]:
    """First a line about the file itself, then one a row."""
    names = [column.name for column in table.columns]
    yield orjson.dumps({"about": about(table)}) + b"\n"
    for rows in rows_of(table):
        yield b"".join(orjson.dumps(dict(zip(names, row, strict=True))) + b"\n" for row in rows)


def about(table: Table) -> dict[str, Any]:
    """What the file is, as of when, under which licence, with its fields."""
    return {
        "name": table.name,
        "title": str(table.title),
        "as_of": timezone.now().isoformat(timespec="seconds"),
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "fields": [{"name": column.name, "title": str(column.title)} for column in table.columns],
    }


def squeezed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces as one gzip file."""
    press = zlib.compressobj(SQUEEZED, wbits=31)
    for piece in pieces:
        if done := press.compress(piece):
            yield done
    yield press.flush()


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that can be taken along."""

    ending: str
    table: Table
    write: Callable[[Table], Iterator[bytes]]

    @property
    def name(self) -> str:
        return f"{self.table.name}.{self.ending}.gz"

    def dated_name(self, day: date) -> str:
        return f"{self.table.name}-{day.isoformat()}.{self.ending}.gz"


FILES = {
    file.name: file
    for file in (
        File(ending="csv", table=ORGANISATIONS_TABLE, write=as_csv),
        File(ending="jsonl", table=ORGANISATIONS_TABLE, write=as_json_lines),
        File(ending="csv", table=LICENCES_TABLE, write=as_csv),
        File(ending="jsonl", table=LICENCES_TABLE, write=as_json_lines),
    )
}
