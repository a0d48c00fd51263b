"""The change feed 变更流: every act of a register in the order of the commits, by a cursor that misses none.

An act is given out when no transaction that began before it can still commit: so nothing ever appears behind a cursor.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection
from django.utils.translation import gettext as _

from longcheng.core.declaration.unfit import Unfit
from longcheng.core.registry.declaring import Register

PAGE_MOST = 10_000
BEGINNING = "0.0"
_CURSOR = re.compile(r"([0-9]{1,20})\.([0-9]{1,19})")


@dataclass(frozen=True)
class FeedPage:
    """A page of the feed. `cursor` goes on after it; keep it together with what was made of the page."""

    acts: list[Any]
    cursor: str
    has_more: bool


def page_of_feed(register: Register, *, after: str = "", limit: int = PAGE_MOST) -> FeedPage:
    """The acts after a cursor, at most 10,000. An empty cursor is the beginning. Raises Unfit for no cursor of ours."""
    xact, act_id = _place(after)
    limit = max(1, min(limit, PAGE_MOST))
    table = connection.ops.quote_name(register.act_model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            # Named otherwise than the column: ORDER BY would take the text, in which 1000 stands before 999.
            f"SELECT id, xact::text AS written FROM {table} "  # noqa: S608  the name of our own table
            "WHERE (xact, id) > (%s::xid8, %s) AND xact < pg_snapshot_xmin(pg_current_snapshot()) "
            "ORDER BY xact, id LIMIT %s",
            [xact, act_id, limit + 1],
        )
        rows = cursor.fetchall()
    shown = rows[:limit]
    acts = register.act_model._default_manager.in_bulk([row[0] for row in shown])
    ordered = [acts[row[0]] for row in shown]
    last = f"{shown[-1][1]}.{shown[-1][0]}" if shown else (after or BEGINNING)
    return FeedPage(ordered, last, has_more=len(rows) > limit)


def _place(after: str) -> tuple[str, int]:
    """The transaction and the act behind which a page begins. Raises Unfit for no cursor of ours."""
    found = _CURSOR.fullmatch(after or BEGINNING)
    if not found or int(found[1]) >= 2**64 or int(found[2]) >= 2**63:
        raise Unfit(
            {"after": _("This is no cursor of the feed. Begin without one, or use the last one you were given.")}
        )
    return found[1], int(found[2])


@dataclass(frozen=True)
class JsonPage:
    """A page of a public register's feed whose values are JSON already, as the database holds them."""

    acts: list[dict[str, Any]]
    cursor: str
    has_more: bool


def json_page_of_feed(
    register: Register, *, after: str = "", limit: int = PAGE_MOST, untold: Sequence[str] = ()
) -> JsonPage:
    """A page of the feed for whom nothing else need be asked: a tenth of the cost of `page_of_feed`.

    `untold` are fields that nobody is told; an act that states one names it as withheld. Only for registers without
    sealed fields. Raises Unfit for no cursor of ours, LookupError for a register with sealed fields.
    """
    if any(one.is_sealed for one in register.fields):
        raise LookupError(f"{register.name} has sealed fields, which are read through core.access.reading.")
    xact, act_id = _place(after)
    limit = max(1, min(limit, PAGE_MOST))
    table = connection.ops.quote_name(register.act_model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, xact::text AS written, subject_id, "  # noqa: S608  the name of our own table
            "kind, source, (fields - %s::text[])::text, "
            "ARRAY(SELECT one FROM unnest(%s::text[]) AS one WHERE fields ? one), valid_from, valid_to, recorded_at, "
            f"voids_id FROM {table} WHERE (xact, id) > (%s::xid8, %s) "
            "AND xact < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY xact, id LIMIT %s",
            [list(untold), list(untold), xact, act_id, limit + 1],
        )
        rows = cursor.fetchall()
    shown = rows[:limit]
    last = f"{shown[-1][1]}.{shown[-1][0]}" if shown else (after or BEGINNING)
    return JsonPage([_as_json(row) for row in shown], last, has_more=len(rows) > limit)


def _as_json(row: tuple[Any, ...]) -> dict[str, Any]:
    act_id, _written, subject_id, kind, source, values, withheld, valid_from, valid_to, recorded_at, voids_id = row
    return {
        "id": act_id, "subject_id": subject_id, "kind": kind, "source": source, "values": orjson.Fragment(values),
        "withheld": withheld, "valid_from": valid_from, "valid_to": valid_to, "recorded_at": recorded_at,
        "voids_id": voids_id,
    }  # fmt: skip
