"""What stands on the first page beside the occasions of a life: what is new in an area, and what waits for one."""

import time
from typing import Any

from longcheng.core.access.models import Account
from longcheng.core.declaration import rooms
from longcheng.core.declaration.home import HomeBlock
from longcheng.core.events.counters import accepted, counts
from longcheng.core.search.models import SearchEntry
from longcheng.portal.me.glance import Glance

KEPT_S, AREAS_KEPT, WAITING_SHOWN = 15, 500, 4
_kept: dict[tuple[str, str], tuple[float, tuple[HomeBlock, ...]]] = {}


def blocks_for(area_code: str, *, language: str) -> tuple[HomeBlock, ...]:
    """What the rooms say to everybody in a division, kept in this process for a quarter of a minute.

    Nothing personal may stand in it. Costs what the rooms ask the database, the first time.
    """
    name = (area_code, language)
    made_at, blocks = _kept.get(name, (0.0, ()))
    now = time.monotonic()
    if not made_at or now - made_at > KEPT_S:
        blocks = tuple(
            block for room in rooms() if room.has_part("home") for block in room.part("home").blocks(area_code)
        )
        if len(_kept) >= AREAS_KEPT:
            _kept.clear()
        _kept[name] = (now, blocks)
    return blocks


def forget_blocks() -> None:
    """Ask the rooms anew at the next page."""
    _kept.clear()


def waiting_for(account: Account, *, unread: int) -> list[Any]:
    """What the reader can do today, the most pressing first; the rest stands on their own page."""
    return Glance(account, unread=unread).waiting[:WAITING_SHOWN]


def counters() -> dict[str, int]:
    """The city's own numbers: accepted, stored and delivered are equal at rest but for what was dropped."""
    rows = counts()
    return {
        "events": sum(accepted().values()),
        "owed": sum(row.accepted for row in rows),
        "stored": sum(row.stored for row in rows),
        "delivered": sum(row.delivered for row in rows),
        "entries": SearchEntry.objects.live().count(),
    }
