"""Hospitals, colleges and sights: tables of what is there, with as much of the place as they tell."""

from collections.abc import Iterable
from typing import Any

from shapely.geometry import Point

from longcheng.bases.geography.areas import DistrictAreas
from longcheng.bases.geography.features.drafts import Draft
from longcheng.bases.geography.loaders.boundaries import degrees
from longcheng.bases.geography.loaders.keeping import datum_of, in_reach, keep_layer, refuse, to_wgs84
from longcheng.bases.geography.models import Accuracy, Division, DivisionLevel, LayerKind
from longcheng.bases.geography.romanised import romanised
from longcheng.core.datapack.loading import reads_entry
from longcheng.core.datapack.pack import PackFile
from longcheng.core.datapack.tables import LINE, Read, read_table

Names = list[tuple[str, str]]


def given(text: str) -> str:
    """A text that must not be empty."""
    if not text:
        raise ValueError("is required")
    return text[:120]


def division_names() -> Names:
    """Names of towns and districts with their codes, towns first: the nearer one wins."""
    levels = (DivisionLevel.TOWN, DivisionLevel.DISTRICT)
    rows = Division.objects.filter(level__in=levels).order_by("-level", "code").values_list("name", "code")
    return [(name, code) for name, code in rows if len(name) > 2]


def division_in(texts: Iterable[str], *, names: Names) -> str:
    """The town or district that a text names, the first text first; empty if it names none.

    A town counts only if no other district has one of its name, or the text names the district too.
    """
    for text in texts:
        districts = [code for name, code in names if len(code) == DivisionLevel.DISTRICT and name in text]
        towns = [code for name, code in names if len(code) == DivisionLevel.TOWN and name in text]
        inside = [code for code in towns if not districts or code[:6] in districts]
        if len(inside) == 1:
            return inside[0]
        if districts:
            return min(districts, key=lambda code: text.index(next(name for name, c in names if c == code)))
    return ""


def english(entry: PackFile, name: str) -> dict[str, Any]:
    """The English name that the manifest's `english` table gives, else the sound of the Chinese one."""
    known = entry.facts.get("english", {}).get(name)
    return {"name_en": known or romanised(name), "is_romanised": not known}


def _placed(code: str) -> dict[str, Any]:
    return {"division_code": code, "accuracy": Accuracy.DISTRICT if code else Accuracy.CITY}


@reads_entry
def load_map_hospitals(entry: PackFile) -> int:
    """Replace the hospitals, from `name`, `level`, `isDesignated`, `address`, `source`, `date`; returns how many.

    The table has no positions. The district comes from the address; where that names none, from the hospital's name.
    """
    columns: dict[str, Read] = {
        "name": given,
        "level": str,
        "isDesignated": str,
        "address": given,
        "source": str,
        "date": str,
    }
    names = division_names()
    drafts = [
        Draft(
            key=str(number),
            name=row["name"],
            **english(entry, row["name"]),
            address=row["address"][:200],
            properties={
                "level": row["level"],
                "address": row["address"],
                "designated": row["isDesignated"] == "True",
                "told_by": row["source"],
                "on": row["date"],
            },
            **_placed(division_in((row["address"], row["name"]), names=names)),
        )
        for number, row in enumerate(read_table(entry.path, columns), start=1)
    ]
    return keep_layer(entry, drafts, name="hospitals", kind=LayerKind.POINT, order=5)


@reads_entry
def load_map_colleges(entry: PackFile) -> int:
    """Replace the colleges, from `name`, `code`, `department`, `level`, `remarks`; returns how many."""
    columns: dict[str, Read] = {"name": given, "code": given, "department": str, "level": str, "remarks": str}
    drafts = [
        Draft(
            key=row["code"],
            name=row["name"],
            **english(entry, row["name"]),
            accuracy=Accuracy.CITY,
            properties={"level": row["level"], "department": row["department"], "remarks": row["remarks"]},
        )
        for row in read_table(entry.path, columns)
    ]
    return keep_layer(entry, drafts, name="colleges", kind=LayerKind.POINT, order=6)


@reads_entry
def load_map_sights(entry: PackFile) -> int:
    """Replace the sights of this city, from a table of the province; returns how many.

    Reads `id`, `title`, `year_granted`, `grade`, `longitude`, `latitude`, `address`. Its columns of city and area are
    wrong in places, so what counts is whether the address lies in one of our districts, by name and by place.
    """
    columns: dict[str, Read] = {"id": given, "title": given, "year_granted": str, "grade": str, "address": given}
    rows = read_table(entry.path, columns | {"longitude": degrees, "latitude": degrees})
    datum, areas, names, defects, drafts = datum_of(entry), DistrictAreas.known(), division_names(), [], []
    for row in rows:
        lon, lat = row["longitude"], row["latitude"]
        if lon is None or lat is None or not in_reach(lon, lat):
            defects.append(f"line {row[LINE]}: {row['title']} must have a longitude and a latitude of the country.")
            continue
        place = to_wgs84(Point(lon, lat), source=datum)
        told, lies = division_in((row["address"],), names=names)[:6], areas.at(place.x, place.y)
        if not told or not lies:
            continue
        if told != lies:
            defects.append(f"line {row[LINE]}: {row['title']} lies in {lies}, but its address names {told}.")
        drafts.append(
            Draft(
                key=row["id"],
                name=row["title"],
                **english(entry, row["title"]),
                division_code=lies,
                accuracy=Accuracy.EXACT,
                geometry=place,
                label=(place.x, place.y),
                address=row["address"][:200],
                properties={"grade": row["grade"], "year": row["year_granted"], "address": row["address"]},
            )
        )
    refuse(defects, entry=entry)
    return keep_layer(entry, drafts, name="sights", kind=LayerKind.POINT, order=7)
