"""The pages: what is announced, one notice, and the publishing desk."""

import secrets

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from longcheng.bases.geography.queries import towns
from longcheng.core.access.doors import open_to_all, requires
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Denied, require
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.lists.page import open_list
from longcheng.services.community.notices.actions import PUBLISH, note_reading, publish_notice, withdraw_notice
from longcheng.services.community.notices.forms import NoticeForm
from longcheng.services.community.notices.lists import NOTICES
from longcheng.services.community.notices.models import Notice
from longcheng.services.community.notices.queries import home_area, notices_for, standing_notices

PER_PAGE = 20


@open_to_all
@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    """What concerns the reader's home, or all of the city; with search and paging."""
    wanted = request.GET.get("q", "").strip()[:100]
    home = home_area(request.user)
    everywhere = request.GET.get("all") == "1" or not home
    notices = standing_notices(wanted=wanted) if everywhere else notices_for(home, wanted=wanted)
    page = Paginator(notices, PER_PAGE).get_page(request.GET.get("page"))
    template = "notices/rows.html" if request.headers.get("HX-Request") else "notices/list.html"
    return render(request, template, {"page": page, "wanted": wanted, "everywhere": everywhere, "has_home": bool(home)})


@open_to_all
@require_GET
def one_notice(request: HttpRequest, notice_id: int) -> HttpResponse:
    """The whole notice. A withdrawn one stays readable and says so."""
    notice = get_object_or_404(Notice, pk=notice_id)
    if isinstance(request.user, Account):
        note_reading(request.user, notice)
    return render(request, "notices/one.html", {"notice": notice})


@requires("notices.publish")
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Write a notice, see how it will look and whom it reaches, publish it; and what was published before."""
    form = (
        NoticeForm.read(request.POST) if request.method == "POST" else NoticeForm(request_key=secrets.token_urlsafe(16))
    )
    if request.method == "POST":
        notice = _publish(request, form)
        if notice is not None:
            messages.success(
                request, _("The notice is published and on its way to %(n)s people.") % {"n": notice.recipients}
            )
            return redirect("notices:desk")
    found = open_list(request, NOTICES)
    context = {
        "form": form,
        "errors": form.errors,
        "list": found,
        "page": found.objects,
        "districts": towns(),
        "is_spreading": any(not notice.is_spread and notice.withdrawn_at is None for notice in found.objects),
    }
    return render(request, "notices/desk.html", context, status=422 if form.errors else 200)


def _publish(request: HttpRequest, form: NoticeForm) -> Notice | None:
    values = form.values()
    try:
        notice = publish_notice(request.user, **values) if not form.errors else None
    except Unfit as unfit:
        form.errors |= unfit.defects
    except Denied as refusal:
        form.errors["area_code"] = str(refusal)
    else:
        return notice
    return None


@requires("notices.publish")
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Ask for the reason, then take the notice back; only one of the reader's own areas."""
    notice = get_object_or_404(Notice, pk=notice_id)
    require(request.user, PUBLISH, area_code=notice.area_code)
    errors: dict[str, str] = {}
    reason = request.POST.get("reason", "")
    if request.method == "POST":
        try:
            withdraw_notice(request.user, notice, reason=reason)
        except Unfit as unfit:
            errors = unfit.defects
        else:
            messages.success(request, _("“%(title)s” is withdrawn. Its readers see why.") % {"title": notice.title})
            return redirect("notices:desk")
    context = {"notice": notice, "errors": errors, "reason": reason}
    return render(request, "notices/withdraw.html", context, status=422 if errors else 200)
