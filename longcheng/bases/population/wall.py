"""What the wall shows of the population: how many live here, and which corrections wait. Counts only."""

from django.conf import settings
from django.utils.translation import gettext as _

from longcheng.bases.population.doubts import REGISTERS_HERE
from longcheng.bases.population.statistics.figures import living_published, shown
from longcheng.core.declaration.wall import Measured, TileRow, Tone, hidden_if_small
from longcheng.core.registry.declaring import source_named
from longcheng.core.registry.doubts.queries import waiting_by_owner


def residents(division: str) -> Measured:
    """How many live in the city or in one division, as it was counted last."""
    found = living_published(division)
    count, counted_at = found or (None, None)
    return Measured(
        value="–" if count is None else shown(count),
        unit=_("residents in the register"),
        rule=_("No rule colours this."),
        at=counted_at,
        note=_("Simulated: every person is invented.") if settings.IS_DEMO else "",
        url=f"/population/statistics/?place={division}" if division else "/population/statistics/",
        url_label=_("See ages and places"),
    )


def corrections(division: str) -> Measured:
    """How many values of the register are being checked, since when, and who is late."""
    waiting = waiting_by_owner(REGISTERS_HERE, area_code=division)
    count, late = sum(one.count for one in waiting), sum(one.late for one in waiting)
    oldest = min((one.oldest for one in waiting), default=None)
    rows = [TileRow(title=_("The oldest was filed"), at=oldest)] if oldest else []
    rows += [
        TileRow(
            title=str(source_named(one.owner).organisation),
            note=_("%(n)s past their date") % {"n": hidden_if_small(one.late)},
            tone=Tone.URGENT,
        )
        for one in waiting
        if one.late
    ]
    return Measured(
        value=str(hidden_if_small(count)),
        goal=_("goal: none past its date"),
        tone=Tone.URGENT if late else Tone.WAITING if count else Tone.WELL,
        rule=_("Yellow while one is open, red when one is past its date."),
        rows=tuple(rows),
        url="/population/corrections/",
        url_permission="population.decide_correction",
        url_label=_("Decide"),
    )
