"""The description of the API by OpenAPI 3.0, made from the collections that there are."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from longcheng import __version__
from longcheng.bases.geography.ogc.asking import LIMIT_MOST, LIMIT_USUAL, PARAMETERS
from longcheng.bases.geography.ogc.collections import Collection, schema_type
from longcheng.bases.geography.ogc.crs import CRS84, known
from longcheng.bases.geography.ogc.matrices import NAME

Json = dict[str, Any]
PROBLEMS = (400, 403, 404, 406, 500, 503)
CHANGES = (401, 403, 409, 412, 415, 422)


def description(server: str, collections: Iterable[Collection]) -> Json:
    """The whole document."""
    listed = list(collections)
    paths: Json = {
        "/": _read(_("The landing page"), "getLandingPage"),
        "/conformance": _read(_("What is conformed to"), "getConformance"),
        "/api": _read(_("Description of the API"), "getApi"),
        "/collections": _read(_("Collections"), "getCollections"),
        "/collections/{collectionId}": _read(_("One collection"), "describeCollection", [_ref("collectionId")]),
    }
    for one in listed:
        paths |= _of_collection(one)
    paths |= _of_tiles()
    return {
        "openapi": "3.0.3",
        "info": {
            "title": _("The city's open geography"),
            "version": __version__,
            "description": _(
                "OGC API – Features and Tiles. What is read here may be passed on as each collection says."
            ),
        },
        "servers": [{"url": server}],
        "tags": [{"name": one.name, "description": str(one.title)} for one in listed],
        "paths": paths,
        "components": _components(listed),
    }


def _ref(name: str, kind: str = "parameters") -> Json:
    return {"$ref": f"#/components/{kind}/{name}"}


def _answer(told: str, *kinds: str) -> Json:
    return {"description": told, "content": {kind: {"schema": {}} for kind in kinds}}


def _read(
    summary: str, name: str, parameters: Iterable[Json] = (), *, kind: str = "application/json", tag: str = ""
) -> Json:
    responses: Json = {"200": _answer(summary, kind, "text/html")}
    responses |= {str(status): _ref("Problem", "responses") for status in PROBLEMS}
    told: Json = {"summary": str(summary), "operationId": name, "parameters": [*parameters, _ref("f")]}
    return {"get": told | {"responses": responses} | ({"tags": [tag]} if tag else {})}


def _of_collection(one: Collection) -> Json:
    here, title = f"/collections/{one.name}", str(one.title)
    own = [_ref(name) for name in PARAMETERS if name != "f"]
    own += [
        {"name": each.name, "in": "query", "required": False, "description": str(each.title),
         "schema": schema_type(each.kind), "style": "form", "explode": False}
        for each in one.rows.properties
        if each.name not in PARAMETERS
    ]  # fmt: skip
    geojson = "application/geo+json"
    items = _read(title, f"get.{one.name}", own, kind=geojson, tag=one.name)
    item = _read(title, f"getOne.{one.name}", [_ref("featureId"), _ref("crs")], kind=geojson, tag=one.name)
    if one.layer is not None and one.layer.is_editable:
        items |= {"post": _change(one, "enter", 201, body=geojson)}
        item |= {
            "put": _change(one, "replace", 204, body=geojson, is_one=True),
            "patch": _change(one, "update", 204, body="application/merge-patch+json", is_one=True),
            "delete": _change(one, "end", 204, is_one=True),
        }
    return {
        f"{here}/items": items,
        f"{here}/items/{{featureId}}": item,
        f"{here}/queryables": _read(
            _("What can be asked of: %(title)s") % {"title": title},
            f"getQueryables.{one.name}",
            kind="application/schema+json",
            tag=one.name,
        ),
    }


def _change(one: Collection, verb: str, status: int, *, body: str = "", is_one: bool = False) -> Json:
    summaries = {
        "enter": _("Enter a thing"), "replace": _("Replace a thing"), "update": _("Change some of a thing"),
        "end": _("End a thing"),
    }  # fmt: skip
    responses: Json = {str(status): {"description": _("Done.")}}
    responses |= {str(number): _ref("Problem", "responses") for number in CHANGES}
    told: Json = {
        "summary": summaries[verb],
        "operationId": f"{verb}.{one.name}",
        "tags": [one.name],
        "parameters": [_ref("featureId"), _ref("ifMatch")] if is_one else [],
        "security": [{"token": ["geography:edit"]}, {"session": []}],
        "responses": responses,
    }
    schema = {"type": "object"}
    return told | ({"requestBody": {"required": True, "content": {body: {"schema": schema}}}} if body else {})


def _of_tiles() -> Json:
    scheme, place = [_ref("tileMatrixSetId")], [_ref(name) for name in ("tileMatrix", "tileRow", "tileCol")]
    mvt = "application/vnd.mapbox-vector-tile"

    def tile(name: str, further: list[Json]) -> Json:
        told = _read(_("One vector tile"), name, [*further, *scheme, *place], tag="tiles")
        told["get"]["parameters"].pop()  # a tile has one form
        told["get"]["responses"] |= {"200": _answer(_("The tile"), mvt), "204": {"description": _("Nothing is there.")}}
        return told

    of_one = [_ref("collectionId")]
    several = [_ref("collections")]
    set_of, one_tile = "{tileMatrixSetId}", "{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}"
    return {
        "/tileMatrixSets": _read(_("Tile matrix sets"), "getTileMatrixSets", tag="tiles"),
        f"/tileMatrixSets/{set_of}": _read(_("One tile matrix set"), "getTileMatrixSet", scheme, tag="tiles"),
        "/tiles": _read(_("Tilesets of all open layers"), "getTileSets", several, tag="tiles"),
        f"/tiles/{set_of}": _read(_("One tileset"), "getTileSet", [*scheme, *several], tag="tiles"),
        f"/tiles/{one_tile}": tile("getTile", several),
        "/collections/{collectionId}/tiles": _read(_("Tilesets of a layer"), "getLayerTileSets", of_one, tag="tiles"),
        f"/collections/{{collectionId}}/tiles/{set_of}": _read(
            _("One tileset"), "getLayerTileSet", [*of_one, *scheme], tag="tiles"
        ),
        f"/collections/{{collectionId}}/tiles/{one_tile}": tile("getLayerTile", of_one),
    }


def _parameter(name: str, schema: Json, told: str = "", *, place: str = "query", **more: Any) -> Json:
    is_path = place == "path"
    return {"name": name, "in": place, "required": is_path, "description": str(told), "schema": schema} | more


def _components(collections: list[Collection]) -> Json:
    text: Json = {"type": "string"}
    system: Json = {"type": "string", "format": "uri", "enum": [crs.uri for crs in known()], "default": CRS84}
    whole: Json = {"type": "integer", "minimum": 0}
    form: Json = {"style": "form", "explode": False}
    numbers: Json = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
    names: Json = {"type": "array", "items": text}
    parameters = (
        _parameter(
            "f", {"type": "string", "enum": ["json", "html"]}, _("The form of the answer; else by Accept."), **form
        ),
        _parameter("bbox", numbers, _("Only what meets this box."), **form),
        _parameter("bbox-crs", system, _("The reference system of bbox."), **form),
        _parameter("crs", system, _("The reference system of the answer."), **form),
        _parameter("datetime", text, _("The map as on this day, at this moment, or in this interval."), **form),
        _parameter(
            "limit",
            {"type": "integer", "minimum": 1, "maximum": LIMIT_MOST, "default": LIMIT_USUAL},
            _("At most so many on a page."),
            **form,
        ),
        _parameter("filter", text, _("A filter in CQL2."), **form),
        _parameter(
            "filter-lang", {"type": "string", "enum": ["cql2-text", "cql2-json"], "default": "cql2-text"}, **form
        ),
        _parameter("filter-crs", system, _("The reference system of shapes in the filter."), **form),
        _parameter("properties", names, _("Only these properties."), **form),
        _parameter("count", {"type": "string", "enum": ["exact"]}, _("Count all that fit; takes longer."), **form),
        _parameter("after", text, _("Where the page begins; taken from the link to it."), **form),
        _parameter("collections", names, _("Only these layers."), **form),
        _parameter("collectionId", {"type": "string", "enum": [one.name for one in collections]}, place="path"),
        _parameter("featureId", text, place="path"),
        _parameter("tileMatrixSetId", {"type": "string", "enum": [NAME]}, place="path"),
        *(_parameter(name, whole, place="path") for name in ("tileMatrix", "tileRow", "tileCol")),
    )
    return {
        "parameters": {one["name"]: one for one in parameters}
        | {"ifMatch": _parameter("If-Match", text, _("The ETag of the thing as it was read."), place="header")},
        "responses": {
            "Problem": {
                "description": _("What is wrong, by RFC 9457."),
                "content": {"application/problem+json": {"schema": {"type": "object"}}},
            }
        },
        "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer", "description": _("A token of the city's OpenID provider.")},
            "session": {"type": "apiKey", "in": "cookie", "name": "sessionid"},
        },
    }
