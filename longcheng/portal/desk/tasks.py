"""The counter's first page: what waits, with its clock, and taking it over."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from longcheng.core.access.doors import requires_sign_in
from longcheng.core.access.permissions import Denied, require
from longcheng.core.declaration.unfit import Unfit
from longcheng.portal.desk.reach import clerk
from longcheng.portal.desk.waiting import FREE, MINE, OURS, SHOWN_MOST, all_work, pile


@requires_sign_in
@require_GET
def first(request: HttpRequest) -> HttpResponse:
    """My tasks: mine, nobody's yet, or all of my organisations, of every kind or of one."""
    account = clerk(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in all_work() else ""
    whose = request.GET.get("whose", OURS)
    whose = whose if whose in {MINE, FREE} else OURS
    found = pile(account, kind=kind, whose=whose)
    kept = {"kind": kind} if kind else {}
    tabs = [
        (title, f"?{urlencode(kept | ({'whose': value} if value else {}))}")
        for value, title in ((OURS, _("All I may do")), (MINE, _("Mine")), (FREE, _("Nobody's yet")))
    ]
    context = {
        "pile": found,
        "kind": kind,
        "whose": whose,
        "tabs": tabs,
        "current": tabs[[OURS, MINE, FREE].index(whose)][1],
        "most": SHOWN_MOST,
    }
    return render(request, "portal/desk/first.html", context)


@requires_sign_in
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take one task over, or give it back to everybody who may do it."""
    account = clerk(request)
    work = all_work().get(request.POST.get("kind", ""))
    key = request.POST.get("key", "")
    if work is None or work.take is None:
        raise Denied(_("This kind of work cannot be taken over."), how=_("Open it and do it."))
    require(account, work.permission)
    if key not in {task.key for task in work.waiting(account)}:
        messages.warning(request, _("This no longer waits. Somebody was quicker."))
        return redirect("desk:first")
    is_given_back = request.POST.get("do") == "give_back"
    try:
        work.take(account, key, None if is_given_back else account)
    except Unfit as unfit:
        messages.warning(request, str(unfit))
    else:
        messages.success(
            request, _("It is everybody's again.") if is_given_back else _("It is yours now. Colleagues see your name.")
        )
    return redirect("desk:first")
