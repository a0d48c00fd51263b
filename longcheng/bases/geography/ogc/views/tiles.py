"""OGC API – Tiles: vector tiles of the open layers, one by one and together, in the web's usual scheme."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from longcheng.bases.geography.ogc.answers import ASK_AGAIN, JSON, answered, etag_of, link, own_links
from longcheng.bases.geography.ogc.collections import Collection, collection, collections
from longcheng.bases.geography.ogc.crs import CRS84
from longcheng.bases.geography.ogc.matrices import NAME, SCHEME, limits_of, matrix_set
from longcheng.bases.geography.ogc.problems import Problem, bad_request, not_found, tells_problems
from longcheng.bases.geography.ogc.views.landing import REL
from longcheng.bases.geography.tiles import ZOOM_LEAST, ZOOM_MOST, city_box
from longcheng.bases.geography.tiles import tile as tile_of
from longcheng.core.access.doors import open_to_all
from longcheng.core.protection.browser_policy import DATA_POLICY

MVT = "application/vnd.mapbox-vector-tile"
TILEJSON = "application/vnd.mapbox-vector-tile+json"
LONGEST = 500


@open_to_all
@require_safe
@tells_problems
def schemes(request: HttpRequest) -> HttpResponse:
    """The tile matrix sets: one."""
    here = reverse("ogc:scheme", args=[NAME])

    def told() -> Mapping[str, Any]:
        one = {"id": NAME, "title": "Google Maps Compatible for the World", "uri": SCHEME}
        return {"links": own_links(request), "tileMatrixSets": [one | {"links": [link(request, here, rel="self")]}]}

    return answered(request, told, template="schemes")


@open_to_all
@require_safe
@tells_problems
def scheme(request: HttpRequest, scheme: str) -> HttpResponse:
    """The tile matrix set WebMercatorQuad, as OGC 17-083r4 defines it."""
    _known_scheme(scheme)
    return answered(request, matrix_set, template="scheme")


@open_to_all
@require_safe
@tells_problems
def tilesets(request: HttpRequest, name: str = "") -> HttpResponse:
    """The tilesets of a collection, or of all open layers together."""
    chosen = _layers(request, name)

    def told() -> Mapping[str, Any]:
        return {"links": own_links(request), "tilesets": [_tileset(request, chosen, name, is_whole=False)]}

    return answered(request, told, template="tilesets", page=lambda told: {"chosen": chosen})


@open_to_all
@require_safe
@tells_problems
def tileset(request: HttpRequest, scheme: str, name: str = "") -> HttpResponse:
    """One tileset: its layers, limits and the template of its tiles; `f=tilejson` tells it as TileJSON 3.0."""
    _known_scheme(scheme)
    chosen = _layers(request, name)
    if request.GET.get("f") == "tilejson":
        given = request.GET.copy()
        given["f"] = "json"
        request.GET = given  # type: ignore[assignment]
        return answered(request, lambda: _tilejson(request, chosen, name), template="tileset", kind=JSON)
    return answered(
        request,
        lambda: _tileset(request, chosen, name, is_whole=True),
        template="tileset",
        page=lambda told: {"chosen": chosen, "names": ",".join(one.name for one in chosen)},
    )


@open_to_all
@require_safe
@tells_problems
def tile(request: HttpRequest, scheme: str, z: int, y: int, x: int, name: str = "") -> HttpResponse:
    """One vector tile, row before column; 204 where nothing of the city lies."""
    _known_scheme(scheme)
    if not (ZOOM_LEAST <= z <= ZOOM_MOST and x < 2**z and y < 2**z):
        raise not_found(_("Tiles go from zoom %(least)s to %(most)s.") % {"least": ZOOM_LEAST, "most": ZOOM_MOST})
    chosen = _layers(request, name)
    etag = etag_of(*(one.version() for one in chosen), z, x, y)
    if etag in request.headers.get("If-None-Match", ""):
        answer: HttpResponse = HttpResponseNotModified()
    else:
        body = tile_of(z, x, y, layers=sorted(one.name for one in chosen)) if chosen else b""
        answer = HttpResponse(body, content_type=MVT) if body else HttpResponse(status=204)
    for header, value in (("ETag", etag), ("Cache-Control", ASK_AGAIN), ("Content-Security-Policy", DATA_POLICY)):
        answer.headers[header] = value
    return answer


def _known_scheme(name: str) -> None:
    if name != NAME:
        raise not_found(_("There is one tile matrix set: %(name)s.") % {"name": NAME})


def _layers(request: HttpRequest, name: str) -> list[Collection]:
    """The layers that are drawn: one collection's, or all, or those that `collections` names. Raises Problem."""
    unknown = [given[:60] for given in request.GET if given not in ({"f"} if name else {"f", "collections"})]
    if unknown:
        defects = [(given, _("This parameter is not known here.")) for given in unknown]
        raise Problem(400, _("The request cannot be read."), defects=defects)
    if name:
        one = collection(name)
        if not one.has_tiles:
            raise not_found(_("No tiles are drawn of this collection. Its things are at /items."))
        return [one]
    drawn = [one for one in collections() if one.has_tiles]
    text = request.GET.get("collections", "")[:LONGEST]
    if not text:
        return drawn
    names = set(text.split(","))
    if names - {one.name for one in drawn}:
        raise bad_request("collections", _("Names of collections with tiles, split by commas."))
    return [one for one in drawn if one.name in names]


def _addresses(name: str) -> tuple[str, str]:
    """Where the tileset is, and the template of its tiles."""
    here = reverse("ogc:collection-tileset", args=[name, NAME]) if name else reverse("ogc:tileset", args=[NAME])
    return here, here + "/{tileMatrix}/{tileRow}/{tileCol}"


def _tileset(request: HttpRequest, chosen: list[Collection], name: str, *, is_whole: bool) -> dict[str, Any]:
    here, template = _addresses(name)
    title = str(chosen[0].title) if name else _("All open layers")
    links = [link(request, here, rel="self", title=title)]
    links.append(link(request, reverse("ogc:scheme", args=[NAME]), rel=REL.format("tiling-scheme")))
    root = request.build_absolute_uri("/").rstrip("/")
    links.append({"href": root + template, "rel": "item", "type": MVT, "templated": True})  # type: ignore[dict-item]
    if is_whole:
        links.append(link(request, here, rel="describedby", kind=TILEJSON, title="TileJSON", query={"f": "tilejson"}))
    told = {
        "title": title, "dataType": "vector", "crs": "http://www.opengis.net/def/crs/EPSG/0/3857",
        "tileMatrixSetURI": SCHEME, "links": links,
    }  # fmt: skip
    if not is_whole:
        return told
    around = city_box()
    box = {"lowerLeft": [around.west, around.south], "upperRight": [around.east, around.north]} if around else None
    return told | {
        "layers": [_layer(one) for one in chosen],
        "tileMatrixSetLimits": _limits(),
        **({"boundingBox": box | {"crs": CRS84}} if box else {}),
    }


DIMENSIONS = {"point": 0, "line": 1, "polygon": 2}


def _layer(one: Collection) -> dict[str, Any]:
    least = max(ZOOM_LEAST, one.layer.least_zoom if one.layer else 0)
    return {
        "id": one.name,
        "title": str(one.title),
        "dataType": "vector",
        "geometryDimension": DIMENSIONS.get(one.layer.kind if one.layer else "", 0),
        "minTileMatrix": str(least),
        "maxTileMatrix": str(ZOOM_MOST),
    }


def _limits() -> list[dict[str, Any]]:
    around = city_box()
    return limits_of(around, least=ZOOM_LEAST, most=ZOOM_MOST) if around else []


def _tilejson(request: HttpRequest, chosen: list[Collection], name: str) -> dict[str, Any]:
    here, _template = _addresses(name)
    around = city_box()
    return {
        "tilejson": "3.0.0",
        "name": str(chosen[0].title) if name else _("All open layers"),
        "tiles": [request.build_absolute_uri("/").rstrip("/") + here + "/{z}/{y}/{x}"],
        "minzoom": ZOOM_LEAST,
        "maxzoom": ZOOM_MOST,
        **({"bounds": list(around)} if around else {}),
        "vector_layers": [
            {"id": one.name, "description": str(one.title), "fields": {"id": "String", "name": "String"}}
            for one in chosen
        ],
    }
