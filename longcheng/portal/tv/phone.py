"""On the phone: connect a television by its six digits, see what each may show, stop it, answer what it asks."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from longcheng.bases.geography.queries import full_name, towns
from longcheng.bases.population.queries import home_division
from longcheng.core.access.doors import requires_sign_in, signed_in_account
from longcheng.core.access.models import Account
from longcheng.core.access.whence import client_address, network_of
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.openid.actions.devices import AlreadyAnswered
from longcheng.core.television.actions.asking import ANSWERS, answer_ask
from longcheng.core.television.actions.pairing import TooMany, find_waiting, pair, refuse
from longcheng.core.television.actions.sets import change, stop
from longcheng.core.television.models import Shows, TvSet, Waiting
from longcheng.core.television.queries import open_asks, page_of_digit, set_of, sets_of
from longcheng.core.television.rules import end_of_evening, read_code, spaced
from longcheng.portal.openid.authentication import how_signed_in
from longcheng.portal.openid.authorize import PEOPLE


@requires_sign_in
@require_GET
def sets(request: HttpRequest) -> HttpResponse:
    """The televisions of this account, what each may show, and the field for a new one's digits."""
    account = signed_in_account(request)
    shown = [{"set": one, "place": full_name(one.area_code) if one.area_code else ""} for one in sets_of(account)]
    context = {"sets": shown, "asks": open_asks(account), "code": ""}
    return render(request, "portal/television/sets.html", context)


@requires_sign_in
@require_http_methods(["GET", "POST"])
def pair_set(request: HttpRequest) -> HttpResponse:
    """Type the digits; see which set asks; choose its name, place and leave; say yes or no."""
    account = signed_in_account(request)
    if request.method == "GET":
        return render(request, "portal/television/code.html", {"code": read_code(request.GET.get("code", ""))})
    code = request.POST.get("code", "")
    if account.kind not in PEOPLE:
        return _code_again(request, code, _("Only people connect televisions."), status=403)
    try:
        waiting = find_waiting(account, code=code)
    except TooMany:
        return _code_again(request, code, _("Too many wrong codes. Wait ten minutes, then try again."), status=429)
    if waiting is None:
        why = _("No television shows these digits. Compare them with the screen; they count for ten minutes.")
        return _code_again(request, code, why, status=422)
    answer = request.POST.get("answer")
    if answer not in {"yes", "no"}:
        return _asks(request, account, waiting)
    return _answered(request, account, waiting)


def _answered(request: HttpRequest, account: Account, waiting: Waiting) -> HttpResponse:
    try:
        if request.POST["answer"] == "no":
            refuse(account, waiting)
            messages.success(request, _("The television was not connected."))
            return redirect("television:sets")
        made = pair(account, waiting, **_typed(request), authentication=how_signed_in(request, account))
    except AlreadyAnswered:
        why = _("This was answered already, or the code has expired.")
        return _code_again(request, waiting.grant.user_code, why, status=409)
    except Unfit as unfit:
        return _asks(request, account, waiting, errors=unfit.defects)
    messages.success(request, _("“%(name)s” is connected. Look at it: it goes on by itself.") % {"name": made.name})
    return redirect("television:sets")


def _typed(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in ("name", "area_code", "shows")}


def _asks(
    request: HttpRequest, account: Account, waiting: Waiting, *, errors: dict[str, str] | None = None
) -> HttpResponse:
    """Which set asks, and what it shall be called and may show."""
    own_network = network_of(client_address(request))
    typed = _typed(request) if errors else {
        "name": _("Living room"), "area_code": home_division(account)[:9], "shows": Shows.EVENING.value,
    }  # fmt: skip
    context = {
        "waiting": waiting,
        "code": waiting.grant.user_code,
        "spaced": spaced(waiting.grant.user_code),
        "is_near": bool(own_network) and own_network == waiting.network,
        "form": typed,
        "errors": errors or {},
        **_choices(),
    }
    return render(request, "portal/television/asks_in.html", context, status=422 if errors else 200)


def _choices() -> dict[str, Any]:
    until = end_of_evening(timezone.localtime())
    return {"districts": towns(), "choices": Shows.choices, "until": until}


def _code_again(request: HttpRequest, code: str, why: str, *, status: int) -> HttpResponse:
    context = {"code": code[:20], "errors": {"code": why}}
    return render(request, "portal/television/code.html", context, status=status)


def _own_set(request: HttpRequest) -> TvSet:
    """The set that the address names. Raises Http404 for one that is somebody else's, stopped or not there."""
    found = set_of(signed_in_account(request), request.GET.get("set", ""))
    if found is None:
        raise Http404
    return found


@requires_sign_in
@require_http_methods(["GET", "POST"])
def one_set(request: HttpRequest) -> HttpResponse:
    """Rename a set, place it, say anew how long personal pages may stand on it."""
    if "set" not in request.GET:
        return redirect("television:sets")
    account, found = signed_in_account(request), _own_set(request)
    form = {"name": found.name, "area_code": found.area_code, "shows": found.shows}
    errors: dict[str, str] = {}
    if request.method == "POST":
        form = _typed(request)
        try:
            change(account, found, **form)
        except Unfit as unfit:
            errors = unfit.defects
        else:
            messages.success(request, _("“%(name)s” is changed.") % {"name": found.name})
            return redirect("television:sets")
    context = {"set": found, "form": form, "errors": errors, **_choices()}
    return render(request, "portal/television/set.html", context, status=422 if errors else 200)


@requires_sign_in
@require_http_methods(["GET", "POST"])
def stop_set(request: HttpRequest) -> HttpResponse:
    """Ask once more, then the set shows nothing of this account any more, at once."""
    if "set" not in request.GET:
        return redirect("television:sets")
    account, found = signed_in_account(request), _own_set(request)
    if request.method == "POST":
        stop(account, found)
        messages.success(
            request, _("“%(name)s” is stopped. It shows nothing of yours any more.") % {"name": found.name}
        )
        return redirect("television:sets")
    return render(request, "portal/television/stop.html", {"set": found})


@requires_sign_in
@require_http_methods(["GET", "POST"])
def asks(request: HttpRequest) -> HttpResponse:
    """What the account's televisions ask to show at this moment; yes for the evening, once, or no."""
    account = signed_in_account(request)
    waiting = open_asks(account)
    if request.method == "POST":
        asked = next((one for one in waiting if str(one.pk) == request.POST.get("ask")), None)
        answer = request.POST.get("answer", "")
        if asked is None or answer not in ANSWERS or not answer_ask(account, asked, answer=answer):
            messages.warning(request, _("This was answered already, or the television has stopped asking."))
        else:
            messages.success(request, _("The television has your answer."))
        return redirect("television:asks")
    shown = [{"ask": one, "page": page_of_digit(one.digit)} for one in waiting]
    return render(
        request, "portal/television/asks.html", {"asks": shown, "until": end_of_evening(timezone.localtime())}
    )
