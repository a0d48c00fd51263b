"""What a program asks of a person at the authorization endpoint, checked before anybody is shown anything."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from oauth2_provider.http import OAuth2ResponseRedirect
from oauthlib.common import add_params_to_uri
from oauthlib.oauth2 import FatalClientError, OAuth2Error

from longcheng.core.openid.issuer import issuer
from longcheng.core.openid.keys import read_signed
from longcheng.core.openid.models import Program
from longcheng.core.protection.browser_policy import content_policy
from longcheng.portal.openid.machinery import core, parts_of

QUERY_MAX, NONCE_MAX = 6_000, 255
CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
MAX_AGE = re.compile(r"\d{1,9}")
ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*:(?://[A-Za-z0-9._:-]+)?")


class Refused(Exception):
    """Nothing is asked of the person; `response` says why, to them or to the program."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request that holds: who asks, for which scopes, and where the answer goes."""

    program: Program
    scopes: list[str]
    redirect_uri: str
    state: str | None
    nonce: str | None
    code_challenge: str
    prompt: frozenset[str]
    max_age_s: int | None
    hinted_subject: str | None

    def refuse(self, error: str, description: str) -> HttpResponse:
        """Back to the program with an error."""
        return send_back(self.redirect_uri, error=error, error_description=description, state=self.state)


def send_back(redirect_uri: str, **said: str | None) -> HttpResponse:
    """To the program's registered address, always with the city's name (RFC 9207)."""
    params = [(name, value) for name, value in (said | {"iss": issuer()}).items() if value]
    back: HttpResponse = OAuth2ResponseRedirect(
        add_params_to_uri(redirect_uri, params), [urlsplit(redirect_uri).scheme]
    )
    return back


def read_asked(request: HttpRequest) -> Asked:
    """The request in the address. Raises Refused: a wrong program or address is told to the person alone."""
    if len(request.META.get("QUERY_STRING", "")) > QUERY_MAX or "\0" in "".join(map(str, request.GET.values())):
        raise Refused(explain(request, "The request is too long or holds signs that cannot be read."))
    try:
        uri, _, _, headers = parts_of(request)
        scopes, said = core().server.validate_authorization_request(uri, "GET", None, headers)
    except FatalClientError as error:
        raise Refused(explain(request, error.description or error.error)) from error
    except OAuth2Error as error:
        # Not every error of the toolkit says where the program is: then the person is told.
        back = error.redirect_uri and send_back(
            error.redirect_uri, error=error.error, error_description=error.description, state=error.state
        )
        raise Refused(back or explain(request, error.description or error.error)) from error
    except ValueError as error:
        raise Refused(explain(request, "The request cannot be read.")) from error
    asked = _asked(request, said["request"], scopes)
    if defect := _defect(request, asked, said):
        raise Refused(asked.refuse(*defect))
    return asked


def explain(request: HttpRequest, why: str) -> HttpResponse:
    """A page for the person: this program cannot sign you in, and what to tell its makers."""
    return render(request, "portal/openid/cannot.html", {"why": why}, status=400)


def by_a_step_of_its_own(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The same way back, but by a page: a redirect after the sign-in page's form may end at the city alone."""
    if not isinstance(response, OAuth2ResponseRedirect):
        return response
    return render(request, "portal/openid/going_on.html", {"address": response.url})


def with_way_back(response: HttpResponse, redirect_uri: str) -> HttpResponse:
    """Let the form of this one page end at the program's address: Chromium asks form-action about redirects too."""
    parts = urlsplit(redirect_uri)
    # A policy has no words for an IPv6 address, such as the loopback of an app, but for its scheme.
    is_named = parts.netloc and "[" not in parts.netloc
    origin = f"{parts.scheme}://{parts.netloc}" if is_named else f"{parts.scheme}:"
    if ORIGIN.fullmatch(origin):
        response.headers["Content-Security-Policy"] = content_policy(form_action=f"'self' {origin}")
    return response


def _asked(request: HttpRequest, read: Any, scopes: list[str]) -> Asked:
    max_age = request.GET.get("max_age", "")
    hint = read_signed(request.GET["id_token_hint"], now_matters=False) if request.GET.get("id_token_hint") else None
    return Asked(
        program=read.client,
        scopes=list(dict.fromkeys(scopes)),
        redirect_uri=read.redirect_uri,
        state=read.state,
        nonce=read.nonce,
        code_challenge=read.code_challenge or "",
        prompt=frozenset(request.GET.get("prompt", "").split()),
        max_age_s=int(max_age) if MAX_AGE.fullmatch(max_age) else None,
        hinted_subject=str(hint.get("sub", "")) if hint else None,
    )


def _defect(request: HttpRequest, asked: Asked, said: dict[str, Any]) -> tuple[str, str] | None:
    """What the toolkit does not ask about: error and description, or None."""
    if "request" in request.GET:
        return "request_not_supported", "The request parameter is not supported."
    if "request_uri" in request.GET:
        return "request_uri_not_supported", "The request_uri parameter is not supported."
    if said.get("code_challenge_method") != "S256" or not CHALLENGE.fullmatch(asked.code_challenge):
        return "invalid_request", "code_challenge_method must be S256, with a challenge of 43 signs (RFC 7636)."
    if not asked.scopes:
        return "invalid_scope", "scope is required."
    if asked.nonce and len(asked.nonce) > NONCE_MAX:
        return "invalid_request", f"nonce must have at most {NONCE_MAX} signs."
    if request.GET.get("max_age") and asked.max_age_s is None:
        return "invalid_request", "max_age must be a whole number of seconds."
    if request.GET.get("response_mode", "query") != "query":
        return "invalid_request", "response_mode must be query."
    if "none" in asked.prompt and len(asked.prompt) > 1:
        return "invalid_request", "prompt none goes with no other value."
    if asked.prompt - {"none", "login", "consent", "select_account"}:
        return "invalid_request", "prompt must be none, login or consent."
    return None
