"""The landing page, what is conformed to, and the description of the API."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from longcheng import __version__
from longcheng.bases.geography.ogc.answers import HTML, JSON, OPENAPI, answered, link, own_links
from longcheng.bases.geography.ogc.collections import collections
from longcheng.bases.geography.ogc.conformance import CLASSES
from longcheng.bases.geography.ogc.openapi import description
from longcheng.bases.geography.ogc.problems import tells_problems
from longcheng.core.access.doors import open_to_all

REL = "http://www.opengis.net/def/rel/ogc/1.0/{}"


@open_to_all
@require_safe
@tells_problems
def landing(request: HttpRequest) -> HttpResponse:
    """Where everything begins: links to the collections, the tiles, the description."""

    def told() -> Mapping[str, Any]:
        places = (
            ("api", "service-desc", OPENAPI, _("Description of the API (OpenAPI 3.0)")),
            ("api", "service-doc", HTML, _("Description of the API")),
            ("conformance", "conformance", JSON, _("What is conformed to")),
            ("collections", "data", JSON, _("Collections")),
            ("tilesets", REL.format("tilesets-vector"), JSON, _("Vector tiles")),
            ("schemes", REL.format("tiling-schemes"), JSON, _("Tile matrix sets")),
        )
        further = []
        for name, rel, kind, title in places:
            form = {"f": "html"} if kind == HTML else {"f": "json"}
            further.append(link(request, reverse(f"ogc:{name}"), rel=rel, kind=kind, title=title, query=form))
        about = _("The open layers of the city's map, its divisions and addresses.")
        return {
            "title": _("The city's open geography"),
            "description": about,
            "attribution": _("Each collection names its source and licence."),
            "links": [*own_links(request), *further],
        }

    def page(told: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"count": len(collections())}

    return answered(request, told, template="landing", version=__version__, page=page)


@open_to_all
@require_safe
@tells_problems
def conformance(request: HttpRequest) -> HttpResponse:
    """The classes of requirements that hold."""
    return answered(
        request,
        lambda: {"links": own_links(request), "conformsTo": list(CLASSES)},
        template="conformance",
        version=__version__,
    )


@open_to_all
@require_safe
@tells_problems
def api(request: HttpRequest) -> HttpResponse:
    """The description of the API for programs (OpenAPI 3.0), and the same as a list for people."""

    def page(told: Mapping[str, Any]) -> Mapping[str, Any]:
        operations = [
            {"method": method.upper(), "path": path, "summary": operation["summary"]}
            for path, methods in told["paths"].items()
            for method, operation in methods.items()
            if method != "parameters"
        ]
        return {"operations": operations}

    def told() -> Mapping[str, Any]:
        return description(request.build_absolute_uri(reverse("ogc:landing")).rstrip("/"), collections())

    return answered(request, told, template="api", kind=OPENAPI, page=page)
