"""Closing one's own account: what goes, what stays and why, then one press."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from longcheng.bases.population.queries import home_division
from longcheng.core.access.doors import requires_sign_in, signed_in_account
from longcheng.core.mandates.queries import given_by, held_by
from longcheng.core.sign_in.actions.sessions import leave
from longcheng.core.sign_in.actions.signing_up import close_own_account, why_not_to_be_closed
from longcheng.core.sign_in.fresh import requires_fresh_sign_in


@requires_sign_in
@require_http_methods(["GET", "POST"])
@requires_fresh_sign_in
def close(request: HttpRequest) -> HttpResponse:
    """After a fresh proof: the whole truth, the user name typed once more, and then it is closed."""
    account = signed_in_account(request)
    typed = request.POST.get("username", "").strip().lower()
    errors: dict[str, str] = {}
    if request.method == "POST":
        if typed != account.username.lower():
            errors["username"] = _("Type your user name as it stands above, so that nobody closes it by mistake.")
        else:
            close_own_account(account)
            leave(request, account)
            messages.success(request, _("Your account is closed. Thank you for having been here."))
            return redirect("portal:home")
    context = {
        "errors": errors,
        "why_not": why_not_to_be_closed(account),
        "is_matched": bool(home_division(account)),
        "mandates": sum(mandate.is_live() for mandate in [*given_by(account), *held_by(account)]),
    }
    return render(request, "portal/me/close.html", context, status=422 if errors else 200)
