"""The collections, one of them, and what can be asked of it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from longcheng.bases.geography.ogc.answers import GEOJSON, HTML, JSON, SCHEMA, answered, link, own_links
from longcheng.bases.geography.ogc.collections import Collection, collection, collections, schema_type
from longcheng.bases.geography.ogc.crs import CRS84, known
from longcheng.bases.geography.ogc.problems import tells_problems
from longcheng.bases.geography.ogc.views.landing import REL
from longcheng.core.access.doors import open_to_all

GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
KINDS = {"point": "geometry-point-or-multipoint", "line": "geometry-linestring-or-multilinestring",
         "polygon": "geometry-polygon-or-multipolygon"}  # fmt: skip


@open_to_all
@require_safe
@tells_problems
def listed(request: HttpRequest) -> HttpResponse:
    """Every collection with its extent and links."""

    def told() -> Mapping[str, Any]:
        systems = [crs.uri for crs in known()]
        return {
            "links": own_links(request),
            "crs": systems,
            "collections": [_told(request, one, systems=systems) for one in collections()],
        }

    return answered(request, told, template="collections")


@open_to_all
@require_safe
@tells_problems
def one(request: HttpRequest, name: str) -> HttpResponse:
    """One collection."""
    found = collection(name)
    systems = [crs.uri for crs in known()]

    def told() -> Mapping[str, Any]:
        said = _told(request, found, systems=systems)
        return said | {"links": [*own_links(request), *(each for each in said["links"] if each["rel"] != "self")]}

    return answered(request, told, template="collection", page=lambda told: {"one": found, "told_links": told["links"]})


@open_to_all
@require_safe
@tells_problems
def queryables(request: HttpRequest, name: str) -> HttpResponse:
    """What a filter may name: a JSON Schema of the collection's properties."""
    found = collection(name)

    def told() -> Mapping[str, Any]:
        shape = KINDS.get(found.layer.kind, "geometry-any") if found.layer else "geometry-any"
        geometry = {"title": _("Position and shape"), "x-ogc-role": "primary-geometry", "format": shape}
        return {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": request.build_absolute_uri(request.path),
            "type": "object",
            "title": found.title,
            "properties": {"geometry": geometry}
            | {each.name: {"title": str(each.title)} | schema_type(each.kind) for each in found.rows.properties},
            "additionalProperties": False,
        }

    return answered(request, told, template="queryables", kind=SCHEMA, page=lambda told: {"one": found})


def _told(request: HttpRequest, one: Collection, *, systems: list[str]) -> dict[str, Any]:
    here = reverse("ogc:collection", args=[one.name])
    items, asked = reverse("ogc:items", args=[one.name]), reverse("ogc:queryables", args=[one.name])
    links = [
        link(request, here, rel="self", title=one.title),
        link(request, items, rel="items", kind=GEOJSON, title=_("The things as GeoJSON"), query={"f": "json"}),
        link(request, items, rel="items", kind=HTML, title=_("The things as a page"), query={"f": "html"}),
        link(
            request, asked, rel=REL.format("queryables"), kind=SCHEMA, title=_("What can be asked"), query={"f": "json"}
        ),
    ]
    if one.has_tiles:
        tiles = reverse("ogc:collection-tilesets", args=[one.name])
        links.append(link(request, tiles, rel=REL.format("tilesets-vector"), kind=JSON, title=_("Vector tiles")))
    around = one.size().extent
    extent: dict[str, Any] = {"temporal": {"interval": [[None, None]], "trs": GREGORIAN}}
    if around:
        extent |= {"spatial": {"bbox": [list(around)], "crs": CRS84}}
    said = {
        "id": one.name,
        "title": str(one.title),
        "description": str(one.about),
        "itemType": "feature",
        "extent": extent,
        "crs": systems,
        "storageCrs": CRS84,
        "links": links,
        "source": str(one.source),
        "licence": str(one.licence),
        "dated": one.dated,
        "isSynthetic": one.is_synthetic,
    }
    return said | ({"attribution": one.attribution} if one.attribution else {})
