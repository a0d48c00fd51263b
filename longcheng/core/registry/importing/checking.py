"""From a row to the values it states, or to everything that is wrong with it: pure, without the database."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import override

from longcheng.core.registry.declaring import Register, RegisterField
from longcheng.core.registry.importing import mapping as mappings
from longcheng.core.registry.importing.parsing import PARSERS, Defective, is_empty, parse_code, parse_date, text
from longcheng.core.registry.importing.rows import Row, is_blank

KEY_MOST = 80
SHOWN_MOST = 40
MASK = "＊＊＊"
LANGUAGES = ("zh-hans", "en")  # in which a code's title may stand in a file


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing wrong with one cell or row. `shown` is the value as far as a report may repeat it."""

    row_number: int
    column: str
    text: str
    shown: str = ""


@dataclass(slots=True)
class Checked:
    """A row after the check: what it states and for when, or its defects. A blank row has neither.

    `left_out` are defects of cells without which the row is loaded all the same, because the mapping says so.
    """

    row: Row
    values: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    valid_from: datetime | None = None
    defects: list[Defect] = field(default_factory=list)
    left_out: list[Defect] = field(default_factory=list)
    is_blank: bool = False


class Checker:
    """A mapping made ready for many rows."""

    def __init__(self, register: Register, mapping: mappings.Mapping, *, zone: ZoneInfo) -> None:
        self.register, self.mapping, self.zone = register, mapping, zone
        self._rules = [
            (rule, of, _parser(register, rule, of)) for rule in mapping.fields for of in [register.field(rule.name)]
        ]
        self._sealed = {rule.column for rule in mapping.fields if rule.column and register.field(rule.name).is_sealed}

    @property
    def key_is_sealed(self) -> bool:
        """Whether the department's own number of a row is itself something that stands nowhere in the open."""
        return self.mapping.key in self._sealed

    def check(self, row: Row) -> Checked:
        """Everything that a row states, or everything that is wrong with it at once."""
        checked = Checked(row)
        if row.broken:
            checked.defects.append(Defect(row.number, "", row.broken))
            return checked
        if is_blank(row.cells):
            checked.is_blank = True
            return checked
        for rule, of, parse in self._rules:
            self._fill(checked, rule, of, parse)
        self._key(checked)
        self._valid_from(checked)
        self._ask_the_register(checked)
        return checked

    def _fill(self, checked: Checked, rule: mappings.FieldRule, of: RegisterField, parse: Callable[[Any], Any]) -> None:
        cell = rule.constant if rule.constant is not None else checked.row.cells.get(rule.column)
        if is_empty(cell):
            if rule.is_required:
                self._note(checked, rule.column, _("The cell is empty. This field is required."), None, of)
            elif rule.is_emptying:
                checked.values[rule.name] = None
            return
        try:
            checked.values[rule.name] = parse(cell)
        except Defective as defect:
            self._note(checked, rule.column, str(defect), cell, of, is_left_out=rule.is_left_out)

    def _key(self, checked: Checked) -> None:
        if not self.mapping.key:
            return
        try:
            key = text(checked.row.cells.get(self.mapping.key))
        except Defective as defect:
            key = ""
            self._note(checked, self.mapping.key, str(defect), None, None)
        else:
            if not key:
                told = _("The row has no number of its own. Fill it in, or it could not be known again.")
                self._note(checked, self.mapping.key, told, None, None)
            elif len(key) > KEY_MOST:
                told = _("The number of the row has more than %(most)s signs.") % {"most": KEY_MOST}
                self._note(checked, self.mapping.key, told, None, None)
        checked.key = key

    def _valid_from(self, checked: Checked) -> None:
        day = self.mapping.valid_on
        if self.mapping.valid_from:
            cell = checked.row.cells.get(self.mapping.valid_from)
            if is_empty(cell):
                return
            try:
                day = parse_date(cell)
            except Defective as defect:
                self._note(checked, self.mapping.valid_from, str(defect), cell, None)
                return
        if day:
            checked.valid_from = datetime.combine(date.fromisoformat(day), time(), tzinfo=self.zone)

    def _ask_the_register(self, checked: Checked) -> None:
        told = {defect.column for defect in [*checked.defects, *checked.left_out]}
        for name, words in self.register.check(checked.values).items():
            rule = next((one for one in self.mapping.fields if one.name == name), None)
            column = rule.column if rule else ""
            if column in told and column:
                continue
            of = self.register.field(name) if self.register.has_field(name) else None
            cell = checked.row.cells.get(column) if column else None
            is_left_out = rule is not None and rule.is_left_out
            if is_left_out:
                checked.values.pop(name, None)
            self._note(checked, column or name, str(words), cell, of, is_left_out=is_left_out)

    def _note(
        self,
        checked: Checked,
        column: str,
        words: str,
        cell: Any,
        of: RegisterField | None,
        *,
        is_left_out: bool = False,
    ) -> None:
        is_hidden = column in self._sealed or (of is not None and (of.is_sealed or of.kind == "text"))
        defects = checked.left_out if is_left_out else checked.defects
        defects.append(Defect(checked.row.number, column, words, shown(cell, is_hidden=is_hidden)))


def shown(cell: Any, *, is_hidden: bool) -> str:
    """A value as a report may repeat it: sealed fields and texts are hidden but for how long they are."""
    if is_empty(cell) or not isinstance(cell, str | int | float | date):
        return ""
    is_day = isinstance(cell, datetime) and cell.time() == time.min
    written = cell.date().isoformat() if is_day and isinstance(cell, datetime) else str(cell)
    if is_hidden:
        return f"{MASK} ({len(written)})"
    clean = "".join(sign if sign.isprintable() else "�" for sign in written[:SHOWN_MOST])
    return clean + ("…" if len(written) > SHOWN_MOST else "")


def _parser(register: Register, rule: mappings.FieldRule, of: RegisterField) -> Callable[[Any], Any]:
    if rule.constant is not None and not isinstance(rule.constant, str):
        return lambda cell: cell
    if rule.codes:
        return lambda cell: parse_code(cell, rule.codes)
    words = register.code_words.get(of.name, {})
    if of.kind == "code" and (of.choices or words) and rule.parser == "code":
        codes = _codes_of(of, words)
        return lambda cell: parse_code(cell, codes)
    return PARSERS[rule.parser]


def _codes_of(of: RegisterField, words: Mapping[str, str]) -> Mapping[str, str]:
    """A code table as people fill it in: a word for it, its title, the code without its leading noughts or as it is."""
    codes = dict(words)
    for language in LANGUAGES:
        with override(language):
            codes |= {str(title): value for value, title in of.choices}
    values = [value for value, _title in of.choices] or list(words.values())
    # The code itself wins over whatever looks alike.
    return codes | {value.lstrip("0") or "0": value for value in values} | {value: value for value in values}
