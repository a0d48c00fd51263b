"""The list of dead letters, and delivering many of them again."""

import re
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.core.access.masks import HIDDEN
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import may
from longcheng.core.declaration import rooms
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.actions import OPERATE, drop, redrive
from longcheng.core.events.directory import LOCAL, STREAM, WEBHOOK
from longcheng.core.events.models import Delivery, DeliveryState
from longcheng.core.lists.declaring import Ask, BulkAction, Column, StaffList, Values
from longcheng.core.lists.filters import Choice, Choices, Rows, Text

AGES = (
    ("1", gettext_lazy("over an hour")),
    ("24", gettext_lazy("over a day")),
    ("168", gettext_lazy("over a week")),
)
LANES = {
    LOCAL: gettext_lazy("inside the city"),
    WEBHOOK: gettext_lazy("to a partner"),
    STREAM: gettext_lazy("to the stream"),
}
DISTINCT_MOST = 200
# The line of a traceback that names the exception; its message may run on over further lines.
MISTAKE = re.compile(r"((?:\w+\.)*[A-Z]\w+)(?::|$)")


def dead(account: Account) -> QuerySet[Delivery]:
    """Deliveries that failed to the last attempt, the newest first; for operators."""
    if not may(account, OPERATE):
        return Delivery.objects.none()
    return Delivery.objects.filter(state=DeliveryState.DEAD).select_related("event").order_by("-id")


def room_title(label: str) -> str:
    """What people call the room of an event or a handler."""
    return next((str(room.title) for room in rooms() if room.label == label), label)


def event_told(one: Delivery) -> str:
    label, _dot, name = one.event_name.partition(".")
    return f"{room_title(label)} · {name}"


def handler_told(one: Delivery) -> str:
    """Who should have got it, in words where there are any."""
    label, _dot, _name = one.handler.partition(".")
    return f"{room_title(label)} · {LANES.get(one.lane, one.lane)}"


def last_line(one: Delivery) -> str:
    """The kind of mistake, without what it says: a message may hold what was delivered."""
    named = [found.group(1) for line in one.last_error.splitlines() if (found := MISTAKE.match(line))]
    return named[-1][:100] if named else ""


def masked(data: Any, *, depth: int = 0) -> Any:
    """What an event holds, with every text hidden: numbers and truths tell an operator which thing it was."""
    if depth > 6:
        return HIDDEN
    if isinstance(data, dict):
        return {str(name)[:80]: masked(value, depth=depth + 1) for name, value in list(data.items())[:100]}
    if isinstance(data, list):
        return [masked(value, depth=depth + 1) for value in data[:100]]
    return HIDDEN if isinstance(data, str) else data


def events_offered(account: Account) -> Choices:
    return _distinct(account, "event_name")


def handlers_offered(account: Account) -> Choices:
    return _distinct(account, "handler")


def rooms_offered(account: Account) -> Choices:
    labels = sorted({name.partition(".")[0] for name, _title in _distinct(account, "handler")})
    return [(label, room_title(label)) for label in labels]


def _distinct(account: Account, field: str) -> list[tuple[str, str]]:
    names = dead(account).order_by(field).values_list(field, flat=True).distinct()[:DISTINCT_MOST]
    return [(name, name) for name in names]


def by_room(found: Rows, label: str) -> Rows:
    return found.filter(handler__startswith=f"{label}.")


def by_age(found: Rows, hours: str) -> Rows:
    before = timezone.now() - timedelta(hours=int(hours))
    return found.filter(event__recorded_at__lte=before)


def row_name(one: Delivery) -> str:
    return f"{one.pk} · {one.event_name}"


def link(one: Delivery) -> str:
    return reverse("desk:delivery", args=[one.pk])


def why_not(account: Account, one: Delivery) -> str:
    return "" if one.state == DeliveryState.DEAD else _("It is no dead letter any more.")


def deliver_again(account: Account, one: Any, values: Values) -> None:
    if not redrive(account, delivery_ids=[one.pk]):
        raise Unfit({"state": _("It is no dead letter any more.")})


def give_up(account: Account, one: Any, values: Values) -> None:
    if not drop(account, delivery_ids=[one.pk], reason=values.get("reason", "")):
        raise Unfit({"state": _("It is no dead letter any more.")})


LETTERS = StaffList(
    name="events.letters",
    title=gettext_lazy("Dead letters"),
    permission=OPERATE,
    url="desk:deliveries",
    rows=dead,
    row_name=row_name,
    link=link,
    columns=(
        Column(key="id", title=gettext_lazy("Number"), kind="code", sort=("id",)),
        Column(key="event", title=gettext_lazy("Event"), value=event_told, sort=("event_name", "id")),
        Column(key="to", title=gettext_lazy("To"), value=handler_told, sort=("handler", "id")),
        Column(
            key="recorded_at", title=gettext_lazy("Accepted at"), value=lambda one: one.event.recorded_at, kind="time",
            sort=("event__recorded_at",),
        ),
        Column(key="attempts", title=gettext_lazy("Attempts"), kind="number", sort=("attempts",)),
        Column(key="why", title=gettext_lazy("Kind of mistake"), value=last_line),
        Column(key="event_name", title=gettext_lazy("Event, exactly"), kind="code", is_shown=False),
        Column(key="handler", title=gettext_lazy("Handler, exactly"), kind="code", is_shown=False),
    ),
    filters=(
        Choice(name="event", title=gettext_lazy("Event"), field="event_name", choices=events_offered),
        Choice(name="room", title=gettext_lazy("Part of the city"), choices=rooms_offered, by=by_room),
        Choice(name="handler", title=gettext_lazy("Handler"), field="handler", choices=handlers_offered),
        Choice(name="age", title=gettext_lazy("Age"), choices=AGES, by=by_age),
        Text(name="q", title=gettext_lazy("Words in the mistake"), fields=("last_error",)),
    ),
    actions=(
        BulkAction(
            name="redrive",
            title=gettext_lazy("Deliver again"),
            says=gettext_lazy("It is delivered now, with a full count of attempts."),
            do=deliver_again,
            why_not=why_not,
        ),
        BulkAction(
            name="drop",
            title=gettext_lazy("Give up the chosen letters"),
            says=gettext_lazy("It is never delivered. It stays visible as dropped, with your reason in the record."),
            do=give_up,
            why_not=why_not,
            asks=(Ask(name="reason", label=gettext_lazy("Why need they not be delivered?")),),
            is_danger=True,
        ),
    ),
    empty=gettext_lazy("No dead letters."),
    empty_how=gettext_lazy("A delivery that fails ten times will stand here with its reason."),
    source=gettext_lazy("Deliveries of events"),
)  # fmt: skip
