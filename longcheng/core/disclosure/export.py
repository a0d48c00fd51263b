"""Taking one's lines along: CSV that Excel opens right, JSON for programs, both streamed and bounded."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from longcheng.core.access.models import Account
from longcheng.core.disclosure.filters import LineFilter
from longcheng.core.disclosure.queries import Cursor, lines_about, older_than
from longcheng.core.disclosure.words import ToldLine, place_told, purpose_kind_title, record_title, role_title, tell

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

LINES_MOST = 50_000
CHUNK = 500
BOM = "\ufeff"  # without it Excel takes UTF-8 for the encoding of the machine
# A cell that begins so is a formula to a spreadsheet (OWASP, CSV injection); also in their wide forms.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Column:
    """One column: its name in JSON, its title, and what it means."""

    name: str
    title: "_StrOrPromise"
    meaning: "_StrOrPromise"


COLUMNS = (
    Column("number", pgettext_lazy("column", "Number"), gettext_lazy("The line's number in the access ledger.")),
    Column("at", pgettext_lazy("column", "Time"), gettext_lazy("When it was read: day, time and distance from UTC.")),
    Column(
        "who", pgettext_lazy("column", "Who"), gettext_lazy("Who read: name, organisation and role, or the program.")
    ),
    Column(
        "organisation",
        pgettext_lazy("column", "Organisation"),
        gettext_lazy("For which organisation the reader acted."),
    ),
    Column("role", pgettext_lazy("column", "Role"), gettext_lazy("In which role the reader acted.")),
    Column("purpose", pgettext_lazy("column", "Purpose"), gettext_lazy("What it was read for, and by which law.")),
    Column(
        "purpose_kind",
        pgettext_lazy("column", "Kind of purpose"),
        gettext_lazy("A mandate, a duty or a kind of matter."),
    ),
    Column(
        "reference",
        pgettext_lazy("column", "Reference"),
        gettext_lazy("The mandate's or matter's number, the duty's name."),
    ),
    Column("record", pgettext_lazy("column", "Record"), gettext_lazy("From which record it was read.")),
    Column(
        "fields", pgettext_lazy("column", "What was read"), gettext_lazy("The parts of the record that were shown.")
    ),
    Column(
        "others",
        pgettext_lazy("column", "Together with"),
        gettext_lazy("How many other people the same reading concerned."),
    ),
    Column("place", pgettext_lazy("column", "From where"), gettext_lazy("From what kind of place it was read.")),
    Column(
        "delay",
        pgettext_lazy("column", "Told late"),
        gettext_lazy("Until when telling you was delayed, and on which basis."),
    ),
)


def told_lines(person: Account, wanted: LineFilter, *, most: int = LINES_MOST) -> Iterator[ToldLine]:
    """The chosen lines in words, newest first, a few hundred at a time; each chunk costs five queries at most."""
    lines = lines_about(person, wanted)
    place: Cursor | None = None
    while most > 0:
        chunk = list(older_than(lines, place)[: min(CHUNK, most)])
        yield from tell(chunk, to=person)
        most -= len(chunk)
        if len(chunk) < CHUNK:
            return
        place = Cursor.of(chunk[-1])


def values_of(told: ToldLine) -> Mapping[str, str]:
    """One line by column."""
    line = told.line
    return {
        "number": str(line.pk),
        "at": timezone.localtime(line.at).isoformat(timespec="seconds"),
        "who": told.who,
        "organisation": line.organisation,
        "role": role_title(line.role),
        "purpose": told.why or told.who,
        "purpose_kind": purpose_kind_title(line.purpose),
        "reference": line.reference,
        "record": record_title(line),
        "fields": told.what,
        "others": told.others,
        "place": place_told(line.came_from),
        "delay": told.delay,
    }


def safe_cell(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


def as_csv(person: Account, wanted: LineFilter, *, language: str) -> Iterator[str]:
    """The file in pieces: titles, lines, and below an empty row what each column means."""
    with translation.override(language):
        first = _row([str(column.title) for column in COLUMNS])
        last = _legend()
    yield BOM + first
    for values in _values_in(language, person, wanted):
        yield _row([values[column.name] for column in COLUMNS])
    yield last


def _legend() -> str:
    rows = [[], [_("What each column means")], *([str(one.title), str(one.meaning)] for one in COLUMNS)]
    rows += [[], [_bound_told()]]
    return "".join(_row(row) for row in rows)


def _bound_told() -> str:
    return _("A file holds the newest %(n)s lines of your choice; choose a shorter time for older ones.") % {
        "n": f"{LINES_MOST:,}"
    }


def _row(cells: list[str]) -> str:
    buffer = StringIO()
    csv.writer(buffer).writerow([safe_cell(cell) for cell in cells])
    return buffer.getvalue()


def as_json(person: Account, wanted: LineFilter, *, language: str) -> Iterator[str]:
    """The same as one JSON object: `columns` with their meanings, `lines`, and the bound."""
    with translation.override(language):
        columns = {column.name: str(column.meaning) for column in COLUMNS}
        bound = _bound_told()
    head = {"columns": columns, "bound": bound, "filter": wanted.query}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "lines": ['
    between = "\n"
    for values in _values_in(language, person, wanted):
        yield between + json.dumps(values, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def _values_in(language: str, person: Account, wanted: LineFilter) -> Iterator[Mapping[str, str]]:
    """The lines by column in a language, which holds while a piece is made and not while the reader waits for it."""
    lines = told_lines(person, wanted)
    while True:
        with translation.override(language):
            told = next(lines, None)
            if told is None:
                return
            values = values_of(told)
        yield values
