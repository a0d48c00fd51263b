"""What stands in one place of a list, ready for a page or for a file."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import number_format

from longcheng.core.access.personal import Value
from longcheng.core.lists.declaring import Column, Tag

# A cell that begins so is a formula to a spreadsheet (OWASP, CSV injection); also in their wide forms.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CELL_MAX = 30_000  # a spreadsheet holds 32,767 signs in a cell


@dataclass(frozen=True)
class Cell:
    """One value with its column; `moment` is set where it is a time, `tone` where it is a state."""

    column: Column
    text: str
    tone: str = ""
    moment: datetime | None = None
    is_masked: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.text and self.moment is None


def cell(column: Column, row: Any) -> Cell:
    """The cell of one row for a page."""
    value = column.of(row)
    if isinstance(value, Tag):
        return Cell(column, str(value.words), tone=value.tone)
    if isinstance(value, datetime):
        return Cell(column, "", moment=value)
    if isinstance(value, bool) or value is None:
        return Cell(column, "" if not value else "✓")
    if isinstance(value, int | float):
        plain = column.kind == "code"
        return Cell(column, str(value) if plain else number_format(value, force_grouping=True))
    return Cell(column, str(value), is_masked=isinstance(value, Value) and value.is_masked)


def typed(column: Column, row: Any) -> str | int | float | date | datetime | None:
    """The value of one row for a spreadsheet: numbers stay numbers, moments are the city's own time."""
    value = column.of(row)
    if isinstance(value, datetime):
        # A spreadsheet knows no time zone.
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0) if timezone.is_aware(value) else value
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and column.kind != "code":
        return value
    return without_controls(str(value))[:CELL_MAX]


def plain(column: Column, row: Any) -> str:
    """The value of one row for a file of plain text, safe from being taken for a formula."""
    value = typed(column, row)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if value is None:
        return ""
    return safe(value) if isinstance(value, str) else str(value)


def safe(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def without_controls(text: str) -> str:
    """Signs that no spreadsheet can hold are left out; line ends stay."""
    return "".join(sign for sign in text if sign in "\n\t" or sign.isprintable() or sign == "\u3000")
