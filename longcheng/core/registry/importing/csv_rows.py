"""CSV as office programs write it: any of the usual separators, UTF-8 or GB18030, quoted cells over several lines."""

import csv
from collections import deque
from collections.abc import Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

from longcheng.core.registry.importing.lines import Line, lines, look_through
from longcheng.core.registry.importing.rows import (
    CELL_MOST,
    ROW_BYTES_MOST,
    START,
    FileRefused,
    Flawed,
    Heads,
    Options,
    Place,
    Row,
)

DELIMITERS = (",", ";", "\t", "|")
# A quoted cell that runs over more lines than this was never closed.
LINES_OF_A_ROW_MOST = 100
# The module's bound is one for the whole process; rows are bounded here before it sees them.
csv.field_size_limit(ROW_BYTES_MOST)


class CsvRows:
    """A CSV file opened as a table; places are bytes, so that reading goes on at once wherever it stood."""

    def __init__(self, file: IO[bytes], options: Options) -> None:
        """Read the heads. Raises FileRefused."""
        self._file = file
        self.warnings: list[tuple[int, str]] = []
        looked = look_through(file, encoding=options.encoding)
        self.encoding, self._start = looked.encoding, looked.start
        self.delimiter = options.delimiter or self._guess_delimiter(options.header_row)
        self._header_row = options.header_row
        heads, self._first = self._read_heads(options.header_row)
        self.heads = Heads.of(heads)
        self.columns = [name for name in self.heads.names if name]
        self.total = max(looked.line_count - options.header_row, 0)

    def rows(self, after: Place = START, *, beyond: int = 0) -> Iterator[Row]:
        """See Reader."""
        for row in self._records(after if after.at else self._first):
            if row.number <= max(beyond, self._header_row):
                continue
            if row.broken:
                yield Row(row.number, {}, row.place, row.broken)
                continue
            misfit = self.heads.misfit(row.cells["cells"]) if any(row.cells["cells"]) else ""
            cells = {} if misfit else self.heads.cells([_bounded(cell) for cell in row.cells["cells"]])
            yield Row(row.number, cells, row.place, misfit)

    def _guess_delimiter(self, header_row: int) -> str:
        text = ""
        for number, line in enumerate(lines(self._file, self._start), 1):
            if number == header_row:
                text = line.content.decode(self.encoding, "replace")
                break
        return max(DELIMITERS, key=text.count)

    def _read_heads(self, header_row: int) -> tuple[list[Any], Place]:
        found: list[Any] = []
        place = Place(self._start, 0)
        records = self._records(Place(self._start, 0))
        for row in records:
            if row.number == header_row:
                if row.broken:
                    raise FileRefused(row.broken)
                found = row.cells["cells"]
            if row.number > header_row:
                place = row.place
                break
        else:
            place = Place(self._size(), header_row)
        return found, place

    def _size(self) -> int:
        return self._file.seek(0, 2)

    def _records(self, place: Place) -> Iterator[Row]:
        """Rows as lists of cells. Lines are gathered while a quotation mark stands open."""
        waiting: deque[Line] = deque()
        source = lines(self._file, place.at)
        number = place.number
        while line := (waiting.popleft() if waiting else next(source, None)):
            here = Place(line.at, number)
            group, is_closed = self._group(line, waiting, source)
            if line.is_cut:
                number += 1
                yield Row(number, {}, here, _too_long())
                continue
            if not is_closed:
                # Only this row is lost: the lines behind it are read anew, each by itself.
                waiting.extendleft(reversed(group[1:]))
                group = group[:1]
            for row in self._parsed(group, here, number):
                number = row.number
                yield row

    def _group(self, line: Line, waiting: "deque[Line]", source: Iterator[Line]) -> tuple[list[Line], bool]:
        group, size = [line], len(line.content)
        quotes = line.content.count(b'"')
        while quotes % 2 and not line.is_cut:
            following = waiting.popleft() if waiting else next(source, None)
            if following is None:
                return group, False
            group.append(following)
            size += len(following.content)
            quotes += following.content.count(b'"')
            if size > ROW_BYTES_MOST or len(group) > LINES_OF_A_ROW_MOST or following.is_cut:
                return group, False
        return group, True

    def _parsed(self, group: list[Line], here: Place, number: int) -> Iterator[Row]:
        try:
            text = b"".join(line.content for line in group).decode(self.encoding)
        except UnicodeDecodeError:
            told = _("The row is not text in %(encoding)s. Save the file as “CSV UTF-8” and send that.")
            yield Row(number + 1, {}, here, told % {"encoding": self.encoding.upper()})
            return
        if text == "\n" or text == "\r\n":
            yield Row(number + 1, {"cells": []}, here)
            return
        try:
            found = list(csv.reader(text.splitlines(keepends=True), delimiter=self.delimiter, strict=len(group) == 1))
        except csv.Error:
            told = _("A quotation mark in this row opens a cell and never closes it. Write it twice or remove it.")
            yield Row(number + 1, {}, here, told)
            return
        for cells in found or [[]]:
            number += 1
            yield Row(number, {"cells": cells}, here)


def _bounded(cell: str) -> Any:
    if len(cell) <= CELL_MOST:
        return cell
    return Flawed(_("The cell holds more than %(most)s signs. Shorten it.") % {"most": f"{CELL_MOST:,}"})


def _too_long() -> str:
    most = f"{ROW_BYTES_MOST // 1024 // 1024} MB"
    return _("The row is longer than %(most)s. Look for a cell or a quotation mark without an end.") % {"most": most}
