"""The same as the map, as a table: for those who cannot see a map, and as a file."""

import csv
import io
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from longcheng.bases.geography.map_queries import features_of, layers, names_of_divisions
from longcheng.bases.geography.models import Accuracy, DivisionLevel, MapFeature
from longcheng.core.access.doors import open_to_all
from longcheng.portal.map.cards import around_told
from longcheng.portal.map.pages import choice, chosen_layers
from longcheng.portal.map.wording import accuracy_of, is_english, name_of, summary_of, text_of, title_of

ON_A_PAGE = 50
# A cell that begins so could run as a formula in a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
ACCURACIES = list(Accuracy)
SORTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "map": lambda row: 0,
    "name": lambda row: row["feature"].name_en or row["feature"].name,
    "where": lambda row: (row["feature"].division_code == "", row["feature"].division_code),
    "accuracy": lambda row: ACCURACIES.index(row["feature"].accuracy),
}


def asked(request: HttpRequest) -> dict[str, Any]:
    """What the address asks for, with what it does not know left out."""
    every = layers()
    divisions = names_of_divisions()
    division = request.GET.get("division", "")[:9]
    sort = request.GET.get("sort", "map")[:10]
    return {
        "every": every,
        "layers": chosen_layers(request, every),
        "divisions": divisions,
        "division": division if division in divisions else "",
        "text": request.GET.get("q", "").strip()[:60],
        "sort": sort if sort in SORTS else "map",
    }


def rows_of(wanted: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows in the asked order; at most some hundreds, as many as there are things on the map."""
    features = features_of(wanted["layers"], division=wanted["division"], text=wanted["text"])
    return sorted((_row(feature, wanted["divisions"]) for feature in features), key=SORTS[wanted["sort"]])


def _row(feature: MapFeature, divisions: dict[str, tuple[str, str]]) -> dict[str, Any]:
    codes = [feature.division_code] if feature.division_code else feature.properties.get("crosses", [])
    return {
        "feature": feature,
        "name": name_of(feature),
        "layer": title_of(feature.layer),
        "where": _(", ").join(around_told(code, divisions, itself=False) for code in codes),
        "summary": summary_of(feature),
        "accuracy": accuracy_of(feature),
    }


@open_to_all
@require_GET
def table(request: HttpRequest) -> HttpResponse:
    """Everything on the map that the filter lets through."""
    wanted = asked(request)
    rows = rows_of(wanted)
    kept = {
        "layers": ",".join(wanted["layers"]),
        "division": wanted["division"],
        "q": wanted["text"],
        "sort": wanted["sort"],
    }
    query = urlencode({name: value for name, value in kept.items() if value})
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "wanted": wanted,
        "page": page,
        "count": len(rows),
        "choices": [choice(layer, is_on=layer.name in wanted["layers"]) for layer in wanted["every"]],
        "districts": _options(wanted["divisions"]),
        "sorts": [
            ("map", _("as on the map")),
            ("name", _("name")),
            ("where", _("District")),
            ("accuracy", _("accuracy")),
        ],
        "query": query,
        "csv_href": f"{reverse('portal:map:table-csv')}?{query}",
        "map_href": f"{reverse('portal:map:page')}?{urlencode({'layers': kept['layers']})}",
        "sources": [
            (layer, title_of(layer), text_of(layer, "note"))
            for layer in wanted["every"]
            if layer.name in wanted["layers"]
        ],
    }
    return render(request, "portal/map/table.html", context)


def _options(divisions: dict[str, tuple[str, str]]) -> list[tuple[str, str]]:
    districts = sorted(code for code in divisions if len(code) == DivisionLevel.DISTRICT)
    return [(code, divisions[code][is_english()]) for code in districts]


@open_to_all
@require_GET
def csv_file(request: HttpRequest) -> HttpResponse:
    """The table as a file, with source and licence in each row; places only of what may be passed on."""
    text = io.StringIO()
    text.write("\ufeff")  # so that spreadsheets read it as UTF-8
    writer = csv.writer(text)
    writer.writerow(
        [
            "layer",
            "name",
            "name_en",
            "division",
            "details",
            "accuracy",
            "longitude_wgs84",
            "latitude_wgs84",
            "dated",
            "source",
            "licence",
        ]
    )
    for row in rows_of(asked(request)):
        feature = row["feature"]
        layer = feature.layer
        has_place = layer.is_open and feature.label_lon is not None
        place = (f"{feature.label_lon:.6f}", f"{feature.label_lat:.6f}") if has_place else ("", "")
        cells = [row["layer"], feature.name, feature.name_en, row["where"], row["summary"], row["accuracy"]]
        writer.writerow([_harmless(cell) for cell in [*cells, *place, layer.dated, layer.source, layer.licence]])
    name = "attachment; filename=map.csv"
    return HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name})


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
