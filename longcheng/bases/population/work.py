"""What waits for the staff of the population base."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.bases.population.actions.corrections import DECIDE, give_back_correction, take_correction
from longcheng.bases.population.doubts import corrections_for
from longcheng.bases.population.pairs.work import PAIR_WORK
from longcheng.core.access.models import Account
from longcheng.core.declaration.work import WAITING_MOST, Task, Work
from longcheng.core.registry.doubts.queries import matters_of
from longcheng.core.registry.doubts.words import field_of
from longcheng.core.registry.models import DoubtState


def corrections(account: Account) -> Iterable[Task]:
    """Requests that wait for an answer, the one that is owed first standing first; one's own wait for others."""
    waiting = corrections_for(account).filter(state=DoubtState.OPEN).exclude(filed_by=account)
    found = list(waiting.order_by("due_at", "pk")[:WAITING_MOST])
    matters = matters_of(found)
    for one in found:
        matter = matters.get(one.pk)
        if matter is not None and matter.subject_id == account.pk:
            continue
        yield Task(
            key=str(one.pk),
            title=_("Correction request %(n)s: %(what)s") % {"n": one.pk, "what": field_of(one).title},
            url=reverse("population:correction", args=[one.pk]),
            since=one.filed_at,
            due_at=one.due_at,
            area_code=one.area_code,
            holder_id=matter.holder_id if matter else None,
        )


def take(account: Account, key: str, holder: Account | None) -> None:
    """Take a request over, or give it back."""
    act = take_correction if holder is not None else give_back_correction
    act(account, correction_id=int(key))


WORK = (
    Work(
        name="population.corrections",
        title=gettext_lazy("Correction requests"),
        permission=DECIDE,
        waiting=corrections,
        url="population:corrections",
        take=take,
    ),
    PAIR_WORK,
)
