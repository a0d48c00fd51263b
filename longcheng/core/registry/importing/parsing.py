"""From a cell to a value of a register: dates as people write them, codes, numbers, identity numbers."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from longcheng.core.registry.importing.rows import Flawed, unseen

TEXT_MOST = 500  # what the registers take
# What a program that counts in floating point can still tell apart; beyond it the last digits are made up.
EXACT_MOST = 10**15
YEARS = (1850, 2199)
# Serial days of workbooks (ECMA-376 18.17.4.1), from 1927 to 2199. A smaller number is rather a year, and those before
# 60 are one off, because workbooks know a 29 February 1900 that never was.
SERIAL_DAY_ZERO, SERIAL_FIRST, SERIAL_LAST = date(1899, 12, 30), 10_000, 109_574
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]\d{1,2}:\d{2}.*)?")
_EIGHT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YES = {"1", "是", "有", "true", "yes", "y", "t"}
_NO = {"0", "否", "无", "false", "no", "n", "f"}


class Defective(ValueError):
    """A cell that fits not; the text says why and what to do, and never what stands in the cell."""


def text(cell: Any) -> str:
    """A cell as text, without spaces around it. Raises Defective."""
    if isinstance(cell, Flawed):
        raise Defective(cell.text)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, int | float | Decimal):
        return _number_as_text(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat(sep=" ")
    found = unicodedata.normalize("NFC", str(cell).strip())
    if unseen(found):
        raise Defective(_("The cell holds invisible signs. Type it anew."))
    if len(found) > TEXT_MOST:
        raise Defective(_("The cell holds more than %(most)s signs. Shorten it.") % {"most": TEXT_MOST})
    return found


def _number_as_text(cell: Any) -> str:
    if isinstance(cell, int):
        return str(cell)
    if cell != cell or cell in (float("inf"), float("-inf")):
        raise Defective(_("This is not a number. Write it with digits."))
    if abs(cell) >= EXACT_MOST and isinstance(cell, float):
        raise Defective(_("The workbook has cut the last digits off. Format the column as text and type it anew."))
    return str(int(cell)) if cell == int(cell) else str(cell)


def plain(cell: Any) -> str:
    """As `text`, with full-width signs made half-width, as codes and numbers want it."""
    return unicodedata.normalize("NFKC", text(cell)).strip()


def parse_date(cell: Any) -> str:
    """`YYYY-MM-DD` from 1980-01-02, 1980/1/2, 1980.1.2, 19800102, 1980年1月2日 or a workbook's serial day."""
    if isinstance(cell, datetime):
        return _day(cell.year, cell.month, cell.day)
    if isinstance(cell, date):
        return _day(cell.year, cell.month, cell.day)
    written = plain(cell)
    if found := _YEAR_FIRST.fullmatch(written) or _EIGHT.fullmatch(written):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if re.fullmatch(r"\d{1,6}", written, re.ASCII):
        return _serial_day(int(written))
    raise Defective(_("This is not a date. Write it as 1980-01-02, 1980/1/2, 19800102 or 1980年1月2日."))


def _day(year: int, month: int, day: int) -> str:
    if not YEARS[0] <= year <= YEARS[1]:
        raise Defective(_("The year must lie between %(first)s and %(last)s.") % {"first": YEARS[0], "last": YEARS[1]})
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        raise Defective(_("There is no such day. Look it up and correct it.")) from None


def _serial_day(days: int) -> str:
    if not SERIAL_FIRST <= days <= SERIAL_LAST:
        raise Defective(_("This is not a date. Write it as 1980-01-02, 1980/1/2, 19800102 or 1980年1月2日."))
    return (SERIAL_DAY_ZERO + timedelta(days=days)).isoformat()


def parse_number(cell: Any) -> int:
    """A whole number, with or without separators of thousands."""
    written = plain(cell).replace(",", "")
    if not re.fullmatch(r"[-+]?\d{1,18}", written, re.ASCII):
        raise Defective(_("This is not a whole number. Write it with digits only."))
    return int(written)


def parse_decimal(cell: Any) -> float:
    """A number, whole or not. Raises Defective."""
    found = plain(cell).replace(",", "")
    try:
        value = float(found)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise Defective(_("This is no number. Write it in digits, such as 31.78."))
    return value


def parse_numbers(cell: Any) -> list[int]:
    """Whole numbers, split by semicolons, commas or spaces."""
    return [parse_number(part) for part in re.split(r"[;,\s]+", plain(cell)) if part]


def parse_yes(cell: Any) -> bool:
    """是 or 否, in one of the usual ways."""
    written = plain(cell).casefold()
    if written in _YES | _NO:
        return written in _YES
    raise Defective(_("Write 是 or 否 (or 1 or 0)."))


def parse_identity_number(cell: Any) -> str:
    """An identity number without spaces, its check sign large; whether it holds is the register's to say."""
    return re.sub(r"[\s-]", "", plain(cell)).upper()


def parse_phone(cell: Any) -> str:
    """A telephone number without spaces, dashes and brackets."""
    written = re.sub(r"[\s\-()]", "", plain(cell))
    if not re.fullmatch(r"\+?\d{5,15}", written, re.ASCII):
        raise Defective(_("This is not a telephone number. Write it with digits only."))
    return written


def parse_division(cell: Any) -> str:
    """A division's code with all its twelve digits; a shorter one is filled with noughts (GB/T 2260, GB/T 10114)."""
    written = plain(cell)
    if not re.fullmatch(r"\d{6}|\d{9}|\d{12}", written, re.ASCII):
        raise Defective(_("A division's code has 6, 9 or 12 digits. Look it up."))
    return written.ljust(12, "0")


def parse_code(cell: Any, codes: Mapping[str, str]) -> str:
    """A code by the mapping's own table, where it has one; `codes` without its cell refuses."""
    written = plain(cell)
    if not codes or written in codes:
        return codes.get(written, written)
    raise Defective(_("The value is in no code table. Correct it, or add it to the codes of the mapping."))


Parser = Callable[[Any], Any]
PARSERS: Mapping[str, Parser] = {
    "text": text,
    "code": plain,
    "date": parse_date,
    "number": parse_number,
    "decimal": parse_decimal,
    "numbers": parse_numbers,
    "yes": parse_yes,
    "identity_number": parse_identity_number,
    "phone": parse_phone,
    "division": parse_division,
}
# Which parsers make a value of which kind of field.
FITTING: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "identity_number", "phone", "division", "code", "date"),
    "code": ("code", "division", "text", "yes"),
    "date": ("date",),
    "number": ("number",),
    "numbers": ("numbers",),
    "decimal": ("decimal",),
    "yes": ("yes",),
}


def is_empty(cell: Any) -> bool:
    """Whether nothing stands in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())
