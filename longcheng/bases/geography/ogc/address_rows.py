"""The rows of addresses."""

# ruff: noqa: S608  the texts are made of our own names alone; what a client says is always a parameter

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.utils.translation import gettext_lazy as _

from longcheng.bases.geography.boxes import Box
from longcheng.bases.geography.ogc.rows import Rows, Span, column
from longcheng.bases.geography.ogc.sql import Sql
from longcheng.bases.geography.points import metres_of


@dataclass(frozen=True)
class AddressRows(Rows):
    """Every standing address that has a place. A flat lies where the house or stair lies that it is part of."""

    key_is_number = True

    def table(self, span: Span | None) -> Sql:
        return Sql("(SELECT a.*, a.id AS key FROM geography_address a) f")

    def standing(self, span: Span | None) -> list[Sql]:
        own = [Sql("NOT f.is_ended")]
        if span is not None and span.ends_at:
            own.append(Sql("f.since IS NULL OR f.since <= %s", (span.ends_at,)))
        return own

    def within(self, box: Box) -> Sql:
        """By the index of houses and stairs; their flats by what they are part of."""
        corners = (metres_of(*_in_mercator(box.west, box.south)), metres_of(*_in_mercator(box.east, box.north)))
        metres = Box(corners[0].east, corners[0].north, corners[1].east, corners[1].north).text
        near = (
            "SELECT n.id FROM geography_address n "
            "WHERE NOT n.is_ended AND NOT (n.level = 'room') AND n.point <@ %s::box"
        )
        return Sql(
            f"f.point <@ %s::box AND f.id IN ({near} UNION ALL SELECT r.id FROM geography_address r "
            f"WHERE r.level = 'room' AND (r.parent_id IN ({near})))",
            (metres, metres, metres),
        )

    def size(self) -> Sql:
        """Counted by the planner's own estimate: two millions are not counted for a hint."""
        return Sql(
            "SELECT (SELECT greatest(reltuples, 0)::bigint FROM pg_class WHERE oid = 'geography_address'::regclass), "
            "min(n.lon), min(n.lat), max(n.lon), max(n.lat) FROM geography_addressname n"
        )

    @property
    def geometry_columns(self) -> tuple[str, ...]:
        return ("f.lon", "f.lat")

    @staticmethod
    def shapes(columns: Sequence[Sequence[Any]]) -> Any:
        pairs = np.array([(row[0], row[1]) for row in columns], dtype=float).reshape(-1, 2)
        found = shapely.points(pairs)
        found[np.isnan(pairs).any(axis=1)] = None
        return found


def _in_mercator(lon: float, lat: float) -> tuple[float, float]:
    """Web Mercator ends at 85.06 degrees."""
    return lon, max(-85.0, min(85.0, lat))


ADDRESS_ROWS = AddressRows(
    (
        column("text", "string", _("Written address")),
        column("division_code", "string", _("Code of the community")),
        column("street", "string", _("Road, estate or hamlet")),
        column("gate", "string", _("Gate number")),
        column("building", "string", _("Building")),
        column("stair", "string", _("Stair")),
        column("room", "string", _("Flat")),
        column("level", "string", _("Level")),
        column("parent_id", "integer", _("Part of the address")),
        column("feature_id", "integer", _("Outline of the building")),
        column("is_synthetic", "boolean", _("Synthetic")),
        column("since", "date-time", _("This state since")),
    ),
    are_points=True,
)
