"""What whoever sends a file states of it: which layer, which datum, which column is what; wrong statements are told."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from longcheng.bases.geography.importing.targets import TARGETS, names_in_full, property_name, suggested
from longcheng.bases.geography.models import LayerKind, MapLayer
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.geo import Datum

KEEP, END = "keep", "end"
SLUG = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]", re.ASCII)
TITLE_MOST, OWNER_MOST, LICENCE_MOST, DATED_MOST, SOURCE_MOST = 80, 120, 200, 40, 500
GAUSS_KRUGER = re.compile(r"EPSG:45(1[3-9]|2\d|3\d|4\d|5[0-4])", re.ASCII)
# In which kind of layer the shapes of a file fit.
FAMILY = {
    "Point": "point", "MultiPoint": "point", "LineString": "line", "MultiLineString": "line", "Polygon": "polygon",
    "MultiPolygon": "polygon",
}  # fmt: skip
OSM_LICENCE = "ODbL 1.0, © OpenStreetMap contributors"


@dataclass
class Choices:
    """Everything that is stated of a file. `datum` is a datum's name or the code of a projection (`EPSG:4549`)."""

    sheet: str = ""
    datum: str = ""
    layer: str = ""
    is_new: bool = False
    kind: str = ""
    title_zh: str = ""
    title_en: str = ""
    owner_zh: str = ""
    owner_en: str = ""
    dated: str = ""
    licence: str = ""
    source: str = ""
    is_open: bool = True
    missing: str = KEEP
    may_be_outside: bool = False
    replaces_synthetic: bool = True
    encoding: str = ""
    lon: str = ""
    lat: str = ""
    wkt: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    properties: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Choices":
        """As they were kept."""
        return cls(**{name: value for name, value in kept.items() if name in cls.__dataclass_fields__})

    def kept(self) -> dict[str, Any]:
        """In the form in which they are kept."""
        return asdict(self)


def first_choices(contents: Mapping[str, Any], *, kind: str, layer: str = "") -> Choices:
    """What the file itself suggests."""
    sheet = max(contents["sheets"], key=lambda one: one["count"])
    return suggested_for(contents, sheet["name"], kind=kind, layer=layer)


def suggested_for(contents: Mapping[str, Any], name: str, *, kind: str, layer: str = "") -> Choices:
    """What one layer of the file suggests."""
    sheet = sheet_named(contents, name)
    found = suggested(sheet["columns"], side=contents.get("side"))
    places = {column["place"]: column["name"] for column in sheet["columns"] if column.get("place")}
    made = Choices(
        sheet=name,
        datum=(sheet.get("says") or {}).get("datum", ""),
        kind=family_of(sheet),
        layer=layer,
        columns=found["columns"],
        properties=found["properties"],
        lon=places.get("lon", ""),
        lat=places.get("lat", ""),
        wkt=places.get("wkt", ""),
    )
    if kind == "osm":
        made.licence, made.owner_zh, made.owner_en = OSM_LICENCE, "OpenStreetMap", "OpenStreetMap"
    return with_layer(made)


def with_layer(choices: Choices) -> Choices:
    """What a layer that stands says of itself fills what is still empty."""
    layer = MapLayer.objects.filter(name=choices.layer).first() if choices.layer else None
    if layer is not None:
        choices.is_new, choices.kind = False, layer.kind
        for name in ("title_zh", "title_en", "owner_zh", "owner_en", "licence", "source"):
            setattr(choices, name, getattr(choices, name) or getattr(layer, name))
        choices.is_open = layer.is_open
    return choices


def sheet_named(contents: Mapping[str, Any], name: str) -> dict[str, Any]:
    """One layer inside the file. Raises Unfit."""
    for sheet in contents.get("sheets", ()):
        if sheet["name"] == name:
            found: dict[str, Any] = sheet
            return found
    raise Unfit({"sheet": _("Choose a layer of the file.")})


def family_of(sheet: Mapping[str, Any]) -> str:
    """As what kind of layer most of the file's shapes are drawn."""
    counts: dict[str, int] = {}
    for shape, count in sheet["shapes"].items():
        family = FAMILY.get(shape, "")
        counts[family] = counts.get(family, 0) + count
    counts.pop("", None)
    return max(counts, key=lambda one: counts[one]) if counts else "point"


def reference_of(choices: Choices, sheet: Mapping[str, Any]) -> tuple[str, str]:
    """The datum and the projection that the coordinates are in. Raises Unfit where nobody states it, or two differ."""
    says, stated = sheet.get("says"), choices.datum
    if says and says["refused"]:
        told = _(
            "The file says %(name)s, which is not converted: published formulas are off by up to a hundred metres. Ask "
            "its owner for CGCS2000."
        )
        raise Unfit({"datum": told % {"name": says["refused"]}})
    if not stated:
        raise Unfit(
            {
                "datum": _(
                    "The file does not say in which datum its coordinates are. Ask its owner and state it: a wrong one "
                    "moves every thing by up to a kilometre."
                )
            }
        )
    if GAUSS_KRUGER.fullmatch(stated):
        if says and (says["epsg"] != int(stated[5:]) or not says["is_metres"]):
            raise Unfit({"datum": _contradiction(says, stated)})
        return Datum.CGCS2000, (says or {}).get("crs") or stated
    if stated not in set(Datum):
        raise Unfit({"datum": _("Choose one of the datums in the list.")})
    if says and says["datum"] != stated:
        raise Unfit({"datum": _contradiction(says, stated)})
    return stated, (says or {}).get("crs", "")


def _contradiction(says: Mapping[str, Any], stated: str) -> str:
    told = _("You state %(stated)s, but the file says %(said)s (%(name)s). Ask its owner which is right.")
    return told % {"stated": stated, "said": says["datum"], "name": says["name"]}


def defects_of(choices: Choices, contents: Mapping[str, Any]) -> dict[str, str]:
    """All that is wrong with what is stated, by the field of the form."""
    try:
        sheet = sheet_named(contents, choices.sheet)
    except Unfit as unfit:
        return dict(unfit.defects)
    found = _layer_defects(choices) | _text_defects(choices) | _column_defects(choices, sheet, contents)
    try:
        reference_of(choices, sheet)
    except Unfit as unfit:
        found |= unfit.defects
    if choices.missing not in {KEEP, END}:
        found["missing"] = _("Say what becomes of things that are not in the file.")
    return found


def _layer_defects(choices: Choices) -> dict[str, str]:
    found: dict[str, str] = {}
    if not choices.layer:
        return {"layer": _("Choose the layer that the file is for, or name a new one.")}
    stands = MapLayer.objects.filter(name=choices.layer).first()
    if choices.is_new:
        if not SLUG.fullmatch(choices.layer):
            found["new_name"] = _("The short name has 3 to 40 signs: small Latin letters, digits and hyphens.")
        elif stands is not None:
            found["new_name"] = _("A layer of this short name exists already. Choose it in the list, or another name.")
        if choices.kind not in set(LayerKind):
            found["kind"] = _("Say whether it holds points, lines or areas.")
    elif stands is None:
        found["layer"] = _("This layer does not exist. Choose another.")
    return found


def _text_defects(choices: Choices) -> dict[str, str]:
    found: dict[str, str] = {}
    required = {"owner_zh": OWNER_MOST, "dated": DATED_MOST, "licence": LICENCE_MOST}
    if choices.is_new:
        required |= {"title_zh": TITLE_MOST, "title_en": TITLE_MOST}
    words = {
        "owner_zh": _("State whose data they are."),
        "dated": _("State of when the data are."),
        "licence": _("State the licence."),
        "title_zh": _("Give the layer a Chinese title."),
        "title_en": _("Give the layer an English title."),
    }
    for name in required:
        if not getattr(choices, name).strip():
            found[name] = words[name]
    bounds = required | {"owner_en": OWNER_MOST, "source": SOURCE_MOST}
    for name, most in bounds.items():
        if len(getattr(choices, name)) > most:
            found[name] = _("At most %(n)s signs.") % {"n": most}
        elif "\0" in getattr(choices, name):
            found[name] = _("The text holds a sign that cannot be kept. Type it anew.")
    return found


def _column_defects(choices: Choices, sheet: Mapping[str, Any], contents: Mapping[str, Any]) -> dict[str, str]:
    names = {column["name"] for column in sheet["columns"]}
    found: dict[str, str] = {}
    if not choices.columns.get("key"):
        found["column-key"] = _("Choose the column with the key: without one no thing could be known again.")
    for target, column in choices.columns.items():
        if target not in TARGETS or column not in names:
            found[f"column-{target}"] = _("There is no such column in the file.")
    whole = names_in_full(contents.get("side"))
    kept = [property_name(column, whole) for column in choices.properties]
    if set(choices.properties) - names:
        found["properties"] = _("There is no such column in the file.")
    elif len(set(kept)) < len(kept):
        found["properties"] = _("Two columns would become the same property. Leave one out.")
    for name in ("lon", "lat", "wkt"):
        if getattr(choices, name) and getattr(choices, name) not in names:
            found[name] = _("There is no such column in the file.")
    return found
