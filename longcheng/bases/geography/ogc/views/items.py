"""The things of a collection: pages of them, one of them; and, for who may, changing them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import shapely
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from longcheng.bases.geography.kinds import kind_in_words
from longcheng.bases.geography.models import Accuracy
from longcheng.bases.geography.ogc.answers import GEOJSON, HTML, answered, link, own_links, wants_html
from longcheng.bases.geography.ogc.asking import Asked, kept_parameters, read_asked
from longcheng.bases.geography.ogc.collections import Collection, collection
from longcheng.bases.geography.ogc.crs import STORAGE, parse_crs
from longcheng.bases.geography.ogc.finding import Found, find, find_one
from longcheng.bases.geography.ogc.problems import Problem, not_found, tells_problems
from longcheng.bases.geography.ogc.telling import Columns, features
from longcheng.bases.geography.ogc.views.editing import change, enter, signature
from longcheng.core.access.doors import checks_for_itself

ON_A_PAGE, ON_A_PAGE_MOST = 50, 200
COLUMNS_OF_TABLE = 7
# What a person reads first; the rest follows in the order of the collection.
TOLD_ABOVE = frozenset({"is_synthetic", "since"})
FIRST = ("text", "name", "name_en", "kind", "code", "address", "division_code")


@csrf_exempt
@checks_for_itself
@require_http_methods(["GET", "HEAD", "POST"])
@tells_problems
def items(request: HttpRequest, name: str) -> HttpResponse:
    """Reading is open to all. POST enters a thing: `editing` asks for a session with its token, or for a bearer."""
    one = collection(name)
    if request.method == "POST":
        return enter(request, one)
    asked = read_asked(request.GET, one=one)
    is_page = wants_html(request)
    if is_page:
        asked = replace(asked, limit=min(asked.limit, ON_A_PAGE_MOST) if "limit" in request.GET else ON_A_PAGE)
    columns = Columns(one, asked.chosen)
    seen = Found()

    def told() -> Mapping[str, Any]:
        nonlocal seen
        seen = find(one, asked, names=columns.read)
        return _page(request, one, seen, asked=asked, columns=columns)

    return answered(
        request,
        told,
        template="items",
        kind=GEOJSON,
        version=one.version() if not is_page else "",
        page=lambda told: {**_shown(request, one, told), "around": _around(seen)},
        headers={"Content-Crs": f"<{asked.crs.uri}>"},
    )


def _page(request: HttpRequest, one: Collection, found: Found, *, asked: Asked, columns: Columns) -> Mapping[str, Any]:
    links = [*own_links(request, kind=GEOJSON)]
    if found.after:
        query = kept_parameters(request.GET, without=("after",)) | {"after": found.after}
        kind = HTML if wants_html(request) else GEOJSON
        links.append(link(request, request.path, rel="next", kind=kind, title=_("Next page"), query=query))
    here = reverse("ogc:collection", args=[one.name])
    links.append(link(request, here, rel="collection", title=str(one.title)))
    return {
        "type": "FeatureCollection",
        "timeStamp": timezone.now().isoformat(),
        "numberReturned": len(found.keys),
        **({"numberMatched": found.matched} if found.matched is not None else {}),
        "links": links,
        "features": features(found, asked=asked, columns=columns),
    }


def _shown(request: HttpRequest, one: Collection, told: Mapping[str, Any]) -> Mapping[str, Any]:
    rows = told["features"]
    named = [each.name for each in one.rows.properties]
    filled = [
        name
        for name in named
        if name not in TOLD_ABOVE and any(row["properties"].get(name) not in (None, "", False) for row in rows)
    ]
    names = sorted(filled, key=lambda name: FIRST.index(name) if name in FIRST else len(FIRST))[:COLUMNS_OF_TABLE]
    parameters = kept_parameters(request.GET, without=("f", "count", "crs"))
    titles = one.rows.by_name
    return {
        "one": one,
        "titles": [titles[name].title for name in names],
        "rows": [_row(one, row, names) for row in rows],
        "next": next((each["href"] for each in told["links"] if each["rel"] == "next"), ""),
        "is_first": "after" not in request.GET,
        "map_src": link(request, request.path, rel="", query={"limit": str(ON_A_PAGE), **parameters, "f": "json"})[
            "href"
        ],
        "json": next(each["href"] for each in told["links"] if each["title"] == "JSON"),
        "count": told["numberReturned"],
    }


def _row(one: Collection, row: Mapping[str, Any], names: list[str]) -> Mapping[str, Any]:
    cells = [(one.rows.by_name[name].title, _said(row["properties"].get(name), name=name)) for name in names]
    return {"key": row["id"], "href": reverse("ogc:item", args=[one.name, row["id"]]), "cells": cells}


@csrf_exempt
@checks_for_itself
@require_http_methods(["GET", "HEAD", "PUT", "PATCH", "DELETE"])
@tells_problems
def item(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """One thing. Reading is open to all; `editing` asks for the right before anything changes."""
    one = collection(name)
    if request.method in {"PUT", "PATCH", "DELETE"}:
        return change(request, one, key)
    unknown = [(name[:60], _("This parameter is not known here.")) for name in request.GET if name not in {"crs", "f"}]
    if unknown:
        raise Problem(400, _("The request cannot be read."), defects=unknown)
    crs = parse_crs(request.GET["crs"][:200], name="crs") if request.GET.get("crs") else STORAGE
    asked, columns = Asked(crs=crs), Columns(one, None)
    found = find_one(one, key, asked=asked, names=[*columns.read, "f.last_act_id"])
    if not found.keys:
        raise not_found(_("There is no such thing in this collection, or not any more."))
    act = found.values[0][-1]
    trimmed = Found(found.keys, found.shapes, [values[:-1] for values in found.values])

    def told() -> Mapping[str, Any]:
        here = reverse("ogc:collection", args=[one.name])
        links = [*own_links(request, kind=GEOJSON), link(request, here, rel="collection", title=str(one.title))]
        return features(trimmed, asked=asked, columns=columns)[0] | {"links": links}

    answer = answered(
        request,
        told,
        template="item",
        kind=GEOJSON,
        page=lambda told: {**_one_shown(request, one, told), "around": _around(found)},
        headers={"Content-Crs": f"<{crs.uri}>"},
    )
    if not wants_html(request):
        answer.headers["ETag"] = signature(act, crs=crs)
    return answer


def _one_shown(request: HttpRequest, one: Collection, told: Mapping[str, Any]) -> Mapping[str, Any]:
    titles = one.rows.by_name
    cells = [
        (titles[name].title if name in titles else name, value, name) for name, value in told["properties"].items()
    ]
    properties = told["properties"]
    return {
        "one": one,
        "name": properties.get("name") or properties.get("text") or told["id"],
        "cells": [(title, _said(value, name=name)) for title, value, name in cells if value not in (None, "")],
        "map_src": link(request, request.path, rel="", query={"f": "json"})["href"],
    }


def _said(value: Any, *, name: str) -> Any:
    """A value for people."""
    if name == "kind" and value:
        return kind_in_words(str(value))
    if name == "accuracy" and value in Accuracy.values:
        return Accuracy(value).label
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "" if value is None else value


def _around(found: Found) -> str:
    """The box of the shapes of a page, for its map; empty where none has a place."""
    placed = [shape for shape in found.shapes if shape is not None]
    return ",".join(f"{number:.6f}" for number in shapely.total_bounds(placed)) if placed else ""
