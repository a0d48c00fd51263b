"""The toolkit's core, as every endpoint uses it, and what stands around each of their answers."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from oauth2_provider.oauth2_backends import OAuthLibCore, get_oauthlib_core
from oauthlib.common import Request as OAuthRequest

from longcheng.core.access.whence import client_address, coming_from
from longcheng.core.openid.models import Program
from longcheng.core.transparency.writing import LedgerUnavailable

BODY_MAX = 16 * 1024
Endpoint = Callable[[HttpRequest], HttpResponse]


@cache
def core() -> OAuthLibCore:
    """The toolkit with the city's server and validator; it keeps no state between requests."""
    return get_oauthlib_core()


def problem(error: str, description: str, *, status: int = 400) -> JsonResponse:
    """An error as OAuth tells it to programs (RFC 6749, 5.2)."""
    answer = JsonResponse({"error": error, "error_description": description}, status=status)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def for_programs(endpoint: Endpoint) -> Endpoint:
    """Bound the body, name where the request comes from, and answer what cannot be read with 400 instead of 500."""

    @wraps(endpoint)
    def guarded(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not str(length).isdecimal() or int(length) > BODY_MAX:
            return problem("invalid_request", f"The body must have at most {BODY_MAX} bytes.", status=413)
        if "\0" in request.META.get("HTTP_AUTHORIZATION", ""):
            return problem("invalid_request", "The Authorization header holds a NUL.")
        try:
            texts = [text for values in (request.GET, request.POST) for pair in values.items() for text in pair]
            if any("\0" in str(text) for text in texts):
                return problem("invalid_request", "A parameter holds a NUL.")
            with coming_from(f"api {client_address(request)}".strip()):
                return endpoint(request)
        except LedgerUnavailable:
            return problem("temporarily_unavailable", "The reading cannot be written down now. Try again.", status=503)
        except (ValueError, UnicodeError):
            return problem("invalid_request", "The request cannot be read. Send its parameters urlencoded, in UTF-8.")

    return guarded


def plain(answer: tuple[Any, dict[str, str], str, int]) -> HttpResponse:
    """The toolkit's answer as Django's."""
    _, headers, body, status = answer
    response = HttpResponse(body or "", status=status, content_type="application/json")
    for name, value in headers.items():
        response.headers[name] = value
    return response


def parts_of(request: HttpRequest) -> tuple[str, str, str, dict[str, str]]:
    """Address, method, body and headers as the toolkit's server reads them."""
    uri, method, body, headers = core()._extract_params(request)  # noqa: SLF001  the toolkit has no public name for it
    return uri, method, body, headers


def proved_program(request: HttpRequest) -> Program | None:
    """The program that proved itself with its secret. Raises the protocol's error if it may not work."""
    asked = OAuthRequest(*parts_of(request))
    if not core().server.request_validator.authenticate_client(asked):
        return None
    program = asked.client
    return program if isinstance(program, Program) and not program.is_public else None
