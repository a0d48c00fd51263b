"""What waits for the staff of the organisations base: representatives to be named, licences that run out."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.bases.organisations.actions.filing import FILE, LICENSE, STANDING, VACANT
from longcheng.bases.organisations.doubts import DOUBT_WORK
from longcheng.bases.organisations.fitness import SOON, SUSPENDED, VALID
from longcheng.bases.organisations.laws import REPRESENTATIVE_WITHIN
from longcheng.bases.organisations.licence_kinds import licence_title
from longcheng.bases.organisations.licensing import licences_for
from longcheng.bases.organisations.lists import organisations_of
from longcheng.core.access.models import Account
from longcheng.core.clock.days import midnight
from longcheng.core.declaration.work import WAITING_MOST, Task, Work


def vacant(account: Account) -> Iterable[Task]:
    """Organisations whose representative has died or resigned; the law gives them thirty days (公司法 第十条)."""
    waiting = organisations_of(account).filter(properties__has_key=VACANT, status__in=STANDING)
    for one in waiting.order_by("pk")[:WAITING_MOST]:
        since = date.fromisoformat(one.properties[VACANT])
        yield Task(
            key=str(one.pk),
            title=_("%(name)s: legal representative to be named") % {"name": one.name},
            url=reverse("organisations:act", args=[one.pk, "representative"]),
            since=midnight(since),
            due_at=midnight(since + REPRESENTATIVE_WITHIN + timedelta(days=1)),
            area_code=one.division_code,
        )


def running_out(account: Account) -> Iterable[Task]:
    """Licences that end within sixty days or have ended, the first to end standing first."""
    today = timezone.localdate()
    ending = licences_for(account).filter(state__in=(VALID, SUSPENDED), valid_until__lte=today + SOON)
    for one in ending.order_by("valid_until", "pk")[:WAITING_MOST]:
        assert one.valid_until is not None  # noqa: S101  the filter has asked
        yield Task(
            key=str(one.pk),
            title=_("%(kind)s %(number)s ends") % {"kind": licence_title(one.kind), "number": one.number},
            url=reverse("organisations:licence", args=[one.pk]),
            since=midnight(one.valid_until - SOON),
            due_at=midnight(one.valid_until + timedelta(days=1)),
            area_code=one.division_code,
        )


WORK = (
    Work(
        name="organisations.vacant",
        title=gettext_lazy("Legal representative to be named"),
        permission=FILE,
        waiting=vacant,
        url="organisations:desk",
    ),
    Work(
        name="organisations.running_out",
        title=gettext_lazy("Licences that run out"),
        permission=LICENSE,
        waiting=running_out,
        url="organisations:licences",
    ),
    DOUBT_WORK,
)
