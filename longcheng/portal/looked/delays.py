"""The desk of the officer for delays: what people are told later, on which basis, until when."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from longcheng.core.access.doors import requires, signed_in_account
from longcheng.core.access.permissions import Denied, require
from longcheng.core.access.purposes import purpose_kinds
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.disclosure.actions import end_delay, order_delay
from longcheng.core.disclosure.models import DisclosureDelay
from longcheng.core.disclosure.queries import DELAY, ID_MAX, all_delays
from longcheng.core.disclosure.rules import DELAY_LONGEST_DAYS, bases
from longcheng.core.disclosure.words import day_told, purpose_kind_title

PER_PAGE = 20
TEXTS = ("purpose", "reference", "basis", "reason", "until")


def as_row(delay: DisclosureDelay) -> dict[str, object]:
    """A delay with its matter and its last day in words."""
    matter = f"{purpose_kind_title(delay.purpose)} {delay.reference}"
    return {"delay": delay, "matter": matter, "until": day_told(delay.last_day), "ordered": day_told(delay.ordered_at)}


@requires("disclosure.delay")
@require_GET
def delays(request: HttpRequest) -> HttpResponse:
    """Live delays and past ones, the newest order first; for officers of the whole city, as an order is."""
    require(request.user, DELAY, area_code="")
    page = Paginator(all_delays(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/looked/delays.html", {"page": page, "rows": [as_row(delay) for delay in page]})


@requires("disclosure.delay")
@require_http_methods(["GET", "POST"])
def order(request: HttpRequest) -> HttpResponse:
    """Write down which matter, on which basis, why, until when; then order it."""
    require(request.user, DELAY, area_code="")
    typed = {name: request.POST.get(name, "")[:1_000] for name in TEXTS}
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            delay = order_delay(
                signed_in_account(request),
                purpose=typed["purpose"],
                reference=typed["reference"],
                basis=typed["basis"],
                reason=typed["reason"],
                last_day=_day(typed["until"]),
            )
        except Unfit as unfit:
            errors = unfit.defects
        except Denied as refusal:
            errors = {"purpose": str(refusal)}
        else:
            messages.success(
                request, _("The delay stands until %(day)s. It ends by itself.") % {"day": day_told(delay.last_day)}
            )
            return redirect("portal:looked-delays")
    context = {
        "typed": typed,
        "errors": errors,
        "kinds": sorted((name, str(kind.title)) for name, kind in purpose_kinds().items()),
        "bases": bases(on=timezone.localdate()),
        "longest": DELAY_LONGEST_DAYS,
    }
    return render(request, "portal/looked/delay_order.html", context, status=422 if errors else 200)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@requires("disclosure.delay")
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, delay_id: int) -> HttpResponse:
    """Ask once, then end the delay early."""
    require(request.user, DELAY, area_code="")
    if delay_id > ID_MAX:
        raise Http404
    delay = get_object_or_404(DisclosureDelay, pk=delay_id)
    if request.method == "POST":
        end_delay(signed_in_account(request), delay)
        messages.success(
            request, _("The delay has ended. The people concerned see the lines now and get a message today.")
        )
        return redirect("portal:looked-delays")
    return render(request, "portal/looked/delay_end.html", as_row(delay))
