"""Drawing by weights so that already few draws keep to them, and giving each child a fitting mother: arrays alone."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]
Weights = NDArray[np.float64]


def spread(weights: Weights, count: int, draw: np.random.Generator) -> Numbers:
    """`count` places by their weights, in random order; each place as often as its weight says, give or take one."""
    edges = np.cumsum(weights) / np.sum(weights)
    ticks = (np.arange(count) + draw.random()) / max(count, 1)
    found = np.minimum(np.searchsorted(edges, ticks, side="right"), len(weights) - 1).astype(np.int64)
    mixed: Numbers = draw.permutation(found)
    return mixed


def drawn(weights: Weights, count: int, draw: np.random.Generator) -> Numbers:
    """`count` places by their weights, each draw for itself."""
    edges = np.cumsum(weights)
    found = np.searchsorted(edges, draw.random(count) * edges[-1], side="right")
    bounded: Numbers = np.minimum(found, len(weights) - 1).astype(np.int64)
    return bounded


def picked(weights: Weights, count: int, draw: np.random.Generator) -> Numbers:
    """`count` different places, those with more weight sooner. Fewer where fewer have a weight."""
    possible = np.flatnonzero(weights > 0)
    keys = np.log(draw.random(len(possible))) / weights[possible]
    return possible[np.argsort(-keys)[:count]]


def matched(wanted: Weights, offered: Weights, *, below: float, above: float) -> Numbers:
    """For each wanted value an offered one of its own, at most `below` less and `above` more; -1 where none is left.

    Both are taken in their order: what stands close together is offered one after the other.
    """
    of_wanted, of_offered = np.argsort(wanted, kind="stable"), np.argsort(offered, kind="stable")
    sorted_wanted, sorted_offered = wanted[of_wanted], offered[of_offered]
    steps = np.arange(len(wanted))
    first = np.searchsorted(sorted_offered, sorted_wanted - below)
    place = np.maximum.accumulate(first - steps) + steps if len(wanted) else first
    is_there = place < len(offered)
    safe = np.where(is_there, place, 0)
    if len(offered):
        is_there &= sorted_offered[safe] <= sorted_wanted + above
    found = np.full(len(wanted), -1, np.int64)
    found[of_wanted[is_there]] = of_offered[safe[is_there]]
    return found
