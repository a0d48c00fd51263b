"""Where people live: the communities by the residents of their district, and addresses that say of themselves that they
are examples: homes of the synthetic fabric where it stands, else made up. How a district's people spread over its
communities is ours, from a fixed seed."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from longcheng.bases.geography.dwellings import Dwellings, Housing
from longcheng.bases.geography.fabric.words import stem_of
from longcheng.bases.population.synthetic.drawing import Numbers, Weights, spread

SEED = 320_400
UNEVEN = 0.45  # how unlike the communities of a district are in size
VILLAGE = 0.55  # a village is so much smaller than an urban community
ESTATES, BUILDINGS, UNITS, FLOORS, DOORS = 6, 80, 3, 17, 2


@dataclass(frozen=True)
class Places:
    """The communities of a city: their codes, how their addresses begin, and the share of residents of each.

    `housing` are the homes that stand there, if any; nobody is put into one of `taken`.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    is_village: tuple[bool, ...]
    shares: Weights
    housing: Housing | None = None
    taken: frozenset[str] = frozenset()


def places_of(communities: Iterable[tuple[str, str]], districts: dict[str, int]) -> Places:
    """Communities (code, name) of all districts. One without a figure is given as many as the others on average."""
    rows = sorted(communities)
    is_village = tuple("村" in name and "社区" not in name for _code, name in rows)
    shares = np.zeros(len(rows))
    by_district: dict[str, list[int]] = {}
    for place, (code, _name) in enumerate(rows):
        by_district.setdefault(code[:6], []).append(place)
    usual = sum(districts.values()) / max(len(districts), 1) or 1
    for district, members in by_district.items():
        chance = np.random.default_rng([SEED, int(district)])
        size = chance.lognormal(0, UNEVEN, len(members)) * [VILLAGE if is_village[one] else 1.0 for one in members]
        shares[members] = districts.get(district, usual) * size / size.sum()
    return Places(
        tuple(code for code, _name in rows), tuple(stem_of(name) for _code, name in rows), is_village,
        shares / shares.sum(),
    )  # fmt: skip


def homes_of(count: int, places: Places, draw: np.random.Generator) -> Numbers:
    """The community of each household."""
    return spread(places.shares, count, draw)


def addresses(homes: Numbers, is_collective: np.ndarray, places: Places, draw: np.random.Generator) -> list[str]:
    """An address in the community for each household: `水岸示例2小区 12-2-301`, `东坡村示例3组 45号`, a dormitory."""
    found = _made_up(homes, is_collective, places, draw)
    if places.housing is not None:
        for kind, is_theirs in ((places.housing.families, ~is_collective), (places.housing.dormitories, is_collective)):
            _put_into(found, kind, np.flatnonzero(is_theirs), homes, places, draw)
    return found


def _put_into(
    found: list[str], dwellings: Dwellings, households: Numbers, homes: Numbers, places: Places,
    draw: np.random.Generator,
) -> None:  # fmt: skip
    """Homes that stand in the community, for those households for whose community there is any; each as likely."""
    room = dwellings.homes_in(homes[households])
    households, room = households[room > 0], room[room > 0]
    at = dwellings.firsts[homes[households]] + (draw.random(len(households)) * room).astype(np.int64)
    for household, address in zip(households.tolist(), dwellings.addresses(at), strict=True):
        if address not in places.taken:
            found[household] = address


def _made_up(homes: Numbers, is_collective: np.ndarray, places: Places, draw: np.random.Generator) -> list[str]:
    """Addresses of houses that do not stand anywhere."""
    count = len(homes)
    estate, building = draw.integers(1, ESTATES + 1, count), draw.integers(1, BUILDINGS + 1, count)
    unit, floor = draw.integers(1, UNITS + 1, count), draw.integers(1, FLOORS + 1, count)
    room, house = floor * 100 + draw.integers(1, DOORS + 1, count), draw.integers(1, 600, count)
    columns = (homes, is_collective, estate, building, unit, room, house)
    return [
        _address(places.names[home], kind=2 if dormitory else int(places.is_village[home]), at=at)
        for home, dormitory, *at in zip(*(column.tolist() for column in columns), strict=True)
    ]


def _address(name: str, *, kind: int, at: list[int]) -> str:
    estate, building, unit, room, house = at
    if kind == 2:
        return f"{name}示例宿舍 {building}-{room}"
    return f"{name}示例{estate}组 {house}号" if kind else f"{name}示例{estate}小区 {building}-{unit}-{room}"
