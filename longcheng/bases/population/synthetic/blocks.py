"""Blocks of synthetic residents, each made from its own seed, so that any number can be made and in any order."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from longcheng.bases.population.synthetic.ages import cells
from longcheng.bases.population.synthetic.drawing import Numbers, Weights, drawn
from longcheng.bases.population.synthetic.families import (
    REGISTERED_ELSEWHERE,
    REGISTERED_HERE,
    REGISTERED_IN_CITY,
    YEAR,
    People,
    people_of,
)
from longcheng.bases.population.synthetic.figures import Figures
from longcheng.bases.population.synthetic.naming import Names, NameTables, names_of, tables_of
from longcheng.bases.population.synthetic.places import Places, addresses, homes_of

SEED = 20_261_123
BLOCK = 20_000
IN_CITY = 0.15  # of those registered in the city are so in another of its communities; ours
MOVED_IN = (120, 30 * 365)  # days ago, all of them as likely; ours
HAN, HUI = 1, 3  # GB/T 3304-1991
OTHERS = np.array([6, 8, 11, 12, 15])  # Miao, Zhuang, Manchu, Dong, Tujia: the largest of the rest; ours
HAS_PHONE_AGES, HAS_PHONE = (0, 6, 10, 14, 18, 60, 75, 90, 104), (0, 0, 0.3, 0.8, 0.99, 0.97, 0.8, 0.4, 0.2)  # ours


@dataclass(frozen=True)
class City:
    """What all blocks of one city are made from."""

    figures: Figures
    places: Places
    shares: Weights
    tables: NameTables
    today: np.datetime64

    @classmethod
    def of(cls, figures: Figures, places: Places, *, today: date) -> "City":
        return cls(figures, places, cells(figures), tables_of(figures), np.datetime64(today, "D"))


@dataclass(frozen=True)
class Block:
    """People and their households; what belongs to a household is told once for it."""

    people: People
    names: Names
    homes: Numbers  # place of the community
    addresses: list[str]
    moved_in: Numbers  # days since 1970
    ethnicity: Numbers
    registered: Numbers  # of each person: here, in the city, elsewhere
    registered_at: Numbers  # place of another household's community and address, or of an origin
    has_phone: np.ndarray

    @property
    def households(self) -> int:
        return len(self.homes)


def block_of(number: int, count: int, city: City) -> Block:
    """The block of this number, of `count` people. The same again for the same number, count and city."""
    draw = np.random.default_rng([SEED, number])
    people = people_of(count, figures=city.figures, shares=city.shares, today=city.today, draw=draw)
    homes = homes_of(len(people.is_collective), city.places, draw)
    moved_in = city.today.astype(np.int64) - draw.integers(*MOVED_IN, len(homes))
    registered, registered_at = _registered(people, city, draw)
    age = (city.today.astype(np.int64) - people.birth) / YEAR
    return Block(
        people=people,
        names=names_of(people, city.tables, draw),
        homes=homes,
        addresses=addresses(homes, people.is_collective, city.places, draw),
        moved_in=moved_in,
        ethnicity=_ethnicity(len(homes), city.figures, draw),
        registered=registered,
        registered_at=registered_at,
        has_phone=draw.random(count) < np.interp(age, HAS_PHONE_AGES, HAS_PHONE),
    )


def _ethnicity(count: int, figures: Figures, draw: np.random.Generator) -> Numbers:
    han, hui = figures.totals["share_han"], figures.totals["share_hui"]
    kind = drawn(np.array([han, hui, max(1 - han - hui, 0.0)]), count, draw)
    return np.choose(kind, [np.full(count, HAN), np.full(count, HUI), draw.choice(OTHERS, count)])


def _registered(people: People, city: City, draw: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Whole households are registered elsewhere, the young and those in dormitories more often."""
    figures = city.figures
    households = len(people.is_collective)
    head_birth = people.birth[np.searchsorted(people.household, np.arange(households))]
    head_age = (city.today.astype(np.int64) - head_birth) / YEAR
    likely = np.interp(head_age, (18, 24, 35, 50, 62, 75, 104), (2.2, 2.0, 1.4, 0.9, 0.4, 0.15, 0.1))
    likely = np.where(people.is_collective, 2.4, likely)
    size = np.bincount(people.household, minlength=households)
    share = likely * figures.share_registered_elsewhere * size.sum() / max((likely * size).sum(), 1e-9)
    is_elsewhere = draw.random(households) < share
    origins = drawn(np.array([one.share for one in figures.origins]), households, draw)
    is_other = draw.random(households) < IN_CITY
    other = draw.integers(0, max(households, 1), households)
    kind = np.where(is_elsewhere, REGISTERED_ELSEWHERE, np.where(is_other, REGISTERED_IN_CITY, REGISTERED_HERE))
    at = np.where(is_elsewhere, origins, other)
    return kind[people.household], at[people.household]
