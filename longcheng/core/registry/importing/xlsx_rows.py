"""Workbooks: one sheet read row by row; formulas, errors and merged cells are told, never guessed."""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from longcheng.core.protection.upload_archives import check_xlsx
from longcheng.core.protection.upload_marks import Broken
from longcheng.core.registry.importing.rows import CELL_MOST, START, FileRefused, Flawed, Heads, Options, Place, Row

SHEET_ROWS_MOST = 1_048_576  # ISO/IEC 29500: a sheet has no more
# Texts of a workbook are held in memory as a whole while it is read.
TEXTS_BYTES_MOST = 100 * 1024 * 1024
MERGED_TOLD_MOST = 100
# A workbook counts 29 February 1900, which never was: days before March are one off (ECMA-376 18.17.4.1).
COUNTS_RIGHT_FROM = datetime(1900, 3, 1)  # noqa: DTZ001  cells have no time zone
_MERGED = re.compile(rb'<mergeCell\s+ref="\$?[A-Z]{1,3}\$?(\d{1,7}):\$?[A-Z]{1,3}\$?(\d{1,7})"')
_DAMAGED = (ParseError, zipfile.BadZipFile, LookupError, ValueError, TypeError, EOFError, OSError, AttributeError)
BLOCK = 1024 * 1024


class XlsxRows:
    """A sheet of a workbook opened as a table. There is no way into its middle, so rows are passed over by number."""

    def __init__(self, file: IO[bytes], options: Options) -> None:
        """Look through the archive and read the heads. Raises FileRefused."""
        self._options = options
        self.warnings: list[tuple[int, str]] = []
        self._book = _opened(file)
        self._sheet = self._chosen(options.sheet)
        self.total = max((self._sheet.max_row or 0) - options.header_row, 0)
        # What the sheet says of its own size may be wrong: rows are as long as what stands in them.
        self._sheet.reset_dimensions()
        self._warn_of_merged(file)
        first = next((row for row in self._raw() if row[0] == options.header_row), None)
        if first is None or first[2]:
            raise FileRefused(first[2] if first else _("The sheet is empty. Choose another."))
        self.heads = Heads.of([cell.text if isinstance(cell, Flawed) else cell for cell in first[1]])
        self.columns = [name for name in self.heads.names if name]

    def rows(self, after: Place = START, *, beyond: int = 0) -> Iterator[Row]:
        """See Reader."""
        for number, values, broken in self._raw():
            if number <= max(beyond, self._options.header_row):
                continue
            misfit = broken or (self.heads.misfit(values) if len(values) > len(self.heads.names) else "")
            yield Row(number, {} if misfit else self.heads.cells(values), START, misfit)

    def _raw(self) -> Iterator[tuple[int, list[Any], str]]:
        number = 0
        try:
            for cells in self._sheet.iter_rows():
                number += 1
                if number > SHEET_ROWS_MOST:
                    yield number, [], _("The sheet has more rows than a sheet can have. Save it anew and send that.")
                    return
                yield number, [_value(cell) for cell in cells], ""
        except _DAMAGED:
            yield number + 1, [], _("From here on the sheet is damaged. Save the workbook anew and send that.")

    def _chosen(self, name: str) -> Any:
        names = [sheet.title for sheet in self._book.worksheets]
        if name and name not in names:
            told = {"name": name, "names": ", ".join(names[:10])}
            raise FileRefused(_("There is no sheet %(name)s. The workbook has: %(names)s.") % told)
        if not names:
            raise FileRefused(_("The workbook has no sheet with cells."))
        return self._book[name] if name else self._book.worksheets[0]

    def _warn_of_merged(self, file: IO[bytes]) -> None:
        path = str(self._sheet._worksheet_path)  # noqa: SLF001  openpyxl names it nowhere else
        with zipfile.ZipFile(file) as archive, archive.open(path.lstrip("/")) as part:
            tail = b""
            while block := part.read(BLOCK):
                for first, last in _MERGED.findall(tail + block):
                    if int(last) > self._options.header_row and len(self.warnings) < MERGED_TOLD_MOST:
                        told = _("Rows %(first)s to %(last)s hold merged cells, of which only the first has the value.")
                        self.warnings.append(
                            (int(first), told % {"first": int(first), "last": int(last)} + " " + _("Unmerge them."))
                        )
                tail = block[-80:] if b"<mergeCell" in block[-80:] else b""


def _opened(file: IO[bytes]) -> Any:
    try:
        file.seek(0)
        check_xlsx(file)
        file.seek(0)
        with zipfile.ZipFile(file) as archive:
            texts = [entry for entry in archive.infolist() if entry.filename == "xl/sharedStrings.xml"]
        if any(entry.file_size > TEXTS_BYTES_MOST for entry in texts):
            raise FileRefused(_("The workbook holds too much text. Save the sheet as “CSV UTF-8” and send that."))
        file.seek(0)
        return load_workbook(file, read_only=True, data_only=False, keep_links=False)
    except Broken as broken:
        raise FileRefused(str(broken)) from broken
    except FileRefused:
        raise
    except _DAMAGED as error:
        raise FileRefused(_("The workbook is damaged. Save it anew and send that.")) from error


def _value(cell: Any) -> Any:
    value, kind = cell.value, getattr(cell, "data_type", "n")
    if value is None:
        return None
    if kind == "f":
        return Flawed(_("A formula stands here. Copy the cells and paste them as values."))
    if kind == "e":
        return Flawed(_("The workbook shows an error here (%(error)s). Mend it there.") % {"error": str(value)[:10]})
    if isinstance(value, datetime) and value < COUNTS_RIGHT_FROM:
        return Flawed(_("Workbooks count days before March 1900 wrongly. Write it as text, such as 1900-02-28."))
    if isinstance(value, str) and len(value) > CELL_MOST:
        return Flawed(_("The cell holds more than %(most)s signs. Shorten it.") % {"most": f"{CELL_MOST:,}"})
    return value
