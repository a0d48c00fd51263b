"""The door by which a layer is taken along: GeoJSON and CSV at once, GeoPackage and shapefile made by the worker."""

from collections.abc import Iterator

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from longcheng.bases.geography.exporting.columns import columns_of
from longcheng.bases.geography.exporting.making import READY, TooMany, ask, path_of
from longcheng.bases.geography.exporting.rows import geojson, table
from longcheng.bases.geography.feature_telling import is_english
from longcheng.bases.geography.import_models import MapExport
from longcheng.bases.geography.importing.running import PERMISSION
from longcheng.bases.geography.models import Division, DivisionLevel, MapLayer
from longcheng.bases.geography.search import english_name
from longcheng.core.access.doors import open_to_all
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import may
from longcheng.core.geo import Datum

FORMATS = (
    ("geojson", "GeoJSON"), ("gpkg", "GeoPackage"), ("shapefile", "Shapefile"), ("csv", "CSV"),
)  # fmt: skip
DATUMS = (Datum.WGS84, Datum.CGCS2000)
AT_ONCE = {"geojson": (geojson, "application/geo+json"), "csv": (table, "text/csv; charset=utf-8")}
PIECES = 500
ID_MAX = 2**63 - 1


@open_to_all
@require_http_methods(["GET", "POST"])
def download(request: HttpRequest, name: str) -> HttpResponseBase:
    """The form; with a format chosen, the file or the page of the file that is being made.

    Whoever may load files may also take along what is not given away otherwise.
    """
    layer = reach(request, name)
    sent = request.POST if request.method == "POST" else request.GET
    kind, district = sent.get("format", ""), sent.get("district", "")
    wished = sent.get("datum", Datum.WGS84)
    districts = list(Division.objects.filter(level=DivisionLevel.DISTRICT))
    if kind and (
        kind not in dict(FORMATS)
        or wished not in DATUMS
        or (district and district not in {one.code for one in districts})
    ):
        raise Http404
    if kind in AT_ONCE:
        return _at_once(layer, kind, datum=Datum(wished), district=district)
    if kind and request.method == "POST":
        account = request.user if isinstance(request.user, Account) else None
        try:
            made = ask(account, layer, kind=kind, datum=Datum(wished), district=district)
        except TooMany:
            messages.warning(request, _("Many files are being made just now. Try again in some minutes."))
        else:
            return redirect("geography:layer-file", layer.name, made.pk)
    context = {
        "layer": layer,
        "title": title_of(layer),
        "formats": FORMATS,
        "datums": DATUMS,
        "districts": [(one.code, english_name(one.name) if is_english() else one.name) for one in districts],
        "values": {"format": kind or "geojson", "datum": wished, "district": district},
    }
    return render(request, "geography/exports/download.html", context)


@open_to_all
@require_GET
def made_file(request: HttpRequest, name: str, map_export_id: int) -> HttpResponseBase:
    """How far the file is; with `?take=1` the file."""
    layer = reach(request, name)
    if map_export_id > ID_MAX:
        raise Http404
    export = get_object_or_404(MapExport, pk=map_export_id, layer_name=layer.name)
    is_ready = export.state == READY and path_of(export).is_file()
    if "take" in request.GET and is_ready:
        return FileResponse(path_of(export).open("rb"), as_attachment=True, filename=export.file_name)
    context = {"layer": layer, "title": title_of(layer), "export": export, "is_ready": is_ready}
    return render(request, "geography/exports/made.html", context)


def reach(request: HttpRequest, name: str) -> MapLayer:
    """The layer, if it is given away, or to whoever may load files. Raises Http404."""
    layer = get_object_or_404(MapLayer, name=name[:40])
    is_importer = isinstance(request.user, Account) and may(request.user, PERMISSION, area_code="")
    if not layer.is_open and not is_importer:
        raise Http404
    return layer


def title_of(layer: MapLayer) -> str:
    """The layer's title in the reader's language."""
    return layer.title_en if (get_language() or "").startswith("en") else layer.title_zh


def _at_once(layer: MapLayer, kind: str, *, datum: Datum, district: str) -> HttpResponse | StreamingHttpResponse:
    make, media_type = AT_ONCE[kind]
    part = f"-{district}" if district else ""
    name = f"{layer.name}{part}-{datum.lower()}.{kind}"
    pieces = make(layer, columns_of(layer), datum=datum, district=district)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(_gathered(pieces), content_type=media_type, headers=headers)


def _gathered(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Some hundred pieces at a time: one write of the server each cost more than making them."""
    waiting: list[bytes] = []
    for piece in pieces:
        waiting.append(piece)
        if len(waiting) >= PIECES:
            yield b"".join(waiting)
            waiting.clear()
    yield b"".join(waiting)
