"""What people look for near them: clinics, schools, markets, gardens; synthetic, with hours and a last check."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np

from longcheng.bases.geography.fabric.laid import Laid, Thing
from longcheng.bases.geography.fabric.lots import CENTRE, Settled
from longcheng.bases.geography.fabric.territories import is_village
from longcheng.bases.geography.fabric.words import EXAMPLE, stem_of

SINCE = "2000-01-01"
STALE = 0.15  # of the facts were checked long ago
RECENT_DAYS, STALE_DAYS = (3, 150), (800, 1_600)


class Kind(NamedTuple):
    """A kind of place, how it is called, hours as OpenStreetmap writes them, and in which communities it is."""

    kind: str
    name: str
    hours: tuple[str, ...]
    every: int
    after: int


CLINIC_HOURS = ("Mo-Sa 08:00-17:00; Su 08:00-12:00", "Mo-Fr 08:00-11:30,13:30-17:00; Sa 08:00-11:30")
KINDS = (
    Kind("clinic", "社区卫生服务站", CLINIC_HOURS, 3, 0),
    Kind("pharmacy", "药房", ("Mo-Su 08:00-21:00", "Mo-Su 07:30-22:00"), 3, 1),
    Kind("market", "农贸市场", ("Mo-Su 05:30-18:00",), 3, 2),
    Kind("school", "小学", ("Mo-Fr 07:30-17:00",), 4, 1),
    Kind("kindergarten", "幼儿园", ("Mo-Fr 07:40-17:10",), 4, 3),
    Kind("park", "游园", ("24/7",), 4, 2),
)  # fmt: skip
VILLAGE_NAMES = {"clinic": "村卫生室", "market": "农贸市场"}


def pois_of(settled: Settled, laid: Laid, *, today: date, has_few: bool, draw: np.random.Generator) -> Iterator[Thing]:
    """The places of a community, beside its centre. Asked estates have a clinic that is open and checked lately."""
    community = settled.community
    village = is_village(community.code, community.name)
    is_asked = any(lot.asked for lot in settled.lots)
    halls = [number for number, one in enumerate(laid.things) if one.kind == "public"]
    for number, kind in enumerate(KINDS):
        wanted = (is_asked or community.is_seat) and kind.kind == "clinic"
        if not wanted and (has_few or community.place % kind.every != kind.after):
            continue
        name = VILLAGE_NAMES.get(kind.kind, kind.name) if village else kind.name
        full = f"{stem_of(community.name)}{EXAMPLE}{name}"
        luck = draw.random()
        days = int(draw.integers(*(STALE_DAYS if luck < STALE and not wanted else RECENT_DAYS)))
        point = _point(settled, number)
        text, address = "", -1
        if kind.kind in {"clinic", "school", "kindergarten"} and halls:
            hall = laid.things[halls[number % len(halls)]]
            text, address = hall.address_text, hall.address
            point = hall.label or point
        yield Thing(
            "pois", f"{community.code}-p{number}", full, kind.kind, community.code, point, SINCE, {}, None, text,
            address, kind.hours[int(luck * 97) % len(kind.hours)], (today - timedelta(days=days)).isoformat(),
        )  # fmt: skip


def _point(settled: Settled, number: int) -> tuple[float, float]:
    """Beside the street in the south of the centre, or of the first block where there is no centre."""
    places = [lot.place for lot in settled.lots if lot.use == CENTRE] or [0]
    west, south, east, _north = settled.blocks.inner(places[0])
    x = west + (east - west) * (number + 0.5) / len(KINDS)
    [point] = settled.blocks.frame.outside(np.array([[x, south + 2.0]])).tolist()
    return tuple(point)
