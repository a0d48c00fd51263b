"""Where towns and their communities lie inside a district: known seats are kept, all others are laid out. Synthetic.

Each community has a seed; its area is what lies nearer to it than to any other, cut at the district's outline. Seeds
stand closer near the seats of the district and of the town, so areas are small there, as in a real city.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

from longcheng.bases.geography.fabric.ground import Frame, Reals

SEED = 20_410
SAMPLES_A_COMMUNITY, SAMPLES_LEAST = 45, 1_500
LEAST_SHARE = 13  # samples a community that every town has: it is no smaller than a third of what is usual
ROUNDS = 9  # of moving seeds to the middle of what they have; more change nothing to be seen
NEAR_M, FALL = 1_300.0, 1.15  # how far a seat draws, and how fast that falls off
STREET_SHARE = 0.75  # the area of a street 街道 is smaller than that of a town
STREET, PARK = "0", "4"  # the seventh digit of the code: 0 streets, 1 and 2 towns, 4 and 5 areas like parks


@dataclass(frozen=True)
class TownPlan:
    """A town to be laid out: its seat on the ground where it is known, its communities by code and name."""

    code: str
    name: str
    seat: tuple[float, float] | None
    communities: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DistrictPlan:
    """A district's outline on the ground in metres, its seat where it is known, its towns."""

    code: str
    area: BaseGeometry
    seat: tuple[float, float] | None
    towns: tuple[TownPlan, ...]


@dataclass
class Community:
    """A community with its area on the ground and the frame of its town."""

    code: str
    name: str
    town: str
    place: int  # in its town
    seed: tuple[float, float]
    area: Any
    frame: Frame
    is_seat: bool

    @property
    def core(self) -> Polygon:
        """The part of the area that the seed lies in: where something can be built."""
        parts = shapely.get_parts(self.area)
        if len(parts) == 1:
            return parts[0]
        return parts[int(np.argmin(shapely.distance(parts, shapely.points(self.seed))))]


def communities_of(district: DistrictPlan) -> list[Community]:
    """All communities of a district with their areas, in the order of their codes; the same again for the same plan."""
    towns = [town for town in district.towns if town.communities]
    if not towns or district.area.is_empty:
        return []
    draw = np.random.default_rng([SEED, int(district.code)])
    samples = _samples(district.area, sum(len(town.communities) for town in towns), draw)
    middle = np.array(district.seat) if district.seat else samples.mean(axis=0)
    seats = town_seats(towns, samples, middle)
    owner = _owners(towns, samples, seats)
    found, seeds = [], []
    for number, town in enumerate(towns):
        of_town = samples[owner == number]
        placed = _seeds(town, of_town, seats[number], middle, draw)
        frame = Frame(float(seats[number][0]), float(seats[number][1]), _angle(seats[number]))
        nearest = int(np.argmin(np.hypot(*(placed - seats[number]).T)))
        for place, ((code, name), seed) in enumerate(zip(_by_density(town), placed.tolist(), strict=True)):
            found.append(Community(code, name, town.code, place, tuple(seed), None, frame, place == nearest))
            seeds.append(seed)
    for one, area in zip(found, _areas(np.array(seeds), district.area), strict=True):
        one.area = area
    return sorted((one for one in found if not one.area.is_empty), key=lambda one: one.code)


def _samples(area: BaseGeometry, communities: int, draw: np.random.Generator) -> Reals:
    """Places spread evenly over the area."""
    count = max(SAMPLES_LEAST, SAMPLES_A_COMMUNITY * communities)
    west, south, east, north = area.bounds
    fill = max(area.area / max((east - west) * (north - south), 1.0), 0.02)
    shapely.prepare(area)
    points = draw.random((int(count / fill) + 50, 2)) * (east - west, north - south) + (west, south)
    inside: Reals = points[shapely.contains_xy(area, points[:, 0], points[:, 1])]
    return inside


def town_seats(towns: Sequence[TownPlan], samples: Reals, middle: Reals) -> Reals:
    """Where each town has its seat: known ones as they are, the others as far as can be from all; streets near the
    middle."""
    reach = np.hypot(*(samples - middle).T)
    order = np.argsort(reach)
    streets = sum(town.code[6:7] == STREET for town in towns)
    inner = order[: max(int(len(order) * 0.4 * streets / len(towns)), 12)]
    seats = {number: np.array(town.seat) for number, town in enumerate(towns) if town.seat}
    # The wider a place lies from the middle, the farther apart are towns.
    space = 1.0 / (reach + reach.max() * 0.35)
    apart = np.full(len(samples), np.inf)
    for seat in seats.values():
        apart = np.minimum(apart, np.hypot(*(samples - seat).T))
    missing = [number for number in range(len(towns)) if number not in seats]
    for number in sorted(missing, key=lambda one: (towns[one].code[6:7] != STREET, towns[one].code)):
        among = inner if towns[number].code[6:7] == STREET else order
        score = np.where(np.isinf(apart[among]), -reach[among], apart[among] * space[among])
        chosen = samples[among[int(np.argmax(score))]]
        seats[number] = chosen
        apart = np.minimum(apart, np.hypot(*(samples - chosen).T))
    return np.array([seats[number] for number in range(len(towns))])


def _owners(towns: Sequence[TownPlan], samples: Reals, seats: Reals) -> Any:
    """The town of each sample: the nearest, where streets reach less far; every town has some."""
    size = np.array([np.sqrt(len(town.communities)) * (STREET_SHARE if town.code[6:7] == STREET else 1.0)
                     for town in towns])  # fmt: skip
    far = np.hypot(*(samples[:, None, :] - seats[None, :, :]).transpose(2, 0, 1))
    owner = np.argmin(far / (1.0 + size / size.mean()), axis=1)
    for number, town in enumerate(towns):
        least = LEAST_SHARE * len(town.communities)
        if (owner == number).sum() < least:
            owner[np.argsort(far[:, number])[: int(least)]] = number
    return owner


def _seeds(town: TownPlan, samples: Reals, seat: Reals, middle: Reals, draw: np.random.Generator) -> Reals:
    """The seeds of a town's communities, the densest places first."""
    count = len(town.communities)
    if len(samples) < count:
        samples = np.concatenate([samples, seat + draw.normal(0, 150, (count - len(samples), 2))])
    near = np.minimum(np.hypot(*(samples - seat).T), 1.6 * np.hypot(*(samples - middle).T))
    weight = (NEAR_M + near) ** (-2 * FALL)
    picked = np.argsort(-np.log(draw.random(len(samples))) / weight)[:count]
    seeds = samples[picked]
    for _round in range(ROUNDS):
        owner = np.argmin(np.hypot(*(samples[:, None, :] - seeds[None, :, :]).transpose(2, 0, 1)), axis=1)
        mass = np.bincount(owner, weights=weight, minlength=count)
        moved = np.stack([np.bincount(owner, weights=weight * samples[:, axis], minlength=count) for axis in (0, 1)], 1)
        seeds = np.where(mass[:, None] > 0, moved / np.maximum(mass, 1e-30)[:, None], seeds)
    near = np.minimum(np.hypot(*(seeds - seat).T), 1.6 * np.hypot(*(seeds - middle).T))
    ordered: Reals = seeds[np.argsort(near, kind="stable")]
    return ordered


def _by_density(town: TownPlan) -> list[tuple[str, str]]:
    """Urban communities before villages: they lie nearer to the seat."""
    return sorted(town.communities, key=lambda one: (is_village(*one), one[0]))


def is_village(code: str, name: str) -> bool:
    """Whether people live in hamlets there: by the statistical code 2xx, or else by the name."""
    return code[9:10] == "2" or (code[9:10] not in "045" and "村" in name and "社区" not in name)


def is_park(code: str, name: str) -> bool:
    """Whether it is an industrial park or another area that is no community of residents in the first place."""
    return code[9:10] in {PARK, "5"} or "园区" in name or "产业园" in name or "管理区" in name


def _areas(seeds: Reals, outline: BaseGeometry) -> Iterable[Any]:
    """What lies nearer to each seed than to the others, inside the outline."""
    if len(seeds) == 1:
        return [outline]
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(seeds), extend_to=outline.envelope, ordered=True)
    )
    shapely.prepare(outline)
    whole = shapely.contains_properly(outline, cells)
    cut = shapely.intersection(cells[~whole], outline)
    cells[~whole] = [_only_areas(one) for one in cut]
    return list(cells)


def _only_areas(shape: Any) -> Any:
    """Without points and lines that a cut leaves behind."""
    if shape.geom_type in {"Polygon", "MultiPolygon"}:
        return shape
    return shapely.multipolygons([part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"])


def _angle(place: Reals) -> float:
    """How far the streets of a town are turned from east to west; neighbours are turned alike."""
    return float(0.11 * np.sin(place[0] / 9_000.0) + 0.09 * np.cos(place[1] / 7_000.0))
