"""A first mapping from the heads of a file: what people call the columns, in Chinese and in English."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from longcheng.core.registry.declaring import DEPARTMENT_ROW, Register, RegisterField
from longcheng.core.registry.importing.checking import LANGUAGES
from longcheng.core.registry.importing.mapping import Mapping
from longcheng.core.registry.importing.rows import Flawed

# What departments call their own number of a row, the surest first.
KEY_WORDS = (
    "人员编号", "个人编号", "人员id", "个人id", "档案编号", "档案号", "健康档案编号", "登记编号", "业务编号",
    "记录编号", "户籍编号", "社保编号", "编号", "主键", "row_key", "record_id", "person_id", "id", "key", "uuid",
)  # fmt: skip
VALID_FROM_WORDS = (
    "登记日期", "生效日期", "业务日期", "办理日期", "建档日期", "参保日期", "入户日期", "valid_from", "since",
    "registered_on",
)  # fmt: skip
SHAPE_MOST = 24


def suggest(register: Register, *, source: str, columns: Iterable[str]) -> str:
    """The text of a mapping that fills what it can recognise, each field from one column, for a person to look over."""
    left = {normal(name): name for name in columns}
    key, valid_from = _taken(left, KEY_WORDS), _taken(left, VALID_FROM_WORDS)
    fields = [
        (of, column)
        for of in register.fields
        if register.is_open_to_files(of, source=source) and (column := _taken(left, _words_of(register, of)))
    ]
    lines = [
        f"register = {quoted(register.name)}",
        f"source = {quoted(source)}",
        f"kind = {quoted(DEPARTMENT_ROW.name)}",
        f"key = {quoted(key)}" if key else f'# key = "…"  # {_("the column with the number of the row")}',
        f"valid_from = {quoted(valid_from)}"
        if valid_from
        else f"# valid_on = 2026-01-31  # {_('or a column: valid_from')}",
    ]
    for of, column in fields:
        lines += ["", f"[fields.{of.name}]  # {of.title}", f"column = {quoted(column)}"]
        parser = register.parsers.get(of.name, of.kind)
        lines += [f"parser = {quoted(parser)}"] if parser != of.kind else []
    unused = sorted(left.values())
    if unused:
        lines += ["", "# " + _("Columns that are not used: %(names)s") % {"names": ", ".join(unused)}]
    return "\n".join(lines) + "\n"


def written(mapping: Mapping) -> str:
    """A mapping as text again, in the one form that pages show and reports keep."""
    lines = [f"register = {quoted(mapping.register)}", f"source = {quoted(mapping.source)}"]
    lines.append(f"kind = {quoted(mapping.kind)}")
    lines += [f"key = {quoted(mapping.key)}"] if mapping.key else []
    lines += [f"valid_from = {quoted(mapping.valid_from)}"] if mapping.valid_from else []
    lines += [f"valid_on = {mapping.valid_on}"] if mapping.valid_on else []
    options = mapping.options
    told = {"sheet": options.sheet, "delimiter": options.delimiter, "encoding": options.encoding}
    of_file = [f"{name} = {quoted(value)}" for name, value in told.items() if value]
    of_file += [f"header_row = {options.header_row}"] if options.header_row != 1 else []
    lines += ["", "[file]", *of_file] if of_file else []
    for rule in mapping.fields:
        lines += ["", f"[fields.{rule.name}]"]
        lines += [f"column = {quoted(rule.column)}"] if rule.column else [f"constant = {_literal(rule.constant)}"]
        lines.append(f"parser = {quoted(rule.parser)}")
        if rule.codes:
            pairs = ", ".join(f"{quoted(given)} = {quoted(value)}" for given, value in rule.codes.items())
            lines.append(f"codes = {{ {pairs} }}")
        lines += ["required = true"] if rule.is_required else []
        lines += ['if_wrong = "leave_out"'] if rule.is_left_out else []
        lines += ['empty = "none"'] if rule.is_emptying else []
    return "\n".join(lines) + "\n"


def quoted(value: str) -> str:
    """A text as TOML writes it."""
    clean = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in clean) + '"'


def normal(name: str) -> str:
    """A head as it is compared: half width, no spaces, underscores or brackets, no case."""
    plain = unicodedata.normalize("NFKC", name).casefold()
    return re.sub(r"[\s_*:.\-]|\(.*?\)|\[.*?\]", "", plain)


def shape(cell: Any) -> str:
    """What a value looks like and not what it is: 张三 as 文文, 1980-01-02 as 9999-99-99."""
    if cell is None or isinstance(cell, Flawed):
        return ""
    text = str(cell).strip()[: SHAPE_MOST + 1]
    signs = (
        "9" if sign.isdigit() else "文" if ord(sign) > 0x2E7F else "A" if sign.isalpha() else sign for sign in text
    )
    made = "".join(sign if sign.isprintable() else "�" for sign in signs)
    return made if len(made) <= SHAPE_MOST else made[:SHAPE_MOST] + "…"


def _words_of(register: Register, of: RegisterField) -> list[str]:
    titles = []
    for language in LANGUAGES:
        with override(language):
            titles.append(str(of.title))
    return [*register.header_words.get(of.name, ()), *titles, of.name]


def _taken(left: dict[str, str], words: Iterable[str]) -> str:
    """The column of the first of these words that a head equals; it is taken by nobody else then."""
    for word in words:
        if (known := normal(word)) in left:
            return left.pop(known)
    return ""


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(_literal(one) for one in value) + "]"
    return str(value) if isinstance(value, int) else quoted(str(value))
