"""Where the things of a collection come from: its table, columns and indexes, now and as on a date."""

# ruff: noqa: S608  the texts are made of our own names alone; what a client says is always a parameter

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

import numpy as np
import shapely

from longcheng.bases.geography.boxes import Box
from longcheng.bases.geography.ogc.sql import Sql, joined

Kind = Literal["string", "integer", "number", "boolean", "date", "date-time"]
# A box that holds more than so many things is walked in the order of the keys: sorting all of it for one page is slow.
DENSE = 20_000


@dataclass(frozen=True)
class Span:
    """From one moment to another, both of them in it; None is open. Equal ends are one moment."""

    begins_at: datetime | None
    ends_at: datetime | None


@dataclass(frozen=True)
class Property:
    """One attribute: how it is called, what it holds, and its value in SQL as text, number or truth value.

    A date of a JSON property is compared as text: ISO dates have the order of their signs, and none can be malformed.
    """

    name: str
    kind: Kind
    title: Any
    value: Sql
    is_text_in_sql: bool = False


def column(name: str, kind: Kind, title: Any) -> Property:
    """An attribute that is a column of the table."""
    return Property(name, kind, title, Sql(f"f.{name}"))


@dataclass(frozen=True)
class Rows:
    """The rows of one collection; every SQL text of it names its table `f`."""

    properties: tuple[Property, ...]
    # All shapes are points: whoever meets the box in SQL lies in it.
    are_points: bool

    key_is_number = False

    def table(self, span: Span | None) -> Sql:
        """What stands behind FROM."""
        raise NotImplementedError

    def standing(self, span: Span | None) -> list[Sql]:
        """Conditions that hold for all of them."""
        raise NotImplementedError

    def within(self, box: Box) -> Sql:
        """Whose box meets this one; answered by the GiST index."""
        return Sql("f.box && %s::box", (box.text,))

    def size(self) -> Sql:
        """One row: how many there are, and west, south, east, north of them."""
        corners = "min((f.box[1])[0]), min((f.box[1])[1]), max((f.box[0])[0]), max((f.box[0])[1])"
        conditions = joined("AND", self.standing(None))
        return Sql(f"SELECT count(*), {corners} FROM ") + self.table(None) + " WHERE " + conditions

    @property
    def geometry_columns(self) -> tuple[str, ...]:
        """What `shapes` reads."""
        return ("f.geometry",)

    @staticmethod
    def shapes(columns: Sequence[Sequence[Any]]) -> Any:
        """The geometries of rows in an array, None where nobody knows the place."""
        wkb = np.array([bytes(row[0]) if row[0] is not None else None for row in columns], dtype=object)
        return shapely.from_wkb(wkb)

    @cached_property
    def by_name(self) -> Mapping[str, Property]:
        """The properties by name."""
        return {one.name: one for one in self.properties}
