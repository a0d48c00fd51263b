"""Where towns and streets lie: points of a gazetteer, taken only where name and district leave no doubt."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from shapely.geometry import Point

from longcheng.bases.geography.areas import DistrictAreas
from longcheng.bases.geography.features.drafts import Draft
from longcheng.bases.geography.loaders.boundaries import degrees
from longcheng.bases.geography.loaders.keeping import datum_of, in_reach, keep_layer, refuse, to_wgs84
from longcheng.bases.geography.models import Accuracy, Division, DivisionLevel, LayerKind
from longcheng.bases.geography.romanised import division_name
from longcheng.core.datapack.loading import reads_entry
from longcheng.core.datapack.pack import PackFile
from longcheng.core.datapack.tables import LINE, Read, read_table
from longcheng.core.geo import great_circle_m

# A town that became a street keeps its place: the kind at the end of the name does not count.
KINDS = ("街道", "镇", "乡")
# Two entries of one gazetteer this near are the same place.
SAME_WITHIN_M = 1000


@dataclass(frozen=True)
class Candidate:
    """One entry of the gazetteer, in WGS-84, with the district it lies in and its names without their kind."""

    number: str
    english: str
    lon: float
    lat: float
    district: str
    stems: frozenset[str]


def stem(name: str) -> str:
    """The name without its kind: 薛家镇 → 薛家."""
    for kind in KINDS:
        if name.endswith(kind) and len(name) > len(kind) + 1:
            return name.removesuffix(kind)
    return name


@reads_entry
def load_map_towns(entry: PackFile) -> int:
    """Replace the towns; all are kept, those without a place in the gazetteer with none. Returns how many have one.

    Reads `geonameid`, `name`, `latitude`, `longitude`, `alternatenames` (split by |).
    """
    columns: dict[str, Read] = {
        "geonameid": str,
        "name": str,
        "latitude": degrees,
        "longitude": degrees,
        "alternatenames": str,
    }
    rows = read_table(entry.path, columns)
    datum = datum_of(entry)
    refuse(_defects(rows), entry=entry)
    areas = DistrictAreas.known()
    candidates = []
    for row in rows:
        place = to_wgs84(Point(row["longitude"], row["latitude"]), source=datum)
        stems = frozenset(stem(name) for name in row["alternatenames"].split("|") if not name.isascii())
        district = areas.at(place.x, place.y)
        candidates.append(Candidate(row["geonameid"], row["name"], place.x, place.y, district, stems))
    towns = Division.objects.filter(level=DivisionLevel.TOWN)
    drafts = [_draft(town, matching(town, candidates)) for town in towns]
    keep_layer(entry, drafts, name="towns", kind=LayerKind.POINT, order=2)
    return sum(draft.geometry is not None for draft in drafts)


def matching(town: Division, candidates: list[Candidate]) -> list[Candidate]:
    """The entries of the town's name in the town's district; several only where they lie apart."""
    found = [each for each in candidates if each.district == town.code[:6] and stem(town.name) in each.stems]
    if found and all(_apart_m(found[0], each) <= SAME_WITHIN_M for each in found[1:]):
        return found[:1]
    return found


def _draft(town: Division, found: list[Candidate]) -> Draft:
    if len(found) != 1:
        apart_m = max((_apart_m(a, b) for a in found for b in found), default=0.0)
        return Draft(
            key=town.code,
            name=town.name,
            name_en=division_name(town.name),
            is_romanised=True,
            division_code=town.code,
            accuracy=Accuracy.NONE,
            properties={"candidates": len(found), "apart_km": round(apart_m / 1000, 1)} if found else {},
        )
    [place] = found
    return Draft(
        key=town.code,
        name=town.name,
        name_en=division_name(town.name),
        is_romanised=True,
        division_code=town.code,
        accuracy=Accuracy.LOCALITY,
        geometry=Point(place.lon, place.lat),
        label=(place.lon, place.lat),
        properties={"geonames": place.number, "geonames_name": place.english},
    )


def _apart_m(a: Candidate, b: Candidate) -> float:
    return great_circle_m((a.lon, a.lat), to=(b.lon, b.lat))


def _defects(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        lon, lat = row["longitude"], row["latitude"]
        if lon is None or lat is None or not in_reach(lon, lat):
            yield f"line {row[LINE]}: {row['name']} must have a longitude and a latitude of the country."
