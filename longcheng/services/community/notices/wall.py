"""What the wall shows of notices: which urgent ones stand, where and since when."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from longcheng.core.declaration.wall import Measured, TileRow, Tone
from longcheng.services.community.notices.models import Notice

SHOWN = 12


def urgent(division: str) -> Measured:
    """The standing urgent notices, newest first."""
    standing = Notice.objects.standing().filter(is_urgent=True, area_code__startswith=division)
    newest = list(standing.order_by("-published_at", "-pk")[:SHOWN])
    count = len(newest) if len(newest) < SHOWN else standing.count()
    return Measured(
        value=count,
        unit=ngettext("urgent notice stands", "urgent notices stand", count),
        goal=_("goal: none longer than needed"),
        tone=Tone.URGENT if count else Tone.WELL,
        rule=_("Red while an urgent notice stands."),
        rows=tuple(
            TileRow(
                title=notice.title, note=notice.area_name, at=notice.published_at, area_code=notice.area_code,
                tone=Tone.URGENT,
            )
            for notice in newest
        ),
        url="/notices/desk/",
        url_permission="notices.publish",
        url_label=_("Withdraw"),
    )  # fmt: skip
