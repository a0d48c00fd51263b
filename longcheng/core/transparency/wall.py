"""What the wall shows of the ledger: is everything sealed, and for what people's data were read today. Counts only."""

from django.db.models import Count as CountOf
from django.utils.translation import gettext as _

from longcheng.core.clock.days import midnight
from longcheng.core.declaration import rooms
from longcheng.core.declaration.wall import Measured, TileRow, Tone, hidden_if_small
from longcheng.core.transparency.counters import count
from longcheng.core.transparency.keys import trusted
from longcheng.core.transparency.models import Line, SignedCheckpoint
from longcheng.core.transparency.notes import NoteError, opened

SEAL_GOAL_S = 60
# Of a busy day the newest lines are looked at, by their numbers, so that the wall never reads a whole ledger.
LINES_MAX = 100_000
KINDS_SHOWN = 5


def ledger() -> Measured:
    """The newest checkpoint: its age, whether our key signed it, and whether a line waits too long for its seal."""
    newest = SignedCheckpoint.objects.order_by("-size").first()
    counted = count()
    is_ours = newest is None or _is_ours(newest.note)
    late = counted.waiting_s > SEAL_GOAL_S
    tone = Tone.URGENT if not is_ours or counted.refused else Tone.WAITING if late else Tone.WELL
    verified = _("signature verified") if is_ours else _("signature is not ours")
    return Measured(
        value=f"{counted.sealed:,}",
        unit=_("lines sealed"),
        goal=_("goal: sealed within %(s)s s") % {"s": SEAL_GOAL_S},
        tone=tone,
        rule=_("Red when a seal is not ours, yellow when a line waits longer than %(s)s s.") % {"s": SEAL_GOAL_S},
        rows=(
            TileRow(title=verified if newest else _("nothing is sealed yet"), at=newest.at if newest else None),
            TileRow(title=_("read, and not sealed yet"), note=f"{max(0, counted.accepted - counted.sealed):,}"),
        ),
        url="/desk/health/",
        url_permission="access.operate",
        url_label=_("See counters"),
    )


def _is_ours(note: str) -> bool:
    try:
        opened(note, trusted())
    except NoteError:
        return False
    return True


def reads() -> Measured:
    """How often personal data were read since midnight, by the kind of purpose; small counts are hidden."""
    newest = Line.objects.order_by("-id").values_list("id", flat=True).first() or 0
    lines = Line.objects.filter(id__gt=newest - LINES_MAX, at__gte=midnight())
    by_purpose = dict(lines.values_list("purpose").annotate(n=CountOf("id")).order_by("-n"))
    titles = {kind.name: str(kind.title) for room in rooms() for kind in room.purposes}
    titles |= {duty.name: str(duty.title) for room in rooms() for duty in room.duties}
    # Named by the floor above: these names stand in the ledger's lines for good.
    titles |= {"own": _("their own data"), "mandate": _("by a mandate"), "duty": _("by a duty of the law")}
    rows = [
        TileRow(title=titles.get(purpose, _("without a purpose")), note=str(hidden_if_small(n)))
        for purpose, n in by_purpose.items()
    ]
    return Measured(
        value=str(hidden_if_small(sum(by_purpose.values()))),
        unit=_("since midnight"),
        rule=_("No rule colours this."),
        rows=tuple(rows[:KINDS_SHOWN]),
        url="/looked/questions/",
        url_permission="disclosure.answer",
        url_label=_("See questions"),
        note=_("Fewer than five are shown as 1–4."),
    )
