"""From a place back to the nearest addresses, with the community and the district it lies in."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db import connection

from longcheng.bases.geography.areas import DISTRICTS, DistrictAreas
from longcheng.bases.geography.models import MapFeature
from longcheng.bases.geography.points import metres_of
from longcheng.bases.geography.queries import enclosing_codes, names_of
from longcheng.core.geo import great_circle_m
from longcheng.core.geo.cells import Cell, Resolution, cell_at

NEAREST, NEAREST_MOST = 5, 20
# An address this far says nothing about where one is.
TELLS_WITHIN_M = 1_000
_FIELDS = ("address_id", "text", "level", "division_code", "lon", "lat", "is_synthetic")


@dataclass(frozen=True)
class NearAddress:
    """An address and how far it is, as the crow flies."""

    address_id: int
    text: str
    level: str
    division_code: str
    lon: float
    lat: float
    is_synthetic: bool
    metres: float


@dataclass(frozen=True)
class Whereabouts:
    """What is known of a place: addresses near it, the district it lies in, the community of the nearest address."""

    lon: float
    lat: float
    addresses: tuple[NearAddress, ...]
    district: str
    community: str
    names: tuple[tuple[str, str], ...]
    cell: Cell

    @property
    def nearest(self) -> NearAddress | None:
        return self.addresses[0] if self.addresses else None


def reverse(lon: float, lat: float, *, limit: int = NEAREST) -> list[NearAddress]:
    """The nearest gates, houses and stairs within a kilometre, the nearest first. One query that walks one index."""
    east, north = metres_of(lon, lat)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, text, level, division_code, lon, lat, is_synthetic FROM geography_address "
            "WHERE NOT is_ended AND level <> 'room' ORDER BY point <-> point(%s, %s) LIMIT %s",
            [east, north, max(1, min(limit, NEAREST_MOST))],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    placed = [dict(zip(_FIELDS, row, strict=True)) for row in rows if row[4] is not None]
    found = [NearAddress(**one, metres=great_circle_m((lon, lat), to=(one["lon"], one["lat"]))) for one in placed]
    return [one for one in sorted(found, key=lambda one: one.metres) if one.metres <= TELLS_WITHIN_M]


def whereabouts(lon: float, lat: float, *, limit: int = NEAREST) -> Whereabouts:
    """The addresses near a place and the divisions around it. The district by its outline, the community by address."""
    found = reverse(lon, lat, limit=limit)
    district = _districts_now().at(lon, lat)
    community = next((one.division_code for one in found if not district or one.division_code[:6] == district), "")
    innermost = community or district
    names = names_of(enclosing_codes(innermost)) if innermost else {}
    told = tuple((code, names[code]) for code in enclosing_codes(innermost) if code in names)
    return Whereabouts(lon, lat, tuple(found), district, community, told, cell_of(lon, lat))


def cell_of(lon: float, lat: float) -> Cell:
    """The cell of the city's grid, about as large as a block, that holds a place."""
    return cell_at(lon, lat, resolution=Resolution.BLOCK)


def _districts_now() -> DistrictAreas:
    """The outlines, read anew only when one has changed."""
    rows = MapFeature.objects.filter(layer=DISTRICTS).order_by("pk").values_list("pk", "last_act_id")
    return _areas(tuple(rows))


@lru_cache(maxsize=4)
def _areas(_state: tuple[tuple[int, int], ...]) -> DistrictAreas:
    return DistrictAreas.known()
