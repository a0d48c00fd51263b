"""What waits for the staff of the population base."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.bases.population.actions import CORRECTION, DECIDE, give_back_correction, take_correction
from longcheng.bases.population.models import CorrectionState
from longcheng.bases.population.queries import corrections_for
from longcheng.core.access.models import Account, OpenMatter
from longcheng.core.declaration.work import WAITING_MOST, Task, Work


def corrections(account: Account) -> Iterable[Task]:
    """Requests that wait for an answer, the one that is owed first standing first."""
    waiting = corrections_for(account).filter(state=CorrectionState.OPEN).order_by("due_at", "pk")
    found = list(waiting.exclude(resident__account=account)[:WAITING_MOST])
    matters = OpenMatter.objects.filter(kind=CORRECTION, reference__in=[str(one.pk) for one in found])
    holders = dict(matters.values_list("reference", "holder_id"))
    for one in found:
        yield Task(
            key=str(one.pk),
            title=_("Correction request %(n)s: %(what)s") % {"n": one.pk, "what": one.get_part_display()},
            url=reverse("population:correction", args=[one.pk]),
            since=one.filed_at,
            due_at=one.due_at,
            area_code=one.resident.division_code,
            holder_id=holders.get(str(one.pk)),
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
)
