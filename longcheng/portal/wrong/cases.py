"""Where a doubt about a public register is decided: what stands and what is said instead, side by side."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from longcheng.core.access.doors import requires_sign_in, signed_in_account
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.registry.deciding import decide_doubt, is_own
from longcheng.core.registry.doubts.deciding_page import side_by_side
from longcheng.core.registry.doubts.desks import list_page, public_page
from longcheng.core.registry.doubts.queries import doubts_for
from longcheng.core.registry.doubts.words import field_of
from longcheng.core.registry.public_doubts import public_registers, subject_name


@requires_sign_in
@require_http_methods(["GET", "POST"])
def case(request: HttpRequest, doubt_id: int) -> HttpResponse:
    """One doubt, for those who decide in its area; to everybody else there is no such page."""
    officer = signed_in_account(request)
    doubt = doubts_for(officer, registers_named=public_registers()).filter(pk=doubt_id).first()
    if doubt is None:
        raise Http404
    errors: dict[str, str] = {}
    form = {name: request.POST.get(name, "") for name in ("reason", "value")}
    if request.method == "POST":
        try:
            decide_doubt(officer, doubt_id=doubt.pk, accept=request.POST.get("do") == "accept", **form)
        except Unfit as unfit:
            errors = unfit.defects
            doubt.refresh_from_db()
        else:
            messages.success(request, _("Decided. Who filed it has been told."))
            return redirect(list_page(doubt) or "portal:home")
    context = {
        "doubt": doubt,
        "field": field_of(doubt),
        "about": subject_name(doubt),
        "record_href": public_page(doubt),
        "list_href": list_page(doubt),
        "may_decide": doubt.is_open and not is_own(officer, doubt),
        "errors": errors,
        "form": form,
    }
    return render(request, "portal/wrong/case.html", context | side_by_side(doubt), status=422 if errors else 200)
