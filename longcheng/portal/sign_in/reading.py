"""What every page of signing in reads from a request: who is there, where they wanted to go, what was typed."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.encoding import iri_to_uri
from django.utils.http import MAX_URL_REDIRECT_LENGTH, url_has_allowed_host_and_scheme

from longcheng.core.access.models import Account
from longcheng.core.sign_in.passkeys import works_at

JSON_MAX = 64 * 1024


def reader(request: HttpRequest) -> Account:
    """The signed-in account; the door has let nobody else in."""
    assert isinstance(request.user, Account)  # noqa: S101
    return request.user


def safe_next(request: HttpRequest, wanted: object) -> str:
    """The page that was wanted, if it is one of ours; else the first page."""
    text = wanted if isinstance(wanted, str) else ""
    # Where an address leads stands before its query; the query of a program's request is longer than Django looks at.
    path = text.partition("?")[0]
    is_ours = url_has_allowed_host_and_scheme(path, {request.get_host()}, require_https=request.is_secure())
    fits = text.isprintable() and len(iri_to_uri(text)) <= MAX_URL_REDIRECT_LENGTH
    return text if is_ours and path.startswith("/") and fits else "/"


def wanted_page(request: HttpRequest) -> str:
    return safe_next(request, request.POST.get("next") or request.GET.get("next"))


def passkeys_work(request: HttpRequest) -> bool:
    """Whether this page was opened under the name that passkeys are bound to."""
    return works_at(f"{request.scheme}://{request.get_host()}")


def sent(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that a page's script has sent; empty if it sent something else."""
    if len(request.body) > JSON_MAX:
        return {}
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def problem(text: str, *, status: int) -> JsonResponse:
    """What a page's script shows to the person."""
    return JsonResponse({"error": text}, status=status)


def slowed(response: HttpResponse, wait_s: int) -> HttpResponse:
    """The same page with the answer 429 and, for programs, the time to wait."""
    response.status_code = 429
    response.headers["Retry-After"] = str(wait_s)
    return response
