"""What reads the lists of a city's data pack: its departments, governments and committees, hospitals and colleges."""

from pathlib import Path

from django.conf import settings

from longcheng.bases.geography.loaders.places import division_in, division_names, given
from longcheng.bases.geography.models import Division, MapFeature
from longcheng.bases.organisations.committees import bodies_of
from longcheng.bases.organisations.published import Published, keep_published
from longcheng.bases.organisations.synthetic.trades import read_trades
from longcheng.core.datapack.loading import reads_entry
from longcheng.core.datapack.pack import PackFile, read_pack
from longcheng.core.datapack.tables import Read, read_table

CERTAINTIES = {"usual", "varies"}


@reads_entry
def load_divisions(entry: PackFile) -> int:
    """Governments, street offices and committees of the divisions that are loaded; returns how many.

    The file itself is geography's to read: it is named here so that its origin stands beside each body. `city_name` of
    the entry is the city's full name, where the pack calls it by a shorter one.
    """
    divisions = dict(Division.objects.values_list("code", "name"))
    if "city_name" in entry.facts:
        divisions[_city()] = str(entry.facts["city_name"])
    bodies = [
        Published(key=one.key, name=one.name, kind=one.kind, industry=one.industry, division_code=one.division_code,
                  of=one.of)
        for one in bodies_of(divisions.items())
    ]  # fmt: skip
    return keep_published(entry, bodies, list_name="divisions")


def _certainty(text: str) -> str:
    if text not in CERTAINTIES:
        raise ValueError(f"must be one of {', '.join(sorted(CERTAINTIES))}")
    return text


@reads_entry
def load_departments(entry: PackFile) -> int:
    """The city's departments, from `name`, `name_en`, `industry`, `certainty`, `plan`; returns how many.

    `certainty` is `usual` for what every city of the kind has by public structure, `varies` for what is called or cut
    otherwise in some; `plan` names the project of the city's plan that lies in its field.
    """
    columns: dict[str, Read] = {"name": given, "name_en": str, "industry": str, "certainty": _certainty, "plan": str}
    city = read_pack(settings.CITY_PACK).code
    bodies = [
        Published(
            key=row["name"],
            name=row["name"],
            kind="government",
            industry=row["industry"],
            division_code=city,
            properties={key: row[key] for key in ("name_en", "certainty", "plan") if row[key]},
        )
        for row in read_table(entry.path, columns)
    ]
    return keep_published(entry, bodies, list_name="departments")


@reads_entry
def load_hospitals(entry: PackFile) -> int:
    """Hospitals, from `name`, `level`, `address`, `source`; returns how many. The district comes from the address."""
    columns: dict[str, Read] = {"name": given, "level": str, "address": given, "source": str}
    names = division_names()
    english = _english("hospitals")
    bodies = [
        Published(
            key=row["name"],
            name=row["name"],
            kind="institution",
            industry=_hospital_industry(row["name"]),
            division_code=division_in((row["address"], row["name"]), names=names) or _city(),
            address=row["address"],
            properties={"level": row["level"], "told_by": row["source"]} | english.get(row["name"], {}),
        )
        for row in read_table(entry.path, columns)
    ]
    return keep_published(entry, bodies, list_name="hospitals")


@reads_entry
def load_colleges(entry: PackFile) -> int:
    """Colleges, from `name`, `code`, `department`, `level`, `remarks`; returns how many.

    What the list calls private 民办 is registered with civil affairs as a society, the others are public institutions.
    """
    columns: dict[str, Read] = {"name": given, "code": given, "department": str, "level": str, "remarks": str}
    english = _english("colleges")
    bodies = [
        Published(
            key=row["code"],
            name=row["name"],
            kind="society" if "民办" in row["remarks"] else "institution",
            industry="P8341",
            division_code=_city(),
            other_codes={"school": row["code"]},
            properties={"level": row["level"], "department": row["department"]} | english.get(row["name"], {}),
        )
        for row in read_table(entry.path, columns)
    ]
    return keep_published(entry, bodies, list_name="colleges")


def load_trades(path: Path) -> int:
    """The trades of synthetic organisations: read and checked at loading, kept in their file."""
    return len(read_trades(path).every)


def _hospital_industry(name: str) -> str:
    """The class of a hospital by its name; the division alone where the name does not tell."""
    for word, code in (("卫生院", "Q8423"), ("中医", "Q8412"), ("人民医院", "Q8411")):
        if word in name:
            return code
    return "Q8415" if any(word in name for word in ("肿瘤", "儿童", "老年病", "口腔", "传染病")) else "Q84"


def _english(layer: str) -> dict[str, dict[str, str]]:
    """The English names that the map has of the same list, without those that are only the sound."""
    rows = MapFeature.objects.filter(layer=layer, is_romanised=False).exclude(name_en="")
    return {name: {"name_en": name_en} for name, name_en in rows.values_list("name", "name_en")}


def _city() -> str:
    return read_pack(settings.CITY_PACK).code
