"""What a request for things asks: its parameters read, bounded and checked, all defects at once."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import shapely
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from longcheng.bases.geography.ogc.collections import Collection
from longcheng.bases.geography.ogc.crs import STORAGE, Crs, box_to_storage, parse_crs
from longcheng.bases.geography.ogc.filtering.reading import TEXT, read_filter
from longcheng.bases.geography.ogc.filtering.translating import translated
from longcheng.bases.geography.ogc.filtering.tree import Node, Plain, Spatial, both, either
from longcheng.bases.geography.ogc.filtering.values import agreed, literal_value, midnight, property_value
from longcheng.bases.geography.ogc.problems import Problem, bad_request
from longcheng.bases.geography.ogc.rows import Property, Span
from longcheng.bases.geography.ogc.sql import Sql

LIMIT_USUAL, LIMIT_MOST = 100, 10_000
PARAMETERS = (
    "bbox", "bbox-crs", "crs", "datetime", "limit", "filter", "filter-lang", "filter-crs", "properties", "count",
    "after", "f",
)  # fmt: skip
LONGEST = {"filter": 20_000, "properties": 4_000}
LONGEST_OTHER = 500


@dataclass(frozen=True)
class Asked:
    """A page of things: which, as on when, in which system, with which attributes."""

    limit: int = LIMIT_USUAL
    after: str = ""
    span: Span | None = None
    fits: Node | None = None
    crs: Crs = STORAGE
    chosen: frozenset[str] | None = None
    is_counted: bool = False


def read_asked(given: QueryDict, *, one: Collection) -> Asked:
    """The request as it can be answered. Raises Problem with every defect."""
    reader = _Reader(given, one)
    found = reader.read()
    if reader.defects:
        raise Problem(400, _("The request cannot be read."), defects=reader.defects)
    return found


class _Reader:
    def __init__(self, given: QueryDict, one: Collection) -> None:
        self.given, self.one = given, one
        self.defects: list[tuple[str, str]] = []

    def read(self) -> Asked:
        self._refuse_unknown()
        fits = [node for read in (self._box, self._filter, self._equals) for node in self._tried(read, [])]
        return Asked(
            limit=self._tried(self._limit, LIMIT_USUAL),
            after=self._tried(self._after, ""),
            span=self._tried(self._span, None),
            fits=both(fits) if fits else None,
            crs=self._tried(self._crs, STORAGE),
            chosen=self._tried(self._chosen, None),
            is_counted=self._tried(self._is_counted, False),
        )

    def _tried(self, read: Callable[[], Any], otherwise: Any) -> Any:
        try:
            return read()
        except Problem as problem:
            self.defects += problem.defects
            return otherwise

    def _refuse_unknown(self) -> None:
        known = set(PARAMETERS) | set(self.one.rows.by_name)
        for name, values in self.given.lists():
            if name not in known:
                self.defects.append((name[:60], _("This parameter is not known here.")))
            elif len(values) > 1:
                self.defects.append((name, _("It stands twice.")))
            elif self._is_unfit(name):
                told = _("At most %(n)s signs, none of them NUL.")
                self.defects.append((name, told % {"n": LONGEST.get(name, LONGEST_OTHER)}))

    def _text(self, name: str) -> str:
        return "" if self._is_unfit(name) else str(self.given.get(name, ""))

    def _is_unfit(self, name: str) -> bool:
        text = self.given.get(name, "")
        return len(text) > LONGEST.get(name, LONGEST_OTHER) or "\0" in text

    def _limit(self) -> int:
        text = self._text("limit")
        if not text:
            return LIMIT_USUAL
        if not (text.isascii() and text.isdigit()) or int(text[:9]) < 1:
            raise bad_request("limit", _("A whole number from 1 to %(n)s.") % {"n": LIMIT_MOST})
        return min(int(text[:9]), LIMIT_MOST)  # the standard lets a server give fewer

    def _after(self) -> str:
        text = self._text("after")
        if text and self.one.rows.key_is_number and not (text.isascii() and text.isdigit() and len(text) < 19):
            raise bad_request("after", _("Take it from the link to the next page."))
        return text

    def _crs(self) -> Crs:
        text = self._text("crs")
        return parse_crs(text, name="crs") if text else STORAGE

    def _is_counted(self) -> bool:
        text = self._text("count")
        if text not in {"", "exact", "no"}:
            raise bad_request("count", _("Write exact, or leave it out."))
        return text == "exact"

    def _chosen(self) -> frozenset[str] | None:
        if "properties" not in self.given:
            return None
        names = [name.strip() for name in self._text("properties").split(",") if name.strip()]
        unknown = [name for name in names if name not in self.one.rows.by_name and name != "geometry"]
        if unknown:
            known = ", ".join(self.one.rows.by_name)
            told = _("There is no property %(given)s. Known: %(known)s.")
            raise bad_request("properties", told % {"given": ", ".join(unknown)[:60], "known": known})
        return frozenset(names)

    def _box(self) -> list[Node]:
        text = self._text("bbox")
        crs = parse_crs(self._text("bbox-crs"), name="bbox-crs") if self._text("bbox-crs") else STORAGE
        if not text:
            return []
        first, second, third, fourth = read_box(text)
        if crs == STORAGE and first > third:  # over the 180th meridian
            halves = ((first, second, 180.0, fourth), (-180.0, second, third, fourth))
            return [either([_meets(half, crs=crs) for half in halves])]
        if first > third or second > fourth:
            raise bad_request("bbox", _("The lower corner comes first, in the order of axes of bbox-crs."))
        return [_meets((first, second, third, fourth), crs=crs)]

    def _filter(self) -> list[Node]:
        text = self._text("filter")
        if not text.strip():
            return []
        asked_crs = self._text("filter-crs")
        crs = parse_crs(asked_crs, name="filter-crs") if asked_crs else STORAGE
        told = read_filter(text, language=self._text("filter-lang") or TEXT)
        return [translated(told, rows=self.one.rows, crs=crs)]

    def _equals(self) -> list[Node]:
        """Properties as parameters: `kind=clinic`."""
        return [
            Plain(equals(self.one.rows.by_name[name], self._text(name), name=name))
            for name in self.given
            if name in self.one.rows.by_name and name not in PARAMETERS
        ]

    def _span(self) -> Span | None:
        text = self._text("datetime")
        return read_span(text) if text else None


def _meets(corners: tuple[float, float, float, float], *, crs: Crs) -> Spatial:
    try:
        return Spatial("s_intersects", shapely.box(*box_to_storage(corners, crs=crs)))
    except ValueError as error:
        raise bad_request("bbox", str(error)) from error


def read_box(text: str) -> tuple[float, float, float, float]:
    """The corners of `bbox`; of six numbers, heights are left out. Raises Problem."""
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        numbers = []
    if len(numbers) not in {4, 6} or not all(math.isfinite(number) and abs(number) < 1e9 for number in numbers):
        raise bad_request("bbox", _("Four numbers split by commas, lower corner first."))
    return (numbers[0], numbers[1], numbers[-2 if len(numbers) == 4 else 3], numbers[-1 if len(numbers) == 4 else 4])


def equals(one: Property, text: str, *, name: str) -> Sql:
    """A property has the value that is written in an address. Raises Problem."""
    value: Any = text
    if one.kind in {"integer", "number"}:
        try:
            value = float(text)
        except ValueError as error:
            raise bad_request(name, _("This is no number. Write it in digits, such as 31.78.")) from error
    if one.kind == "boolean":
        value = {"true": True, "false": False}.get(text.lower())
        if value is None:
            raise bad_request(name, _("Write true or false."))
    try:
        first, second = agreed(property_value(one), literal_value(value))
    except Problem as problem:
        raise bad_request(name, problem.defects[0][1]) from problem
    return first.sql + " = " + second.sql


def read_span(text: str) -> Span:
    """A moment, a day or an interval with perhaps one open end (RFC 3339). Raises Problem.

    A day as a moment is its end: the map as on a day is what stood when it was over, or stands now if it is today.
    """
    begin, slash, end = text.partition("/")
    if not slash:
        moment = _edges(begin)[1]
        return Span(moment, moment)
    begins_at = None if begin in {"", ".."} else _edges(begin)[0]
    ends_at = None if end in {"", ".."} else _edges(end)[1]
    if begins_at and ends_at and begins_at > ends_at:
        raise bad_request("datetime", _("The beginning comes first."))
    return Span(begins_at, ends_at)


def _edges(text: str) -> tuple[datetime, datetime]:
    """When a day begins and when it is over; of a moment, itself."""
    wrong = bad_request("datetime", _("Write 2026-11-23, 2026-11-23T08:00:00Z, or two of them with a slash between."))
    try:
        if len(text) == len("2026-11-23"):
            begins_at = midnight(date.fromisoformat(text))
            return begins_at, begins_at + timedelta(days=1) - timedelta(microseconds=1)
        moment = parse_datetime(text)
    except (ValueError, OverflowError) as error:
        raise wrong from error
    if moment is None:
        raise wrong
    aware = moment if moment.tzinfo else timezone.make_aware(moment)
    return aware, aware


def kept_parameters(given: QueryDict, *, without: Iterable[str]) -> dict[str, str]:
    """The parameters that a link to another page or form carries on."""
    return {name: str(given[name]) for name in given if name not in set(without)}
