"""The list of doubts about a public register, and the work that they are: the same in every room that has one."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.core.access.models import Account
from longcheng.core.declaration.work import WAITING_MOST, Task, Work
from longcheng.core.lists.declaring import Ask, BulkAction, Column, StaffList, Tag, Values
from longcheng.core.lists.filters import Choice, Choices, Days, Rows, Yes
from longcheng.core.registry.deciding import decide_doubt, is_own, undo_acceptance
from longcheng.core.registry.declaring import register_named
from longcheng.core.registry.doubts.desks import desk_that_keeps, desks, is_by_act
from longcheng.core.registry.doubts.queries import doubts_for
from longcheng.core.registry.doubts.rules import REASON_MAX, is_late
from longcheng.core.registry.doubts.words import field_of, filer, has_value
from longcheng.core.registry.models import Doubt, DoubtState

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

CASE = "portal:wrong-case"  # the page on which any doubt about a public register is decided
TONES = {DoubtState.OPEN: "waiting", DoubtState.ACCEPTED: "well"}


def public_registers() -> list[str]:
    """The registers whose values are nobody's and may be doubted."""
    return [desk.register for desk in desks().values() if desk.is_public]


def case_address(doubt_id: int) -> str:
    """Where it is decided."""
    return reverse(CASE, args=[doubt_id])


def subject_name(doubt: Doubt) -> str:
    """What the doubted thing is called."""
    desk = desk_that_keeps(doubt.register)
    return desk.named(doubt.subject_id) if desk else ""


def _row_name(one: Doubt) -> str:
    return _("No. %(n)s: %(what)s") % {"n": one.pk, "what": field_of(one).title}


def _state(one: Doubt) -> Tag:
    if is_late(one.due_at, now=timezone.now(), is_open=one.is_open):
        return Tag(_("overdue"), "urgent")
    return Tag(one.get_state_display(), TONES.get(one.state, "plain"))  # type: ignore[call-overload]


def _overdue(found: Rows) -> Rows:
    return found.filter(state=DoubtState.OPEN, due_at__lte=timezone.now())


def _why_not_decide(account: Account, one: Doubt) -> str:
    """What a person has asked is looked at by itself: only what departments' files say is decided by the dozen."""
    if not one.source:
        return _("A person has asked this. Open it, look at it, and answer them.")
    if not one.is_open:
        return _("This request has been decided or withdrawn already.")
    return _("This is your own request; a colleague must decide it.") if is_own(account, one) else ""


def _why_not_accept(account: Account, one: Doubt) -> str:
    if why := _why_not_decide(account, one):
        return why
    if is_by_act(one):
        return _("File the act that changes it; the request then ends by itself.")
    return "" if has_value(one) else _("It does not say how it should read. Open it and enter what you have found.")


def _accept(account: Account, one: Any, values: Values) -> None:
    decide_doubt(account, doubt_id=one.pk, accept=True, reason=values.get("reason", ""))


def _refuse(account: Account, one: Any, values: Values) -> None:
    decide_doubt(account, doubt_id=one.pk, accept=False, reason=values.get("reason", ""))


def _undo(account: Account, one: Any, values: object) -> None:
    undo_acceptance(account, doubt_id=one.pk)


def doubt_list(
    *, name: str, permission: str, url: str, registers: tuple[str, ...], source: "_StrOrPromise"
) -> StaffList:
    """A room's list of what is said to be wrong in its public registers. `url` names its page."""

    def rows(account: Account) -> Rows:
        return doubts_for(account, registers_named=registers)

    def fields(account: Account) -> Choices:
        titles = {one.name: one.title for register in registers for one in register_named(register).fields}
        return [(one.name, titles[one.name]) for register in registers for one in desks()[register].fields]

    return StaffList(
        name=name,
        title=gettext_lazy("What is said to be wrong"),
        permission=permission,
        url=url,
        rows=rows,
        row_name=_row_name,
        link=lambda one: case_address(one.pk),
        columns=(
            Column(key="what", title=gettext_lazy("Request"), value=_row_name, sort=("pk",)),
            Column(key="about", title=gettext_lazy("About"), value=subject_name),
            Column(key="state", title=gettext_lazy("State"), value=_state, kind="tag", sort=("state",)),
            Column(key="filer", title=gettext_lazy("Who says so"), value=filer, sort=("source",)),
            Column(key="due_at", title=gettext_lazy("Answer owed by"), kind="time", sort=("due_at",)),
            Column(key="filed_at", title=gettext_lazy("Filed on"), kind="time", sort=("filed_at",), on_phone=False),
        ),
        filters=(
            Choice(name="state", title=gettext_lazy("State"), field="state", choices=DoubtState.choices),
            Choice(name="field", title=gettext_lazy("What is asked"), field="field", choices=_once(fields)),
            Days(name="filed", title=gettext_lazy("Filed on"), field="filed_at"),
            Yes(name="overdue", title=gettext_lazy("Only overdue"), by=_overdue),
        ),
        actions=(_ACCEPTING, _REFUSING),
        empty=gettext_lazy("Nothing waits."),
        empty_how=gettext_lazy("When a reader or a department says that a value is wrong, it stands here."),
        source=source,
    )


def _once(choices: Callable[[Account], Choices]) -> Callable[[Account], Choices]:
    """The same field of two registers is one choice."""
    return lambda account: list({value: (value, title) for value, title in choices(account)}.values())


_ACCEPTING = BulkAction(
    name="accept",
    title=gettext_lazy("Correct as the department says"),
    says=gettext_lazy(
        "The owner of the field states the department's value. Taking it back within a day takes back the acts and "
        "opens the requests again."
    ),
    do=_accept,
    why_not=_why_not_accept,
    undo=_undo,
    undo_title=gettext_lazy("Take the corrections back"),
    asks=(
        Ask(
            name="reason",
            label=gettext_lazy("What you checked"),
            hint=gettext_lazy("Every reader of the value sees it for 90 days."),
            longest=REASON_MAX,
            is_required=False,
        ),
    ),
)
_REFUSING = BulkAction(
    name="refuse",
    title=gettext_lazy("Leave as it is"),
    says=gettext_lazy(
        "The values stay, and the department's are not asked about again until the owner states something new. "
        "A refusal cannot be taken back."
    ),
    do=_refuse,
    why_not=_why_not_decide,
    asks=(
        Ask(
            name="reason",
            label=gettext_lazy("Why it is not changed"),
            hint=gettext_lazy("Every reader of the value sees it for 90 days."),
            longest=REASON_MAX,
        ),
    ),
    is_danger=True,
)


def doubt_work(*, name: str, title: "_StrOrPromise", permission: str, url: str, registers: tuple[str, ...]) -> Work:
    """What is said to be wrong in a room's public registers as work that waits, the one owed first standing first."""

    def waiting(account: Account) -> Iterable[Task]:
        found = doubts_for(account, registers_named=registers).filter(state=DoubtState.OPEN)
        for one in found.exclude(filed_by=account).order_by("due_at", "pk")[:WAITING_MOST]:
            yield Task(
                key=str(one.pk),
                title=_("Is it wrong? No. %(n)s: %(what)s") % {"n": one.pk, "what": field_of(one).title},
                url=case_address(one.pk),
                since=one.filed_at,
                due_at=one.due_at,
                area_code=one.area_code,
            )

    return Work(name=name, title=title, permission=permission, waiting=waiting, url=url)
