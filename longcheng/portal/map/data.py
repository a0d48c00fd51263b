"""What draws the map: vector tiles, the style, the list of layers, one layer as GeoJSON."""

import json
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from longcheng.bases.geography.map_queries import as_geojson, counts_of, is_too_large, layers
from longcheng.bases.geography.models import MapLayer
from longcheng.bases.geography.tiles import ZOOM_LEAST, ZOOM_MOST, city_box, data_version, version_and_layers
from longcheng.bases.geography.tiles import tile as tile_of
from longcheng.core.access.doors import open_to_all
from longcheng.core.datapack.pack import read_pack
from longcheng.core.protection.browser_policy import DATA_POLICY
from longcheng.portal.map.days import day_asked

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, max-age=0, must-revalidate"
TILE_TYPE = "application/vnd.mapbox-vector-tile"
LONGEST = 200


@open_to_all
@require_GET
def tile(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """One vector tile; 204 where nothing of the city lies. An address with the data's version may be kept for ever."""
    asked = request.GET.get("layers", "")[:LONGEST]
    version, known = version_and_layers()
    names = sorted(set(asked.split(",")) & known) if asked else sorted(known)
    if not (ZOOM_LEAST <= z <= ZOOM_MOST and x < 2**z and y < 2**z) or not names:
        raise Http404
    asked_day = day_asked(request)
    if asked_day.defect:
        raise Http404
    etag = f'"{version}{asked_day.query}"'
    if request.headers.get("If-None-Match") == etag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        body = tile_of(z, x, y, layers=names, day=asked_day.day)
        answer = HttpResponse(body, content_type=TILE_TYPE) if body else HttpResponse(status=204)
    return _kept(answer, etag=etag, is_versioned=request.GET.get("v") == version)


def _kept(answer: HttpResponse, *, etag: str, is_versioned: bool) -> HttpResponse:
    answer.headers["ETag"] = etag
    answer.headers["Cache-Control"] = FOR_EVER if is_versioned else ASK_AGAIN
    answer.headers["Content-Security-Policy"] = DATA_POLICY
    return answer


@open_to_all
@require_GET
def style(request: HttpRequest) -> HttpResponse:
    """The city's style, as it stands in the data pack; the reader's browser puts our colours in."""
    answer = HttpResponse(json.dumps(map_style()), content_type="application/json")
    return _kept(answer, etag=f'"{data_version()}"', is_versioned="v" in request.GET)


def map_style() -> dict[str, Any]:
    """The style of the data pack. Raises Http404 for a city that has none."""
    for file in read_pack(settings.CITY_PACK).files:
        if file.kind == "map-style":
            found: dict[str, Any] = json.loads(file.path.read_text(encoding="utf-8"))
            return found
    raise Http404


@open_to_all
@require_GET
def layer_list(request: HttpRequest) -> JsonResponse:
    """Every layer with source, licence, date and datum, and what a map inside another page needs."""
    return JsonResponse({"drawing": drawing_facts(), "layers": [layer_facts(layer) for layer in layers()]})


def layer_facts(layer: MapLayer) -> dict[str, Any]:
    """A layer as programs read it."""
    return {
        "name": layer.name,
        "kind": layer.kind,
        "title": {"zh": layer.title_zh, "en": layer.title_en},
        "owner": {"zh": layer.owner_zh, "en": layer.owner_en},
        "note": {"zh": layer.note_zh, "en": layer.note_en},
        "source": layer.source,
        "licence": layer.licence,
        "is_open": layer.is_open,
        "is_synthetic": layer.is_synthetic,
        "dated": layer.dated,
        "converted_from": layer.datum,
        "datum_known": {"zh": layer.datum_known_zh, "en": layer.datum_known_en},
        "features": counts_of([layer])[layer.name],
        "geojson": reverse("portal:map:layer", args=[layer.name]) if layer.is_open else None,
    }


def drawing_facts(*, day: str = "") -> dict[str, Any]:
    """The addresses that the drawing script needs; each carries the hash or the version of what it names.

    `day` is the one of the map as on a day, empty for now.
    """
    version = data_version()
    around = city_box()
    return {
        "gl": static("portal/vendor/maplibre/maplibre-gl.mjs"),
        "worker": static("portal/vendor/maplibre/maplibre-gl-worker.mjs"),
        "style": f"{reverse('portal:map:style')}?v={version}",
        "tiles": f"/map/tiles/{{z}}/{{x}}/{{y}}.mvt?v={version}{f'&day={day}' if day else ''}",
        "box": list(around) if around else None,
        "zooms": [ZOOM_LEAST, ZOOM_MOST],
    }


@open_to_all
@require_GET
def layer(request: HttpRequest, name: str) -> HttpResponse:
    """One open layer whole, as GeoJSON. What has no open licence is shown on the map and not passed on: 403."""
    found = MapLayer.objects.filter(name=name, is_listed=True).first()
    if found is None:
        raise Http404
    if not found.is_open:
        told = _("The layer “%(name)s” has no open licence (%(licence)s). It is shown on the map and not passed on.")
        return JsonResponse({"error": told % {"name": name, "licence": found.licence}}, status=403)
    if is_too_large(found):
        return redirect(f"{reverse('geography:layer-download', args=[name])}?format=geojson")  # told in portions there
    answer = HttpResponse(json.dumps(as_geojson(found), ensure_ascii=False), content_type="application/geo+json")
    return _kept(answer, etag=f'"{found.digest[:16]}.{found.edition}"', is_versioned=False)
