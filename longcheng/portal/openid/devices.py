"""Devices without a keyboard (RFC 8628): they ask here, and people answer at /device/ on a phone."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST
from oauthlib.oauth2 import OAuth2Error
from oauthlib.oauth2.rfc8628.endpoints import DeviceAuthorizationEndpoint

from longcheng.core.access.doors import checks_for_itself, requires_sign_in, signed_in_account
from longcheng.core.access.models import Account
from longcheng.core.access.whence import client_address, network_of
from longcheng.core.openid import lifetimes
from longcheng.core.openid.actions.allowances import give_back, spend
from longcheng.core.openid.actions.devices import (
    LENGTH,
    SIGNS,
    AlreadyAnswered,
    allow_device,
    ask,
    new_user_code,
    refuse_device,
)
from longcheng.core.openid.issuer import issuer
from longcheng.core.openid.models import Program
from longcheng.core.openid.queries import open_question
from longcheng.core.openid.server import DEVICE_GRANT
from longcheng.core.openid.standing import why_not_usable
from longcheng.portal.openid.authentication import how_signed_in
from longcheng.portal.openid.authorize import PEOPLE
from longcheng.portal.openid.machinery import core, for_programs, parts_of, problem, proved_program
from longcheng.portal.openid.telling import told_by

ASKS_PER_NETWORK, ASKS_WINDOW = 60, timedelta(minutes=10)
WRONG_CODES, WRONG_WINDOW = 5, timedelta(minutes=10)


@checks_for_itself
@csrf_exempt
@for_programs
@require_POST
def ask_device(request: HttpRequest) -> HttpResponse:
    """RFC 8628, 3.1. The program proves itself as for tokens; `device_name` (ours) says which device it is."""
    if not spend("ask device", network_of(client_address(request)), limit=ASKS_PER_NETWORK, per=ASKS_WINDOW):
        return problem("slow_down", "Too many devices ask from your network. Try again in ten minutes.", status=429)
    verification = issuer() + reverse("openid:device")
    endpoint = DeviceAuthorizationEndpoint(
        core().server.request_validator,
        verification_uri=verification,
        expires_in=int(lifetimes.DEVICE_CODE.total_seconds()),
        interval=lifetimes.DEVICE_POLL_S,
        verification_uri_complete=lambda user_code: f"{verification}?{urlencode({'user_code': user_code})}",
        user_code_generator=new_user_code,
    )
    try:
        _name_the_proved(request)
        uri, method, body, headers = parts_of(request)
        _headers, said, _status = endpoint.create_device_authorization_response(uri, method, body, headers)
    except OAuth2Error as error:
        return problem(error.error, error.description or "", status=error.status_code)
    return _keep(request, said)


def _keep(request: HttpRequest, said: dict[str, Any]) -> HttpResponse:
    program = Program.objects.filter(client_id=request.POST["client_id"]).first()
    if program is None or not program.allows_grant_type(DEVICE_GRANT):
        return problem("unauthorized_client", "This program is not approved for devices.")
    scopes = str(said.pop("scope", "")).split()
    if not scopes:
        return problem("invalid_scope", "scope is required.")
    name = "".join(sign for sign in request.POST.get("device_name", "") if sign.isprintable())
    ask(program, device_code=said["device_code"], user_code=said["user_code"], scopes=scopes, device_name=name)
    answer = JsonResponse(said)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _name_the_proved(request: HttpRequest) -> None:
    """Who proves itself by a header need not repeat its client_id; the toolkit wants it in the body."""
    if "client_id" in request.POST or "Authorization" not in request.headers:
        return
    program = proved_program(request)
    if program is not None:
        said = request.POST.copy()
        said["client_id"] = program.client_id
        request.POST = said  # type: ignore[assignment]


@requires_sign_in
@require_http_methods(["GET", "POST"])
def device(request: HttpRequest) -> HttpResponse:
    """Type the code from the device's screen; then see which device asks for what, and allow or refuse it."""
    account = signed_in_account(request)
    if request.method == "GET":
        return render(request, "portal/openid/device.html", {"user_code": read_code(request.GET.get("user_code", ""))})
    code = read_code(request.POST.get("user_code", ""))
    if account.kind not in PEOPLE:
        return _again(request, code, _("Only people let devices in."), status=403)
    # Counted before it is examined, so that tries at once do not slip through.
    if not spend("wrong user code", str(account.pk), limit=WRONG_CODES, per=WRONG_WINDOW):
        return _again(request, code, _("Too many wrong codes. Wait ten minutes, then try again."), status=429)
    found = open_question(code)
    if found is None or why_not_usable(found[1]):
        return _again(
            request,
            code,
            _("No device waits with this code. Compare it with the screen; a code counts for ten minutes."),
            status=422,
        )
    give_back("wrong user code", str(account.pk))
    grant, program = found
    if request.POST.get("answer") in {"allow", "refuse"}:
        return _answer(request, account, found)
    context = {
        "grant": grant,
        "program": program,
        "told": told_by(account, program=program, scopes=grant.scope.split()),
        "until": timezone.now() + lifetimes.CONSENT,
    }
    return render(request, "portal/openid/device_asks.html", context)


def _answer(request: HttpRequest, account: Account, found: Any) -> HttpResponse:
    grant, program = found
    try:
        if request.POST["answer"] == "allow":
            allow_device(account, grant, program=program, authentication=how_signed_in(request, account))
            said = _("“%(name)s” is let in. Look at the device: it goes on by itself.")
        else:
            refuse_device(account, grant, program=program)
            said = _("“%(name)s” is not let in.")
    except AlreadyAnswered:
        return _again(request, grant.user_code, _("This was answered already, or the code has expired."), status=409)
    messages.success(request, said % {"name": program.name})
    return redirect("openid:let-in")


def read_code(text: str) -> str:
    """The code as it is kept, whatever case, spaces or dashes it was typed with; empty if it can be none."""
    signs = "".join(sign for sign in text.upper()[:40] if sign in SIGNS)
    return f"{signs[:4]}-{signs[4:]}" if len(signs) == LENGTH else ""


def _again(request: HttpRequest, code: str, why: str, *, status: int) -> HttpResponse:
    typed = code or request.POST.get("user_code", "")[:20]
    context = {"user_code": typed, "errors": {"user_code": why}}
    return render(request, "portal/openid/device.html", context, status=status)
