"""Signing in by password, its second step by code, and signing out."""

import time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from longcheng.core.access.doors import open_to_all, requires_sign_in
from longcheng.core.access.models import Account
from longcheng.core.sign_in.actions.entering import begin_session, prove_code, prove_password
from longcheng.core.sign_in.actions.sessions import leave
from longcheng.core.sign_in.devices import with_account
from longcheng.core.sign_in.limits import DEVICE_FOR, PENDING_FOR
from longcheng.core.sign_in.models import Way
from longcheng.core.sign_in.passkeys import origin, relying_party_id
from longcheng.core.sign_in.queries import ways_in
from longcheng.core.sign_in.throttling import TooManyTries
from longcheng.core.sign_in.visits import DEVICE_COOKIE, visit_of
from longcheng.portal.sign_in.reading import passkeys_work, slowed, wanted_page
from longcheng.portal.sign_in.wording import too_many

PENDING = "sign_in_pending"


@open_to_all
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """By user name and password, or by a passkey; afterwards on to the page that was wanted."""
    wanted = wanted_page(request)
    errors: dict[str, str] = {}
    username = request.POST.get("username", "").strip()
    wait_s = 0
    if request.method == "POST":
        password = request.POST.get("password", "")
        if not username:
            errors["username"] = _("A user name is required.")
        if not password:
            errors["password"] = _("A password is required.")
        if not errors:
            try:
                account = prove_password(visit_of(request), username=username, password=password)
            except TooManyTries as slow:
                wait_s = slow.wait_s
                errors["password"] = too_many(wait_s)
            else:
                if account is not None:
                    return _after_password(request, account, wanted)
                errors["password"] = _(
                    "The user name and the password do not belong together. Check both and try again."
                )
    context = {"next": wanted, "errors": errors, "username": username, **passkey_context(request)}
    response = render(request, "portal/sign_in/sign_in.html", context, status=422 if errors else 200)
    return slowed(response, wait_s) if wait_s else response


def passkey_context(request: HttpRequest) -> dict[str, object]:
    """Whether passkeys can be used on this page, and if not, where they can."""
    return {
        "passkeys_work": passkeys_work(request),
        "passkey_address": origin() + request.path if relying_party_id() else "",
    }


def _after_password(request: HttpRequest, account: Account, wanted: str) -> HttpResponse:
    if not ways_in(account).has_code_app:
        return enter(request, account, wanted, way=Way.PASSWORD)
    request.session.flush()
    request.session[PENDING] = {
        "account": account.pk,
        "mark": _password_mark(account),
        "next": wanted,
        "at_s": time.time(),
    }
    return redirect("portal:sign-in-code")


def _password_mark(account: Account) -> str:
    """Changes with the password, so that half a sign-in ends with it."""
    return salted_hmac("sign_in.pending", account.password, algorithm="sha256").hexdigest()


def _pending(request: HttpRequest) -> tuple[Account, str] | None:
    """Who has given the right password in this browser a moment ago, and where they wanted to go."""
    kept = request.session.get(PENDING)
    if not kept or not 0 <= time.time() - kept["at_s"] < PENDING_FOR.total_seconds():
        return None
    account = Account.objects.filter(pk=kept["account"], is_active=True).first()
    if account is None or not constant_time_compare(kept["mark"], _password_mark(account)):
        return None
    return account, kept["next"]


@open_to_all
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """The code of the app, or one of the printed sheet."""
    pending = _pending(request)
    if pending is None:
        request.session.pop(PENDING, None)
        return redirect("portal:sign-in")
    account, wanted = pending
    errors: dict[str, str] = {}
    wait_s = 0
    if request.method == "POST":
        code = request.POST.get("code", "").strip()
        try:
            if not code:
                errors["code"] = _("A code is required.")
            elif prove_code(visit_of(request), account, code=code):
                return enter(request, account, wanted, way=Way.CODE)
            else:
                errors["code"] = _("This code is wrong, too old, or was used already. Wait for the next one.")
        except TooManyTries as slow:
            wait_s = slow.wait_s
            errors["code"] = too_many(wait_s)
    response = render(request, "portal/sign_in/code.html", {"errors": errors}, status=422 if errors else 200)
    return slowed(response, wait_s) if wait_s else response


def enter(request: HttpRequest, account: Account, wanted: str, *, way: Way) -> HttpResponse:
    """Begin the session, know this browser from now on, and go where the person wanted to go."""
    begin_session(request, account, way=way)
    return know_browser(redirect(wanted), request, account)


def know_browser(response: HttpResponse, request: HttpRequest, account: Account) -> HttpResponse:
    response.set_cookie(
        DEVICE_COOKIE,
        with_account(request.COOKIES.get(DEVICE_COOKIE, ""), account.username),
        max_age=DEVICE_FOR,
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
    return response


@requires_sign_in
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this session."""
    assert isinstance(request.user, Account)  # noqa: S101  the door has let nobody else in
    leave(request, request.user)
    return redirect("portal:home")
