"""The words for days as template filters, so that views hand over days and not texts."""

from datetime import date

from django import template

from longcheng.services.government.calendar import names
from longcheng.services.government.calendar.breaks import Break
from longcheng.services.government.calendar.rules import Count, DayStatus, Reason

register = template.Library()

register.filter("full_date", names.full_date)
register.filter("short_date", names.short_date)
register.filter("explain", names.explain)


@register.filter
def mark_of(reason: str) -> str:
    """The mark of a reason that is written out in a template."""
    return str(names.MARKS[Reason(reason)])


@register.filter
def weekday_letter(day: date) -> str:
    """One sign in Chinese, two letters in English, for the head of a narrow column."""
    return str(names.NARROW_WEEKDAYS[day.weekday()])


@register.filter
def warning(found: DayStatus | Count) -> str:
    """That a notice is still awaited; empty if not."""
    if isinstance(found, DayStatus):
        return names.warning([found.awaited_year] if found.awaited_year else [])
    return names.warning(found.awaited_years)


@register.filter
def break_name(found: Break) -> str:
    return names.joined_names(found.holidays)


@register.filter
def break_dates(found: Break) -> str:
    return names.from_to(found.first, found.last)
