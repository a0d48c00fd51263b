"""From the JSON of CQL2 to a tree of conditions; whatever is not known here is refused with its name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
import shapely
from django.utils.translation import gettext as _

from longcheng.bases.geography.ogc.crs import Crs, box_to_storage, to_storage
from longcheng.bases.geography.ogc.filtering.temporal import RELATIONS, interval, relation
from longcheng.bases.geography.ogc.filtering.tree import (
    SWAPPED,
    TESTS,
    Node,
    Plain,
    Spatial,
    both,
    either,
    opposite,
)
from longcheng.bases.geography.ogc.filtering.values import (
    DAY,
    NUMBER,
    TEXT,
    TRUTH,
    Value,
    agreed,
    any_case,
    literal_value,
    property_value,
    refuse,
    unaccented,
)
from longcheng.bases.geography.ogc.rows import Rows
from longcheng.bases.geography.ogc.sql import Sql, joined, together

GEOMETRY = "geometry"
MOST_PARTS, MOST_LISTED, MOST_POINTS, LONGEST_PATTERN = 200, 1_000, 10_000, 200
COMPARISONS = frozenset({"=", "<>", "<", ">", "<=", ">="})
GEOMETRIES = frozenset({"Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"})


def translated(told: Any, *, rows: Rows, crs: Crs) -> Node:
    """The tree of a filter. Raises Problem with what is wrong in it."""
    return _Translator(rows, crs).node(told)


@dataclass
class _Translator:
    rows: Rows
    crs: Crs
    parts: int = field(default=0)

    def node(self, told: Any) -> Node:
        """What is true or false of a thing."""
        self._count()
        if isinstance(told, bool):
            return Plain(Sql("true" if told else "false"))
        if not isinstance(told, Mapping):
            raise refuse(_("A condition is required here."))
        if "property" in told:
            return self._truth(told)
        operator, arguments = self._operation(told)
        if operator in {"and", "or"}:
            if len(arguments) < 2:
                raise refuse(_("%(operator)s needs two conditions.") % {"operator": operator.upper()})
            parts = [self.node(one) for one in arguments]
            return both(parts) if operator == "and" else either(parts)
        if operator == "not":
            return opposite(self.node(*self._exactly(1, arguments, operator)))
        if operator in TESTS:
            return self._spatial(operator, self._exactly(2, arguments, operator))
        return Plain(self._condition(operator, arguments))

    def _count(self) -> None:
        self.parts += 1
        if self.parts > MOST_PARTS:
            raise refuse(_("At most %(n)s conditions and values.") % {"n": MOST_PARTS})

    @staticmethod
    def _operation(told: Mapping[str, Any]) -> tuple[str, list[Any]]:
        operator, arguments = told.get("op"), told.get("args")
        if not isinstance(operator, str) or not isinstance(arguments, list):
            raise refuse(_("A condition is required here."))
        return operator.lower(), arguments

    @staticmethod
    def _exactly(count: int, arguments: Sequence[Any], operator: str) -> Sequence[Any]:
        if len(arguments) != count:
            raise refuse(_("%(operator)s takes %(n)s values.") % {"operator": operator.upper(), "n": count})
        return arguments

    def _truth(self, told: Mapping[str, Any]) -> Plain:
        value = self.value(told)
        if value.kind != TRUTH:
            raise refuse(_("%(name)s is not true or false. Compare it with something.") % {"name": told["property"]})
        return Plain(value.sql)

    def _condition(self, operator: str, arguments: list[Any]) -> Sql:
        if operator in COMPARISONS:
            first, second = agreed(*(self.value(one) for one in self._exactly(2, arguments, operator)))
            return Sql("(") + first.sql + f" {operator} " + second.sql + ")"
        if operator == "isnull":
            return self._is_null(*self._exactly(1, arguments, "IS NULL"))
        if operator == "like":
            return self._like(*self._exactly(2, arguments, operator))
        if operator == "between":
            return self._between(*self._exactly(3, arguments, operator))
        if operator == "in":
            return self._in(*self._exactly(2, arguments, operator))
        if operator in RELATIONS:
            first_span, second_span = (self._span(one) for one in self._exactly(2, arguments, operator))
            return relation(operator, first_span, second_span)
        raise refuse(_("%(operator)s is not known here.") % {"operator": operator[:40]})

    def value(self, told: Any) -> Value:
        """A property, a literal, or one of them in small or plain letters."""
        self._count()
        if isinstance(told, Mapping) and "property" in told:
            one = self.rows.by_name.get(str(told["property"]))
            if one is None:
                known = ", ".join(self.rows.by_name)
                given = str(told["property"])[:60]
                raise refuse(_("There is no property %(given)s. Known: %(known)s.") % {"given": given, "known": known})
            return property_value(one)
        if isinstance(told, Mapping) and "op" in told:
            operator, arguments = self._operation(told)
            if operator not in {"casei", "accenti"}:
                raise refuse(_("%(operator)s is not known here.") % {"operator": operator[:40]})
            inner = self.value(*self._exactly(1, arguments, operator))
            if inner.kind != TEXT:
                raise refuse(_("%(operator)s takes a text.") % {"operator": operator.upper()})
            return any_case(inner) if operator == "casei" else unaccented(inner)
        return literal_value(told)

    def _is_null(self, told: Any) -> Sql:
        if isinstance(told, Mapping) and told.get("property") == GEOMETRY:
            return Sql(f"({self.rows.geometry_columns[0]} IS NULL)")
        return Sql("(") + self.value(told).sql + " IS NULL)"

    def _like(self, told: Any, pattern: Any) -> Sql:
        value, wanted = self.value(told), self.value(pattern)
        if value.kind != TEXT or wanted.kind != TEXT:
            raise refuse(_("%(operator)s takes a text.") % {"operator": "LIKE"})
        written = str(wanted.literal or "")
        if len(written) > LONGEST_PATTERN or (len(written) - len(written.rstrip("\\"))) % 2:
            told_so = _("A pattern has at most %(n)s signs and does not end with a backslash.")
            raise refuse(told_so % {"n": LONGEST_PATTERN})
        return Sql("(") + value.sql + " LIKE " + wanted.sql + ")"

    def _between(self, told: Any, least: Any, most: Any) -> Sql:
        value, low, high = (self.value(one) for one in (told, least, most))
        if value.kind not in {NUMBER, DAY} and low.kind != NUMBER:
            raise refuse(_("%(operator)s takes numbers.") % {"operator": "BETWEEN"})
        above, below = agreed(value, low), agreed(value, high)
        return joined("AND", (above[0].sql + " >= " + above[1].sql, below[0].sql + " <= " + below[1].sql))

    def _in(self, told: Any, listed: Any) -> Sql:
        if not isinstance(listed, list) or not 0 < len(listed) <= MOST_LISTED:
            raise refuse(_("IN takes a list of 1 to %(n)s values.") % {"n": MOST_LISTED})
        value = self.value(told)
        before = self.parts
        wanted = [agreed(value, self.value(one))[1].sql for one in listed if self._free(before)]
        return Sql("(") + value.sql + " IN (" + together(wanted) + "))"

    def _free(self, before: int) -> bool:
        """The values of a list have a bound of their own."""
        self.parts = before
        return True

    def _span(self, told: Any) -> list[Value]:
        if isinstance(told, Mapping) and "interval" in told:
            ends = told["interval"]
            if isinstance(ends, list) and any(isinstance(end, Mapping) and "property" in end for end in ends):
                return [self.value(end) for end in ends][:2] if len(ends) == 2 else interval(ends)
            return interval(ends)
        value = self.value(told)
        return [value, value]

    def _spatial(self, operator: str, arguments: Sequence[Any]) -> Spatial:
        first, second = arguments
        if _is_geometry(second) and not _is_geometry(first):
            first, second, operator = second, first, SWAPPED.get(operator, operator)
        if not _is_geometry(first) or _is_geometry(second):
            raise refuse(
                _("%(operator)s compares the property geometry with a shape.") % {"operator": operator.upper()}
            )
        return Spatial(operator, self._shape(second))

    def _shape(self, told: Any) -> Any:
        if isinstance(told, Mapping) and "bbox" in told:
            return shapely.box(*box_to_storage(box_numbers(told["bbox"]), crs=self.crs))
        if not isinstance(told, Mapping) or told.get("type") not in GEOMETRIES:
            raise refuse(_("A shape must be a point, a line or an area, or several of them."))
        try:
            shape = shapely.from_geojson(orjson.dumps({"type": told["type"], "coordinates": told.get("coordinates")}))
            if shapely.get_num_coordinates(shape) > MOST_POINTS:
                raise refuse(_("A shape may have at most %(n)s points.") % {"n": MOST_POINTS})
            shape = to_storage(shapely.force_2d(shape), crs=self.crs)
        except (shapely.errors.GEOSException, TypeError, ValueError) as error:
            raise refuse(_("This shape cannot be read.")) from error
        if shape.is_empty or not shape.is_valid:
            raise refuse(_("This shape is empty or crosses itself."))
        return shape


def _is_geometry(told: Any) -> bool:
    return isinstance(told, Mapping) and told.get("property") == GEOMETRY


def box_numbers(given: Any) -> tuple[float, float, float, float]:
    """The four corners of a box; of six, heights are left out. Raises Problem."""
    if not isinstance(given, list) or len(given) not in {4, 6}:
        raise refuse(_("A box has four numbers."))
    numbers = [literal_value(one) for one in given]
    if any(number.kind != NUMBER for number in numbers):
        raise refuse(_("A box has four numbers."))
    flat = [float(number.literal) for number in numbers]
    first, second, third, fourth = flat if len(flat) == 4 else (flat[0], flat[1], flat[3], flat[4])
    return first, second, third, fourth
