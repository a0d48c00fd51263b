"""Answers to pages of other origins (CORS), without cookies: the city never allows credentials."""

from functools import wraps

from django.http import HttpRequest, HttpResponse

from longcheng.core.openid.models import Program, ProgramState
from longcheng.portal.openid.machinery import Endpoint

ORIGIN_MAX = 300
PREFLIGHT_KEPT_S = "600"


def for_any_origin(endpoint: Endpoint) -> Endpoint:
    """What is public anyway: anybody's page may read it."""

    @wraps(endpoint)
    def answered(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(status=204) if request.method == "OPTIONS" else endpoint(request)
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return answered


def for_known_origins(endpoint: Endpoint) -> Endpoint:
    """Pages of approved programs that run in browsers may ask; all others get an answer that they cannot read."""

    @wraps(endpoint)
    def answered(request: HttpRequest) -> HttpResponse:
        response = HttpResponse(status=204) if request.method == "OPTIONS" else endpoint(request)
        response.headers["Vary"] = "Origin"
        origin = request.headers.get("Origin", "")
        if origin and _is_known(origin):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Methods"] = "GET, POST"
            response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
            response.headers["Access-Control-Max-Age"] = PREFLIGHT_KEPT_S
            response.headers["Access-Control-Expose-Headers"] = "WWW-Authenticate"
        return response

    return answered


def _is_known(origin: str) -> bool:
    if len(origin) > ORIGIN_MAX or not origin.startswith("https://") or "\0" in origin:
        return False
    programs = Program.objects.filter(state=ProgramState.APPROVED, allowed_origins__contains=origin)
    return any(origin in listed.split() for listed in programs.values_list("allowed_origins", flat=True))
