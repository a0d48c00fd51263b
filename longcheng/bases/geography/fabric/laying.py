"""The whole fabric of a city from its districts' outlines: the same again for the same plans, scale and day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import shapely

from longcheng.bases.geography.fabric.asked import AskedEstate
from longcheng.bases.geography.fabric.buildings import build
from longcheng.bases.geography.fabric.ground import boxes
from longcheng.bases.geography.fabric.laid import Laid, Thing
from longcheng.bases.geography.fabric.lots import Settled, has_room, is_dense, settle
from longcheng.bases.geography.fabric.parcels import canals_of, parcels_of
from longcheng.bases.geography.fabric.pois import pois_of
from longcheng.bases.geography.fabric.sizes import Scale, buildings_of, is_small
from longcheng.bases.geography.fabric.streets import Street, links_of, streets_of
from longcheng.bases.geography.fabric.territories import (
    Community,
    DistrictPlan,
    communities_of,
    is_park,
    is_village,
)

SEED = 20_411
SINCE = "1990-01-01"  # from when the map shows it; buildings from the year in which they are said to be built
ROAD_KEEPS_M = 9.0  # no building stands nearer to the middle of a road between communities
TOWN = 9  # digits of a town's code
PIECES_LEAST, PIECES_MORE = 4, 0.08  # fields of a community, and how many more a building


def lay_out(
    districts: Sequence[DistrictPlan], *, asked: Sequence[AskedEstate], scale: Scale, today: date
) -> Iterator[Laid]:
    """Community by community, in the order of their codes."""
    communities = [one for district in districts for one in communities_of(district)]
    of_community: dict[str, list[AskedEstate]] = {}
    for estate in asked:
        of_community.setdefault(estate.community, []).append(estate)
    dense = is_dense(buildings_of(communities, scale).tolist())
    make_room(communities, of_community, dense=dense)
    built, bare = _chosen(communities, of_community, scale)
    for community in bare:
        yield Laid(community.code, [_outline(community)])
    yield from _built(built, of_community, scale=scale, dense=dense, today=today)


def _built(
    communities: Sequence[Community], asked: Mapping[str, Sequence[AskedEstate]], *, scale: Scale, dense: bool,
    today: date,
) -> Iterator[Laid]:  # fmt: skip
    wanted = buildings_of(communities, scale).tolist()
    draws = [np.random.default_rng([SEED, int(one.code)]) for one in communities]
    settled = [
        settle(one, count, asked=asked.get(one.code, ()), is_dense=dense, draw=draw)
        for one, count, draw in zip(communities, wanted, draws, strict=True)
    ]
    links = links_of(settled)
    keep_clear(settled, [street for _one, street in links])
    water = canals_of(communities)
    roads: dict[int, list[Street]] = {}
    for number, street in links:
        roads.setdefault(number, []).append(street)
    left = scale.addresses - sum(lot.addresses for one in settled for lot in one.lots)
    for number, one in enumerate(settled):
        laid = Laid(one.community.code, [_outline(one.community)])
        few = wanted[number] < PIECES_LEAST
        left = _lay(one, laid, roads.get(number, []), rooms_for=left, today=today, has_few=few, draw=draws[number])
        pieces = 2 if few else PIECES_LEAST + int(PIECES_MORE * wanted[number])
        for at, parcel in enumerate(parcels_of(one, water[number], pieces=pieces, draw=draws[number])):
            told = {"right": parcel.right} | ({"protection": parcel.protection} if parcel.protection else {})
            laid.put(Thing("parcels", f"{laid.code}-l{at}", "", parcel.code, laid.code, parcel.shape, SINCE, told))
        yield laid


def _chosen(
    communities: Sequence[Community], asked: Mapping[str, Sequence[AskedEstate]], scale: Scale
) -> tuple[list[Community], list[Community]]:
    """Which communities are built over, and of which only the outline is laid out.

    For a handful of people, as tests have, only the towns of the estates that are asked for.
    """
    towns = {code[:TOWN] for code in asked} & {one.town for one in communities}
    if not is_small(scale) or not towns:
        return list(communities), []
    return [one for one in communities if one.town in towns], [one for one in communities if one.town not in towns]


def make_room(communities: Sequence[Community], asked: Mapping[str, Sequence[AskedEstate]], *, dense: bool) -> None:
    """Where an estate that must be there would not fit, its community changes places with a larger one of the town."""
    by_code = {one.code: one for one in communities}
    for code, estates in sorted(asked.items()):
        one = by_code.get(code)
        if one is None or has_room(one, estates, is_dense=dense):
            continue
        others = [other for other in communities if other.town == one.town and other.code not in asked]
        for other in sorted(others, key=lambda each: each.core.area):
            tried = replace(other, code=code, name=one.name)
            if other.core.area > one.core.area and has_room(tried, estates, is_dense=dense):
                _change_places(one, other)
                break


def _change_places(one: Community, other: Community) -> None:
    for name in ("place", "seed", "area", "is_seat"):
        mine, theirs = getattr(one, name), getattr(other, name)
        setattr(one, name, theirs)
        setattr(other, name, mine)


def _outline(community: Community) -> Thing:
    kind = "urban"
    if is_park(community.code, community.name):
        kind = "park"
    elif is_village(community.code, community.name):
        kind = "village"
    return Thing("communities", community.code, community.name, kind, community.code, community.area, SINCE, {},
                 is_exact=False)  # fmt: skip


def _lay(
    one: Settled, laid: Laid, links: list[Street], *, rooms_for: int, today: date, has_few: bool,
    draw: np.random.Generator,
) -> int:  # fmt: skip
    across, along = streets_of(one.community, one.blocks)
    for number, street in enumerate([*across, *along, *links]):
        laid.put(Thing("roads", f"{laid.code}-r{number}", street.name, street.kind, laid.code,
                       shapely.linestrings(street.points), SINCE, {}))  # fmt: skip
    left = build(one, across, laid, rooms_for=rooms_for, draw=draw)
    for poi in pois_of(one, laid, today=today, has_few=has_few, draw=draw):
        laid.put(poi._replace(shape=shapely.points(poi.shape)))
    return left


def keep_clear(settled: Sequence[Settled], links: Sequence[Street]) -> None:
    """Drop the buildings that a road between communities would run through."""
    if not links:
        return
    lots = [(one, lot) for one in settled for lot in one.lots if len(lot.outlines)]
    shapes = np.concatenate([shapely.transform(boxes(lot.outlines), one.blocks.frame.outside) for one, lot in lots])
    tree = shapely.STRtree(shapes)
    hit = np.zeros(len(shapes), bool)
    lines = np.array([shapely.linestrings(street.points) for street in links])
    hit[tree.query(lines, predicate="dwithin", distance=ROAD_KEEPS_M)[1]] = True
    start = 0
    for _one, lot in lots:
        behind = start + len(lot.outlines)
        if hit[start:behind].any():
            lot.drop(hit[start:behind])
        start = behind
