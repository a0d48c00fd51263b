"""A chart from plain rows: the table that everybody gets, and the data from which a script draws the picture."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

KINDS = ("line", "bar", "pie", "scatter", "heatmap")


class UnknownChart(ValueError):
    """No chart of this kind is drawn here."""


@dataclass(frozen=True)
class Chart:
    """`labels` × `names` of numbers; a gap is None."""

    kind: str
    unit: str
    names: tuple[str, ...]
    labels: tuple[str, ...]
    columns: tuple[tuple[float | None, ...], ...]
    goal: float | None = None

    @property
    def rows(self) -> list[tuple[str, list[float | None]]]:
        """The lines of the table: a label and its number in each series."""
        return [(label, [column[place] for column in self.columns]) for place, label in enumerate(self.labels)]

    @property
    def data(self) -> str:
        """What the script draws from, as JSON for an attribute."""
        return json.dumps(
            {
                "kind": self.kind, "unit": self.unit, "names": self.names, "labels": self.labels,
                "columns": self.columns, "goal": self.goal,
            },
            ensure_ascii=False, separators=(",", ":"),
        )  # fmt: skip

    @property
    def in_words(self) -> str:
        """One sentence for whoever does not see the picture: how much there is, the least and the most."""
        known = [
            (value, label) for column in self.columns for label, value in zip(self.labels, column, strict=True)
            if value is not None
        ]  # fmt: skip
        if not known:
            return _("No values yet.")
        least, most = min(known), max(known)
        return ngettext(
            "%(n)s value, from %(least)s (%(at_least)s) to %(most)s (%(at_most)s).",
            "%(n)s values, from %(least)s (%(at_least)s) to %(most)s (%(at_most)s).",
            len(known),
        ) % {
            "n": len(known), "least": self.with_unit(least[0]), "at_least": least[1],
            "most": self.with_unit(most[0]), "at_most": most[1],
        }  # fmt: skip

    def with_unit(self, value: float) -> str:
        return f"{value:,g} {self.unit}".strip()


def read_chart(kind: str, series: Any, *, unit: str = "", goal: Any = None) -> Chart:
    """A chart from `[(name, [(label, number), …]), …]`, or dicts with `name` and `points`.

    Labels keep the order in which they first appear; a series that lacks one has a gap there.
    """
    if kind not in KINDS:
        raise UnknownChart(f"No chart of the kind {kind!r} is drawn here. Choose one of: {', '.join(KINDS)}.")
    read = [_series(one) for one in series or ()]
    labels = list(dict.fromkeys(label for _name, points in read for label, _value in points))
    columns = tuple(tuple(dict(points).get(label) for label in labels) for _name, points in read)
    return Chart(kind, unit, tuple(name for name, _points in read), tuple(labels), columns, _number(goal))


def _series(one: Any) -> tuple[str, list[tuple[str, float | None]]]:
    name, points = (one["name"], one["points"]) if isinstance(one, dict) else one
    return str(name), [(str(label), _number(value)) for label, value in _pairs(points)]


def _pairs(points: Any) -> Sequence[tuple[Any, Any]]:
    return list(points.items()) if isinstance(points, dict) else points


def _number(value: Any) -> float | None:
    if value in (None, ""):
        return None
    return float(value) if isinstance(value, (str, Decimal)) else value
