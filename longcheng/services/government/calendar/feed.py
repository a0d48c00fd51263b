"""The holidays as an iCalendar feed (RFC 5545, RFC 7986) that phones and office programs subscribe to."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from icalendar import Calendar, Event

from longcheng.services.government.calendar.breaks import Stretch, stretches
from longcheng.services.government.calendar.names import full_date, holiday_name
from longcheng.services.government.calendar.queries import Edition, holiday_table
from longcheng.services.government.calendar.rules import DAY, HolidayTable, Kind, days_from

CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESH_EVERY = timedelta(days=1)

# What the feed holds unless one kind is asked for; days off in lieu are within the holidays.
DEFAULT_KINDS = (Kind.HOLIDAY, Kind.MAKEUP)

# Apple's calendars show these two as 休 and 班 in the corner of the day, as its own Chinese feed does.
APPLE_SPECIAL_DAY = {
    Kind.HOLIDAY: "WORK-HOLIDAY",
    Kind.IN_LIEU: "WORK-HOLIDAY",
    Kind.MAKEUP: "ALTERNATE-WORKDAY",
}


# Few addresses are asked for often: two languages, a quarter of a hundred years, four choices of kind.
@lru_cache(maxsize=64)
def feed_of(edition: Edition, *, language: str, year: int | None, kind: Kind | None) -> bytes:
    """The feed in a language, whole or of one year and one kind. Costs some 70 ms once, then nothing."""
    with translation.override(language):
        return bytes(_calendar(holiday_table(), edition=edition, language=language, year=year, kind=kind).to_ical())


def _calendar(table: HolidayTable, *, edition: Edition, language: str, year: int | None, kind: Kind | None) -> Calendar:
    name = _("Public holidays and makeup workdays")
    calendar = Calendar()
    calendar.add("prodid", "-//Longcheng//Working-day calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", timezone.get_default_timezone_name())
    calendar.add("last-modified", edition.loaded_at)
    calendar.add("refresh-interval", REFRESH_EVERY, parameters={"VALUE": "DURATION"})
    # What Outlook and older clients read instead of REFRESH-INTERVAL.
    calendar.add("x-published-ttl", "P1D")
    found = [run for each in ((kind,) if kind else DEFAULT_KINDS) for run in stretches(table, kind=each)]
    for stretch in sorted(found, key=lambda run: (run.first, run.kind)):
        if year is None or stretch.touches(year):
            calendar.add_component(_event(stretch, table=table, loaded_at=edition.loaded_at, language=language))
    return calendar


def _event(stretch: Stretch, *, table: HolidayTable, loaded_at: datetime, language: str) -> Event:
    event = Event()
    # The same event in every city, every language and every edition: so clients update and never double it.
    event.add("uid", f"{stretch.first:%Y%m%d}-{stretch.kind.value.replace('_', '-')}@public-holidays.longcheng")
    event.add("dtstamp", loaded_at)
    event.add("last-modified", loaded_at)
    event.add("dtstart", stretch.first)
    event.add("dtend", stretch.last + DAY)
    event.add("summary", _summary(stretch), parameters={"LANGUAGE": "en" if language == "en" else "zh-Hans"})
    if description := _description(stretch, table=table):
        event.add("description", description)
    event.add("categories", [stretch.kind.value])
    event.add("class", "PUBLIC")
    # A holiday does not fill the reader's day; neither does the note that a Saturday is worked.
    event.add("transp", "TRANSPARENT")
    event.add("x-apple-special-day", APPLE_SPECIAL_DAY[stretch.kind])
    return event


def _summary(stretch: Stretch) -> str:
    holiday = holiday_name(stretch.holiday)
    if stretch.kind is Kind.MAKEUP:
        return _("Working day in place of a day off for %(holiday)s") % {"holiday": holiday}
    if stretch.kind is Kind.IN_LIEU:
        return _("Day off in lieu for %(holiday)s") % {"holiday": holiday}
    text = ngettext("%(holiday)s, %(n)s day off", "%(holiday)s, %(n)s days off", stretch.length)
    return text % {"holiday": holiday, "n": stretch.length}


def _description(stretch: Stretch, *, table: HolidayTable) -> str:
    in_lieu = [day for day in days_from(stretch.first, stretch.last) if day in table.in_lieu]
    if stretch.kind is not Kind.HOLIDAY or not in_lieu:
        return ""
    return _("Off in lieu of a weekend day that is worked: %(days)s") % {"days": _listed(in_lieu)}


def _listed(days: list[date]) -> str:
    return "; ".join(full_date(day) for day in days)
