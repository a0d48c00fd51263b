"""What waits for the clerks of account recovery."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.core.access.models import Account
from longcheng.core.declaration.work import WAITING_MOST, Task, Work
from longcheng.core.sign_in.actions.recoveries import RECOVER
from longcheng.core.sign_in.models import Recovery


def unconfirmed(account: Account) -> Iterable[Task]:
    """Recoveries that wait for a second pair of eyes, which may be this account's."""
    open_ones = Recovery.objects.open().filter(needs_second=True, confirmed_at=None)
    for one in open_ones.exclude(filed_by=account).exclude(account=account).order_by("filed_at")[:WAITING_MOST]:
        yield Task(
            key=str(one.pk),
            title=_("Recovery %(n)s waits for a second clerk") % {"n": one.pk},
            url=reverse("portal:recovery", args=[one.pk]),
            since=one.filed_at,
            due_at=one.ends_at,
        )


WORK = (
    Work(
        name="sign_in.recoveries",
        title=gettext_lazy("Account recovery"),
        permission=RECOVER,
        waiting=unconfirmed,
        url="portal:recoveries",
    ),
)
