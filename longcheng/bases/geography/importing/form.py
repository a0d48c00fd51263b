"""The form of the statements: what it shows of a file, and what it reads of what was sent."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from longcheng.bases.geography.import_models import MapImport
from longcheng.bases.geography.importing.choices import END, KEEP, Choices, suggested_for
from longcheng.bases.geography.importing.queries import zones_here
from longcheng.bases.geography.importing.targets import SHOWN_FIRST, TARGETS, names_in_full, property_name
from longcheng.bases.geography.models import LayerKind, MapFeature, MapLayer
from longcheng.core.geo import Datum

NEW = "+"
TEXTS = ("title_zh", "title_en", "owner_zh", "owner_en", "dated", "licence", "source")
LONGEST = 600


def read(data: QueryDict, run: MapImport) -> Choices:
    """What was sent, bounded; what is wrong with it `choices.defects_of` tells."""

    def text(name: str) -> str:
        return data.get(name, "")[:LONGEST].strip()

    chosen = text("layer")
    made = Choices(
        sheet=data.get("sheet", "")[:LONGEST],
        datum=text("datum"),
        layer=text("new_name") if chosen == NEW else chosen,
        is_new=chosen == NEW,
        kind=text("kind"),
        missing=text("missing"),
        may_be_outside="may_be_outside" in data,
        replaces_synthetic="replaces_synthetic" in data,
        is_open=text("is_open") != "no",
        columns={name: column for name in TARGETS if (column := data.get(f"column-{name}", "")[:LONGEST])},
        properties=[name[:LONGEST] for name in data.getlist("property")][:LONGEST],
        **{name: text(name) for name in TEXTS},
    )
    if run.kind == "csv":
        made.lon, made.lat, made.wkt = (data.get(name, "")[:LONGEST] for name in ("lon", "lat", "wkt"))
    stands = None if made.is_new else MapLayer.objects.filter(name=made.layer).first()
    if stands is not None:
        made.kind = stands.kind
    return made


def another_sheet(data: QueryDict, run: MapImport) -> Choices:
    """The suggestion for another layer of the file."""
    return suggested_for(run.contents, data.get("sheet", "")[:LONGEST], kind=run.kind, layer=run.choices["layer"])


def shown(run: MapImport, choices: Choices, errors: Mapping[str, str]) -> dict[str, Any]:
    """What the form shows."""
    sheets = run.contents.get("sheets", [])
    sheet = next((one for one in sheets if one["name"] == choices.sheet), sheets[0] if sheets else {"columns": []})
    whole = names_in_full(run.contents.get("side"))
    taken = set(choices.columns.values()) | {choices.lon, choices.lat, choices.wkt}
    fields = [
        {
            "name": f"column-{name}",
            "title": title,
            "column": choices.columns.get(name, ""),
            "error": errors.get(f"column-{name}", ""),
        }
        for name, title in TARGETS.items()
    ]
    return {
        "choices": choices,
        "sheets": sheets,
        "sheet": sheet,
        "says": sheet.get("says"),
        "columns": sheet["columns"],
        "fields": fields[:SHOWN_FIRST],
        "more_fields": fields[SHOWN_FIRST:],
        "place_fields": _places(choices, errors) if run.kind == "csv" else [],
        "properties": [
            (column, property_name(column["name"], whole), column["name"] in choices.properties)
            for column in sheet["columns"]
            if column["name"] not in taken
        ],
        "datums": datums(),
        "layers": [(one.name, _title(one), one.name == choices.layer) for one in MapLayer.objects.order_by("order")],
        "layer_kinds": LayerKind.choices,
        "has_synthetic": MapFeature.objects.filter(is_synthetic=True).exists(),
        "missings": [
            (KEEP, _("They stay. The file is a part of the layer, or adds to it.")),
            (END, _("They end. The file is the whole layer, and what is not in it does not exist any more.")),
        ],
    }


def datums() -> list[tuple[str, str]]:
    """The datums and projections that can be stated, each in words that whoever made the file knows."""
    found = [
        (str(Datum.CGCS2000), _("CGCS2000: surveys, planning bureau, Tianditu")),
        (str(Datum.WGS84), _("WGS-84: satellite receivers, OpenStreetMap")),
        (str(Datum.GCJ02), _("GCJ-02: Amap, Tencent maps")),
        (str(Datum.BD09), _("BD-09: Baidu maps")),
    ]
    for code, meridian, is_numbered in zones_here():
        words = (
            _("CGCS2000 in metres, central meridian %(deg)s°, with zone number (%(code)s)")
            if is_numbered
            else _("CGCS2000 in metres, central meridian %(deg)s° (%(code)s)")
        )
        found.append((code, words % {"deg": meridian, "code": code}))
    return found


def datum_words(code: str) -> str:
    """A datum as the page names it."""
    return dict(datums()).get(code, code)


def _places(choices: Choices, errors: Mapping[str, str]) -> list[dict[str, str]]:
    titles = {"lon": _("Longitude, or east in metres"), "lat": _("Latitude, or north in metres"), "wkt": _("WKT")}
    return [
        {"name": name, "title": title, "column": getattr(choices, name), "error": errors.get(name, "")}
        for name, title in titles.items()
    ]


def _title(layer: MapLayer) -> str:
    return layer.title_en if (get_language() or "").startswith("en") else layer.title_zh
