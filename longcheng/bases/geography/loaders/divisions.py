"""Divisions from a data pack's table with the columns `code` and `name`."""

from pathlib import Path

from django.conf import settings

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.core.datapack.pack import PackError, read_pack
from longcheng.core.datapack.tables import LINE, read_table

CODE_LENGTHS = {level.value for level in DivisionLevel}


def _code(text: str) -> str:
    if not text.isdigit() or len(text) not in CODE_LENGTHS:
        raise ValueError("must have 4, 6, 9 or 12 digits")
    return text


def _name(text: str) -> str:
    if not text or len(text) > 80:
        raise ValueError("is required, at most 80 signs")
    return text


def load_divisions(path: Path) -> int:
    """Add or rename the divisions of one table; returns how many rows it has.

    Parents come from the code; load the outer levels first. Raises PackError naming every row whose
    code is doubled or whose parent is unknown.
    """
    rows = read_table(path, {"code": _code, "name": _name})
    city = _found_city()
    known = set(Division.objects.values_list("code", flat=True))
    defects, made = [], {}
    for row in rows:
        code, line = row["code"], row[LINE]
        parent = max((k for k in (code[:length] for length in CODE_LENGTHS if length < len(code))), key=len, default="")
        if code in made:
            defects.append(f"{path}:{line}: the code {code} stands twice.")
        elif parent not in known:
            defects.append(
                f"{path}:{line}: {code} lies in {parent or '?'}, which is unknown. Load the outer level first."
            )
        made[code] = Division(code=code, name=row["name"], level=len(code), parent_id=parent)
    if defects:
        raise PackError("\n".join(defects))
    made.pop(city.code, None)
    Division.objects.bulk_create(
        made.values(), update_conflicts=True, unique_fields=["code"], update_fields=["name", "level", "parent"]
    )
    return len(rows)


def _found_city() -> Division:
    pack = read_pack(settings.CITY_PACK)
    city, _ = Division.objects.update_or_create(
        code=pack.code, defaults={"name": pack.name["zh"], "level": DivisionLevel.CITY}
    )
    return city
