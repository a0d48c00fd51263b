"""The declaration of the working-day calendar."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Audience, MenuItem, Room, TvPage


class WorkingDayCalendar(Room):
    name = "longcheng.services.government.calendar"
    label = "calendar"
    title = _("Working-day calendar")
    summary = _("Public holidays, days off in lieu and makeup workdays; counts terms in working days.")
    plan_ids = ("G1",)
    standards = ("RFC 5545 iCalendar", "RFC 7986", "OpenAPI 3.1")
    url_prefix = "calendar"
    menu = (
        MenuItem(
            audience=Audience.RESIDENT,
            label=_("Working days and holidays"),
            url="calendar:year",
            hint=_("When offices are open, and when a term ends"),
            words=("放假", "调休", "节假日", "上班", "工作日", "日历", "holiday", "holidays", "working days"),
            life_events=("work", "papers", "business"),
        ),
    )
    tv_pages = (
        TvPage(
            label=_("Calendar"),
            url="tv-calendar:today",
            digit=2,
            icon="calendar-event",
            hint=_("today, and the next days off"),
        ),
    )
    loads: ClassVar[dict[str, str]] = {"public-holidays": "load_public_holidays"}
