"""What waits for officers for personal data and officers for delays."""

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.core.access.models import Account
from longcheng.core.declaration.work import WAITING_MOST, Task, Work
from longcheng.core.disclosure.models import DisclosureDelay
from longcheng.core.disclosure.queries import ANSWER, DELAY, open_questions

ENDS_SOON = timedelta(days=7)


def questions(account: Account) -> Iterable[Task]:
    """What people ask about looks at their data and this officer answers, the most urgent first."""
    for one in open_questions(account).exclude(asker=account)[:WAITING_MOST]:
        yield Task(
            key=str(one.pk),
            title=_("Question %(n)s about a look at data") % {"n": one.pk},
            url=reverse("portal:looked-question", args=[one.pk]),
            since=one.asked_at,
            due_at=one.due_at,
            note=one.organisation,
        )


def ending_delays(account: Account) -> Iterable[Task]:
    """Delays of telling that end within a week: to be prolonged by an order, or left to end."""
    soon = DisclosureDelay.objects.live().filter(until__lte=timezone.now() + ENDS_SOON).order_by("until")
    for one in soon[:WAITING_MOST]:
        yield Task(
            key=str(one.pk),
            title=_("A delay of telling ends: order %(n)s") % {"n": one.pk},
            url=reverse("portal:looked-delays"),
            since=one.ordered_at,
            due_at=one.until,
        )


WORK = (
    Work(
        name="disclosure.questions",
        title=gettext_lazy("Questions about looks at data"),
        permission=ANSWER,
        waiting=questions,
        url="portal:looked-questions",
    ),
    Work(
        name="disclosure.delays",
        title=gettext_lazy("Delays of telling"),
        permission=DELAY,
        waiting=ending_delays,
        url="portal:looked-delays",
    ),
)
