"""Back into one's account: with a printed code, or with the code from a counter."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from longcheng.core.access.doors import open_to_all
from longcheng.core.access.models import Account
from longcheng.core.sign_in.actions.passwords import password_defects
from longcheng.core.sign_in.actions.recoveries import NotYet, complete_recovery, prove_recovery, recover_by_sheet
from longcheng.core.sign_in.models import Recovery, Way
from longcheng.core.sign_in.throttling import TooManyTries
from longcheng.core.sign_in.visits import visit_of
from longcheng.portal.sign_in.entrance import enter
from longcheng.portal.sign_in.reading import slowed
from longcheng.portal.sign_in.wording import too_many

COUNTER_SIGNS = 16


@open_to_all
@sensitive_post_parameters("code", "app_code", "new", "again")
@require_http_methods(["GET", "POST"])
def recover(request: HttpRequest) -> HttpResponse:
    """User name, code and new password on one page; what kind of code it is, its length says."""
    errors: dict[str, str] = {}
    username, wait_s = request.POST.get("username", "").strip(), 0
    if request.method == "POST":
        code = request.POST.get("code", "").strip()
        errors = _defects(request, username, code)
        if not errors:
            try:
                done = _proved(request, username, code)
            except TooManyTries as slow:
                wait_s = slow.wait_s
                errors["code"] = too_many(wait_s)
            except NotYet as early:
                errors["code"] = _when(early.recovery)
            else:
                if done is not None:
                    return done
                errors["code"] = _("User name and code do not belong together, or the code was used or stopped.")
    context = {"errors": errors, "username": username}
    response = render(request, "portal/sign_in/recover.html", context, status=422 if errors else 200)
    return slowed(response, wait_s) if wait_s else response


def _defects(request: HttpRequest, username: str, code: str) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not username:
        errors["username"] = _("A user name is required.")
    if not code:
        errors["code"] = _("A code is required.")
    # The rules for passwords are the same for a name that does not exist.
    somebody = Account(username=username[:150])
    return errors | password_defects(somebody, new=request.POST.get("new", ""), again=request.POST.get("again", ""))


def _proved(request: HttpRequest, username: str, code: str) -> HttpResponse | None:
    """Signed in with the new password, or None. Raises TooManyTries and NotYet."""
    visit, new = visit_of(request), request.POST.get("new", "")
    if sum(sign.isalnum() for sign in code) >= COUNTER_SIGNS:
        recovery = prove_recovery(visit, username=username, code=code)
        account = complete_recovery(recovery, new=new) if recovery else None
    else:
        app_code = request.POST.get("app_code", "")
        account = recover_by_sheet(visit, username=username, code=code, app_code=app_code, new=new)
    if account is None:
        return None
    messages_text = _("Your new password counts from now on. Look below whether all else is as you want it.")
    response = enter(request, account, "/account/security/", way=Way.RECOVERY)
    messages.success(request, messages_text)
    return response


def _when(recovery: Recovery) -> str:
    if recovery.waits_for_second:
        return _("The code is right, but a second clerk has not confirmed it yet. Ask at the counter.")
    at = timezone.localtime(recovery.matures_at).strftime("%Y-%m-%d %H:%M")
    return _("The code is right, but it counts only from %(at)s. Come back then; nothing else is needed.") % {"at": at}
