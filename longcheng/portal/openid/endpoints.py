"""What programs call: tokens, what was agreed about the person, revocation and introspection."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from oauthlib.oauth2 import OAuth2Error

from longcheng.core.access.doors import checks_for_itself
from longcheng.core.openid.issuer import issuer
from longcheng.core.openid.models import AccessToken, Program, RefreshToken
from longcheng.core.openid.subjects import subject_of
from longcheng.core.openid.tokens import TOKEN_MAX, checksum, is_in_force
from longcheng.portal.openid.cross_origin import for_known_origins
from longcheng.portal.openid.machinery import core, for_programs, plain, problem, proved_program

NOT_PROVED = "Prove who you are with client_id and client_secret."


@checks_for_itself
@csrf_exempt
@for_known_origins
@for_programs
@sensitive_post_parameters("client_secret", "code", "code_verifier", "refresh_token", "device_code")
@require_http_methods(["POST", "OPTIONS"])
def token(request: HttpRequest) -> HttpResponse:
    """RFC 6749, 3.2. The program proves itself by its secret, or a public one by the verifier of its challenge."""
    return plain(core().create_token_response(request))


@checks_for_itself
@csrf_exempt
@for_known_origins
@for_programs
@require_http_methods(["GET", "POST", "OPTIONS"])
def userinfo(request: HttpRequest) -> HttpResponse:
    """OpenID Connect Core 5.3: what the person agreed to tell. The access token is the proof."""
    if "access_token" in request.GET:
        return problem("invalid_request", "Send the access token in the Authorization header, never in the address.")
    answer = plain(core().create_userinfo_response(request))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@checks_for_itself
@csrf_exempt
@for_known_origins
@for_programs
@sensitive_post_parameters("client_secret", "token")
@require_http_methods(["POST", "OPTIONS"])
def revoke(request: HttpRequest) -> HttpResponse:
    """RFC 7009: a program gives back a token of its own. It proves itself as for tokens."""
    return plain(core().create_revocation_response(request))


@checks_for_itself
@csrf_exempt
@for_programs
@sensitive_post_parameters("client_secret", "token")
@require_http_methods(["POST"])
def introspect(request: HttpRequest) -> HttpResponse:
    """RFC 7662: whether a token counts. A program proves itself by its secret and hears of its own tokens alone."""
    try:
        program = proved_program(request)
    except OAuth2Error as error:
        return problem(error.error, error.description, status=401)
    if program is None:
        answer = problem("invalid_client", NOT_PROVED, status=401)
        answer.headers["WWW-Authenticate"] = 'Basic realm="introspection"'
        return answer
    text = request.POST.get("token", "")
    if not text:
        return problem("invalid_request", "token is required.")
    told = JsonResponse(_about(text, program) if len(text) <= TOKEN_MAX else {"active": False})
    told.headers["Cache-Control"] = "no-store"
    return told


def _about(text: str, program: Program) -> dict[str, Any]:
    own = {"token_checksum": checksum(text), "application": program}
    found = AccessToken.objects.select_related(
        "application__user", "sign_in__consent", "sign_in__account", "user"
    ).filter(**own)
    token = found.first()
    if token is not None and is_in_force(token):
        return _told(token, program, kind="Bearer")
    renewing = RefreshToken.objects.select_related("access_token", "sign_in__consent", "sign_in__account")
    kept = renewing.filter(**own, revoked=None, access_token__isnull=False).first()
    if kept is not None and kept.sign_in.is_live and kept.access_token is not None:
        return _told(kept.access_token, program, kind="refresh_token")
    return {"active": False}


def _told(token: AccessToken, program: Program, *, kind: str) -> dict[str, Any]:
    about: dict[str, Any] = {
        "active": True,
        "client_id": program.client_id,
        "scope": token.scope,
        "token_type": kind,
        "iat": int(token.created.timestamp()),
        "iss": issuer(),
    }
    if kind == "Bearer":
        about["exp"] = int(token.expires.timestamp())
    if token.sign_in is not None:
        about["sub"] = subject_of(token.sign_in.account, program=program)
    return about
