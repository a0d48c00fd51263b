"""What the wall shows of events: are all delivered, what waits, what is dead."""

from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.core.declaration.wall import Measured, TileRow, Tone
from longcheng.core.events.counters import counts, waits
from longcheng.core.events.models import Delivery, DeliveryState

WAIT_GOAL_S, DELAY_GOAL_S = 60, 2.0
LETTERS = "/desk/deliveries/"


def dead_letters() -> Measured:
    """How many deliveries were given up, by handler."""
    dead = Delivery.objects.filter(state=DeliveryState.DEAD)
    by_handler = dead.values_list("handler").annotate(n=Count("id")).order_by("-n", "handler")
    rows = tuple(TileRow(title=handler, note=str(n)) for handler, n in by_handler)
    total = sum(int(row.note) for row in rows)
    return Measured(
        value=total,
        goal=_("goal: 0"),
        tone=Tone.URGENT if total else Tone.WELL,
        rule=_("Red as soon as one letter is dead."),
        rows=rows[:3],
        url=LETTERS,
        url_permission="access.operate",
        url_label=_("Open the letters"),
    )


def waiting() -> Measured:
    """How many deliveries wait, and since when the oldest."""
    found = Delivery.objects.filter(state=DeliveryState.WAITING).aggregate(
        n=Count("id"), oldest=Min("event__recorded_at")
    )
    age_s = (timezone.now() - found["oldest"]).total_seconds() if found["oldest"] else 0.0
    return Measured(
        value=found["n"],
        goal=_("goal: none older than %(s)s s") % {"s": WAIT_GOAL_S},
        tone=Tone.WAITING if age_s > WAIT_GOAL_S else Tone.WELL,
        rule=_("Yellow when the oldest has waited longer than %(s)s s.") % {"s": WAIT_GOAL_S},
        rows=(TileRow(title=_("The oldest waits since"), at=found["oldest"]),) if found["oldest"] else (),
        url=LETTERS,
        url_permission="access.operate",
        url_label=_("Open the letters"),
    )


def counters() -> Measured:
    """Whether accepted, stored and delivered are equal, over all events and handlers."""
    every = counts()
    accepted, stored = sum(one.accepted for one in every), sum(one.stored for one in every)
    settled = sum(one.delivered + one.dropped for one in every)
    is_lost = any(one.accepted != one.stored for one in every)
    tone = Tone.URGENT if is_lost else Tone.WELL if all(one.is_settled for one in every) else Tone.WAITING
    return Measured(
        value=settled,
        unit=_("deliveries made"),
        goal=_("goal: all three equal"),
        tone=tone,
        rule=_("Yellow while some are on their way, red when one is missing."),
        rows=(
            TileRow(title=_("accepted"), note=f"{accepted:,}"),
            TileRow(title=_("stored"), note=f"{stored:,}"),
            TileRow(title=_("delivered or dropped"), note=f"{settled:,}"),
        ),
        url="/desk/health/",
        url_permission="access.operate",
        url_label=_("See counters"),
    )


def delay() -> Measured:
    """How long deliveries took in the last five minutes."""
    lanes = waits()
    if not lanes:
        return Measured(value="–", unit=_("nothing in 5 minutes"), rule=_("No rule colours this."))
    slowest = max(lane.median_s for lane in lanes)
    return Measured(
        value=f"{slowest:.2f}",
        unit=_("s at the median"),
        goal=_("goal: below %(s)s s") % {"s": int(DELAY_GOAL_S)},
        tone=Tone.WAITING if slowest > DELAY_GOAL_S else Tone.WELL,
        rule=_("Yellow above %(s)s s.") % {"s": int(DELAY_GOAL_S)},
        rows=tuple(
            TileRow(title=lane.lane, note=_("%(n)s made, p99 %(s).2f s") % {"n": lane.delivered, "s": lane.p99_s})
            for lane in lanes
        )[:3],
        url="/desk/health/",
        url_permission="access.operate",
        url_label=_("See counters"),
    )
