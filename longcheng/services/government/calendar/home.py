"""Today, on the city's first page: are offices open?"""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.core.declaration.home import HomeBlock
from longcheng.services.government.calendar.names import explain, full_date
from longcheng.services.government.calendar.queries import holiday_table
from longcheng.services.government.calendar.rules import next_working_day, why


def blocks(area_code: str) -> Iterator[HomeBlock]:
    """Whether today is a working day, why, and when the next one is; nothing before a calendar is loaded."""
    table, today = holiday_table(), timezone.localdate()
    if not table.covers(today):
        return
    status = why(today, table=table)
    said = _("%(day)s: %(why)s.") % {"day": full_date(today), "why": explain(status)}
    if not status.is_working:
        following = next_working_day(today, table=table).day
        said += " " + _("The next working day is %(day)s.") % {"day": full_date(following)}
    yield HomeBlock(
        title=_("Offices are open today") if status.is_working else _("Offices are closed today"),
        icon="calendar-check" if status.is_working else "calendar-off",
        said=said,
        url=reverse("calendar:year"),
        action=_("Holidays and working days"),
    )
