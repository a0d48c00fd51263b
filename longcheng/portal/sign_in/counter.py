"""The recovery desk: find the account, look at the document, file it, hand out the code; and the second clerk."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from longcheng.core.access.doors import requires
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.sign_in.actions.recoveries import (
    RECOVER,
    confirm_recovery,
    file_recovery,
    look_up,
    stop_recovery,
    waiting_time,
)
from longcheng.core.sign_in.models import DocumentKind
from longcheng.core.sign_in.queries import needs_four_eyes, recoveries
from longcheng.portal.sign_in.reading import reader

PER_PAGE = 20


@requires(RECOVER)
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What was filed lately, and what waits for a second pair of eyes."""
    page = Paginator(recoveries(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/sign_in/recoveries.html", {"page": page})


@requires(RECOVER)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """First user name and name, then what was seen and why, then the code: once, for the person to take."""
    actor = reader(request)
    username = request.POST.get("username", "").strip()
    name = request.POST.get("name", "").strip()
    context: dict[str, object] = {"username": username, "name": name, "errors": {}, "documents": DocumentKind.choices}
    if request.method == "GET" or request.POST.get("step") == "again":
        return render(request, "portal/sign_in/file_recovery.html", context)
    try:
        account = look_up(actor, username=username, name=name)
        context |= {
            "account": account,
            "hours": int(waiting_time(account).total_seconds() // 3600),
            "needs_second": needs_four_eyes(account),
            "document": request.POST.get("document", ""),
            "reason": request.POST.get("reason", ""),
        }
        if request.POST.get("step") != "file":
            return render(request, "portal/sign_in/file_recovery.html", context)
        recovery, code = file_recovery(
            actor, account, document=request.POST.get("document", ""), reason=request.POST.get("reason", "")
        )
    except Unfit as unfit:
        return render(request, "portal/sign_in/file_recovery.html", context | {"errors": unfit.defects}, status=422)
    return render(request, "portal/sign_in/filed.html", {"recovery": recovery, "code": code})


@requires(RECOVER)
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, recovery_id: int) -> HttpResponse:
    """One recovery: what was seen and why; confirm it as the second clerk, or take it back."""
    actor = reader(request)
    recovery = recoveries().filter(pk=recovery_id).first()
    if recovery is None:
        raise Http404
    if request.method == "POST":
        if request.POST.get("what") == "confirm":
            confirm_recovery(actor, recovery)
            messages.success(request, _("The recovery is confirmed."))
        elif request.POST.get("what") == "stop" and stop_recovery(actor, recovery):
            messages.success(request, _("The recovery is stopped. Its code no longer counts."))
        return redirect("portal:recovery", recovery_id)
    may_confirm = recovery.state == "unconfirmed" and actor.pk not in {recovery.filed_by_id, recovery.account_id}
    is_open = recovery.state in {"unconfirmed", "waiting", "ready"}
    context = {"recovery": recovery, "may_confirm": may_confirm, "is_open": is_open}
    return render(request, "portal/sign_in/recovery.html", context)
