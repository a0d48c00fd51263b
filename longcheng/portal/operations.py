"""The operator's page: are the parts well, is everything delivered, which letters are dead."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from longcheng.core.access.doors import requires
from longcheng.core.clock.models import ClockTask
from longcheng.core.datapack.models import LoadedFile
from longcheng.core.events.actions import drop, redrive
from longcheng.core.events.counters import accepted, counts, waits
from longcheng.core.events.models import Delivery, DeliveryState
from longcheng.core.transparency.counters import count as count_lines
from longcheng.core.transparency.counters import delay as delay_of_seals
from longcheng.portal.health import check_all

PER_PAGE = 50


@requires("access.operate")
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Parts, counters, delays, the clock, what is loaded, and the dead letters."""
    dead = Delivery.objects.filter(state=DeliveryState.DEAD).select_related("event").order_by("-id")
    context = {
        "parts": check_all(),
        "accepted": accepted(),
        "counts": counts(),
        "waits": waits(),
        "ledger": count_lines(),
        "ledger_delay": delay_of_seals(),
        "clock": ClockTask.objects.order_by("name"),
        "files": LoadedFile.objects.order_by("path"),
        "letters": Paginator(dead, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "portal/operations.html", context)


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
    return redirect("portal:operations")
