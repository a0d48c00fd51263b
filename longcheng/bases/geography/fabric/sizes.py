"""How much is founded: buildings by community, by the people who are to live there or by a number that is asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from longcheng.bases.geography.fabric.ground import Reals, Whole
from longcheng.bases.geography.fabric.territories import Community, is_village

# Eight buildings a community where it has seven households, 67 where it has 1,870: a power law through both, ours.
BUILDINGS, AT_HOUSEHOLDS, POWER = 8.0, 7.0, 0.38
PEOPLE_A_HOUSEHOLD = 2.7
FEW = 1_000
DENSE_FROM = 20  # buildings a community, from where blocks are deep
# Ground that a building takes at most, streets and all, and the part of an area that may be built over; ours.
GROUND_M2, BUILT_SHARE = {True: 520.0, False: 2_600.0}, 0.42


@dataclass(frozen=True)
class Scale:
    """For how many people; buildings and addresses in all where a number is asked for, else 0."""

    people: int
    buildings: int = 0
    addresses: int = 0


def is_small(scale: Scale) -> bool:
    """Whether it is for a handful of people, as tests have: then not the whole city is built over."""
    return max(scale.people, scale.buildings, scale.addresses) < FEW


def buildings_of(communities: Sequence[Community], scale: Scale) -> Whole:
    """The buildings of each community. What does not fit into a small area goes to the others."""
    count = len(communities)
    if not count:
        return np.zeros(0, np.int64)
    households = scale.people / PEOPLE_A_HOUSEHOLD / count
    each = BUILDINGS * (max(households, 1e-3) / AT_HOUSEHOLDS) ** POWER
    total = scale.buildings or each * count
    villages = np.array([is_village(one.code, one.name) for one in communities])
    weight = np.array([1.0 + (one.is_seat * 0.6) - 0.4 * min(one.place / 60, 1) for one in communities])
    weight *= np.where(villages & (total / count > DENSE_FROM), 1.3, 1.0)
    most = np.array([one.core.area * BUILT_SHARE / GROUND_M2[village]
                     for one, village in zip(communities, villages.tolist(), strict=True)])  # fmt: skip
    return _whole(_shared(total, weight, np.maximum(most, 1.0)))


def _shared(total: float, weight: Reals, most: Reals) -> Reals:
    """`total` by weight, nobody more than they can take."""
    given = np.zeros(len(weight))
    for _round in range(8):
        free = given < most
        left = total - given.sum()
        if left < 0.5 or not free.any():
            break
        given[free] = np.minimum(given[free] + left * weight[free] / weight[free].sum(), most[free])
    return given


def _whole(given: Reals) -> Whole:
    """Whole numbers with the same sum, at least one each; what is left of one goes to the next."""
    ends = np.floor(np.cumsum(given) + 0.5)
    found = np.diff(ends, prepend=0.0).astype(np.int64)
    return np.maximum(found, 1)
