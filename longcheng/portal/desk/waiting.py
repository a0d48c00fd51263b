"""What waits for one account, gathered from every room that declares work."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.geography.queries import names_of
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import may
from longcheng.core.declaration import rooms
from longcheng.core.declaration.work import Task, Work

MINE, FREE, OURS = "mine", "free", ""
SOON = timedelta(days=3)
SHOWN_MOST = 100


@cache
def all_work() -> dict[str, Work]:
    """Every kind of work that a room declares, by name."""
    return {
        work.name: work for room in rooms() if room.has_part("work") for work in getattr(room.part("work"), "WORK", ())
    }


@dataclass(frozen=True)
class Waiting:
    """One task as the counter shows it: its kind, its clock, whose it is."""

    work: Work
    task: Task
    area: str
    holder: str
    is_mine: bool

    @property
    def tone(self) -> str:
        if self.task.due_at is None:
            return "plain"
        left = self.task.due_at - timezone.now()
        return "urgent" if left <= timedelta(0) else "waiting" if left <= SOON else "plain"

    @property
    def clock(self) -> str:
        """The clock in words, which stand beside the colour."""
        if self.task.due_at is None:
            return _("waits")
        left = self.task.due_at - timezone.now()
        if left <= timedelta(0):
            return _("overdue since %(time)s") % {"time": said_span(-left)}
        return _("%(time)s left") % {"time": said_span(left)}

    @property
    def has_a_taker(self) -> bool:
        """Whether work of this kind can be taken over at all."""
        return self.work.take is not None


def said_span(span: timedelta) -> str:
    """A length of time in its largest unit, as one says it."""
    hours = int(span.total_seconds() // 3600)
    if hours >= 48:
        return _("%(n)s days") % {"n": hours // 24}
    if hours >= 1:
        return _("%(n)s h") % {"n": hours}
    if span >= timedelta(minutes=1):
        return _("%(n)s min") % {"n": int(span.total_seconds() // 60)}
    return _("%(n)s s") % {"n": int(span.total_seconds())}


@dataclass(frozen=True)
class Pile:
    """Everything that waits for one account: counts by kind, and what is shown of it."""

    counts: Sequence[tuple[Work, int, int]]  # how many wait, how many of them are overdue
    shown: Sequence[Waiting]
    total: int
    overdue: int


def pile(account: Account, *, kind: str = "", whose: str = OURS) -> Pile:
    """What waits, the most urgent first. Costs the queries of each kind that this account may do, and two more."""
    by_kind = {work.name: list(work.waiting(account)) for work in all_work().values() if may(account, work.permission)}
    chosen = [
        (all_work()[name], task)
        for name, tasks in by_kind.items()
        for task in tasks
        if kind in {"", name} and _is_whose(task, account, whose)
    ]
    chosen.sort(key=lambda one: (one[1].due_at or _far(), one[1].since))
    now = timezone.now()
    counts = [
        (all_work()[name], len(tasks), sum(task.due_at is not None and task.due_at <= now for task in tasks))
        for name, tasks in by_kind.items()
    ]
    return Pile(
        counts=counts,
        shown=list(_told(chosen[:SHOWN_MOST], account)),
        total=len(chosen),
        overdue=sum(overdue for _work, _count, overdue in counts),
    )


def _is_whose(task: Task, account: Account, whose: str) -> bool:
    if whose == MINE:
        return task.holder_id == account.pk
    return whose != FREE or task.holder_id is None


def _far() -> datetime:
    return timezone.now() + timedelta(days=36_500)


def _told(chosen: list[tuple[Work, Task]], account: Account) -> Iterator[Waiting]:
    areas = names_of(task.area_code for _work, task in chosen if task.area_code)
    holders = Account.objects.in_bulk([task.holder_id for _work, task in chosen if task.holder_id])
    for work, task in chosen:
        holder = holders.get(task.holder_id or 0)
        yield Waiting(
            work=work,
            task=task,
            area=areas.get(task.area_code, ""),
            holder=str(holder) if holder else "",
            is_mine=task.holder_id == account.pk,
        )
