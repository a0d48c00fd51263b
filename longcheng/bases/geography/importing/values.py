"""The values of a file brought into the form of the layer: days, numbers, truth values, or what is wrong with them."""

import json
import math
import re
from datetime import date, datetime
from typing import Any

from longcheng.core.registry.importing.parsing import Defective, parse_date, parse_yes

WHOLE_MOST = 2**53
SIGNS_MOST = 2_000
_DAY_LIKE = re.compile(r"\d{4}[-/]\d{2}[-/]\d{2}", re.ASCII)
_YES, _NO = {"true", "1", "t", "yes"}, {"false", "0", "f", "no"}


class Flawed(Exception):
    """A value that does not fit, with the code of the reason."""


def as_text(value: Any) -> str:
    """A value as text; a number that a file has made of a code loses its `.0`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < WHOLE_MOST:
        return str(int(value))
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value).strip()


def as_date(value: Any) -> date | None:
    """A day, in any of the usual ways of writing it."""
    text = as_text(value)
    if not text:
        return None
    try:
        return date.fromisoformat(parse_date(text[:10] if re.match(r"\d{4}-\d\d-\d\d[T ]", text) else text))
    except Defective:
        raise Flawed("no_date") from None


def as_yes(value: Any) -> bool:
    """A truth value."""
    if isinstance(value, bool):
        return value
    text = as_text(value).casefold()
    if text in _YES | _NO | {""}:
        return text in _YES
    try:
        return parse_yes(text)
    except Defective:
        raise Flawed("no_boolean") from None


def as_number(value: Any) -> float | int | None:
    """A number."""
    if isinstance(value, bool):
        raise Flawed("no_number")
    if isinstance(value, int | float):
        found: float | int = value
    else:
        text = as_text(value).replace(",", "")
        if not text:
            return None
        try:
            found = int(text) if re.fullmatch(r"[-+]?\d+", text, re.ASCII) else float(text)
        except ValueError:
            raise Flawed("no_number") from None
    if not math.isfinite(found) or abs(found) > 1e300 or (isinstance(found, int) and abs(found) > WHOLE_MOST):  # noqa: PLR2004, RUF100
        raise Flawed("out_of_range")
    return found


def as_whole(value: Any) -> int | None:
    """A whole number."""
    found = as_number(value)
    if found is None or isinstance(found, int):
        return found
    if not found.is_integer():
        raise Flawed("no_whole_number")
    return int(found)


def as_property(value: Any, kind: str) -> Any:
    """A property of the kind that the layer's `shape` names; an empty one is None."""
    if value is None or value == "":
        return None
    if kind == "integer":
        return as_whole(value)
    if kind == "number":
        return as_number(value)
    if kind == "boolean":
        return as_yes(value)
    if kind == "date":
        day = as_date(value)
        return day.isoformat() if day else None
    if kind == "object":
        return value if isinstance(value, list | dict) else _parsed(value)
    if kind == "string":
        text = value if isinstance(value, str) else as_text(value)
        if len(text) > SIGNS_MOST:
            raise Flawed("too_long")
        return text
    return value


def is_same_value(said: Any, held: Any) -> bool:
    """Whether a file's value says what stands already: formats without types write 12 as "12" and true as "1"."""
    if said == held and type(said) is type(held):
        return True
    if said in (None, "") or held in (None, ""):
        return said in (None, "") and held in (None, "")
    try:
        if isinstance(held, bool):
            return as_yes(said) is held
        if isinstance(held, int | float):
            found = as_number(said)
            return found is not None and math.isclose(found, held, rel_tol=1e-12)
        if isinstance(held, list | dict):
            return bool(said == held or _parsed(said) == held)
    except Flawed:
        return False
    return as_text(said) == as_text(held) or _is_same_moment(as_text(said), as_text(held))


def _is_same_moment(one: str, other: str) -> bool:
    """GDAL writes days and moments in its own way: 2020/05/01, 2020-05-01T08:00:00+00:00 for …Z."""
    if not (_DAY_LIKE.match(one) and _DAY_LIKE.match(other)):
        return False
    try:
        first, second = (datetime.fromisoformat(text.replace("/", "-")) for text in (one, other))
    except ValueError:
        return False
    if (first.tzinfo is None) != (second.tzinfo is None):
        return first.replace(tzinfo=None) == second.replace(tzinfo=None)
    return first == second


def _parsed(value: Any) -> Any:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value
