"""Passkeys: signing in with one, the list, adding and removing."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from longcheng.core.access.doors import open_to_all, requires_sign_in
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.sign_in.actions.entering import begin_session, prove_passkey
from longcheng.core.sign_in.actions.passkeys import add_passkey, is_last_way_in, name_defect, remove_passkey
from longcheng.core.sign_in.fresh import requires_fresh_sign_in
from longcheng.core.sign_in.models import Passkey, Way
from longcheng.core.sign_in.passkeys import NotProved, proof_options, registration_options
from longcheng.core.sign_in.queries import passkeys_of
from longcheng.core.sign_in.visits import described, visit_of
from longcheng.portal.frame import city_name
from longcheng.portal.sign_in.entrance import know_browser, passkey_context
from longcheng.portal.sign_in.reading import passkeys_work, problem, reader, safe_next, sent
from longcheng.portal.sign_in.wording import passkey_refused, passkeys_need_the_name

SIGN_IN = "sign in"


@open_to_all
@require_POST
def begin_sign_in(request: HttpRequest) -> HttpResponse:
    """A challenge for whoever has a passkey of this city; no name is asked."""
    if not passkeys_work(request):
        return problem(passkeys_need_the_name(), status=409)
    return JsonResponse({"options": proof_options(request.session, purpose=SIGN_IN)})


@open_to_all
@require_POST
def finish_sign_in(request: HttpRequest) -> HttpResponse:
    """The answer of the passkey: signed in, or refused with one sentence that tells an attacker nothing."""
    data = sent(request)
    try:
        account = prove_passkey(request.session, data.get("answer"), purpose=SIGN_IN)
    except NotProved:
        return problem(passkey_refused(), status=422)
    begin_session(request, account, way=Way.PASSKEY)
    return know_browser(JsonResponse({"location": safe_next(request, data.get("next"))}), request, account)


@requires_sign_in
@require_GET
@requires_fresh_sign_in
def passkey_list(request: HttpRequest) -> HttpResponse:
    """Every passkey of the account with its last use, and how to add one."""
    visit = visit_of(request)
    context = {
        "passkeys": passkeys_of(reader(request)),
        "suggested": described(visit.browser, visit.system),
        **passkey_context(request),
    }
    return render(request, "portal/sign_in/passkeys.html", context)


@requires_sign_in
@require_POST
@requires_fresh_sign_in
def begin_adding(request: HttpRequest) -> HttpResponse:
    if not passkeys_work(request):
        return problem(passkeys_need_the_name(), status=409)
    defect = name_defect(str(sent(request).get("name", "")).strip())
    if defect:
        return problem(defect, status=422)
    return JsonResponse({"options": registration_options(request.session, reader(request), city=city_name())})


@requires_sign_in
@require_POST
@requires_fresh_sign_in
def finish_adding(request: HttpRequest) -> HttpResponse:
    data = sent(request)
    name = str(data.get("name", "")).strip()
    try:
        add_passkey(reader(request), request.session, data.get("answer"), name=name)
    except NotProved:
        return problem(_("The new passkey could not be checked. Try again."), status=422)
    except Unfit as error:
        return problem(str(error), status=422)
    messages.success(request, _("The passkey “%(name)s” is added. Next time, sign in with it.") % {"name": name})
    return JsonResponse({"location": request.path.removesuffix("finish/")})


@requires_sign_in
@require_http_methods(["GET", "POST"])
@requires_fresh_sign_in
def remove(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """Ask once, then remove it; the last way in stays."""
    account = reader(request)
    passkey = passkeys_of(account).filter(pk=passkey_id).first()
    if passkey is None:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            name = remove_passkey(account, passkey_id=passkey_id)
        except Passkey.DoesNotExist as gone:
            raise Http404 from gone
        except Unfit as unfit:
            error = str(unfit)
        else:
            messages.success(request, _("The passkey “%(name)s” is removed.") % {"name": name})
            return redirect("portal:passkeys")
    context = {"passkey": passkey, "error": error, "is_last": is_last_way_in(account)}
    return render(request, "portal/sign_in/remove_passkey.html", context, status=422 if error else 200)
