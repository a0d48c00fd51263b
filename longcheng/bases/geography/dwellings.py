"""The homes of the synthetic fabric by community, for those who put synthetic residents into them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from longcheng.bases.geography.fabric.words import DORMITORY, EXAMPLE

Whole = NDArray[np.int64]
# Houses of a hamlet have no stairs and one home; a building says how many it has.
_ROWS = """
SELECT address.division_code, address.street, address.building, address.gate,
       coalesce((feature.properties ->> 'floors')::int, 1), coalesce((feature.properties ->> 'stairs')::int, 0),
       coalesce((feature.properties ->> 'doors')::int, 1)
FROM geography_address AS address JOIN geography_mapfeature AS feature ON feature.id = address.feature_id
WHERE feature.layer_id = 'buildings' AND feature.kind = 'residential' AND address.level IN ('gate', 'building')
  AND address.is_synthetic AND NOT address.is_ended AND NOT feature.is_ended AND strpos(address.street, %s) > 0
ORDER BY address.division_code, address.street, address.id
"""


@dataclass(frozen=True)
class Dwellings:
    """Buildings in which people live, those of a community one after the other.

    `edges` counts the homes up to and with each building; `firsts` and `behinds` are the homes of each community.
    """

    streets: tuple[str, ...]
    numbers: tuple[str, ...]
    floors: Whole
    stairs: Whole
    doors: Whole
    edges: Whole
    firsts: Whole
    behinds: Whole

    def homes_in(self, community: Whole) -> Whole:
        """How many homes there are in each of these communities."""
        found: Whole = self.behinds[community] - self.firsts[community]
        return found

    def addresses(self, homes: Whole) -> list[str]:
        """The addresses of homes by their places: `水岸示例2小区 12-2-301`, `东坡村示例3组 45号`."""
        at = np.searchsorted(self.edges, homes, side="right")
        within = homes - np.concatenate([[0], self.edges])[at]
        doors, floors = self.doors[at], self.floors[at]
        stair, rest = np.divmod(within, floors * doors)
        floor, door = np.divmod(rest, doors)
        room = (floor + 1) * 100 + door + 1
        columns = (at, self.stairs[at], stair + 1, room)
        return [
            f"{self.streets[one]} {self.numbers[one]}-{stair}-{room}"
            if has_stairs
            else f"{self.streets[one]} {self.numbers[one]}号"
            for one, has_stairs, stair, room in zip(*(column.tolist() for column in columns), strict=True)
        ]


@dataclass(frozen=True)
class Housing:
    """Homes of families and rooms of dormitories."""

    families: Dwellings
    dormitories: Dwellings


def housing_of(communities: Sequence[str]) -> Housing | None:
    """The homes of these communities, by code; None where no fabric was founded. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [EXAMPLE])
        rows = cursor.fetchall()
    if not rows:
        return None
    place = {code: number for number, code in enumerate(communities)}
    rows = sorted((row for row in rows if row[0] in place), key=lambda row: place[row[0]])
    return Housing(
        _dwellings([row for row in rows if not row[1].endswith(DORMITORY)], place, len(communities)),
        _dwellings([row for row in rows if row[1].endswith(DORMITORY)], place, len(communities)),
    )


def _dwellings(rows: list[tuple[str, str, str, str, int, int, int]], place: dict[str, int], count: int) -> Dwellings:
    stairs = np.array([row[5] for row in rows], np.int64)
    floors = np.array([row[4] if row[5] else 1 for row in rows], np.int64)
    doors = np.array([row[6] if row[5] else 1 for row in rows], np.int64)
    edges = np.cumsum(floors * doors * np.maximum(stairs, 1)).astype(np.int64)
    of_community = np.array([place[row[0]] for row in rows], np.int64)
    counted = np.concatenate([[0], edges])
    firsts = counted[np.searchsorted(of_community, np.arange(count), side="left")]
    behinds = counted[np.searchsorted(of_community, np.arange(count), side="right")]
    streets, numbers = tuple(row[1] for row in rows), tuple(row[2] or row[3] for row in rows)
    return Dwellings(streets, numbers, floors, stairs, doors, edges, firsts, behinds)
