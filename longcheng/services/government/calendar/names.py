"""The words for days: names of holidays, marks, explanations and warnings, in the reader's language."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from longcheng.services.government.calendar.rules import DayStatus, Holiday, HolidayTable, Kind, Reason

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

KIND_NAMES: dict[Kind, "_StrOrPromise"] = {
    Kind.HOLIDAY: gettext_lazy("holiday"),
    Kind.IN_LIEU: gettext_lazy("day off in lieu"),
    Kind.MAKEUP: gettext_lazy("makeup workday"),
}

HOLIDAY_NAMES: dict[Holiday, "_StrOrPromise"] = {
    Holiday.NEW_YEAR: gettext_lazy("New Year's Day"),
    Holiday.SPRING_FESTIVAL: gettext_lazy("Spring Festival"),
    Holiday.TOMB_SWEEPING: gettext_lazy("Tomb-sweeping Day"),
    Holiday.LABOUR_DAY: gettext_lazy("Labour Day"),
    Holiday.DRAGON_BOAT: gettext_lazy("Dragon Boat Festival"),
    Holiday.MID_AUTUMN: gettext_lazy("Mid-autumn Festival"),
    Holiday.NATIONAL_DAY: gettext_lazy("National Day"),
    Holiday.VICTORY_70: gettext_lazy("70th anniversary of the victory in the War of Resistance"),
}

# The one-word marks that Chinese calendars print in the corner of a day.
MARKS: dict[Reason, "_StrOrPromise"] = {
    Reason.HOLIDAY: pgettext_lazy("mark on a day", "off"),
    Reason.IN_LIEU: pgettext_lazy("mark on a day", "off"),
    Reason.MAKEUP: pgettext_lazy("mark on a day", "work"),
}

NARROW_WEEKDAYS: tuple["_StrOrPromise", ...] = (
    pgettext_lazy("weekday over a narrow column", "Mo"),
    pgettext_lazy("weekday over a narrow column", "Tu"),
    pgettext_lazy("weekday over a narrow column", "We"),
    pgettext_lazy("weekday over a narrow column", "Th"),
    pgettext_lazy("weekday over a narrow column", "Fr"),
    pgettext_lazy("weekday over a narrow column", "Sa"),
    pgettext_lazy("weekday over a narrow column", "Su"),
)


def holiday_name(holiday: Holiday) -> str:
    return str(HOLIDAY_NAMES[holiday])


def joined_names(holidays: Iterable[Holiday]) -> str:
    """Several holidays in one breath: 中秋节、国庆节."""
    return pgettext("between two names", ", ").join(holiday_name(holiday) for holiday in holidays)


def full_date(day: date) -> str:
    """Sunday 22 November 2026, 2026年11月22日 星期日."""
    return str(format_date(day, pgettext("date with weekday and year", "l j F Y")))


def short_date(day: date) -> str:
    """Sun 22 Nov, 11月22日 周日."""
    return str(format_date(day, pgettext("date with weekday", "D j M")))


def tight_date(day: date) -> str:
    """22 Nov, 11/22: for a square of three signs' width."""
    return str(format_date(day, pgettext("date in a small square", "j M")))


def from_to(first: date, last: date) -> str:
    """2–8 Oct as people say it; a single day stands alone."""
    if first == last:
        return short_date(first)
    return _("%(first)s to %(last)s") % {"first": short_date(first), "last": short_date(last)}


def explain(status: DayStatus) -> str:
    """Why the day is or is not a working day, in a few words."""
    if status.holiday is None:
        return _("weekend") if status.reason is Reason.WEEKEND else _("an ordinary working day")
    texts = {
        Reason.HOLIDAY: _("%(holiday)s, day off"),
        Reason.IN_LIEU: _("day off in lieu for %(holiday)s"),
        Reason.MAKEUP: _("weekend, but a working day in place of a day off for %(holiday)s"),
    }
    return texts[status.reason] % {"holiday": holiday_name(status.holiday)}


def warning(awaited_years: Iterable[int]) -> str:
    """That notices are still awaited, and what was assumed instead; empty if nothing is awaited."""
    years = pgettext("between two names", ", ").join(str(year) for year in awaited_years)
    if not years:
        return ""
    return (
        _("The days off for %(years)s are not published yet. Weekends were assumed, so this may change.")
        % {"years": years}
    )  # fmt: skip


def outside(day: date, *, table: HolidayTable) -> str:
    """That a day cannot be told, and which days can."""
    return _("%(day)s lies outside the calendar. Choose a date from %(first)s to %(last)s.") % {
        "day": day.isoformat(),
        "first": table.first_year,
        "last": table.last_year,
    }
