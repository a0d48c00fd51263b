"""Who holds which role, giving one and ending one."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from longcheng.bases.geography.queries import names_of
from longcheng.core.access.actions.roles import GIVE, end_role, give_role
from longcheng.core.access.doors import requires, signed_in_account
from longcheng.core.access.models import RoleHeld
from longcheng.core.access.permissions import Denied
from longcheng.core.access.queries import roles_within
from longcheng.core.clock.days import midnight
from longcheng.core.declaration import rooms
from longcheng.core.declaration.unfit import Unfit
from longcheng.portal.mandates.views import day

PER_PAGE = 50
FIELDS = ("username", "role", "organisation", "area_code", "until")


def titles() -> dict[str, str]:
    """Every declared role with its title, in the reader's language."""
    return {role.name: str(role.title) for room in rooms() for role in room.roles}


@requires(GIVE)
@require_http_methods(["GET", "POST"])
def roles(request: HttpRequest) -> HttpResponse:
    """The roles held in one's area, with search; and the form for giving one."""
    form = {name: request.POST.get(name, "")[:200] for name in FIELDS}
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _give(request, form)
        if not errors:
            messages.success(request, _("The role is given. It counts from now."))
            return redirect("portal:roles")
    wanted = request.GET.get("q", "").replace("\0", "").strip()[:100]
    held = roles_within(request.user, GIVE)
    if wanted:
        named = [name for name, title in titles().items() if wanted in title]
        held = held.filter(
            Q(account__display_name__icontains=wanted) | Q(organisation__icontains=wanted) | Q(role__in=named)
        )
    page = Paginator(held, PER_PAGE).get_page(request.GET.get("page"))
    areas = names_of(one.area_code for one in page)
    rows = [
        {
            "held": one,
            "title": titles().get(one.role, one.role),
            "is_live": is_live(one),
            "area": areas.get(one.area_code, one.area_code),
        }
        for one in page
    ]
    context = {"page": page, "rows": rows, "form": form, "errors": errors, "wanted": wanted, "titles": titles()}
    return render(request, "portal/roles/list.html", context, status=422 if errors else 200)


def is_live(held: RoleHeld) -> bool:
    return held.begins_at <= timezone.now() and (held.ends_at is None or held.ends_at > timezone.now())


def _give(request: HttpRequest, form: dict[str, str]) -> dict[str, str]:
    last = day(form["until"])
    if form["until"] and last is None:
        return {"until": _("The last day must be written as 2026-12-31.")}
    ends_at = midnight(last + timedelta(days=1)) if last else None
    try:
        give_role(
            signed_in_account(request),
            username=form["username"].strip(),
            role=form["role"],
            organisation=form["organisation"],
            area_code=form["area_code"].strip(),
            ends_at=ends_at,
        )
    except Unfit as unfit:
        return unfit.defects
    except Denied as refusal:
        return {"area_code": str(refusal)}
    return {}


@requires(GIVE)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, held_id: int) -> HttpResponse:
    """Ask once, then end the role at once."""
    held = get_object_or_404(roles_within(request.user, GIVE), pk=held_id)
    if request.method == "POST":
        end_role(signed_in_account(request), held_id=held.pk)
        messages.success(request, _("The role has ended."))
        return redirect("portal:roles")
    return render(request, "portal/roles/end.html", {"held": held, "title": titles().get(held.role, held.role)})
