"""Parcels of land by GB/T 21010-2017 土地利用现状分类: blocks, canals between communities, fields around."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import shapely

from longcheng.bases.geography.fabric.ground import Reals, boxes
from longcheng.bases.geography.fabric.lots import CENTRE, ESTATE, HAMLET, INDUSTRY, MARKET, Settled
from longcheng.bases.geography.fabric.territories import Community, is_village

STATE, COLLECTIVE = "国有", "集体"  # 《中华人民共和国土地管理法》 (2019), article 9
BASIC_FARMLAND = "永久基本农田"  # the same, article 33
OF_USE = {ESTATE: "0701", HAMLET: "0702", CENTRE: "0507", MARKET: "0501", INDUSTRY: "0601"}
RIVER, POND, PADDY, DRY_FIELD, WOODS, GREEN = "1101", "1104", "0101", "0103", "0301", "0810"
CANAL_M = 11.0  # on either side of the edge between two communities
SLIVER_M2 = 900.0
ROUND_VILLAGES = ((0.50, PADDY), (0.78, DRY_FIELD), (0.90, WOODS), (1.01, POND))
ROUND_TOWNS = ((0.45, GREEN), (0.75, DRY_FIELD), (0.93, WOODS), (1.01, POND))
WIDEST_M2 = {POND: 60_000.0, GREEN: 120_000.0, WOODS: 600_000.0}  # what is wider is a field
BASIC_SHARE = 0.62  # of the fields around villages


class Parcel(NamedTuple):
    """A parcel on the ground: its kind, whose it is, how it is protected."""

    shape: Any
    code: str
    right: str
    protection: str = ""


def canals_of(communities: Sequence[Community]) -> list[list[Any]]:
    """The canals that run through each community: along its edge to neighbours on the other side of a winding line."""
    found: list[list[Any]] = [[] for _one in communities]
    if len(communities) < 2:
        return found
    areas = np.array([one.area for one in communities])
    seeds = np.array([one.seed for one in communities])
    side = np.sin(seeds[:, 0] / 2_300 + 1.3 * np.sin(seeds[:, 1] / 3_100)) + np.cos(seeds[:, 1] / 2_700) > 0.25
    one, other = shapely.STRtree(areas).query(areas, predicate="intersects")
    across = (one < other) & (side[one] != side[other])
    one, other = one[across], other[across]
    edges = shapely.intersection(areas[one], areas[other])
    runs = shapely.get_dimensions(edges) == 1
    water = shapely.buffer(edges[runs], CANAL_M, cap_style="flat", quad_segs=2)
    for a, b, shape in zip(one[runs].tolist(), other[runs].tolist(), water, strict=True):
        found[a].append(shape)
        found[b].append(shape)
    return found


def parcels_of(settled: Settled, water: Sequence[Any], *, pieces: int, draw: np.random.Generator) -> list[Parcel]:
    """All parcels of a community; together they cover it but for its streets."""
    community, blocks = settled.community, settled.blocks
    inner = np.array([blocks.inner(lot.place) for lot in settled.lots]).reshape(-1, 4)
    outer = np.array([blocks.grid.cell(*cell) for cell in blocks.cells])
    found = [
        Parcel(shape, OF_USE[lot.use], COLLECTIVE if lot.use == HAMLET else STATE)
        for lot, shape in zip(settled.lots, _on_ground(inner, settled), strict=True)
    ]
    canal = shapely.intersection(shapely.union_all(list(water)), valid(community.area)) if water else None
    found += [Parcel(part, RIVER, STATE) for part in _polygons(canal)]
    taken = [shapely.union_all(_on_ground(outer, settled)), *([canal] if canal is not None else [])]
    rest = shapely.difference(valid(community.area), shapely.union_all(taken))
    return [*found, *_fields(rest, is_village(community.code, community.name), pieces, settled, draw)]


def _on_ground(corners: Reals, settled: Settled) -> Any:
    return shapely.transform(boxes(corners), settled.blocks.frame.outside) if len(corners) else np.array([])


def _fields(rest: Any, village: bool, pieces: int, settled: Settled, draw: np.random.Generator) -> list[Parcel]:
    """What is not built over, cut along the town's own directions."""
    if rest.is_empty:
        return []
    frame = settled.blocks.frame
    flat = valid(shapely.transform(rest, frame.inside))
    west, south, east, north = flat.bounds
    pitch = max(np.sqrt((east - west) * (north - south) / max(pieces, 1)), 60.0)
    columns, rows = (int(np.ceil((east - west) / pitch)), int(np.ceil((north - south) / pitch)))
    x, y = np.meshgrid(west + np.arange(columns) * pitch, south + np.arange(rows) * pitch)
    cut = shapely.intersection(flat, boxes(np.stack([x.ravel(), y.ravel(), x.ravel() + pitch, y.ravel() + pitch], 1)))
    parts = [part for one in cut for part in _polygons(one) if part.area > SLIVER_M2]
    kinds = ROUND_VILLAGES if village else ROUND_TOWNS
    luck = draw.random((len(parts), 2)).tolist()
    shapes = shapely.transform(np.array(parts, dtype=object), frame.outside) if parts else []
    return [
        _field(shape, next(code for below, code in kinds if one < below), village=village, luck=two)
        for shape, (one, two) in zip(shapes, luck, strict=True)
    ]


def _field(shape: Any, code: str, *, village: bool, luck: float) -> Parcel:
    if shape.area > WIDEST_M2.get(code, np.inf):
        code = DRY_FIELD
    is_farmland = code in {PADDY, DRY_FIELD}
    right = COLLECTIVE if village or is_farmland else STATE
    return Parcel(shape, code, right, BASIC_FARMLAND if is_farmland and village and luck < BASIC_SHARE else "")


def valid(shape: Any) -> Any:
    """Turning a shape can make a hair-thin corner cross itself, and nothing could be cut from it."""
    return shape if shape.is_valid else shapely.make_valid(shape, method="structure")


def _polygons(shape: Any) -> list[Any]:
    if shape is None or shape.is_empty:
        return []
    return [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > 1.0]
