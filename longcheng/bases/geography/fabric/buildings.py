"""Buildings of a community with their addresses: gates on roads, buildings of estates, houses, stairs, flats."""

from collections import defaultdict
from typing import NamedTuple

import numpy as np
import shapely

from longcheng.bases.geography.fabric.ground import Frame, Reals, rings
from longcheng.bases.geography.fabric.laid import Laid, Place, Thing
from longcheng.bases.geography.fabric.layouts import STOREY_M, Style
from longcheng.bases.geography.fabric.lots import HAMLET, Lot, Settled
from longcheng.bases.geography.fabric.streets import Street

ROAD, ESTATE_NAME, HAMLET_NAME = "road", "estate", "hamlet"
NUMBER_EVERY_M = 12.0  # a gate on a road counts its metres; all blocks lie north of theirs, so numbers are odd
BUILT = (1986, 2021)


class Gates:
    """Numbers of the roads of a community, each given once."""

    def __init__(self) -> None:
        self._taken: dict[str, set[int]] = defaultdict(set)

    def number(self, street: str, metres: float) -> str:
        number = 1 + 2 * max(int(metres // NUMBER_EVERY_M), 0)
        while number in self._taken[street]:
            number += 2
        self._taken[street].add(number)
        return str(number)


class Standing(NamedTuple):
    """What all buildings of a lot have in common."""

    lot: Lot
    street: Street
    since: float  # where the street begins, in the frame
    frame: Frame


def build(settled: Settled, across: list[Street], laid: Laid, *, rooms_for: int, draw: np.random.Generator) -> int:
    """Put all buildings with their addresses; up to `rooms_for` flats have one too. Returns how many remain."""
    gates = Gates()
    counted: dict[str, int] = defaultdict(int)
    entrance: dict[str, int] = {}
    for lot in settled.lots:
        street = next(one for one in across if one.holds(*settled.blocks.cells[lot.place]))
        since, _south = settled.blocks.grid.node(street.first, street.line)
        standing = Standing(lot, street, since, settled.blocks.frame)
        if lot.street and lot.use != HAMLET and lot.street not in entrance:
            entrance[lot.street] = _entrance(standing, settled, laid, gates)
        rooms_for = _lot(standing, laid, gates, counted, entrance, rooms_for, draw)
    return rooms_for


def _entrance(standing: Standing, settled: Settled, laid: Laid, gates: Gates) -> int:
    """The gate of an estate on the street in the south of its first block."""
    west, south, east, _north = settled.blocks.inner(standing.lot.place)
    x = (west + east) / 2
    [point] = standing.frame.outside(np.array([[x, south]])).tolist()
    number = gates.number(standing.street.name, x - standing.since)
    day = f"{standing.lot.asked.built if standing.lot.asked else BUILT[0]}-01-01"
    return laid.address(Place(laid.code, standing.street.name, ROAD, tuple(point), day, gate=number))


def _lot(
    standing: Standing, laid: Laid, gates: Gates, counted: dict[str, int], entrance: dict[str, int], rooms_for: int,
    draw: np.random.Generator,
) -> int:  # fmt: skip
    lot = standing.lot
    outlines = lot.outlines
    if lot.asked is not None:
        outlines = outlines[: max(lot.asked.buildings - counted[lot.street], 0)]
    if not len(outlines):
        return rooms_for
    shapes = shapely.polygons(_on_ground(rings(outlines), standing.frame))
    middles = standing.frame.outside((outlines[:, :2] + outlines[:, 2:]) / 2).tolist()
    years = (
        draw.integers(*BUILT, len(outlines)).tolist()
        if lot.use != "estate"
        else [int(draw.integers(*BUILT))] * len(outlines)
    )
    luck = draw.random(len(outlines)).tolist()
    for at, (shape, middle, year, one) in enumerate(zip(shapes, middles, years, luck, strict=True)):
        style = lot.styles[at]
        floors = style.floors[0] + int(one * (style.floors[1] - style.floors[0] + 1))
        day = f"{lot.asked.built if lot.asked else year}-01-01"
        counted[lot.street] += 1
        place = _place(standing, outlines[at], tuple(middle), counted, gates, entrance, laid.code, day)
        number = len(laid.places)
        laid.address(place._replace(thing=len(laid.things)))
        laid.put(_thing(laid.code, f"{laid.code}-b{number}", place, style, shape, floors, number))
        if style.stairs:
            wants_rooms = (lot.asked is not None and lot.asked.has_rooms) or rooms_for > 0
            rooms = _inside(place, style, floors, outlines[at], standing.frame, laid, number, wants_rooms)
            rooms_for -= 0 if lot.asked is not None and lot.asked.has_rooms else rooms
    return rooms_for


def _on_ground(corners: Reals, frame: Frame) -> Reals:
    return frame.outside(corners.reshape(-1, 2)).reshape(corners.shape)


def _place(
    standing: Standing, outline: Reals, middle: tuple[float, float], counted: dict[str, int], gates: Gates,
    entrance: dict[str, int], code: str, day: str,
) -> Place:  # fmt: skip
    lot = standing.lot
    if lot.use == HAMLET:
        return Place(code, lot.street, HAMLET_NAME, middle, day, gate=str(counted[lot.street]))
    if lot.street:
        number = str(counted[lot.street])
        return Place(code, lot.street, ESTATE_NAME, middle, day, building=number, parent=entrance[lot.street])
    number = gates.number(standing.street.name, float(outline[0]) - standing.since)
    return Place(code, standing.street.name, ROAD, middle, day, gate=number)


def _thing(code: str, key: str, place: Place, style: Style, shape: object, floors: int, address: int) -> Thing:
    number = f"{place.building}幢" if place.building else f"{place.gate}号"
    properties = {"floors": floors, "height_m": round(floors * STOREY_M + 0.5, 1), "built": int(place.day[:4])}
    if style.kind == "residential":
        properties |= {"stairs": style.stairs, "doors": style.doors}
    text = f"{place.street}{number}"
    return Thing("buildings", key, text, style.kind, code, shape, place.day, properties, place.point, text, address)


def _inside(
    place: Place, style: Style, floors: int, outline: Reals, frame: Frame, laid: Laid, building: int, wants_rooms: bool
) -> int:  # fmt: skip
    """The stairs of a building and, where they are wanted, its flats; returns how many flats."""
    west, south, east, north = outline.tolist()
    doors = west + (np.arange(style.stairs) + 0.5) * (east - west) / style.stairs
    points = frame.outside(np.stack([doors, np.full(style.stairs, (south + north) / 2)], 1)).tolist()
    made = 0
    for stair, point in enumerate(points, start=1):
        at = laid.address(place._replace(stair=str(stair), parent=building, point=tuple(point)))
        if not wants_rooms:
            continue
        for floor in range(1, floors + 1):
            for door in range(1, style.doors + 1):
                flat = laid.places[at]._replace(room=str(floor * 100 + door), parent=at)
                laid.address(flat)
        made += floors * style.doors
    return made
