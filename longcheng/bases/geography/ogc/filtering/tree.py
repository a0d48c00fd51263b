"""A filter as a tree: what SQL answers alone, tests of shapes that need the exact outline, and how they combine."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from longcheng.bases.geography.boxes import Box
from longcheng.bases.geography.ogc.rows import Rows
from longcheng.bases.geography.ogc.sql import Sql, joined

# Three truth values as SQL has them; AND is the least, OR the greatest, NOT two minus it.
FALSE, UNKNOWN, TRUE = 0, 1, 2
# The test of each operator: the thing's shape first, what was asked second.
TESTS: Mapping[str, Callable[[Any, Any], Any]] = {
    "s_contains": shapely.contains,
    "s_crosses": shapely.crosses,
    "s_disjoint": shapely.disjoint,
    "s_equals": shapely.equals,
    "s_intersects": shapely.intersects,
    "s_overlaps": shapely.overlaps,
    "s_touches": shapely.touches,
    "s_within": shapely.within,
}
SWAPPED = {"s_contains": "s_within", "s_within": "s_contains"}
EVERYTHING = Sql("true")


@dataclass(frozen=True, eq=False)
class Plain:
    """A condition that SQL answers exactly."""

    sql: Sql


@dataclass(frozen=True, eq=False)
class Spatial:
    """A test of the thing's shape against another, both in WGS-84."""

    operator: str
    shape: Any

    @property
    def box(self) -> Box:
        return Box(*self.shape.bounds)


@dataclass(frozen=True, eq=False)
class Both:
    """All of these hold."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, eq=False)
class Either:
    """One of these holds."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, eq=False)
class Opposite:
    """This does not hold."""

    part: "Node"


Node = Plain | Spatial | Both | Either | Opposite


def both(parts: Sequence[Node]) -> Node:
    """All of the parts; what SQL answers becomes one condition."""
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Both) else (part,))]
    plain = [part.sql for part in flat if isinstance(part, Plain)]
    exact = [part for part in flat if not isinstance(part, Plain)]
    merged: list[Node] = [Plain(joined("AND", plain))] if plain else []
    found = (*merged, *exact)
    return found[0] if len(found) == 1 else Both(found)


def either(parts: Sequence[Node]) -> Node:
    """One of the parts."""
    if all(isinstance(part, Plain) for part in parts):
        return Plain(joined("OR", (part.sql for part in parts if isinstance(part, Plain))))
    return Either(tuple(parts))


def opposite(part: Node) -> Node:
    """Not the part."""
    if isinstance(part, Plain):
        return Plain(Sql("NOT (") + part.sql + ")")
    return Opposite(part)


def in_sql(node: Node, *, rows: Rows, is_negated: bool = False) -> Sql:
    """A condition that holds for whatever the node may hold for: exact for plain parts, boxes for shapes."""
    if isinstance(node, Plain):
        return Sql("NOT (") + node.sql + ")" if is_negated else node.sql
    if isinstance(node, Opposite):
        return in_sql(node.part, rows=rows, is_negated=not is_negated)
    if isinstance(node, Spatial):
        return EVERYTHING if is_negated or node.operator == "s_disjoint" else rows.within(node.box)
    word = "AND" if isinstance(node, Both) != is_negated else "OR"
    return joined(word, (in_sql(part, rows=rows, is_negated=is_negated) for part in node.parts))


def plain_parts(node: Node) -> Iterator[Plain]:
    """What SQL must answer for each row so that the whole can be worked out."""
    if isinstance(node, Plain):
        yield node
    elif isinstance(node, Opposite):
        yield from plain_parts(node.part)
    elif isinstance(node, Both | Either):
        for part in node.parts:
            yield from plain_parts(part)


def answered(node: Node, *, answers: Mapping[Plain, Any], shapes: Any) -> Any:
    """The truth value of the node for each row, as an array."""
    if isinstance(node, Plain):
        return answers[node]
    if isinstance(node, Spatial):
        known = ~shapely.is_missing(shapes)
        shapely.prepare(node.shape)
        # The prepared shape must come first to be of use; the tests below read the same both ways.
        test, first, second = TESTS[node.operator], shapes, node.shape
        if node.operator in {"s_intersects", "s_disjoint", "s_within"}:
            test, first, second = TESTS[SWAPPED.get(node.operator, node.operator)], node.shape, shapes
        return np.where(known, np.where(test(first, second), TRUE, FALSE), UNKNOWN)
    if isinstance(node, Opposite):
        return TRUE - answered(node.part, answers=answers, shapes=shapes)
    values = [answered(part, answers=answers, shapes=shapes) for part in node.parts]
    return np.minimum.reduce(values) if isinstance(node, Both) else np.maximum.reduce(values)


def sure_box(node: Node) -> Box | None:
    """A box that whatever fits must meet, if one can be told; steers the plan alone."""
    if isinstance(node, Spatial) and node.operator != "s_disjoint":
        return node.box
    if isinstance(node, Both):
        boxes = [box for part in node.parts if (box := sure_box(part))]
        return min(boxes, key=lambda box: (box.east - box.west) * (box.north - box.south), default=None)
    return None
