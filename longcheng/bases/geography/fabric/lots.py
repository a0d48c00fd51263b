"""Which block of a community becomes what: estates, hamlets, a centre with shops and a school, markets, works."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from longcheng.bases.geography.fabric.asked import AskedEstate
from longcheng.bases.geography.fabric.blocks import (
    PARK,
    URBAN_DEEP,
    URBAN_SHALLOW,
    VILLAGE_DEEP,
    VILLAGE_SHALLOW,
    Blocks,
    Grid,
    blocks_of,
)
from longcheng.bases.geography.fabric.ground import Reals
from longcheng.bases.geography.fabric.layouts import (
    DORMITORY,
    HOUSE,
    MALL,
    PUBLIC,
    SHOP,
    SLAB_HIGH,
    SLAB_LONG,
    SLAB_SHORT,
    TOWER,
    VILLAGE_HALL,
    VILLAGE_SHOP,
    WORKS,
    Style,
    behind,
    rows,
    south_row,
)
from longcheng.bases.geography.fabric.sizes import DENSE_FROM
from longcheng.bases.geography.fabric.territories import Community, is_park, is_village
from longcheng.bases.geography.fabric.words import dormitory_name, estate_name, group_name

CENTRE_FROM = 4  # buildings, from which a community has a centre of its own
SHOPS, HALLS = 0.13, 0.06  # of the buildings
SPARE = 4  # buildings of an asked estate beyond those asked for, in case a road takes one
ESTATE, HAMLET, CENTRE, MARKET, INDUSTRY = "estate", "hamlet", "centre", "market", "industry"


@dataclass
class Lot:
    """One block and what stands on it: outlines in the town's frame with their styles; the estate it belongs to."""

    place: int
    use: str
    street: str = ""  # the estate or hamlet; empty where buildings have numbers of the road
    outlines: Reals = field(default_factory=lambda: np.zeros((0, 4)))
    styles: list[Style] = field(default_factory=list)
    asked: AskedEstate | None = None

    def put(self, outlines: Reals, style: Style) -> int:
        self.outlines = np.concatenate([self.outlines, outlines])
        self.styles += [style] * len(outlines)
        return len(outlines)

    @property
    def addresses(self) -> int:
        """Without flats: of buildings, stairs and the gate."""
        return 1 + len(self.outlines) + sum(style.stairs for style in self.styles)

    def drop(self, taken: NDArray[np.bool_]) -> None:
        """Without the outlines marked here: a road runs there."""
        self.outlines = self.outlines[~taken]
        self.styles = [style for style, gone in zip(self.styles, taken.tolist(), strict=True) if not gone]


@dataclass
class Settled:
    """A community that is built over."""

    community: Community
    blocks: Blocks
    lots: list[Lot]


def settle(
    community: Community, wanted: int, *, asked: Sequence[AskedEstate], is_dense: bool, draw: np.random.Generator
) -> Settled:
    """Build a community over with about this many buildings, and all that is asked for beyond them."""
    village, park = is_village(community.code, community.name), is_park(community.code, community.name)
    grid = _grid(village=village, park=park, is_dense=is_dense, draw=draw)
    style = _style(village=village, is_dense=is_dense, community=community, draw=draw)
    blocks = blocks_of(community, grid, _cells(wanted, asked, grid, style), least=max(_cells_asked(asked, grid), 1))
    lots: list[Lot] = []
    for one in asked:
        lots += _asked_lots(one, blocks, first=len(lots))
    for lot in _lots(community, blocks, wanted, style=style, first=len(lots), asked=asked, is_dense=is_dense):
        lots.append(lot)
    used = replace(blocks, cells=blocks.cells[: max((lot.place for lot in lots), default=0) + 1])
    return Settled(community, used, lots)


def _grid(*, village: bool, park: bool, is_dense: bool, draw: np.random.Generator) -> Grid:
    if park and is_dense:
        return PARK
    if village:
        return VILLAGE_DEEP if is_dense else VILLAGE_SHALLOW
    return URBAN_DEEP if is_dense else URBAN_SHALLOW


def _style(*, village: bool, is_dense: bool, community: Community, draw: np.random.Generator) -> Style:
    """How most of its people live: houses, slabs of six floors, higher ones, towers; higher near the seat."""
    luck = draw.random()
    if village:
        return HOUSE
    if not is_dense:
        return SLAB_LONG if luck < 0.7 else SLAB_SHORT
    if community.place < 12:
        return TOWER if luck < 0.3 else SLAB_HIGH if luck < 0.62 else SLAB_LONG
    return SLAB_LONG if luck < 0.5 else SLAB_SHORT if luck < 0.72 else SLAB_HIGH


def _cells(wanted: int, asked: Sequence[AskedEstate], grid: Grid, style: Style) -> int:
    """How many cells could be needed; those that are not stay fields."""
    inner = (0.0, 0.0, grid.across_m - grid.street_m, grid.along_m - grid.street_m)
    most = max(len(rows(inner, style, most=1_000)), 1)
    return int(wanted / most * 1.5) + 3 + 2 * _cells_asked(asked, grid)


def _cells_asked(asked: Sequence[AskedEstate], grid: Grid) -> int:
    """How many usual cells the estates take that must be there."""
    inner = (0.0, 0.0, grid.across_m - grid.street_m, grid.along_m - grid.street_m)
    return sum(-(-(one.buildings + SPARE) // max(len(rows(inner, _asked_style(one), most=1_000)), 1)) for one in asked)


def _asked_style(one: AskedEstate) -> Style:
    if one.kind == HAMLET:
        return HOUSE
    return SLAB_LONG._replace(floors=(one.floors, one.floors), stairs=one.stairs, doors=one.doors)


def _asked_lots(one: AskedEstate, blocks: Blocks, *, first: int) -> list[Lot]:
    """The blocks of an estate that must be there."""
    found: list[Lot] = []
    left = one.buildings + SPARE
    for place in range(first, len(blocks.cells)):
        if left <= 0:
            break
        lot = Lot(place, HAMLET if one.kind == HAMLET else ESTATE, one.name, asked=one)
        left -= lot.put(rows(blocks.inner(place), _asked_style(one), most=left), _asked_style(one))
        found.append(lot)
    return found


def _lots(
    community: Community, blocks: Blocks, wanted: int, *, style: Style, first: int, asked: Sequence[AskedEstate],
    is_dense: bool,
) -> Iterator[Lot]:  # fmt: skip
    """What the community has anyway: a centre where it is large enough, then homes, markets and works."""
    left, names, place = wanted, {one.name for one in asked}, first
    if wanted >= CENTRE_FROM and place < len(blocks.cells):
        lot = _centre(community, blocks, place, wanted)
        left, place = left - len(lot.outlines), place + 1
        yield lot
    numbers = {ESTATE: 0, HAMLET: 0}
    park = is_park(community.code, community.name)
    for turn in range(len(blocks.cells) - place):
        if left <= 0:
            return
        use, of_lot = _use(turn, style, park=park, is_dense=is_dense)
        lot = Lot(place + turn, use)
        left -= lot.put(rows(blocks.inner(place + turn), of_lot, most=left), of_lot)
        if of_lot is DORMITORY:
            lot.street = dormitory_name(community.name)
        elif use in numbers:
            lot.street = _next_name(community, use, numbers, names)
        if len(lot.outlines):
            yield lot


def _use(turn: int, style: Style, *, park: bool, is_dense: bool) -> tuple[str, Style]:
    """What the lot of this turn becomes."""
    if park and turn > 0:
        return INDUSTRY, WORKS
    if park or (is_dense and turn == 3 and style is not HOUSE):
        return ESTATE, DORMITORY
    if style is HOUSE:
        return (ESTATE, SLAB_SHORT) if is_dense and turn % 5 == 4 else (HAMLET, HOUSE)
    if is_dense and turn % 7 == 5:
        return MARKET, MALL
    return ESTATE, style


def _next_name(community: Community, use: str, numbers: dict[str, int], taken: set[str]) -> str:
    """The next estate or group whose name is not asked for already."""
    naming = estate_name if use == ESTATE else group_name
    while True:
        numbers[use] += 1
        name = naming(community.name, numbers[use])
        if name not in taken:
            return name


def _centre(community: Community, blocks: Blocks, place: int, wanted: int) -> Lot:
    """Shops along the street and public buildings behind."""
    village = is_village(community.code, community.name)
    shop, hall = (VILLAGE_SHOP, VILLAGE_HALL) if village else (SHOP, PUBLIC)
    lot, inner = Lot(place, CENTRE), blocks.inner(place)
    lot.put(south_row(inner, shop, most=max(round(SHOPS * wanted), 1)), shop)
    lot.put(behind(inner, hall, front=shop, most=min(max(round(HALLS * wanted), 1), 6)), hall)
    return lot


def has_room(community: Community, asked: Sequence[AskedEstate], *, is_dense: bool) -> bool:
    """Whether all that is asked for stands whole on usual blocks of the community."""
    settled = settle(community, 1, asked=asked, is_dense=is_dense, draw=np.random.default_rng(0))
    standing = {one.name: 0 for one in asked}
    for lot in settled.lots:
        if lot.asked is not None:
            standing[lot.street] += len(lot.outlines)
    return all(standing[one.name] >= one.buildings + SPARE for one in asked)


def is_dense(wanted: Sequence[int]) -> bool:
    """Whether so much is founded that blocks are deep."""
    return bool(np.mean(wanted) >= DENSE_FROM) if len(wanted) else False
