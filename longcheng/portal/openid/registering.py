"""Programs introduce themselves (RFC 7591); they work for nothing until the staff approve them."""

import json
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from longcheng.core.access.doors import checks_for_itself
from longcheng.core.access.whence import client_address, network_of
from longcheng.core.openid.actions.allowances import spend
from longcheng.core.openid.actions.programs import TooManyWait, register_program
from longcheng.core.openid.models import Program
from longcheng.core.openid.registration import ALWAYS_WITH, GRANTS, Registration, UnfitRegistration, read_registration
from longcheng.portal.openid.machinery import for_programs, problem

PER_NETWORK, WINDOW = 10, timedelta(hours=1)
NEXT = (
    "Registered, but not approved: a person of the city looks at it first. Until then every request of this program "
    "is answered with the reason."
)


@checks_for_itself
@csrf_exempt
@for_programs
@require_POST
def register(request: HttpRequest) -> HttpResponse:
    """Anybody may ask, ten times an hour from one network; nothing is opened by asking."""
    if not spend("register", network_of(client_address(request)), limit=PER_NETWORK, per=WINDOW):
        return _later("Too many registrations from your network. Try again in an hour.")
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return problem("invalid_client_metadata", "The body must be JSON.")
    if not isinstance(said, dict):
        return problem("invalid_client_metadata", "The body must be a JSON object.")
    try:
        registration = read_registration(said)
        program, secret = register_program(registration)
    except UnfitRegistration as unfit:
        return problem(unfit.code, " ".join(unfit.defects.values()))
    except TooManyWait:
        return _later("Too many programs wait for approval. Try again in some days.")
    answer = JsonResponse(_registered(program, registration, secret), status=201)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _registered(program: Program, said: Registration, secret: str) -> dict[str, Any]:
    names = {kept: name for name, kept in GRANTS.items()}
    grants = [names[kept] for kept in program.grants]
    told = {
        "client_id": program.client_id,
        "client_id_issued_at": int(program.created.timestamp()),
        "client_name": program.name,
        "organisation": program.organisation,
        "purpose": program.purpose,
        "redirect_uris": list(said.redirect_uris),
        "post_logout_redirect_uris": list(said.post_logout_redirect_uris),
        "grant_types": grants if grants == ["client_credentials"] else [*grants, ALWAYS_WITH],
        "response_types": ["code"] if "authorization_code" in grants else [],
        "scope": " ".join(program.scopes),
        "token_endpoint_auth_method": "none" if said.is_public else "client_secret_basic",
        "subject_type": "pairwise",
        "id_token_signed_response_alg": "RS256",
        "approval": program.state,
        "approval_description": NEXT,
    }
    return told | ({"client_secret": secret, "client_secret_expires_at": 0} if secret else {})


def _later(why: str) -> HttpResponse:
    answer = problem("temporarily_unavailable", why, status=429)
    answer.headers["Retry-After"] = str(int(WINDOW.total_seconds()))
    return answer
