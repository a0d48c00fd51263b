"""Programs of others at the counter: who asks to sign people in, and what the city decided."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from longcheng.core.access.doors import requires
from longcheng.core.lists.page import open_list
from longcheng.core.openid.actions.programs import (
    NotNow,
    approve_program,
    refuse_program,
    resume_program,
    suspend_program,
)
from longcheng.core.openid.declaration import chosen_scopes
from longcheng.core.openid.models import Program
from longcheng.portal.openid.list import PROGRAMS


@requires("openid.approve")
@require_GET
def program_list(request: HttpRequest) -> HttpResponse:
    """By state, with a search; first those that wait."""
    return render(request, "portal/openid/programs.html", {"list": open_list(request, PROGRAMS)})


@requires("openid.approve")
@require_http_methods(["GET", "POST"])
def one_program(request: HttpRequest, program_id: int) -> HttpResponse:
    """What the program says of itself, what it asks for, and the decision."""
    program = get_object_or_404(Program.objects.select_related("decided_by", "user"), pk=program_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            done = _decide(request, program)
        except NotNow as refusal:
            errors["reason"] = str(refusal)
        else:
            messages.success(request, done % {"name": program.name})
            return redirect("openid:program", program.pk)
    context = {
        "program": program,
        "scopes": chosen_scopes(program.scopes),
        "errors": errors,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "portal/openid/program.html", context, status=422 if errors else 200)


def _decide(request: HttpRequest, program: Program) -> str:
    """Do what the pressed button says; returns what to tell. Raises NotNow."""
    reason = request.POST.get("reason", "").replace("\0", "")
    match request.POST.get("do"):
        case "approve":
            approve_program(request.user, program)
            return _("“%(name)s” is approved and works from now on.")
        case "refuse":
            refuse_program(request.user, program, reason=reason)
            return _("“%(name)s” is refused. Its makers read the reason.")
        case "suspend":
            suspend_program(request.user, program, reason=reason)
            return _("“%(name)s” is suspended. Its tokens count no longer.")
        case "resume":
            resume_program(request.user, program)
            return _("“%(name)s” works again. People sign in to it anew.")
    raise NotNow(_("Choose one of the buttons."))
