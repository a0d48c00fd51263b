"""The operators' pages: is everything delivered, and are the city's parts well."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from longcheng.core.access.doors import requires
from longcheng.core.datapack.models import LoadedFile
from longcheng.core.events.actions import OPERATE
from longcheng.core.events.counters import accepted, counts, waits
from longcheng.core.events.models import Delivery
from longcheng.core.lists.page import open_list
from longcheng.core.transparency.counters import count as count_lines
from longcheng.core.transparency.counters import delay as delay_of_seals
from longcheng.portal.desk.letters import LANES, LETTERS, event_told, handler_told, last_line, masked, room_title
from longcheng.portal.desk.machine import clock_told, facts_of_machine, ledger_told
from longcheng.portal.desk.reach import ID_MAX
from longcheng.portal.health import check_all

LATELY_MIN = 5


@requires(OPERATE)
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Accepted, stored, delivered, waiting and dead, in all and by event and handler; then the dead letters."""
    rows = counts()
    sums = {
        name: sum(getattr(row, name) for row in rows)
        for name in ("accepted", "stored", "delivered", "waiting", "dead", "dropped")
    }
    context = {
        "rows": [{"count": row, "told": _told(row.event_name), "to": _told(row.handler)} for row in rows],
        "sums": sums,
        "events": sum(accepted().values()),
        "is_equal": all(row.accepted == row.stored for row in rows),
        "is_settled": all(row.is_settled for row in rows),
        "waits": [{"lane": LANES.get(wait.lane, wait.lane), "wait": wait} for wait in waits(minutes=LATELY_MIN)],
        "list": open_list(request, LETTERS),
        "minutes": LATELY_MIN,
    }
    return render(request, "portal/desk/deliveries.html", context)


def _told(name: str) -> str:
    return room_title(name.partition(".")[0])


@requires(OPERATE)
@require_GET
def one(request: HttpRequest, delivery_id: int) -> HttpResponse:
    """One delivery: what it was, whose it was, what went wrong; texts of the event stay hidden."""
    if delivery_id > ID_MAX:
        raise Http404
    letter = get_object_or_404(Delivery.objects.select_related("event"), pk=delivery_id)
    context = {
        "letter": letter,
        "event": event_told(letter),
        "handler": handler_told(letter),
        "mistake": last_line(letter),
        "data": masked(letter.event.data),
    }
    return render(request, "portal/desk/delivery.html", context)


@requires(OPERATE)
@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """Each part of the city, what it is made of, its room on the disk, its ledger, its clocks, its data."""
    parts = check_all()
    context = {
        "parts": parts,
        "ill": [part for part in parts if not part.is_ready],
        "facts": facts_of_machine(),
        "ledger": count_lines(),
        "ledger_delay": delay_of_seals(),
        "ledger_told": ledger_told(),
        "clock": clock_told(),
        "files": LoadedFile.objects.order_by("path"),
        "is_demo": settings.IS_DEMO,
    }
    return render(request, "portal/desk/health.html", context)
