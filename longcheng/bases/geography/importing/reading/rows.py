"""What readers give: features as the file holds them, and refusals of a whole file, both as codes without words.

The words are made by `importing.words`, in the language of whoever sent the file.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Protocol

import shapely
from shapely.geometry.base import BaseGeometry

_WHOLE = re.compile(r"-?(0|[1-9]\d{0,8})", re.ASCII)
_FRACTION = re.compile(r"-?(0|[1-9]\d{0,8})\.\d{1,12}", re.ASCII)
SAMPLES_MOST, SAMPLE_SIGNS, COLUMNS_MOST, TEXT_MOST = 3, 40, 300, 20_000


class Refused(Exception):
    """The whole file cannot be read: `code` names the reason, `about` fills its words."""

    def __init__(self, code: str, **about: Any) -> None:
        super().__init__(code)
        self.code, self.about = code, about


@dataclass(slots=True)
class Raw:
    """One feature of a file. `number` counts from 1 as people count it; `flaws` are codes with their column."""

    number: int
    ident: str
    values: dict[str, Any]
    shape: BaseGeometry | None
    flaws: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Sheet:
    """One layer inside a file, as a first look shows it. `says` is what the file states of its coordinates, or None."""

    name: str
    count: int
    columns: list[dict[str, Any]]
    shapes: dict[str, int]
    says: dict[str, Any] | None = None
    box: tuple[float, float, float, float] | None = None
    encoding: str = ""


class Source(Protocol):
    """A file of one format, opened."""

    def sheets(self) -> list[Sheet]:
        """What is inside."""

    def features(self, sheet: str) -> Iterator[Raw]:
        """Every feature of one layer, in the order of the file."""


def plain(value: Any) -> Any:
    """A value as JSON can hold it: days in ISO form, whole numbers whole, no NaN, no bytes."""
    if isinstance(value, bool | int) or value is None:
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bytes | bytearray):
        return None
    if isinstance(value, str):
        return value.replace("\0", "")[:TEXT_MOST]
    return value


class Look:
    """Gathers what the columns and shapes of a layer look like while its features go by."""

    def __init__(self, *, are_texts: bool = False) -> None:
        """`are_texts` says that the format has no types, so that numbers are told by how they are written."""
        self._type_of = written_type if are_texts else type_of
        self.columns: dict[str, dict[str, Any]] = {}
        self.shapes: dict[str, int] = {}
        self.count = 0
        self._seen: dict[str, set[str]] = {}
        self._doubled: set[str] = set()
        self._west = self._south = float("inf")
        self._east = self._north = float("-inf")

    def take(self, raw: Raw) -> None:
        """See one more feature."""
        self.count += 1
        shape = raw.shape if raw.shape is not None and not raw.shape.is_empty else None
        kind = shape.geom_type if shape is not None else ""
        self.shapes[kind] = self.shapes.get(kind, 0) + 1
        if shape is not None:
            west, south, east, north = shape.bounds
            self._west, self._south = min(self._west, west), min(self._south, south)
            self._east, self._north = max(self._east, east), max(self._north, north)
        for name, value in raw.values.items():
            if name not in self.columns and len(self.columns) < COLUMNS_MOST:
                self.columns[name] = {"name": name, "type": "", "samples": [], "filled": 0}
            if name in self.columns and value not in (None, ""):
                self._see(self.columns[name], value)

    def _see(self, column: dict[str, Any], value: Any) -> None:
        name, written = column["name"], str(value)
        column["filled"] += 1
        column["type"] = joined_type(column["type"], self._type_of(value))
        if len(column["samples"]) < SAMPLES_MOST and written[:SAMPLE_SIGNS] not in column["samples"]:
            column["samples"].append(written[:SAMPLE_SIGNS])
        seen = self._seen.setdefault(name, set())
        if written in seen:
            self._doubled.add(name)
            seen.clear()
        elif name not in self._doubled:
            seen.add(written)

    def sheet(self, name: str, *, says: dict[str, Any] | None, encoding: str = "") -> Sheet:
        """All of it."""
        for column in self.columns.values():
            is_whole = column["filled"] == self.count
            column["is_unique"] = bool(self.count) and is_whole and column["name"] not in self._doubled
        box = (self._west, self._south, self._east, self._north) if self._west <= self._east else None
        return Sheet(name, self.count, list(self.columns.values()), self.shapes, says, box, encoding)


def type_of(value: Any) -> str:
    """What sort of value this is, as `MapLayer.shape` names them; `object` for what is none of them."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, list | dict):
        return "object"
    return "date" if _is_day(str(value)) else "string"


def written_type(value: Any) -> str:
    """What sort of value a text is. What begins with a nought or is long is a code or a telephone, not a number."""
    text = str(value)
    if _WHOLE.fullmatch(text):
        return "integer"
    return "number" if _FRACTION.fullmatch(text) else type_of(text)


def joined_type(one: str, other: str) -> str:
    """The sort that holds both."""
    if not one or one == other:
        return other
    return "number" if {one, other} == {"integer", "number"} else "string"


def _is_day(text: str) -> bool:
    if len(text) != len("2020-01-01"):
        return False
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def bare(shape: BaseGeometry | None) -> BaseGeometry | None:
    """Without heights."""
    return shapely.force_2d(shape) if shape is not None and shape.has_z else shape
