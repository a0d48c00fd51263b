"""The mapping file: which column of a department's file is which field of a register, and how it is read.

Its form is written down in docs/registers.md. All that is wrong with one is told at once.
"""

import difflib
import tomllib
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from longcheng.core.registry.declaring import DEPARTMENT_ROW, Register, RegisterField, registers, sources
from longcheng.core.registry.importing.parsing import FITTING, Defective, parse_date
from longcheng.core.registry.importing.rows import Options

TEXT_MOST = 100_000
CODES_MOST = 5_000
TOP = {"register", "source", "kind", "key", "valid_from", "valid_on", "file", "fields"}
OF_FILE = {"sheet", "header_row", "delimiter", "encoding"}
OF_FIELD = {"column", "parser", "codes", "constant", "required", "empty", "if_wrong"}
HEADER_ROW_MOST = 100
ENCODINGS = {"utf-8", "gb18030"}


class MappingRefused(ValueError):
    """The mapping cannot be used; `defects` says what is wrong by its place, such as `fields.sex.column`."""

    def __init__(self, defects: AnyMapping[str, str]) -> None:
        super().__init__("\n".join(f"{place}: {text}" for place, text in defects.items()))
        self.defects = dict(defects)


@dataclass(frozen=True, kw_only=True)
class FieldRule:
    """How one field is filled: from a column by a parser, or with the same value in every row."""

    name: str
    column: str = ""
    parser: str = "text"
    codes: AnyMapping[str, str] = field(default_factory=dict)
    constant: Any = None
    is_required: bool = False
    is_left_out: bool = False  # a cell that fits not is told and left out; otherwise it refuses its row
    is_emptying: bool = False  # an empty cell states that there is none; otherwise it says nothing


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """A mapping that fits its register. `key` is the column with the department's own number of the row."""

    register: str
    source: str
    kind: str
    fields: tuple[FieldRule, ...]
    key: str = ""
    valid_from: str = ""
    valid_on: str = ""
    options: Options = field(default_factory=Options)

    @property
    def columns(self) -> list[str]:
        """Every column that is read."""
        named = [rule.column for rule in self.fields] + [self.key, self.valid_from]
        return list(dict.fromkeys(name for name in named if name))


def read_mapping(written: str, *, columns: list[str] | None = None) -> Mapping:
    """A mapping from its text; with `columns` it must name columns that are there. Raises MappingRefused."""
    if len(written) > TEXT_MOST:
        raise MappingRefused({"mapping": _("The mapping is too long. It has at most %(n)s signs.") % {"n": TEXT_MOST}})
    try:
        told = tomllib.loads(written.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        where = str(error).rpartition("(")[2].rstrip(")")
        raise MappingRefused({"mapping": _("This is not TOML (%(where)s).") % {"where": where[:60]}}) from error
    return _Reading(told, columns).read()


class _Reading:
    """One look at a mapping, which gathers what is wrong."""

    def __init__(self, told: dict[str, Any], columns: list[str] | None) -> None:
        self.told, self.columns = told, columns
        self.defects: dict[str, str] = {}

    def read(self) -> Mapping:
        self._unknown(self.told, TOP, "")
        register = self._named("register", registers())
        self._named("source", sources())
        kind = self._text(self.told, "kind", "kind") or DEPARTMENT_ROW.name
        if register is not None and kind not in register.file_kinds:
            self.defects["kind"] = _("Files state no acts of this kind, only: %(names)s.") % {
                "names": ", ".join(register.file_kinds)
            }
        if register is not None and register.file_sources and self.told.get("source") not in register.file_sources:
            self.defects.setdefault("source", _("From this source no files come into this register."))
        options, fields = self._options(), self._fields(register)
        mapping = Mapping(
            register=register.name if register else "",
            source=self._text(self.told, "source", "source"),
            kind=kind,
            fields=fields,
            key=self._column(self.told, "key", "key"),
            valid_from=self._column(self.told, "valid_from", "valid_from"),
            valid_on=self._valid_on(),
            options=options,
        )
        if mapping.valid_from and mapping.valid_on:
            self.defects["valid_on"] = _("Give either the column valid_from or the day valid_on.")
        if self.defects:
            raise MappingRefused(self.defects)
        return mapping

    def _named(self, name: str, known: AnyMapping[str, Any]) -> Any:
        given = self._text(self.told, name, name)
        if not given:
            self.defects[name] = _("%(name)s is required.") % {"name": name}
        elif given not in known:
            near = difflib.get_close_matches(given, known, n=1) or sorted(known)[:20]
            self.defects[name] = _("%(given)s does not exist. Perhaps: %(near)s.") % {
                "given": given[:60],
                "near": ", ".join(near),
            }
        return known.get(given)

    def _fields(self, register: Register | None) -> tuple[FieldRule, ...]:
        told = self.told.get("fields")
        if not isinstance(told, dict) or not told:
            self.defects["fields"] = _("No field is filled. Write [fields.NAME] with a column for at least one.")
            return ()
        if register is None:
            return ()
        rules = []
        for name, rule in told.items():
            if not register.has_field(name):
                near = difflib.get_close_matches(name, [one.name for one in register.fields], n=1)
                self.defects[f"fields.{name}"] = _("The register has no such field.") + (
                    " " + _("Perhaps: %(near)s.") % {"near": near[0]} if near else ""
                )
            elif not register.is_open_to_files(register.field(name), source=str(self.told.get("source"))):
                self.defects[f"fields.{name}"] = _("This field is not filled from files.")
            elif not isinstance(rule, dict):
                self.defects[f"fields.{name}"] = _("Write [fields.%(name)s] and below it a column.") % {"name": name}
            else:
                rules.append(self._rule(register.field(name), rule))
        return tuple(rules)

    def _rule(self, of: RegisterField, told: dict[str, Any]) -> FieldRule:
        place = f"fields.{of.name}"
        self._unknown(told, OF_FIELD, f"{place}.")
        column = self._column(told, "column", f"{place}.column")
        parser = self._text(told, "parser", f"{place}.parser") or of.kind
        fitting = FITTING.get(of.kind, ())
        if parser not in fitting:
            self.defects[f"{place}.parser"] = _("This field is read by one of: %(names)s.") % {
                "names": ", ".join(fitting)
            }
        if (column == "") == ("constant" not in told):
            self.defects.setdefault(place, _("Give either a column or a constant."))
        empty = self._text(told, "empty", f"{place}.empty")
        if empty not in {"", "nothing", "none"}:
            self.defects[f"{place}.empty"] = _("Write nothing (the cell says nothing) or none (there is none).")
        if_wrong = self._text(told, "if_wrong", f"{place}.if_wrong")
        if if_wrong not in {"", "refuse", "leave_out"}:
            self.defects[f"{place}.if_wrong"] = _("Write refuse (the row is not loaded) or leave_out (only this cell).")
        return FieldRule(
            name=of.name,
            column=column,
            parser=parser,
            codes=self._codes(of, told, place),
            constant=self._constant(told.get("constant"), place),
            is_required=told.get("required") is True,
            is_left_out=if_wrong == "leave_out",
            is_emptying=empty == "none",
        )

    def _codes(self, of: RegisterField, told: dict[str, Any], place: str) -> dict[str, str]:
        codes = told.get("codes", {})
        if not isinstance(codes, dict) or len(codes) > CODES_MOST:
            self.defects[f"{place}.codes"] = _('Write codes as a table, such as { "男" = "1", "女" = "2" }.')
            return {}
        allowed = {value for value, _title in of.choices}
        wrong = [str(value)[:20] for value in codes.values() if allowed and str(value) not in allowed]
        if wrong:
            self.defects[f"{place}.codes"] = _("The register does not know %(values)s. It has: %(allowed)s.") % {
                "values": ", ".join(wrong[:5]),
                "allowed": ", ".join(sorted(allowed)[:60]),
            }
        return {str(given).strip(): str(value) for given, value in codes.items()}

    def _constant(self, value: Any, place: str) -> Any:
        if isinstance(value, datetime | date):
            return value.isoformat()[:10]
        if value is not None and not isinstance(value, str | int | bool | list):
            self.defects[f"{place}.constant"] = _("Write a text, a whole number, a day, true or false.")
        return value

    def _options(self) -> Options:
        told = self.told.get("file", {})
        if not isinstance(told, dict):
            self.defects["file"] = _("Write [file] and below it what is to be known of the file.")
            return Options()
        self._unknown(told, OF_FILE, "file.")
        row = told.get("header_row", 1)
        if not isinstance(row, int) or isinstance(row, bool) or not 1 <= row <= HEADER_ROW_MOST:
            self.defects["file.header_row"] = _("Give the row of the heads as a number from 1 to 100.")
            row = 1
        delimiter = self._text(told, "delimiter", "file.delimiter")
        raw = told.get("delimiter", "")
        delimiter = "\t" if raw == "\t" else delimiter
        if len(delimiter) > 1 or delimiter in {'"', "\n"}:
            self.defects["file.delimiter"] = _("The separator is one sign, such as , or ;")
        encoding = self._text(told, "encoding", "file.encoding").lower()
        if encoding and encoding not in ENCODINGS:
            self.defects["file.encoding"] = _("The encoding is utf-8 or gb18030.")
        sheet = self._text(told, "sheet", "file.sheet")
        return Options(delimiter=delimiter, encoding=encoding, sheet=sheet, header_row=row)

    def _valid_on(self) -> str:
        told = self.told.get("valid_on", "")
        if isinstance(told, datetime | date):
            return told.isoformat()[:10]
        try:
            return parse_date(told) if told else ""
        except Defective as defect:
            self.defects["valid_on"] = str(defect)
            return ""

    def _column(self, told: dict[str, Any], name: str, place: str) -> str:
        column = self._text(told, name, place)
        if column and self.columns is not None and column not in self.columns:
            near = difflib.get_close_matches(column, self.columns, n=1)
            self.defects[place] = _("The file has no column “%(name)s”.") % {"name": column[:60]} + (
                " " + _("Perhaps: %(near)s.") % {"near": near[0]} if near else ""
            )
        return column

    def _text(self, told: dict[str, Any], name: str, place: str) -> str:
        value = told.get(name, "")
        if not isinstance(value, str):
            self.defects[place] = _("Write it as a text in quotation marks.")
            return ""
        return value.strip()

    def _unknown(self, told: dict[str, Any], known: set[str], place: str) -> None:
        for name in told:
            if name not in known:
                near = difflib.get_close_matches(name, known, n=1) or sorted(known)
                self.defects[f"{place}{name}"] = _("There is no such entry. Perhaps: %(near)s.") % {
                    "near": ", ".join(near)
                }
