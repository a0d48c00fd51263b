"""What programs read first: where everything is (OpenID Connect Discovery, RFC 8414), and the public keys."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from longcheng.core.access.doors import open_to_all
from longcheng.core.openid import lifetimes
from longcheng.core.openid.actions.keys import ensure_keys
from longcheng.core.openid.declaration import declared_scopes
from longcheng.core.openid.issuer import issuer
from longcheng.core.openid.keys import ALGORITHM, key_set
from longcheng.core.openid.server import OFFERED
from longcheng.portal.openid.authentication import LEVELS
from longcheng.portal.openid.cross_origin import for_any_origin

STANDARD_CLAIMS = ("sub", "iss", "aud", "exp", "iat", "auth_time", "acr", "amr", "nonce")
PROOFS = ["client_secret_basic", "client_secret_post", "none"]


@open_to_all
@for_any_origin
@require_http_methods(["GET", "OPTIONS"])
def configuration(request: HttpRequest) -> HttpResponse:
    """The metadata; the same document at both well-known addresses."""
    return JsonResponse(metadata())


@open_to_all
@for_any_origin
@require_http_methods(["GET", "OPTIONS"])
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys: the next, the current, and those whose tokens may still live."""
    ensure_keys()
    answer = JsonResponse(key_set(), content_type="application/jwk-set+json")
    answer.headers["Cache-Control"] = f"public, max-age={int(lifetimes.KEYS_CACHED.total_seconds())}"
    return answer


def metadata() -> dict[str, Any]:
    scopes = declared_scopes()
    return {
        "issuer": issuer(),
        "authorization_endpoint": _at("authorize"),
        "token_endpoint": _at("token"),
        "userinfo_endpoint": _at("userinfo"),
        "jwks_uri": _at("keys"),
        "registration_endpoint": _at("register"),
        "revocation_endpoint": _at("revoke"),
        "introspection_endpoint": _at("introspect"),
        "device_authorization_endpoint": _at("ask-device"),
        "end_session_endpoint": _at("sign-out"),
        "service_documentation": issuer() + reverse("api:openapi-view"),
        "scopes_supported": list(scopes),
        "claims_supported": [*STANDARD_CLAIMS, *(field.claim for s in scopes.values() for field in s.fields)],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(OFFERED),
        "code_challenge_methods_supported": ["S256"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": PROOFS,
        "revocation_endpoint_auth_methods_supported": PROOFS,
        "introspection_endpoint_auth_methods_supported": PROOFS[:2],
        "acr_values_supported": sorted(set(LEVELS.values())),
        "prompt_values_supported": ["none", "login", "consent"],
        "ui_locales_supported": ["zh-Hans", "en"],
        "authorization_response_iss_parameter_supported": True,
        "claims_parameter_supported": False,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
    }


def _at(name: str) -> str:
    return issuer() + reverse(f"openid:{name}")
