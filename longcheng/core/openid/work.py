"""What waits for those who approve programs."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.core.access.models import Account
from longcheng.core.declaration.work import WAITING_MOST, Task, Work
from longcheng.core.openid import lifetimes
from longcheng.core.openid.models import ProgramState
from longcheng.core.openid.queries import programs


def waiting(account: Account) -> Iterable[Task]:
    """Programs that ask to sign people in; undecided ones are forgotten after a while, which is their clock."""
    for one in programs(state=ProgramState.WAITING)[:WAITING_MOST]:
        yield Task(
            key=str(one.pk),
            title=_("“%(name)s” asks to sign people in") % {"name": one.name},
            url=reverse("openid:program", args=[one.pk]),
            since=one.created,
            due_at=one.created + lifetimes.WAITING,
            note=one.organisation,
        )


WORK = (
    Work(
        name="openid.programs",
        title=gettext_lazy("Programs of others"),
        permission="openid.approve",
        waiting=waiting,
        url="openid:programs",
    ),
)
