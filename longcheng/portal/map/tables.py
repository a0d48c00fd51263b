"""The same as the map, as a table: for those who cannot see a map, and as a file."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Coalesce, NullIf
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from longcheng.bases.geography.map_asof import features_on
from longcheng.bases.geography.map_queries import features_of, layers, names_of_divisions
from longcheng.bases.geography.models import Accuracy, DivisionLevel, MapFeature
from longcheng.core.access.doors import open_to_all
from longcheng.portal.map.cards import around_told
from longcheng.portal.map.days import day_asked
from longcheng.portal.map.pages import choice, chosen_layers
from longcheng.portal.map.wording import accuracy_of, is_english, name_of, summary_of, text_of, title_of

ON_A_PAGE = 50
# A cell that begins so could run as a formula in a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
ON_A_DAY_MOST = 2_000  # of one day: what has changed since is put together from two tables, and sorted here
ACCURACIES = list(Accuracy)
SORTS: dict[str, tuple[Any, ...]] = {
    "map": (),
    "name": (Coalesce(NullIf("name_en", Value("")), "name"), "pk"),
    "where": (NullIf("division_code", Value("")).asc(nulls_last=True), "pk"),
    "accuracy": (Case(*(When(accuracy=one, then=at) for at, one in enumerate(ACCURACIES)), default=9), "pk"),
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
        "day": day_asked(request).day,
    }


def features_asked(wanted: dict[str, Any]) -> QuerySet[MapFeature] | list[MapFeature]:
    """The things in the asked order: those of now from the database, those of a day at most some thousands."""
    if wanted["day"] is None:
        found = features_of(wanted["layers"], division=wanted["division"], text=wanted["text"])
        return found.order_by(*SORTS[wanted["sort"]]) if SORTS[wanted["sort"]] else found
    of_day = features_on(wanted["day"], layers=wanted["layers"], division=wanted["division"], text=wanted["text"])
    return sorted(islice(of_day, ON_A_DAY_MOST), key=ON_A_DAY[wanted["sort"]])


ON_A_DAY = {
    "map": lambda one: (one.layer.order, one.order, one.pk),
    "name": lambda one: (one.name_en or one.name, one.pk),
    "where": lambda one: (one.division_code == "", one.division_code, one.pk),
    "accuracy": lambda one: (ACCURACIES.index(one.accuracy), one.pk),
}


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
    kept = {
        "layers": ",".join(wanted["layers"]),
        "division": wanted["division"],
        "q": wanted["text"],
        "sort": wanted["sort"],
        "day": wanted["day"].isoformat() if wanted["day"] else "",
    }
    as_on_map = urlencode({name: kept[name] for name in ("layers", "day") if kept[name]})
    query = urlencode({name: value for name, value in kept.items() if value})
    page = Paginator(features_asked(wanted), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "wanted": wanted,
        "page": page,
        "rows": [_row(feature, wanted["divisions"]) for feature in page],
        "count": page.paginator.count,
        "is_cut": wanted["day"] is not None and page.paginator.count >= ON_A_DAY_MOST,
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
        "map_href": f"{reverse('portal:map:page')}?{as_on_map}",
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
def csv_file(request: HttpRequest) -> StreamingHttpResponse:
    """The table as a file, with source and licence in each row; places only of what may be passed on."""
    wanted = asked(request)
    found = features_asked(wanted)
    features = found if isinstance(found, list) else found.iterator(chunk_size=2_000)
    name = "attachment; filename=map.csv"
    return StreamingHttpResponse(
        _lines(features, wanted["divisions"]),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": name},
    )


class _Line:
    """What `csv` writes into: it gives each line back."""

    def write(self, line: str) -> str:
        return line


def _lines(features: Iterable[MapFeature], divisions: dict[str, tuple[str, str]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(COLUMNS)  # so that spreadsheets read it as UTF-8
    for feature in features:
        yield writer.writerow([_harmless(cell) for cell in _cells(_row(feature, divisions))])


COLUMNS = (
    "layer", "name", "name_en", "division", "details", "accuracy", "longitude_wgs84", "latitude_wgs84", "synthetic",
    "dated", "source", "licence",
)  # fmt: skip


def _cells(row: dict[str, Any]) -> Sequence[str]:
    feature = row["feature"]
    layer = feature.layer
    has_place = layer.is_open and feature.label_lon is not None
    place = (f"{feature.label_lon:.6f}", f"{feature.label_lat:.6f}") if has_place else ("", "")
    told = [row["layer"], feature.name, feature.name_en, row["where"], row["summary"], row["accuracy"]]
    return [*told, *place, "yes" if feature.is_synthetic else "", layer.dated, layer.source, layer.licence]


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
