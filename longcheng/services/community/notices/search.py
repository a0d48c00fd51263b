"""The standing notices, as the search finds them."""

from collections.abc import Iterator

from longcheng.core.search.entry import Entry, Kind
from longcheng.services.community.notices.models import Notice

ROOM = "notices"
WEIGHT, URGENT_WEIGHT = 55, 75


def entries() -> Iterator[Entry]:
    """Every notice that stands. Publishing and withdrawing tell the search by themselves; this mends the rest."""
    for notice in Notice.objects.standing().iterator():
        yield entry_of(notice)


def entry_of(notice: Notice) -> Entry:
    """One notice; it is found until it expires."""
    return Entry(
        kind=Kind.NOTICE,
        key=str(notice.pk),
        url=f"/notices/{notice.pk}/",
        title_zh=notice.title,
        text_zh=f"{notice.area_name} · {notice.organisation} · {notice.body}",
        area_code=notice.area_code,
        weight=URGENT_WEIGHT if notice.is_urgent else WEIGHT,
        valid_until=notice.expires_at,
    )
