"""How an answer is given: which form the client wants, links to the others, and what may be kept how long."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from longcheng.bases.geography.ogc.problems import Problem, bad_request
from longcheng.bases.geography.ogc.telling import written
from longcheng.core.protection.browser_policy import DATA_POLICY

JSON, GEOJSON, SCHEMA = "application/json", "application/geo+json", "application/schema+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
HTML = "text/html"
ASK_AGAIN = "public, max-age=0, must-revalidate"
# Form names of `f`, and of `Accept` what each is called.
NAMED = {"json": JSON, "geojson": JSON, "html": HTML}
_JSONS = ("application/json", "application/geo+json", "application/schema+json", "application/*", "*/*",
          "application/vnd.oai.openapi+json", "application/problem+json")  # fmt: skip


def wants_html(request: HttpRequest) -> bool:
    """Whether a page is wanted: by `f`, else by Accept, where JSON is given to whoever says nothing. Raises Problem."""
    asked = request.GET.get("f", "")
    if asked:
        if asked not in NAMED:
            raise bad_request("f", _("Write json or html."))
        return NAMED[asked] == HTML
    accept = request.headers.get("Accept", "*/*")
    offers = sorted((_offer(part) for part in accept.split(",") if part.strip()), key=lambda offer: -offer[1])
    for kind, weight in offers:
        if weight <= 0:
            continue
        if kind in {"text/html", "application/xhtml+xml", "text/*"}:
            return True
        if kind in _JSONS:
            return False
    told = _("It is told as application/json, application/geo+json and text/html.")
    raise Problem(406, _("This form is not spoken here."), told)


def _offer(part: str) -> tuple[str, float]:
    kind, *parameters = (one.strip().lower() for one in part.split(";"))
    weight = next((one[2:] for one in parameters if one.startswith("q=")), "1")
    try:
        return kind, float(weight)
    except ValueError:
        return kind, 0.0


def link(
    request: HttpRequest,
    path: str,
    *,
    rel: str,
    kind: str = JSON,
    title: str = "",
    query: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """A link with a whole address."""
    href = request.build_absolute_uri(path) + (f"?{urlencode(query)}" if query else "")
    return {"href": href, "rel": rel, "type": kind} | ({"title": title} if title else {})


def own_links(request: HttpRequest, *, kind: str = JSON) -> list[dict[str, str]]:
    """This answer and its other form."""
    query = {name: str(request.GET[name]) for name in request.GET if name != "f"}
    here, is_page = request.path, wants_html(request)
    return [
        link(
            request, here, rel="alternate" if is_page else "self", kind=kind, title="JSON", query=query | {"f": "json"}
        ),
        link(
            request, here, rel="self" if is_page else "alternate", kind=HTML, title="HTML", query=query | {"f": "html"}
        ),
    ]


def etag_of(*parts: Any) -> str:
    """A weak ETag: the same content, perhaps told at another moment."""
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'


def answered(
    request: HttpRequest,
    told: Callable[[], Mapping[str, Any]],
    *,
    template: str,
    kind: str = JSON,
    version: str = "",
    page: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda told: told,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The document as JSON or as a page. With a version, a client that has it already is told so before any work."""
    if wants_html(request):
        shown = told()
        answer = render(request, f"geography/ogc/{template}.html", {"told": shown} | dict(page(shown)))
    else:
        etag = etag_of(version, request.get_full_path(), get_language()) if version else ""
        if etag and etag in request.headers.get("If-None-Match", ""):
            answer = HttpResponseNotModified()
        else:
            body = written(told())
            etag = etag or etag_of(body)
            is_known = etag in request.headers.get("If-None-Match", "")
            answer = HttpResponseNotModified() if is_known else HttpResponse(body, content_type=kind)
        language = get_language() or "zh-hans"
        kept = {"ETag": etag, "Cache-Control": ASK_AGAIN, "Content-Security-Policy": DATA_POLICY}
        headers = kept | {"Content-Language": language} | dict(headers or {})
    for name, value in (headers or {}).items():
        answer.headers[name] = value
    patch_vary_headers(answer, ("Accept", "Accept-Language"))
    return answer
