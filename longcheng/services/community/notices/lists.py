"""The list of the publishing desk."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.core.access.models import Account
from longcheng.core.lists.declaring import Ask, BulkAction, Column, StaffList, Tag, Values
from longcheng.core.lists.filters import Choice, Choices, Days, Rows, Text
from longcheng.services.community.notices.actions import PUBLISH, withdraw_notice
from longcheng.services.community.notices.models import Notice
from longcheng.services.community.notices.queries import desk_notices

AREAS_MOST = 300
STATES = (
    ("standing", gettext_lazy("Stands")),
    ("urgent", gettext_lazy("Stands and is urgent")),
    ("expired", gettext_lazy("Over")),
    ("withdrawn", gettext_lazy("Withdrawn")),
)


def by_state(found: Rows, state: str) -> Rows:
    now = timezone.now()
    stands = Q(withdrawn_at=None) & (Q(expires_at=None) | Q(expires_at__gt=now))
    return found.filter(
        {
            "standing": stands,
            "urgent": stands & Q(is_urgent=True),
            "expired": Q(withdrawn_at=None, expires_at__lte=now),
            "withdrawn": Q(withdrawn_at__isnull=False),
        }[state]
    )


def areas(account: Account) -> Choices:
    """The divisions to which anything was published, among those of this account."""
    published = desk_notices(account).order_by("area_code").values_list("area_code", "area_name").distinct()
    return list(dict(published[:AREAS_MOST]).items())


def state(notice: Notice) -> Tag:
    if notice.withdrawn_at is not None:
        return Tag(_("Withdrawn"), "waiting")
    if not notice.is_standing:
        return Tag(_("Over"))
    return Tag(_("Urgent"), "urgent") if notice.is_urgent else Tag(_("Stands"), "well")


def spread(notice: Notice) -> str:
    told = _("%(delivered)s of %(recipients)s") % {
        "delivered": f"{notice.delivered:,}",
        "recipients": f"{notice.recipients:,}",
    }
    is_under_way = not notice.is_spread and notice.withdrawn_at is None
    return f"{told} · {notice.spread_percent} %" if is_under_way else told


def row_name(notice: Notice) -> str:
    return notice.title


def link(notice: Notice) -> str:
    return reverse("notices:one", args=[notice.pk])


def why_not_withdraw(account: Account, notice: Notice) -> str:
    return _("It is withdrawn already.") if notice.withdrawn_at is not None else ""


def withdraw(account: Account, notice: Any, values: Values) -> None:
    withdraw_notice(account, notice, reason=values.get("reason", ""))


NOTICES = StaffList(
    name="notices.desk",
    title=gettext_lazy("Published in your area"),
    permission=PUBLISH,
    url="notices:desk",
    rows=desk_notices,
    row_name=row_name,
    link=link,
    columns=(
        Column(key="title", title=gettext_lazy("Title"), sort=("title",)),
        Column(key="state", title=gettext_lazy("State"), value=state, kind="tag"),
        Column(key="area_name", title=gettext_lazy("For everybody in"), sort=("area_code",)),
        Column(key="published_at", title=gettext_lazy("Published"), kind="time", sort=("published_at",)),
        Column(key="spread", title=gettext_lazy("In inboxes"), value=spread, kind="number", sort=("delivered",)),
        Column(key="readers", title=gettext_lazy("Opened by"), kind="number", sort=("readers",)),
        Column(key="organisation", title=gettext_lazy("Organisation"), sort=("organisation",), is_shown=False),
        Column(key="expires_at", title=gettext_lazy("Counts until"), kind="time", sort=("expires_at",), is_shown=False),
        Column(key="withdrawn_because", title=gettext_lazy("Why withdrawn"), is_shown=False),
    ),
    filters=(
        Text(name="q", title=gettext_lazy("Words in the title"), fields=("title",)),
        Choice(name="state", title=gettext_lazy("State"), choices=STATES, by=by_state),
        Choice(name="area", title=gettext_lazy("Area"), field="area_code", choices=areas, is_prefix=True),
        Days(name="published", title=gettext_lazy("Published"), field="published_at"),
    ),
    actions=(
        BulkAction(
            name="withdraw",
            title=gettext_lazy("Withdraw these notices"),
            says=gettext_lazy(
                "It leaves the lists and spreads no further. Whoever has it sees that it is withdrawn, and why."
            ),
            do=withdraw,
            why_not=why_not_withdraw,
            asks=(Ask(name="reason", label=gettext_lazy("Why? Readers will see it.")),),
            is_danger=True,
        ),
    ),
    empty=gettext_lazy("Nothing has been published in your area yet."),
    empty_how=gettext_lazy("The first notice you publish will stand here with its readers counted."),
    source=gettext_lazy("Notices"),
    live="notices",
)
LISTS = (NOTICES,)
