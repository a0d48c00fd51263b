"""What every reader of a file gives: rows with their number, in bounds, and a word where a part cannot be read."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import gettext as _

COLUMNS_MOST = 200
COLUMN_NAME_MOST = 100
CELL_MOST = 10_000
ROW_BYTES_MOST = 1024 * 1024
ROWS_MOST = 20_000_000
# Controls other than tab and line ends, and halves of signs that no encoding can store.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

# An identity number or a mobile number: such a head is a row of a file without heads.
_PERSONAL = re.compile(r"(?<!\d)(\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")


class FileRefused(ValueError):
    """The file cannot be read as a table at all; `defects` tells everything that stands against it."""

    def __init__(self, *defects: str) -> None:
        super().__init__("\n".join(defects))
        self.defects = defects


@dataclass(frozen=True, slots=True)
class Flawed:
    """Stands in place of a cell that cannot be taken; `text` says why and what to do."""

    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where reading can go on: `at` bytes into the file, before which `number` rows stand."""

    at: int = 0
    number: int = 0


START = Place()


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `number` is what a spreadsheet shows beside it; `broken` says why it cannot be read as a whole.

    `place` is a place from which it can be read again: at or before its beginning.
    """

    number: int
    cells: dict[str, Any]
    place: Place = START
    broken: str = ""


@dataclass(frozen=True, kw_only=True)
class Options:
    """How a file is to be read, where it does not say so itself."""

    delimiter: str = ""
    encoding: str = ""
    sheet: str = ""
    header_row: int = 1


class Reader(Protocol):
    """A file opened as a table. `warnings` are told with the dry run; `total` is how many rows there may be."""

    columns: list[str]
    warnings: list[tuple[int, str]]
    total: int

    def rows(self, after: Place = START, *, beyond: int = 0) -> Iterator[Row]:
        """The rows with a number above `beyond`, one by one, read from a place before them.

        Never more than a bounded part of the file is in memory.
        """


@dataclass
class Heads:
    """The names of the columns as the file gives them, and what is wrong with them."""

    names: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, cells: list[Any]) -> "Heads":
        """Raises FileRefused naming everything that is wrong with the heads at once."""
        names = ["" if cell is None else " ".join(str(cell).split()) for cell in cells]
        while names and not names[-1]:
            names.pop()
        if not names:
            raise FileRefused(_("The first row names no columns. Put the names of the columns there."))
        defects = []
        if len(names) > COLUMNS_MOST:
            told = {"n": f"{len(names):,}", "most": COLUMNS_MOST}
            raise FileRefused(_("The file has %(n)s columns. Keep at most %(most)s, those that are needed.") % told)
        if any(_PERSONAL.search(name) for name in names):
            # Names of columns are kept in the open, and repeated to whoever looks at the import.
            raise FileRefused(
                _("The first row looks like a person and names no columns. Put the names of the columns there.")
            )
        if any(unseen(name) or len(name) > COLUMN_NAME_MOST for name in names):
            defects.append(_("Names of columns are too long or hold invisible signs. Type them anew."))
        twice = sorted({name for name in names if name and names.count(name) > 1})
        if twice:
            told = {"names": ", ".join(name[:COLUMN_NAME_MOST] for name in twice[:5])}
            defects.append(_("Several columns are named %(names)s. Give each a name of its own.") % told)
        if defects:
            raise FileRefused(*defects)
        return cls(names)

    def cells(self, values: list[Any]) -> dict[str, Any]:
        """A row's values by column; columns without a name are left out."""
        return {name: value for name, value in zip(self.names, values, strict=False) if name}

    def misfit(self, values: list[Any]) -> str:
        """What is wrong with the number of a row's cells; empty where they fit."""
        count = len(values)
        if count == len(self.names):
            return ""
        while count > len(self.names) and values[count - 1] in (None, ""):
            count -= 1
        if count == len(self.names):
            return ""
        told = {"n": f"{count:,}", "heads": len(self.names)}
        return _("The row has %(n)s cells, the heads name %(heads)s. Look for a separator inside a value.") % told


def unseen(text: str) -> bool:
    """Whether a text holds signs that nobody sees and no table can store."""
    return _UNSEEN.search(text) is not None


def is_blank(cells: dict[str, Any]) -> bool:
    """Whether nothing stands in the row."""
    return all(cell is None or cell == "" or (isinstance(cell, str) and not cell.strip()) for cell in cells.values())
