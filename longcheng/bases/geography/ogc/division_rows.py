"""The rows of divisions, today and by their history."""

# ruff: noqa: S608  the texts are made of our own names alone; what a client says is always a parameter

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from longcheng.bases.geography.areas import DISTRICTS
from longcheng.bases.geography.ogc.rows import Rows, Span, column
from longcheng.bases.geography.ogc.sql import Sql, joined

# Outlines and places come from the map's own layers, and only where those may be passed on.
OUTLINES = (DISTRICTS, "towns")
_OUTLINES = (
    "LEFT JOIN LATERAL (SELECT m.geometry, m.box, m.name_en, m.last_act_id FROM geography_mapfeature m "
    "JOIN geography_maplayer l ON l.name = m.layer_id WHERE m.key = d.code AND NOT m.is_ended AND l.is_open "
    f"AND m.layer_id IN {OUTLINES!r} LIMIT 1) m ON true"
)
_DIVISIONS = (
    "SELECT d.code AS key, d.code, d.name, coalesce(m.name_en, '') AS name_en, d.level, "
    "coalesce(d.parent_code, '') AS parent_code, d.valid_from, d.valid_to, m.geometry, m.box, "
    f"coalesce(m.last_act_id, 0) AS last_act_id FROM {{}} d {_OUTLINES}"
)
_TODAY = (
    "(SELECT t.code, t.name, t.level, t.parent_id AS parent_code, v.valid_from, NULL::date AS valid_to "
    "FROM geography_division t LEFT JOIN LATERAL (SELECT max(w.valid_from) AS valid_from "
    "FROM geography_divisionversion w WHERE w.code = t.code AND w.valid_to IS NULL) v ON true)"
)


@dataclass(frozen=True)
class DivisionRows(Rows):
    """Divisions from the city to its communities; as on a date by their history."""

    def table(self, span: Span | None) -> Sql:
        if span is None:
            return Sql(f"({_DIVISIONS.format(_TODAY)}) f")
        met = [Sql("true")]
        met += [Sql("w.valid_from IS NULL OR w.valid_from <= %s::date", (_day(span.ends_at),))] if span.ends_at else []
        met += [Sql("w.valid_to IS NULL OR w.valid_to > %s::date", (_day(span.begins_at),))] if span.begins_at else []
        before, after = _DIVISIONS.split("{}")
        told = (
            Sql(
                "(SELECT DISTINCT ON (w.code) w.code, w.name, w.level, w.parent_code, w.valid_from, w.valid_to "
                "FROM geography_divisionversion w WHERE "
            )
            + joined("AND", met)
            + " ORDER BY w.code, w.valid_from DESC NULLS LAST)"
        )
        unknown = (
            "(SELECT t.code, t.name, t.level, t.parent_id, NULL::date, NULL::date FROM geography_division t WHERE NOT "
            "EXISTS (SELECT 1 FROM geography_divisionversion w WHERE w.code = t.code))"
        )
        return Sql(f"({before}(") + told + f" UNION ALL {unknown}){after}) f"

    def standing(self, span: Span | None) -> list[Sql]:
        return [Sql("true")]


def _day(moment: datetime) -> date:
    """The day of the city; the database, left to itself, takes that of Greenwich."""
    return timezone.localtime(moment).date()


DIVISION_ROWS = DivisionRows(
    (
        column("code", "string", _("Division code")),
        column("name", "string", _("What it is called")),
        column("name_en", "string", _("English name")),
        column("level", "integer", _("Digits: 4 city, 6 district, 9 town, 12 community")),
        column("parent_code", "string", _("Code of what it belongs to")),
        column("valid_from", "date", _("In force from")),
        column("valid_to", "date", _("In force until")),
    ),
    are_points=False,
)
