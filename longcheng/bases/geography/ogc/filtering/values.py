"""The values of a filter: literals checked and typed, properties as SQL, so that only like is compared with like."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.bases.geography.ogc.problems import bad_request
from longcheng.bases.geography.ogc.rows import Property
from longcheng.bases.geography.ogc.sql import Sql

TEXT, NUMBER, TRUTH, DAY, MOMENT = "text", "number", "truth value", "date", "timestamp"
KIND_OF = {
    "string": TEXT, "integer": NUMBER, "number": NUMBER, "boolean": TRUTH, "date": DAY, "date-time": MOMENT,
}  # fmt: skip
SAID = {
    TEXT: gettext_lazy("text"), NUMBER: gettext_lazy("number"), TRUTH: gettext_lazy("truth value"),
    DAY: gettext_lazy("date"), MOMENT: gettext_lazy("moment"),
}  # fmt: skip
LONGEST_TEXT = 1_000
_UNACCENTED = "regexp_replace(normalize({}, NFD), '[\u0300-\u036f]', '', 'g')"


@dataclass(frozen=True)
class Value:
    """A value in SQL with its kind; `literal` where the client wrote it down."""

    kind: str
    sql: Sql
    literal: Any = None


def refuse(told: str) -> Exception:
    """A Problem of the filter."""
    return bad_request("filter", told)


def property_value(one: Property) -> Value:
    """A property. Days are compared as ISO texts, whose signs have the order of the days."""
    kind = KIND_OF[one.kind]
    if kind == DAY:
        shown = one.value if one.is_text_in_sql else Sql("(") + one.value + ")::text"
        return Value(kind, Sql("(") + shown + ') COLLATE "C"')
    return Value(kind, one.value)


def literal_value(given: Any) -> Value:
    """What a client wrote. Raises Problem for what cannot be a value."""
    if isinstance(given, bool):
        return Value(TRUTH, Sql("%s", (given,)), given)
    if isinstance(given, int | float):
        return _number(given)
    if isinstance(given, str):
        if len(given) > LONGEST_TEXT or "\0" in given:
            raise refuse(_("A text may have at most %(n)s signs, none of them NUL.") % {"n": LONGEST_TEXT})
        return Value(TEXT, Sql("%s", (given,)), given)
    if isinstance(given, Mapping) and "date" in given:
        return day_value(given["date"])
    if isinstance(given, Mapping) and "timestamp" in given:
        return moment_value(given["timestamp"])
    raise refuse(_("A value must be a text, a number, true or false, a date or a timestamp."))


def _number(given: float) -> Value:
    if not math.isfinite(given):
        raise refuse(_("A number is too large."))
    exact: float = int(given) if float(given).is_integer() and abs(given) < 2**53 else given
    if isinstance(exact, int) and abs(exact) >= 2**63:
        exact = float(exact)
    return Value(NUMBER, Sql("%s", (exact,)), exact)


def day_value(given: Any) -> Value:
    """A day, written as YYYY-MM-DD."""
    try:
        day = date.fromisoformat(str(given)[:20])
    except ValueError as error:
        raise refuse(_("%(given)s is no date. Write 2026-11-23.") % {"given": str(given)[:40]}) from error
    return Value(DAY, Sql("%s", (day.isoformat(),)), day)


def moment_value(given: Any) -> Value:
    """A moment by RFC 3339."""
    try:
        moment = parse_datetime(str(given)[:40])
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        told = _("%(given)s is no moment. Write 2026-11-23T08:00:00Z.")
        raise refuse(told % {"given": str(given)[:40]})
    return Value(MOMENT, Sql("%s", (moment,)), moment)


def agreed(one: Value, other: Value) -> tuple[Value, Value]:
    """Both of one kind: a day or a text is read as the moment or day that the other is. Raises Problem."""
    if one.kind == other.kind:
        return one, other
    if one.literal is not None and (read := _as_kind(one, other.kind)):
        return read, other
    if other.literal is not None and (read := _as_kind(other, one.kind)):
        return one, read
    told = _("A %(one)s cannot be compared with a %(other)s.")
    raise refuse(told % {"one": SAID[one.kind], "other": SAID[other.kind]})


def _as_kind(value: Value, kind: str) -> Value | None:
    if kind == DAY and value.kind == MOMENT:
        return day_value(timezone.localtime(value.literal).date().isoformat())
    if kind == MOMENT and value.kind == DAY:
        return moment_value(midnight(value.literal).isoformat())
    if kind == DAY and value.kind == TEXT:
        return day_value(value.literal)
    if kind == MOMENT and value.kind == TEXT:
        return moment_value(value.literal) if "T" in value.literal else _as_kind(day_value(value.literal), MOMENT)
    return None


def midnight(day: date) -> datetime:
    """When a day begins in the city."""
    return timezone.make_aware(datetime.combine(day, time.min))


def unaccented(value: Value) -> Value:
    """Without the marks above and below its letters."""
    before, after = _UNACCENTED.split("{}")
    return Value(value.kind, Sql(before) + value.sql + after)


def any_case(value: Value) -> Value:
    """In small letters."""
    return Value(value.kind, Sql("lower(") + value.sql + ")")
