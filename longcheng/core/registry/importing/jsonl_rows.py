"""JSON lines: one object a line, its names are the columns."""

from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

import orjson
from django.utils.translation import gettext as _

from longcheng.core.registry.importing.lines import lines, look_through
from longcheng.core.registry.importing.rows import (
    CELL_MOST,
    COLUMN_NAME_MOST,
    COLUMNS_MOST,
    START,
    FileRefused,
    Flawed,
    Heads,
    Options,
    Place,
    Row,
)

LOOKED_AT = 100


class JsonRows:
    """A file of JSON lines opened as a table; its columns are the names that its first hundred objects hold."""

    def __init__(self, file: IO[bytes], options: Options) -> None:
        """Look at the first objects. Raises FileRefused where none of them can be read."""
        self._file = file
        self.warnings: list[tuple[int, str]] = []
        looked = look_through(file)
        self._start, self.total = looked.start, looked.line_count
        names: dict[str, None] = {}
        for row in islice(self.rows(), LOOKED_AT):
            names |= dict.fromkeys(row.cells)
        if not names:
            raise FileRefused(_('No line is a JSON object. Write one object a line, such as {"name": "…"}.'))
        self.columns = Heads.of(list(names)).names

    def rows(self, after: Place = START, *, beyond: int = 0) -> Iterator[Row]:
        """See Reader."""
        number = after.number
        for line in lines(self._file, after.at or self._start):
            here = Place(line.at, number)
            number += 1
            if number <= beyond:
                continue
            cells, broken = _parsed(line.content) if not line.is_cut else ({}, _("The line is too long. Shorten it."))
            yield Row(number, cells, here, broken)


def _parsed(content: bytes) -> tuple[dict[str, Any], str]:
    if not content.strip():
        return {}, ""
    try:
        found = orjson.loads(content)
    except orjson.JSONDecodeError:
        return {}, _("The line is not JSON. Write one whole object a line, in UTF-8.")
    if not isinstance(found, dict):
        return {}, _("The line is not an object. Write one object a line, with the names of the columns.")
    if len(found) > COLUMNS_MOST or any(len(name) > COLUMN_NAME_MOST for name in found):
        return {}, _("The object has more than %(most)s names, or very long ones.") % {"most": COLUMNS_MOST}
    return {" ".join(name.split()): _bounded(value) for name, value in found.items()}, ""


def _bounded(value: Any) -> Any:
    if isinstance(value, dict | list):
        return Flawed(_("A list or an object stands here. Write one plain value."))
    if isinstance(value, str) and len(value) > CELL_MOST:
        return Flawed(_("The cell holds more than %(most)s signs. Shorten it.") % {"most": f"{CELL_MOST:,}"})
    return value
