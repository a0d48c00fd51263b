"""The year at a glance with its two questions, and the feed."""

import hashlib
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from longcheng.core.access.doors import open_to_all
from longcheng.services.government.calendar.breaks import breaks_of
from longcheng.services.government.calendar.feed import CONTENT_TYPE, feed_of
from longcheng.services.government.calendar.forms import CountForm, DayForm, FeedForm, YearForm
from longcheng.services.government.calendar.months import months_of, strip_of
from longcheng.services.government.calendar.queries import Edition, edition, holiday_table
from longcheng.services.government.calendar.rules import (
    Count,
    DayStatus,
    HolidayTable,
    Kind,
    OutOfRange,
    next_working_day,
    why,
)

FEED_KEPT_S = 3600


@open_to_all
@require_safe
@vary_on_headers("HX-Request", "HX-Target")
def year_page(request: HttpRequest) -> HttpResponse:
    """A year as twelve small months; `?start=&days=` counts a term, `?day=` asks about a day, `?year=` turns to a year.

    htmx gets only the questions with their answers. It throws away answers that are not 2xx, so mistakes
    come to it as 200 and to everybody else as 422.
    """
    table = holiday_table()
    if table.is_empty:
        return render(request, "calendar/year.html", {"is_empty": True})
    today = timezone.localdate()
    context = _answers(request, table=table)
    if request.headers.get("HX-Target") == "ask":
        return render(request, "calendar/ask.html", context)
    year = _year_to_show(context, table=table, today=today)
    context |= _year(year, table=table, today=today) | _subscription(request)
    return render(request, "calendar/year.html", context, status=422 if context["errors"] else 200)


def _answers(request: HttpRequest, *, table: HolidayTable) -> dict[str, Any]:
    """What was asked, what was wrong with it and what the answers are."""
    asked = request.GET
    found: dict[str, Any] = {"errors": {}, "year": None, "count": None, "checked": None}
    if asked.get("year"):
        year_form = YearForm(asked, table=table)
        found["errors"] |= year_form.mistakes()
        found["year"] = year_form.cleaned_data.get("year")
    if "start" in asked or "days" in asked:
        count_form = CountForm(asked, table=table)
        found["errors"] |= count_form.mistakes()
        found["count"] = count_form.count
    if "day" in asked:
        day_form = DayForm(asked, table=table)
        found["errors"] |= day_form.mistakes()
        found["checked"] = None if day_form.errors else why(day_form.cleaned_data["day"], table=table)
    count: Count | None = found["count"]
    found["days_back"] = -count.days if count and count.days < 0 else None
    found["strip"] = strip_of(count, table=table) if count else []
    found["next_day"] = _next(found["checked"], table=table)
    # A date field shows nothing but ISO dates, so a date that was read goes back as one.
    typed = {name: asked.get(name, "") for name in ("start", "days", "day")}
    typed |= {"start": count.start.isoformat()} if count else {}
    typed |= {"day": found["checked"].day.isoformat()} if found["checked"] else {}
    return {"typed": typed, **found}


def _next(status: DayStatus | None, *, table: HolidayTable) -> date | None:
    if status is None or status.is_working:
        return None
    try:
        return next_working_day(status.day, table=table).day
    except OutOfRange:
        return None


def _year_to_show(context: dict[str, Any], *, table: HolidayTable, today: date) -> int:
    """The year asked for, else that of the question, else this year or the nearest that the table has."""
    if context["year"]:
        return int(context["year"])
    if context["count"]:
        return int(context["count"].start.year)
    year = context["checked"].day.year if context["checked"] else today.year
    return min(max(year, table.first_year), table.last_year)


def _year(year: int, *, table: HolidayTable, today: date) -> dict[str, Any]:
    months = months_of(year, table=table, today=today)
    is_published = year in table.known_years
    status = why(today, table=table) if table.covers(today) else None
    return {
        "year": year,
        "years": range(table.first_year, table.last_year + 1),
        "previous_year": year - 1 if year > table.first_year else None,
        "next_year": year + 1 if year < table.last_year else None,
        "months": months,
        "weekdays": [date(2024, 1, day) for day in range(1, 8)],  # a week that begins on Monday
        "breaks": breaks_of(year, table=table),
        "is_published": is_published,
        "awaited_year": year + 1 if is_published and year + 1 not in table.known_years else None,
        "today": status,
        "next_after_today": _next(status, table=table),
    }


def _subscription(request: HttpRequest) -> dict[str, Any]:
    """The feed's address in the reader's language, and the same for programs that subscribe by `webcal:`."""
    language = "en" if get_language() == "en" else "zh"
    address = request.build_absolute_uri(f"{reverse('calendar:feed')}?{urlencode({'lang': language})}")
    return {"feed_url": address, "subscribe_url": "webcal" + address.removeprefix("https").removeprefix("http")}


@open_to_all
@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """The holidays as iCalendar: whole, or `?year=2026`, `?kind=holiday|in_lieu|workday_makeup`, `?lang=zh|en`."""
    current, table = edition(), holiday_table()
    if current is None or table.is_empty:
        # Not an empty calendar: subscribers would drop every holiday that they have.
        text = _("No public holidays are loaded yet. Come back later.")
        return HttpResponse(text, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "3600"})
    form = FeedForm(request.GET, table=table)
    if not form.is_valid():
        text = "\n".join(f"{name}: {mistake}" for name, mistake in form.mistakes().items())
        return HttpResponse(text, status=400, content_type="text/plain; charset=utf-8")
    wanted = form.cleaned_data
    return _feed_response(
        request,
        current,
        year=wanted["year"],
        kind=Kind(wanted["kind"]) if wanted["kind"] else None,
        language=wanted["lang"] or get_language() or settings.LANGUAGE_CODE,
    )


def _feed_response(
    request: HttpRequest, current: Edition, *, year: int | None, kind: Kind | None, language: str
) -> HttpResponseBase:
    """304 if the asker has these very bytes: the ETag is their digest, so new words change it as new days do."""
    content = feed_of(current, language=language, year=year, kind=kind)
    loaded_s = int(current.loaded_at.timestamp())
    response = HttpResponse(
        content,
        content_type=CONTENT_TYPE,
        headers={
            "ETag": quote_etag(hashlib.sha256(content).hexdigest()),
            "Last-Modified": http_date(loaded_s),
            "Cache-Control": f"public, max-age={FEED_KEPT_S}",
            "Content-Language": language,
            "Content-Disposition": 'inline; filename="holidays.ics"',
        },
    )
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return get_conditional_response(request, response["ETag"], loaded_s, response) or response
