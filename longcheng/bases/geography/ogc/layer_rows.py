"""The rows of a layer of the map, now and as on a date."""

# ruff: noqa: S608  the texts are made of our own names alone; what a client says is always a parameter

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from longcheng.bases.geography.models import MapLayer
from longcheng.bases.geography.ogc.language import is_english
from longcheng.bases.geography.ogc.rows import Property, Rows, Span, column
from longcheng.bases.geography.ogc.sql import Sql, joined

FEATURE_COLUMNS = (
    column("name", "string", _("What it is called")),
    column("name_en", "string", _("English name")),
    column("kind", "string", _("Kind")),
    column("division_code", "string", _("Division code")),
    column("address", "string", _("Written address")),
    column("address_id", "integer", _("Number of the address")),
    column("organisation_id", "integer", _("Number of the organisation")),
    column("accuracy", "string", _("How well its place is known")),
    column("hours", "string", _("Opening hours")),
    column("checked_date", "date", _("Last checked")),
    column("is_synthetic", "boolean", _("Synthetic")),
    column("since", "date-time", _("This state since")),
)
_TAKEN = frozenset(one.name for one in FEATURE_COLUMNS)
# How a value of each kind is read out of JSON; a value of another kind counts as none.
_FROM_JSON = {
    "string": "CASE WHEN jsonb_typeof(f.properties->%s) = 'string' THEN f.properties->>%s END",
    "date": "CASE WHEN jsonb_typeof(f.properties->%s) = 'string' THEN f.properties->>%s END",
    "number": "CASE WHEN jsonb_typeof(f.properties->%s) = 'number' THEN (f.properties->>%s)::numeric END",
    "integer": "CASE WHEN jsonb_typeof(f.properties->%s) = 'number' THEN (f.properties->>%s)::numeric END",
    "boolean": "CASE WHEN jsonb_typeof(f.properties->%s) = 'boolean' THEN (f.properties->>%s)::boolean END",
}


def of_json(name: str, told: Mapping[str, Any]) -> Property:
    """A property that the layer's `shape` names."""
    kind = told.get("type") if told.get("type") in _FROM_JSON else "string"
    title = str(told.get("en" if is_english() else "zh") or told.get("en") or name)
    return Property(name, kind, title, Sql(_FROM_JSON[str(kind)], (name, name)), is_text_in_sql=True)  # type: ignore[arg-type]


@dataclass(frozen=True)
class LayerRows(Rows):
    """The things of one layer of the map; as on a date also what they were then."""

    layer: str

    @classmethod
    def of(cls, layer: MapLayer) -> "LayerRows":
        """The rows of a layer with the columns that all have and the properties that its shape names."""
        own = (of_json(name, told) for name, told in layer.shape.items() if name not in _TAKEN)
        return cls((*FEATURE_COLUMNS, *own), layer.kind == "point", layer.name)

    def table(self, span: Span | None) -> Sql:
        if span is None:
            return Sql("geography_mapfeature f")
        return Sql("(") + self._now(span) + " UNION ALL " + self._before(span) + ") f"

    def standing(self, span: Span | None) -> list[Sql]:
        own = [Sql("f.layer_id = %s", (self.layer,))]
        return [*own, Sql("NOT f.is_ended")] if span is None else own

    def _now(self, span: Span) -> Sql:
        names = ", ".join(f"m.{one.name}" for one in FEATURE_COLUMNS)
        began = Sql(" AND (m.since IS NULL OR m.since <= %s)", (span.ends_at,)) if span.ends_at else Sql("")
        return (
            Sql(
                f"SELECT m.id, m.key, m.layer_id, m.box, m.geometry, m.properties, m.last_act_id, {names} "
                "FROM geography_mapfeature m WHERE NOT m.is_ended AND m.layer_id = %s",
                (self.layer,),
            )
            + began
        )

    def _before(self, span: Span) -> Sql:
        """Of each thing the last earlier state that meets the span, if its state of now does not."""
        told = {"address_id": "bigint", "organisation_id": "bigint", "checked_date": "date", "is_synthetic": "boolean"}
        names = ", ".join(
            "o.valid_from" if one.name == "since" else f"(o.content->>'{one.name}')::{told.get(one.name, 'varchar')}"
            for one in FEATURE_COLUMNS
        )
        met = [Sql("o.layer_id = %s", (self.layer,))]
        met += [Sql("o.valid_from <= %s", (span.ends_at,))] if span.ends_at else []
        met += [Sql("o.valid_to > %s", (span.begins_at,))] if span.begins_at else []
        began = Sql(" AND (n.since IS NULL OR n.since <= %s)", (span.ends_at,)) if span.ends_at else Sql("")
        later = Sql(" AND p.valid_from <= %s", (span.ends_at,)) if span.ends_at else Sql("")
        return (
            Sql(
                "SELECT o.feature_id, (o.content->>'key')::varchar, o.layer_id, o.box, o.geometry, "
                f"coalesce(o.content->'properties', '{{}}'::jsonb), 0::bigint, {names} "
                "FROM geography_formerfeature o WHERE "
            )
            + joined("AND", met)
            + " AND NOT EXISTS (SELECT 1 FROM geography_mapfeature n WHERE n.id = o.feature_id AND NOT n.is_ended"
            + began
            + ") AND NOT EXISTS (SELECT 1 FROM geography_formerfeature p WHERE p.feature_id = o.feature_id "
            "AND p.valid_from > o.valid_from" + later + ")"
        )
