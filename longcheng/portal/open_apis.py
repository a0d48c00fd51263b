"""The city's own typed API: each room's router under `/api/<room>/`, described by OpenAPI at `/api/docs`."""

from django.db import DataError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.security import django_auth

from longcheng import __version__
from longcheng.core.access.doors import checks_for_itself
from longcheng.core.access.permissions import Denied
from longcheng.core.declaration import rooms
from longcheng.core.openid.bearer import BearerRefused
from longcheng.core.transparency.writing import LedgerUnavailable
from longcheng.portal.unkeepable import explanation, status_of

# Deny by default: an operation that strangers may call says `auth=None` itself.
api = NinjaAPI(
    title="Longcheng 龙城",
    version=__version__,
    description=(
        "The city's own API. Sign in first; operations without a lock are open to all. Programs of others call those "
        "that name a scope, with an access token of the city's OpenID provider."
    ),
    auth=django_auth,
    urls_namespace="api",
    docs_url="docs",
)


@api.exception_handler(Denied)
def explain_denial(request: HttpRequest, refusal: Denied) -> HttpResponse:
    """403 with the rule, what is missing and how to get it right."""
    return api.create_response(request, refusal.as_data(), status=403)


@api.exception_handler(BearerRefused)
def explain_bearer(request: HttpRequest, refusal: BearerRefused) -> HttpResponse:
    """401 or 403 as RFC 6750 tells programs: the token does not open this, and why."""
    told = {"error": refusal.error, "error_description": str(refusal)}
    answer = api.create_response(request, told, status=refusal.status_code)
    answer.headers["WWW-Authenticate"] = refusal.challenge
    return answer


@api.exception_handler(DataError)
@api.exception_handler(LedgerUnavailable)
@api.exception_handler(UnicodeEncodeError)
def explain_unkeepable(request: HttpRequest, refusal: Exception) -> HttpResponse:
    """400: the database refused a value as such; 503: nobody could write down who reads. Nothing was done."""
    return api.create_response(request, {"error": explanation(refusal)}, status=status_of(refusal))


for _room in rooms():
    if _room.has_part("api"):
        api.add_router(f"/{_room.label}", _room.part("api").router, tags=[_room.label])

# Ninja's views answer for their own doors: each operation's auth is asked before it runs.
urls = api.urls
for _pattern in urls[0]:
    if _pattern.callback is not None:
        checks_for_itself(_pattern.callback)
