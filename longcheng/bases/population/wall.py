"""What the wall shows of the population: how many live here, and which corrections wait. Counts only."""

from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.population.models import Correction, CorrectionState
from longcheng.bases.population.queries import count_residents
from longcheng.core.declaration.wall import Measured, TileRow, Tone, hidden_if_small


def residents(division: str) -> Measured:
    """How many live in the city or in one division."""
    shown = hidden_if_small(count_residents(division))
    return Measured(
        value=shown if isinstance(shown, str) else f"{shown:,}",
        unit=_("residents in the register"),
        rule=_("No rule colours this."),
        note=_("Simulated: every person is invented.") if settings.IS_DEMO else "",
        url="/map/",
        url_label=_("Open the map"),
    )


def corrections(division: str) -> Measured:
    """How many corrections of the register are open, and whether one is late."""
    found = Correction.objects.filter(
        state=CorrectionState.OPEN, resident__division_code__startswith=division
    ).aggregate(n=Count("id"), oldest=Min("filed_at"), due=Min("due_at"))
    now = timezone.now()
    is_late = found["due"] is not None and found["due"] < now
    return Measured(
        value=str(hidden_if_small(found["n"])),
        goal=_("goal: none past its date"),
        tone=Tone.URGENT if is_late else Tone.WAITING if found["n"] else Tone.WELL,
        rule=_("Yellow while one is open, red when one is past its date."),
        rows=(TileRow(title=_("The oldest was filed"), at=found["oldest"]),) if found["oldest"] else (),
        url="/population/corrections/",
        url_permission="population.decide_correction",
        url_label=_("Decide"),
    )
