"""“Sign-in and security”: which ways in exist, the password, and stopping a recovery with one press."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from longcheng.core.access.doors import requires_sign_in
from longcheng.core.sign_in.actions.entering import prove_own_password
from longcheng.core.sign_in.actions.passwords import change_password, password_defects
from longcheng.core.sign_in.actions.recoveries import stop_recovery
from longcheng.core.sign_in.fresh import fresh_proof, note_proof, requires_fresh_sign_in
from longcheng.core.sign_in.queries import open_recovery, sessions_of, ways_in
from longcheng.core.sign_in.throttling import TooManyTries
from longcheng.portal.sign_in.reading import reader, slowed
from longcheng.portal.sign_in.wording import too_many


@requires_sign_in
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Which ways into the account exist, and calm advice about them."""
    account = reader(request)
    context = {"ways": ways_in(account), "sessions": len(sessions_of(account)), "recovery": open_recovery(account)}
    return render(request, "portal/sign_in/security.html", context)


@requires_sign_in
@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "POST"])
@requires_fresh_sign_in
def password(request: HttpRequest) -> HttpResponse:
    """Set a new password; who has just shown a passkey need not know the old one."""
    account = reader(request)
    asks_old = account.has_usable_password() and fresh_proof(request) != "passkey"
    errors: dict[str, str] = {}
    wait_s = 0
    if request.method == "POST":
        new, again = request.POST.get("new", ""), request.POST.get("again", "")
        errors = password_defects(account, new=new, again=again)
        if asks_old:
            try:
                if not prove_own_password(request, account, password=request.POST.get("old", "")):
                    errors = {"old": _("This is not your password. Try again."), **errors}
            except TooManyTries as slow:
                wait_s = slow.wait_s
                errors = {"old": too_many(wait_s)}
        if not errors:
            by = fresh_proof(request) or "password"
            ended = change_password(request, account, new=new)
            note_proof(request, by=by)
            _say_changed(request, ended)
            return redirect("portal:security")
    context = {"errors": errors, "asks_old": asks_old, "has_password": account.has_usable_password()}
    response = render(request, "portal/sign_in/password.html", context, status=422 if errors else 200)
    return slowed(response, wait_s) if wait_s else response


def _say_changed(request: HttpRequest, ended: int) -> None:
    text = _("Your password is changed.")
    if ended:
        text += " " + ngettext("One other place was signed out.", "%(n)s other places were signed out.", ended) % {
            "n": ended
        }
    messages.success(request, text)


@requires_sign_in
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Any session of the account stops its recovery with one press, without any further proof."""
    recovery = open_recovery(reader(request))
    if recovery is None or not stop_recovery(reader(request), recovery):
        messages.warning(request, _("No recovery of your account is open. There is nothing to stop."))
    else:
        messages.success(request, _("The recovery is stopped. Its code no longer counts."))
    return redirect("portal:security")
