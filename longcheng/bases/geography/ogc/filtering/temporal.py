"""The relations of two spans of time (CQL2 7.9, after Allen), in SQL over their beginnings and ends."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from longcheng.bases.geography.ogc.filtering.values import (
    DAY,
    MOMENT,
    Value,
    agreed,
    day_value,
    literal_value,
    moment_value,
    refuse,
)
from longcheng.bases.geography.ogc.sql import Sql, joined

# Beginning and end of the first are a and b, of the second c and d.
RELATIONS: Mapping[str, tuple[str, ...]] = {
    "t_after": ("a > d",),
    "t_before": ("b < c",),
    "t_contains": ("a < c", "b > d"),
    "t_disjoint": ("a > d OR b < c",),
    "t_during": ("a > c", "b < d"),
    "t_equals": ("a = c", "b = d"),
    "t_finishedby": ("a < c", "b = d"),
    "t_finishes": ("a > c", "b = d"),
    "t_intersects": ("a <= d", "b >= c"),
    "t_meets": ("b = c",),
    "t_metby": ("a = d",),
    "t_overlappedby": ("a > c", "a < d", "b > d"),
    "t_overlaps": ("a < c", "b > c", "b < d"),
    "t_startedby": ("a = c", "b > d"),
    "t_starts": ("a = c", "b < d"),
}
# What an open end stands for: before and after all that can be.
_ENDS = {DAY: ("0001-01-01", "9999-12-31"), MOMENT: ("0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z")}
_MAKE = {DAY: day_value, MOMENT: moment_value}


def relation(operator: str, first: list[Value], second: list[Value]) -> Sql:
    """Whether the first span stands in this relation to the second; a moment is a span of equal ends."""
    if not all(value.kind in {DAY, MOMENT} for value in (*first, *second)):
        raise refuse(_("Only dates and timestamps are compared in time."))
    sides = {"a": (0, first), "b": (1, first), "c": (0, second), "d": (1, second)}
    return joined("AND", (_told(told, sides) for told in RELATIONS[operator]))


def _told(told: str, sides: Mapping[str, tuple[int, list[Value]]]) -> Sql:
    parts = []
    for one in told.split(" OR "):
        left, sign, right = one.split()
        first, second = (sides[name][1][sides[name][0]] for name in (left, right))
        first, second = agreed(first, second)
        parts.append(first.sql + f" {sign} " + second.sql)
    return joined("OR", parts)


def interval(given: Any) -> list[Value]:
    """Two literals; `..` is an open end. Raises Problem."""
    if not isinstance(given, list) or len(given) != 2:
        raise refuse(_("An interval has a beginning and an end."))
    kinds = {MOMENT if isinstance(end, str) and "T" in end else DAY for end in given if end != ".."} or {DAY}
    kind = MOMENT if MOMENT in kinds else DAY
    found = []
    for place, end in enumerate(given):
        value = _MAKE[kind](_ENDS[kind][place]) if end == ".." else _written(end)
        found.append(value if value.kind == kind else agreed(value, _MAKE[kind](_ENDS[kind][0]))[0])
    return found


def _written(end: Any) -> Value:
    if isinstance(end, str):
        return moment_value(end) if "T" in end else day_value(end)
    return literal_value(end)
