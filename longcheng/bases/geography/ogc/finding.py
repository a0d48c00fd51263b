"""Finding the things of a collection: boxes by index, shapes exactly, pages by key, never more work than allowed."""

# ruff: noqa: S608  the texts are made of our own names alone; what a client says is always a parameter

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.db import connection, transaction

from longcheng.bases.geography.boxes import Box
from longcheng.bases.geography.ogc.asking import Asked
from longcheng.bases.geography.ogc.collections import Collection
from longcheng.bases.geography.ogc.filtering.tree import (
    TRUE,
    UNKNOWN,
    Both,
    Node,
    Plain,
    Spatial,
    answered,
    in_sql,
    plain_parts,
    sure_box,
)
from longcheng.bases.geography.ogc.rows import DENSE
from longcheng.bases.geography.ogc.sql import Sql, joined, together

# One question to the database may take so long, and one page may look at so many candidates: then it ends, and its link
# to the next page goes on from there.
STATEMENT_MOST_MS = 10_000
LOOKED_AT_MOST = 50_000
PAGE_MOST_S = 10.0
BATCH_MOST = 10_000
COUNTED_MOST = 2_000_000


@dataclass
class Found:
    """A page: keys, shapes and attributes in the same order. `after` is where the next page begins, or empty."""

    keys: list[str] = field(default_factory=list)
    shapes: list[Any] = field(default_factory=list)
    values: list[Sequence[Any]] = field(default_factory=list)
    after: str = ""
    matched: int | None = None


@dataclass(frozen=True)
class _Plan:
    """How one request walks: conditions for SQL, the tree that is left to test, what is read of each row."""

    one: Collection
    asked: Asked
    where: Sql
    exact: Node | None
    flags: tuple[Plain, ...]
    is_dense: bool

    def query(self, *, columns: Sequence[Sql], after: str, limit: int) -> Sql:
        rows = self.one.rows
        conditions = [*rows.standing(self.asked.span), self.where]
        if after:
            conditions.append(Sql("f.key > %s", (int(after) if rows.key_is_number else after,)))
        asked = [Sql("f.key"), *(flag.sql for flag in self.flags), *columns]
        order = "f.key" if self.is_dense else ("f.key + 0" if rows.key_is_number else "f.key || ''")
        selected = Sql("SELECT ") + together(asked) + " FROM " + rows.table(self.asked.span)
        return selected + " WHERE " + joined("AND", conditions) + f" ORDER BY {order} LIMIT {int(limit)}"


def find(one: Collection, asked: Asked, *, names: Sequence[str]) -> Found:
    """A page of things with the named attributes (columns of its rows), and how many there are if that was asked."""
    with bounded():
        plan = _planned(one, asked)
        if plan.is_dense:
            # What a property of a layer holds is unknown to the planner: it would read and sort everything.
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_sort = off")
        found = _page(plan, names)
        found.matched = count_all(one, asked) if asked.is_counted else None
    return found


def find_one(one: Collection, key: str, *, asked: Asked, names: Sequence[str]) -> Found:
    """The thing of this key, or nothing."""
    wanted: Any = key
    if one.rows.key_is_number:
        if not (key.isascii() and key.isdigit() and len(key) < 19):
            return Found()
        wanted = int(key)
    with bounded():
        fits = Plain(Sql("f.key = %s", (wanted,)))
        plan = _Plan(one, asked, fits.sql, None, (), is_dense=True)
        return _page(plan, names, limit=1)


@contextmanager
def bounded() -> Iterator[None]:
    """A transaction whose questions end after a while, and which compiles nothing."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {STATEMENT_MOST_MS}; SET LOCAL jit = off")
        yield


def _planned(one: Collection, asked: Asked) -> _Plan:
    fits, rows = asked.fits, one.rows
    if fits is None:
        return _Plan(one, asked, Sql("true"), None, (), is_dense=True)
    box = sure_box(fits)
    is_dense = box is None or _estimate(one, box) > DENSE
    where = in_sql(fits, rows=rows)
    if is_dense:
        # "IS TRUE" keeps the planner from collecting and sorting everything in a large box for one page.
        where = Sql("(") + where + ") IS TRUE" if box is not None else where
    exact = _left_to_test(fits, are_points=rows.are_points)
    flags = tuple(plain_parts(exact)) if exact is not None else ()
    return _Plan(one, asked, where, exact, flags, is_dense=is_dense)


def _left_to_test(node: Node, *, are_points: bool) -> Node | None:
    """What SQL did not answer exactly. Points in a box are in it; the plain parts of an AND were all answered."""
    if isinstance(node, Plain) or (are_points and _is_plain_box(node)):
        return None
    if isinstance(node, Both):
        left = tuple(part for part in node.parts if _left_to_test(part, are_points=are_points) is not None)
        return Both(left) if left else None
    return node


def _is_plain_box(node: Node) -> bool:
    return (
        isinstance(node, Spatial)
        and node.operator == "s_intersects"
        and node.shape.geom_type == "Polygon"
        and bool(node.shape.equals(node.shape.envelope))
    )


def _estimate(one: Collection, box: Box) -> float:
    """How many things a box holds, if they lay evenly."""
    size = one.size()
    if size.extent is None or size.count <= DENSE:
        return size.count if size.extent is not None else 0.0
    around = size.extent
    wide = min(box.east, around.east) - max(box.west, around.west)
    high = min(box.north, around.north) - max(box.south, around.south)
    area = (around.east - around.west) * (around.north - around.south)
    if wide < 0 or high < 0:
        return 0.0
    return size.count * (wide * high / area if area else 1.0)


def _page(plan: _Plan, names: Sequence[str], *, limit: int = 0) -> Found:
    """Batches until the page is full, nothing is left, or enough was looked at."""
    rows, found, wanted = plan.one.rows, Found(), limit or plan.asked.limit
    columns = [*(Sql(name) for name in rows.geometry_columns), *(Sql(name) for name in names)]
    first = 1 + len(plan.flags)
    shapes_end = first + len(rows.geometry_columns)
    after, looked_at, begun = plan.asked.after if not limit else "", 0, time.monotonic()
    while True:
        # A tenth more than is wanted where some candidates fall out: a second question costs more than a few rows.
        # And never fewer than were looked at before: else a page of one thing is thousands of questions.
        spare = max(wanted // 10 + 8, looked_at) if plan.exact is not None else 0
        batch = min(BATCH_MOST, wanted - len(found.keys) + 1 + spare)
        read = _read(plan.query(columns=columns, after=after, limit=batch))
        looked_at += len(read)
        shapes = rows.shapes([row[first:shapes_end] for row in read]) if read else []
        for place in _fitting(plan, read, shapes):
            if len(found.keys) == wanted:
                found.after = found.keys[-1]
                return found
            found.keys.append(str(read[place][0]))
            found.shapes.append(shapes[place])
            found.values.append(read[place][shapes_end:])
        if len(read) < batch:
            return found
        after = str(read[-1][0])
        if looked_at >= LOOKED_AT_MOST or time.monotonic() - begun > PAGE_MOST_S:
            found.after = after
            return found


def _fitting(plan: _Plan, read: Sequence[Sequence[Any]], shapes: Any) -> Iterator[int]:
    """The places of the rows that fit exactly."""
    if plan.exact is None or not read:
        return iter(range(len(read)))
    answers = {
        flag: np.array([_truth(row[1 + place]) for row in read], dtype=np.int8) for place, flag in enumerate(plan.flags)
    }
    return iter(np.flatnonzero(answered(plan.exact, answers=answers, shapes=shapes) == TRUE).tolist())


def _truth(value: bool | None) -> int:
    return UNKNOWN if value is None else TRUE * bool(value)


def _read(query: Sql) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query.text, query.params)
        return list(cursor.fetchall())


def count_all(one: Collection, asked: Asked) -> int | None:
    """How many there are exactly, by SQL alone where no shape must be tested; None where that would be too many."""
    plan = _planned(one, asked)
    rows = one.rows
    chosen = rows.table(asked.span) + " WHERE " + joined("AND", [*rows.standing(asked.span), plan.where])
    if plan.exact is None:
        return int(_read(Sql("SELECT count(*) FROM ") + chosen)[0][0])
    asked_for = together([*(flag.sql for flag in plan.flags), *(Sql(name) for name in rows.geometry_columns)])
    total, looked_at, begun = 0, 0, time.monotonic()
    with bounded(), connection.chunked_cursor() as cursor:  # of the server: the shapes of a city fill no memory
        query = Sql("SELECT ") + together([Sql("f.key"), asked_for]) + " FROM " + chosen
        cursor.execute(query.text, query.params)
        first = 1 + len(plan.flags)
        while read := cursor.fetchmany(BATCH_MOST):
            looked_at += len(read)
            shapes = rows.shapes([row[first:] for row in read])
            total += sum(1 for _place in _fitting(plan, read, shapes))
            if looked_at > COUNTED_MOST or time.monotonic() - begun > PAGE_MOST_S:
                return None
    return total
