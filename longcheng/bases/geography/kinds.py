"""What sorts of things lie on the map, in words: what the fabric and OpenStreetMap call them, and kinds of land."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

# GB/T 21010-2017 《土地利用现状分类》, table 1, second level; the English is ours.
LAND_USE = Path(__file__).parent / "data" / "gbt_21010_2017.csv"
KINDS = {
    "residential": _("Homes"),
    "apartments": _("Homes"),
    "house": _("House"),
    "commercial": _("Shops and offices"),
    "public": _("Public building"),
    "industrial": _("Works"),
    "clinic": _("Community health station"),
    "hospital": _("Hospital"),
    "pharmacy": _("Pharmacy"),
    "market": _("Market"),
    "school": _("School"),
    "kindergarten": _("Kindergarten"),
    "park": _("Park"),
    "trunk": _("Main road"),
    "primary": _("Main road"),
    "main": _("Main road"),
    "secondary": _("Street"),
    "tertiary": _("Street"),
    "street": _("Street"),
    "lane": _("Lane"),
    "service": _("Access road"),
    "footway": _("Footpath"),
    "cycleway": _("Cycle path"),
}


@cache
def land_uses() -> Mapping[str, tuple[str, str]]:
    """Chinese and English of the kinds of land by their code of four digits."""
    with LAND_USE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: (row["zh"], row["en"]) for row in csv.DictReader(file)}


def kind_in_words(kind: str) -> str:
    """A kind in the reader's language; as it is where nobody has told what it means."""
    if kind in land_uses():
        return f"{land_uses()[kind][(get_language() or '').startswith('en')]} ({kind})"
    return str(KINDS.get(kind, kind))
