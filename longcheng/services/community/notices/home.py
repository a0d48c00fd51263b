"""The newest notices on the city's first page."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from longcheng.core.declaration.home import HomeBlock, HomeRow
from longcheng.services.community.notices.queries import notices_for

SHOWN = 3


def blocks(area_code: str) -> Iterator[HomeBlock]:
    """What concerns somebody in this division, the urgent first."""
    newest = notices_for(area_code)[:SHOWN]
    yield HomeBlock(
        title=_("Newest notices"),
        icon="speakerphone",
        rows=tuple(
            HomeRow(
                title=notice.title,
                url=reverse("notices:one", args=[notice.pk]),
                note=notice.area_name,
                tag=_("Urgent") if notice.is_urgent else "",
                tone="urgent" if notice.is_urgent else "",
                at=notice.published_at,
            )
            for notice in newest
        ),
        empty=_("No notice stands for your area now."),
        url=reverse("notices:list"),
        action=_("All notices"),
    )
