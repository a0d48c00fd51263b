"""The city's public holidays, from the table in its data pack: whether `PH` of opening hours is today."""

from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from longcheng.core.datapack.pack import PackError, read_pack
from longcheng.core.datapack.tables import read_table

KIND, FREE = "public-holidays", {"holiday", "in_lieu"}


def public_holidays() -> frozenset[date]:
    """Days off by the notices of the State Council; empty where the pack has no such table."""
    return _read(Path(settings.CITY_PACK))


@lru_cache(maxsize=4)
def _read(folder: Path) -> frozenset[date]:
    try:
        tables = [one for one in read_pack(folder).files if one.kind == KIND]
        rows = [row for one in tables for row in read_table(one.path, {"date": date.fromisoformat, "kind": str})]
    except PackError:
        return frozenset()
    return frozenset(row["date"] for row in rows if row["kind"] in FREE)
