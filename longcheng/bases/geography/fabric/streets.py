"""Streets around the blocks of a community, and the roads that link communities so that nobody is cut off."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely

from longcheng.bases.geography.fabric.blocks import Blocks
from longcheng.bases.geography.fabric.ground import Reals
from longcheng.bases.geography.fabric.lots import Settled
from longcheng.bases.geography.fabric.territories import Community
from longcheng.bases.geography.fabric.words import lane_name, link_name, street_name

MAIN, STREET, LANE = "main", "street", "lane"
NAMED = 3  # streets of a community that are called by words; the others are lanes
BEND, BENT_FROM_M = 0.05, 500.0  # how far a road between communities swings, of its length
BEND_STEPS = 6


class Street(NamedTuple):
    """A straight street of a town's grid, or a road between communities: its points on the ground."""

    name: str
    kind: str
    points: Reals
    line: int = 0  # of the grid, from west to east
    first: int = 0
    behind: int = 0

    def holds(self, column: int, row: int) -> bool:
        """Whether it runs along the southern edge of the cell."""
        return self.line == row and self.first <= column < self.behind


def streets_of(community: Community, blocks: Blocks) -> tuple[list[Street], list[Street]]:
    """The streets from west to east and those from south to north: the edges of all cells, joined where they follow."""
    across, along = defaultdict(set), defaultdict(set)
    for column, row in blocks.cells:
        across[row].add(column)
        across[row + 1].add(column)
        along[column].add(row)
        along[column + 1].add(row)
    lines = [(True, line, first, behind) for line, there in across.items() for first, behind in _runs(there)]
    lines += [(False, line, first, behind) for line, there in along.items() for first, behind in _runs(there)]
    column, row = blocks.cells[0]
    # The crossing at the first cell is the middle: its two streets are the main ones.
    lines.sort(key=lambda one: (abs(one[1] - (row if one[0] else column)), not one[0], one[1], one[2]))
    found: tuple[list[Street], list[Street]] = ([], [])
    for number, (is_across, line, first, behind) in enumerate(lines):
        name = street_name(community.place * NAMED + number) if number < NAMED else lane_name(community.name, number)
        kind = MAIN if number < 2 else STREET if number < NAMED else LANE
        nodes = [blocks.grid.node(at, line) if is_across else blocks.grid.node(line, at)
                 for at in range(first, behind + 1)]  # fmt: skip
        street = Street(name, kind, blocks.frame.outside(np.array(nodes)), line, first, behind)
        found[0 if is_across else 1].append(street)
    return found


def _runs(there: set[int]) -> list[tuple[int, int]]:
    """Numbers that follow each other, as first and behind."""
    ordered = sorted(there)
    starts = [one for one in ordered if one - 1 not in there]
    return list(zip(starts, [one + 1 for one in ordered if one + 1 not in there], strict=True))


def links_of(settled: Sequence[Settled]) -> list[tuple[int, Street]]:
    """Roads between neighbours, as few as keep all together: the relative neighbourhood graph of the seeds.

    Each with the place of the community that it begins in.
    """
    if len(settled) < 2:
        return []
    seeds = np.array([one.community.seed for one in settled])
    nodes = [one.blocks.nodes() for one in settled]
    found = []
    for one, other in _neighbours(seeds):
        start, end = _nearest(nodes[one], nodes[other])
        name = link_name(settled[one].community.name, settled[other].community.name)
        found.append((one, Street(name, MAIN, _bent(start, end))))
    return found


def _neighbours(seeds: Reals) -> list[tuple[int, int]]:
    """Pairs to which no third is nearer than they are to each other (Toussaint 1980): connected, and few cross."""
    if len(seeds) < 4:
        return [(number, number + 1) for number in range(len(seeds) - 1)]
    edges = shapely.get_parts(shapely.delaunay_triangles(shapely.multipoints(seeds), only_edges=True))
    ends = shapely.get_coordinates(edges).reshape(-1, 2, 2)
    place = {point: number for number, point in enumerate(map(tuple, seeds.tolist()))}
    pairs = np.array(
        sorted({tuple(sorted((place[tuple(a)], place[tuple(b)]))) for a, b in ends.tolist()}), np.int64
    ).reshape(-1, 2)
    far = np.hypot(*(seeds[:, None, :] - seeds[None, :, :]).transpose(2, 0, 1))
    length = far[pairs[:, 0], pairs[:, 1]]
    third = np.maximum(far[pairs[:, 0]], far[pairs[:, 1]])
    blocked = (third < length[:, None] - 1e-6).any(axis=1)
    return [(int(one), int(other)) for one, other in pairs[~blocked]]


def _nearest(one: Reals, other: Reals) -> tuple[Reals, Reals]:
    far = np.hypot(*(one[:, None, :] - other[None, :, :]).transpose(2, 0, 1))
    a, b = np.unravel_index(int(np.argmin(far)), far.shape)
    return one[a], other[b]


def _bent(start: Reals, end: Reals) -> Any:
    """A road that swings a little, as roads across fields do; a short one runs straight."""
    step = end - start
    length = float(np.hypot(*step))
    if length < BENT_FROM_M:
        return np.array([start, end])
    side = 1.0 if int(start[0] + end[1]) % 2 else -1.0
    middle = (start + end) / 2 + np.array([-step[1], step[0]]) * BEND * side
    t = np.linspace(0, 1, BEND_STEPS + 1)[:, None]
    bent = (1 - t) ** 2 * start + 2 * t * (1 - t) * middle + t**2 * end
    bent[0], bent[-1] = start, end
    return bent
