"""“Confirm that it is you”: a fresh proof before the ways in are changed, then back."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from longcheng.core.access.doors import requires_sign_in
from longcheng.core.sign_in.actions.entering import prove_own_password, prove_passkey
from longcheng.core.sign_in.fresh import note_proof
from longcheng.core.sign_in.passkeys import NotProved, proof_options
from longcheng.core.sign_in.queries import passkeys_of, ways_in
from longcheng.core.sign_in.throttling import TooManyTries
from longcheng.portal.sign_in.entrance import passkey_context
from longcheng.portal.sign_in.reading import passkeys_work, problem, reader, safe_next, sent, slowed, wanted_page
from longcheng.portal.sign_in.wording import passkey_refused, passkeys_need_the_name, too_many

CONFIRM = "confirm"


@requires_sign_in
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """By the password or a passkey; then back to the page that asked."""
    account, wanted = reader(request), wanted_page(request)
    errors: dict[str, str] = {}
    wait_s = 0
    if request.method == "POST":
        try:
            if prove_own_password(request, account, password=request.POST.get("password", "")):
                note_proof(request, by="password")
                return redirect(wanted)
            errors["password"] = _("This is not your password. Try again.")
        except TooManyTries as slow:
            wait_s = slow.wait_s
            errors["password"] = too_many(wait_s)
    context = {"next": wanted, "errors": errors, "ways": ways_in(account), **passkey_context(request)}
    response = render(request, "portal/sign_in/confirm.html", context, status=422 if errors else 200)
    return slowed(response, wait_s) if wait_s else response


@requires_sign_in
@require_POST
def begin_passkey(request: HttpRequest) -> HttpResponse:
    """A challenge for the passkeys of this account alone."""
    if not passkeys_work(request):
        return problem(passkeys_need_the_name(), status=409)
    own = passkeys_of(reader(request))
    return JsonResponse({"options": proof_options(request.session, purpose=CONFIRM, passkeys=own)})


@requires_sign_in
@require_POST
def finish_passkey(request: HttpRequest) -> HttpResponse:
    data = sent(request)
    try:
        prove_passkey(request.session, data.get("answer"), purpose=CONFIRM, account=reader(request))
    except NotProved:
        return problem(passkey_refused(), status=422)
    note_proof(request, by="passkey")
    return JsonResponse({"location": safe_next(request, data.get("next"))})
