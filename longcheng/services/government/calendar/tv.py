"""The door for televisions: what day it is, whether offices are open, and the next days off."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from longcheng.core.access.doors import open_to_all
from longcheng.core.television.screens import Screen, Thing, grid, to_first_page
from longcheng.services.government.calendar.breaks import Break, breaks_of
from longcheng.services.government.calendar.names import explain, from_to, full_date, joined_names, short_date, warning
from longcheng.services.government.calendar.queries import holiday_table
from longcheng.services.government.calendar.rules import DAY, HolidayTable, why

SHOWN = 4


@open_to_all
@require_GET
def today_page(request: HttpRequest) -> HttpResponse:
    """Today and tomorrow as two lines, the next breaks as tiles; a tile opens the break's own page."""
    table, today = holiday_table(), timezone.localdate()
    chosen = request.GET.get("break", "")
    coming = _coming(table, today=today)
    for one in coming:
        if chosen == one.first.isoformat():
            return _one_break(request, one, today=today)
    things = [
        Thing(
            key=f"b{one.first.isoformat()}",
            title=joined_names(one.holidays),
            note=f"{from_to(one.first, one.last)} · {_wait(one, today=today)}",
            href=f"{reverse('tv-calendar:today')}?break={one.first.isoformat()}",
            icon="calendar-event",
        )
        for one in coming
    ]
    things = things or [to_first_page()]
    lines = [_day(today, _("Today"), table=table), _day(today + DAY, _("Tomorrow"), table=table)]
    if not table.is_empty and today.year + 1 not in table.known_years:
        lines.append(warning([today.year + 1]))
    screen = Screen(
        title=_("Working days and holidays"),
        rows=grid(things, columns=2),
        columns=2,
        back=reverse("tv:home"),
        lines=[line for line in lines if line] or [_("The calendar is not loaded yet.")],
        say="\n".join([*lines, *(f"{thing.title}: {thing.note}" for thing in things)]),
    )
    return render(request, "tv/tiles.html", {"screen": screen})


def _coming(table: HolidayTable, *, today: date) -> list[Break]:
    years = [year for year in (today.year, today.year + 1) if table.covers(date(year, 1, 1))]
    found = {one.first: one for year in years for one in breaks_of(year, table=table) if one.last >= today}
    return [found[first] for first in sorted(found)][:SHOWN]


def _day(day: date, name: str, *, table: HolidayTable) -> str:
    if not table.covers(day):
        return ""
    told = {"name": name, "day": full_date(day), "what": explain(why(day, table=table))}
    return _("%(name)s: %(day)s, %(what)s") % told


def _wait(one: Break, *, today: date) -> str:
    days = (one.first - today).days
    if days <= 0:
        return _("it is now")
    return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}


def _one_break(request: HttpRequest, one: Break, *, today: date) -> HttpResponse:
    back = reverse("tv-calendar:today")
    lines = [
        from_to(one.first, one.last),
        ngettext("%(n)s day off", "%(n)s days off", len(one.days)) % {"n": len(one.days)}
        + f" · {_wait(one, today=today)}",
        *(_("%(day)s is a working day in exchange.") % {"day": short_date(day)} for day in one.makeup),
    ]
    screen = Screen(
        title=joined_names(one.holidays),
        rows=grid([Thing(key="back", title=_("Back to the list"), href=back, icon="list", turns=True)], columns=1),
        back=back,
        lines=lines,
        say="\n".join([joined_names(one.holidays), *lines]),
    )
    return render(request, "tv/text.html", {"screen": screen})


urlpatterns = [path("", today_page, name="today")]
