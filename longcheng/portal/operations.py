"""The operator's acts on dead letters, as scripts of version 0.1 send them; people use the list at the counter."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from longcheng.core.access.doors import requires
from longcheng.core.events.actions import drop, redrive


@requires("access.operate")
@require_POST
def letters(request: HttpRequest) -> HttpResponse:
    """Re-drive the chosen dead letters, or drop them with a reason."""
    chosen = [int(number) for number in request.POST.getlist("letter") if number.isdigit()]
    if not chosen:
        messages.warning(request, _("Choose at least one letter first."))
    elif request.POST.get("do") == "redrive":
        count = redrive(request.user, delivery_ids=chosen)
        messages.success(
            request,
            ngettext("%(n)s letter is on its way again.", "%(n)s letters are on their way again.", count)
            % {"n": count},
        )
    elif request.POST.get("do") == "drop":
        try:
            count = drop(request.user, delivery_ids=chosen, reason=request.POST.get("reason", ""))
        except ValueError as error:
            messages.error(request, str(error))
        else:
            messages.success(
                request, ngettext("%(n)s letter was dropped.", "%(n)s letters were dropped.", count) % {"n": count}
            )
    return redirect("desk:deliveries")
