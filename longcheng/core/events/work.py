"""What waits for the operators: deliveries that nobody could make."""

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.core.access.models import Account
from longcheng.core.declaration.work import WAITING_MOST, Task, Work
from longcheng.core.events.actions import OPERATE
from longcheng.core.events.models import Delivery, DeliveryState

LOOK_WITHIN = timedelta(days=1)  # an event kept for thirty days is soon somebody's missed message


def dead_letters(account: Account) -> Iterable[Task]:
    """Deliveries that failed to the last attempt, the oldest first."""
    dead = Delivery.objects.filter(state=DeliveryState.DEAD).select_related("event").order_by("id")
    for one in dead[:WAITING_MOST]:
        yield Task(
            key=str(one.pk),
            title=_("Dead letter %(n)s: %(event)s") % {"n": one.pk, "event": one.event_name},
            url=reverse("desk:delivery", args=[one.pk]),
            since=one.event.recorded_at,
            due_at=one.event.recorded_at + LOOK_WITHIN,
            note=one.handler,
        )


WORK = (
    Work(
        name="events.dead_letters",
        title=gettext_lazy("Dead letters"),
        permission=OPERATE,
        waiting=dead_letters,
        url="desk:deliveries",
    ),
)
