"""The list of programs that ask to sign people in."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from longcheng.core.access.models import Account
from longcheng.core.access.permissions import may
from longcheng.core.lists.declaring import Column, StaffList, Tag
from longcheng.core.lists.filters import Choice, Days, Text
from longcheng.core.openid.models import Program, ProgramState
from longcheng.core.openid.queries import programs

APPROVE = "openid.approve"
TONES = {
    ProgramState.WAITING: "waiting", ProgramState.APPROVED: "well", ProgramState.SUSPENDED: "urgent",
}  # fmt: skip


def rows(account: Account) -> QuerySet[Program]:
    """Every program, for whoever approves them."""
    return programs() if may(account, APPROVE) else Program.objects.none()


def state(one: Program) -> Tag:
    return Tag(one.get_state_display(), TONES.get(ProgramState(one.state), "plain"))  # type: ignore[arg-type]


def row_name(one: Program) -> str:
    return str(one.name)


def link(one: Program) -> str:
    return reverse("openid:program", args=[one.pk])


PROGRAMS = StaffList(
    name="openid.programs",
    title=gettext_lazy("Programs of others"),
    permission=APPROVE,
    url="openid:programs",
    rows=rows,
    row_name=row_name,
    link=link,
    columns=(
        Column(key="name", title=gettext_lazy("Name of the program"), sort=("name",)),
        Column(key="state", title=gettext_lazy("State"), value=state, kind="tag", sort=("state",)),
        Column(key="organisation", title=gettext_lazy("Organisation"), sort=("organisation",)),
        Column(key="created", title=gettext_lazy("Registered"), kind="time", sort=("created",)),
        Column(key="purpose", title=gettext_lazy("Its purpose"), is_shown=False),
        Column(key="contact", title=gettext_lazy("Contact"), is_shown=False),
        Column(key="decided_at", title=gettext_lazy("Decided on"), kind="time", sort=("decided_at",), is_shown=False),
    ),
    filters=(
        Text(name="q", title=gettext_lazy("Search in programs"), fields=("name", "organisation", "purpose")),
        Choice(
            name="state", title=gettext_lazy("State"), field="state", choices=ProgramState.choices,
            default=ProgramState.WAITING.value,
        ),
        Days(name="registered", title=gettext_lazy("Registered"), field="created"),
    ),
    empty=gettext_lazy("None in this state."),
    empty_how=gettext_lazy("Programs that register to sign people in will stand here until you decide."),
    source=gettext_lazy("OpenID provider"),
)  # fmt: skip
