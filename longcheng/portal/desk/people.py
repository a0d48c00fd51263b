"""Who works in one's organisation: accounts of the staff, their roles and areas, until when."""

from datetime import timedelta
from typing import Any

from django.db.models import Max, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from longcheng.bases.geography.queries import names_of
from longcheng.core.access.actions.roles import GIVE, end_role
from longcheng.core.access.doors import requires
from longcheng.core.access.models import Account, RoleHeld
from longcheng.core.access.permissions import holdings
from longcheng.core.access.queries import roles_within
from longcheng.core.declaration import rooms
from longcheng.core.lists.declaring import BulkAction, Column, StaffList, Tag, Values
from longcheng.core.lists.filters import Choice, Choices, Rows, Text
from longcheng.core.lists.page import open_list
from longcheng.core.sign_in.models import Session

STATES = (
    ("live", gettext_lazy("In force")),
    ("ended", gettext_lazy("Ended")),
    ("soon", gettext_lazy("Ends in 30 days")),
)


def organisations(account: Account) -> list[str]:
    """The organisations whose roles this account keeps, sign by sign as they are written."""
    return sorted({held.organisation for held in holdings(account, GIVE)})


def people_of(account: Account) -> QuerySet[RoleHeld]:
    """The roles held in one's own organisations and areas; of every organisation for a keeper without one."""
    reach = Q(pk__in=[])
    for held in holdings(account, GIVE):
        here = Q(area_code__startswith=held.area_code)
        reach |= here & Q(organisation=held.organisation) if held.organisation else here
    found = roles_within(account, GIVE).filter(reach)
    seen = Session.objects.filter(account=OuterRef("account")).order_by().values("account")
    return found.annotate(signed_in_at=Subquery(seen.annotate(last=Max("started_at")).values("last")))


def dress(found: list[Any]) -> None:
    """The areas in words, in one query."""
    names = names_of(one.area_code for one in found)
    for one in found:
        one.area = names.get(one.area_code, one.area_code) if one.area_code else _("whole city")
        one.signed_in_day = timezone.localdate(one.signed_in_at) if one.signed_in_at else None


def titles() -> dict[str, str]:
    """Every declared role with its title, in the reader's language."""
    return {role.name: str(role.title) for room in rooms() for role in room.roles}


def name(one: RoleHeld) -> str:
    return str(one.account)


def title(one: RoleHeld) -> str:
    return titles().get(one.role, one.role)


def is_live(one: RoleHeld) -> bool:
    return one.begins_at <= timezone.now() and (one.ends_at is None or one.ends_at > timezone.now())


def state(one: RoleHeld) -> Tag:
    if one.begins_at > timezone.now():
        return Tag(_("Begins later"), "waiting")
    return Tag(_("In force"), "well") if is_live(one) else Tag(_("Ended"))


def by_state(found: Rows, wanted: str) -> Rows:
    now = timezone.now()
    live = Q(ends_at=None) | Q(ends_at__gt=now)
    if wanted == "ended":
        return found.filter(ends_at__lte=now)
    if wanted == "soon":
        return found.filter(ends_at__gt=now, ends_at__lte=now + timedelta(days=30))
    return found.filter(live, begins_at__lte=now)


def roles_offered(account: Account) -> Choices:
    return sorted(titles().items(), key=lambda one: one[1])


def organisations_offered(account: Account) -> Choices:
    found = people_of(account).order_by("organisation").values_list("organisation", flat=True).distinct()[:200]
    return [(name, name) for name in found if name]


def row_name(one: RoleHeld) -> str:
    return _("Role %(n)s: %(role)s") % {"n": one.pk, "role": title(one)}


def link(one: RoleHeld) -> str:
    return reverse("portal:role-end", args=[one.pk]) if is_live(one) else ""


def why_not_end(account: Account, one: RoleHeld) -> str:
    if not is_live(one):
        return _("This role has ended already.")
    return _("This is your own role; a colleague must end it.") if one.account_id == account.pk else ""


def end(account: Account, one: Any, values: Values) -> None:
    end_role(account, held_id=one.pk)


PEOPLE = StaffList(
    name="access.people",
    title=gettext_lazy("People and roles"),
    permission=GIVE,
    url="desk:people",
    rows=people_of,
    dress=dress,
    row_name=row_name,
    link=link,
    columns=(
        Column(key="name", title=gettext_lazy("Full name"), value=name, sort=("account__display_name",)),
        Column(key="role", title=gettext_lazy("Role"), value=title, sort=("role",)),
        Column(key="state", title=gettext_lazy("State"), value=state, kind="tag"),
        Column(key="organisation", title=gettext_lazy("Organisation"), sort=("organisation",)),
        Column(key="area", title=gettext_lazy("Area"), sort=("area_code",)),
        Column(key="begins_at", title=gettext_lazy("Since"), kind="time", sort=("begins_at",), on_phone=False),
        Column(key="ends_at", title=gettext_lazy("Until"), kind="time", sort=("ends_at",)),
        Column(key="signed_in_day", title=gettext_lazy("Last signed in"), kind="day", sort=("signed_in_at",)),
        Column(
            key="username", title=gettext_lazy("User name"), value=lambda one: one.account.username, kind="code",
            sort=("account__username",), is_shown=False,
        ),
    ),
    filters=(
        Text(name="q", title=gettext_lazy("Name or user name"), fields=("account__display_name", "account__username")),
        Choice(name="role", title=gettext_lazy("Role"), field="role", choices=roles_offered),
        Choice(
            name="organisation", title=gettext_lazy("Organisation"), field="organisation",
            choices=organisations_offered,
        ),
        Choice(name="state", title=gettext_lazy("State"), choices=STATES, by=by_state),
    ),
    actions=(
        BulkAction(
            name="end",
            title=gettext_lazy("End these roles"),
            says=gettext_lazy("It ends at once, also on pages that are open."),
            do=end,
            why_not=why_not_end,
            is_danger=True,
        ),
    ),
    empty=gettext_lazy("Nobody holds a role in your organisation yet."),
    empty_how=gettext_lazy("Give the first one on the page of roles."),
    source=gettext_lazy("Accounts and roles of the city"),
)  # fmt: skip


@requires(GIVE)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The list, and whose it is: organisations are compared sign by sign until their base stands."""
    found = open_list(request, PEOPLE)
    context = {"list": found, "organisations": [name for name in organisations(found.account) if name]}
    return render(request, "portal/desk/people.html", context)
