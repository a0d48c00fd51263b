"""Blocks of a community: cells of its town's grid that lie in its area, the nearest to its seed first, connected."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely

from longcheng.bases.geography.fabric.ground import Frame, Reals, boxes
from longcheng.bases.geography.fabric.territories import Community

EDGE_M = 26.0  # blocks keep off the edge of their community: a canal may run there
SMALLER = (1.0, 0.85, 0.72, 0.5, 0.34)  # of the usual cell, where the area is small


class Grid(NamedTuple):
    """The streets of a town in its frame: how far apart, how wide, and where one of them crosses another."""

    across_m: float
    along_m: float
    street_m: float
    east: float = 0.0
    north: float = 0.0

    def cell(self, column: int, row: int) -> tuple[float, float, float, float]:
        """West, south, east, north of a cell, to the middle of its streets."""
        west, south = self.east + column * self.across_m, self.north + row * self.along_m
        return west, south, west + self.across_m, south + self.along_m

    def node(self, column: int, row: int) -> tuple[float, float]:
        """Where two streets cross: the south-western corner of a cell."""
        return self.east + column * self.across_m, self.north + row * self.along_m


# Deep blocks hold rows of slabs one behind the other; shallow ones a few, where little is founded.
URBAN_DEEP, URBAN_SHALLOW = Grid(236.0, 190.0, 16.0), Grid(218.0, 116.0, 14.0)
VILLAGE_DEEP, VILLAGE_SHALLOW = Grid(168.0, 122.0, 9.0), Grid(134.0, 66.0, 8.0)
PARK = Grid(310.0, 210.0, 18.0)


@dataclass(frozen=True)
class Blocks:
    """The cells of a community, in the order in which they are built over."""

    grid: Grid
    frame: Frame
    cells: tuple[tuple[int, int], ...]

    def inner(self, place: int) -> tuple[float, float, float, float]:
        """What is left of a cell inside its streets, in the frame."""
        west, south, east, north = self.grid.cell(*self.cells[place])
        half = self.grid.street_m / 2
        return west + half, south + half, east - half, north - half

    def nodes(self) -> Reals:
        """Where its streets cross, on the ground."""
        found = sorted({(c + dc, r + dr) for c, r in self.cells for dc in (0, 1) for dr in (0, 1)})
        return self.frame.outside(np.array([self.grid.node(*one) for one in found]))


def blocks_of(community: Community, grid: Grid, count: int, *, least: int = 1) -> Blocks:
    """Up to `count` cells: of the town's grid where `least` fit, else of one about the seed, perhaps smaller."""
    frame = community.frame
    area = shapely.transform(community.core, frame.inside).buffer(0).buffer(-EDGE_M, quad_segs=1)
    [[east, north]] = frame.inside(np.array([community.seed])).tolist()
    if not area.is_empty and not area.covers(shapely.Point(east, north)):
        inside = area.point_on_surface()
        east, north = inside.x, inside.y
    best: Blocks | None = None
    for tried in (grid, *(_about(grid, size, east, north) for size in SMALLER)):
        cells = _cells(area, tried, count, east, north)
        if cells and (best is None or len(cells) > len(best.cells)):
            best = Blocks(tried, frame, cells)
        if best is not None and len(best.cells) >= least:
            return best
    return best or Blocks(_about(grid, SMALLER[-1] / 2, east, north), frame, ((0, 0),))


def _about(grid: Grid, size: float, east: float, north: float) -> Grid:
    across, along = grid.across_m * size, grid.along_m * size
    return Grid(across, along, min(grid.street_m, 7.0), east - across / 2, north - along / 2)


def _cells(area: shapely.Geometry, grid: Grid, count: int, east: float, north: float) -> tuple[tuple[int, int], ...]:
    if area.is_empty:
        return ()
    reach = int(np.ceil(np.sqrt(count) * 0.9)) + 2
    column, row = int((east - grid.east) // grid.across_m), int((north - grid.north) // grid.along_m)
    columns, rows = np.meshgrid(np.arange(column - reach, column + reach + 1), np.arange(row - reach, row + reach + 1))
    west, south = grid.east + columns.ravel() * grid.across_m, grid.north + rows.ravel() * grid.along_m
    far = np.hypot(west + grid.across_m / 2 - east, south + grid.along_m / 2 - north)
    shapely.prepare(area)
    fits = shapely.contains(area, boxes(np.stack([west, south, west + grid.across_m, south + grid.along_m], 1)))
    order = np.argsort(far, kind="stable")
    near = order[fits[order]]
    return _connected([(int(columns.flat[one]), int(rows.flat[one])) for one in near], count)


def _connected(cells: list[tuple[int, int]], count: int) -> tuple[tuple[int, int], ...]:
    """The nearest first, each beside one that is there already."""
    taken: dict[tuple[int, int], None] = dict.fromkeys(cells[:1])
    waiting = cells[1:]
    while waiting and len(taken) < count:
        left = []
        for one in waiting:
            column, row = one
            beside = {(column - 1, row), (column + 1, row), (column, row - 1), (column, row + 1)}
            if len(taken) < count and not beside.isdisjoint(taken):
                taken[one] = None
            else:
                left.append(one)
        if len(left) == len(waiting):
            break
        waiting = left
    return tuple(taken)
