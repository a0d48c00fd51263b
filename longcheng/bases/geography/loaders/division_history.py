"""The history of the divisions from a data pack's table: one row for each version of a code."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from longcheng.bases.geography.models import DivisionLevel, DivisionVersion
from longcheng.core.datapack.pack import PackError, read_pack
from longcheng.core.datapack.tables import LINE, Read, read_table

# How a version began. Into what it went, where it did not simply go on, stands in `into_code`.
CHANGES = ("founded", "renamed", "recoded", "merged", "ended")
LENGTHS = {level.value for level in DivisionLevel}


def _code(text: str) -> str:
    if not text.isdigit() or len(text) not in LENGTHS:
        raise ValueError("must have 4, 6, 9 or 12 digits")
    return text


def _code_or_none(text: str) -> str:
    return _code(text) if text else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ValueError("must be a day such as 2015-04-28, or empty") from error


def _change(text: str) -> str:
    if text not in CHANGES:
        raise ValueError(f"must be one of {', '.join(CHANGES)}")
    return text


def _given(text: str) -> str:
    if not text or len(text) > 200:
        raise ValueError("is required, at most 200 signs")
    return text


def _text(text: str) -> str:
    if len(text) > 200:
        raise ValueError("must have at most 200 signs")
    return text


COLUMNS: dict[str, Read] = {
    "code": _code, "name": _given, "valid_from": _day, "valid_to": _day, "change": _change, "into_code": _code_or_none,
    "law": _text, "source": _given,
}  # fmt: skip


def load_division_history(path: Path) -> int:
    """Replace the known versions of the city's divisions; returns how many. Raises PackError with every defect.

    An empty day is before, or after, all that is told. Two versions of one code must not hold on the same day.
    """
    rows = read_table(path, COLUMNS)
    city = read_pack(settings.CITY_PACK).code
    defects = [f"{path}:{line}: {what}" for line, what in _defects(rows, city=city)]
    if defects:
        raise PackError("\n".join(defects))
    DivisionVersion.objects.all().delete()
    DivisionVersion.objects.bulk_create(
        DivisionVersion(
            level=len(row["code"]),
            parent_code=max(
                (row["code"][:length] for length in LENGTHS if length < len(row["code"])), key=len, default=""
            ),
            **{name: row[name] for name in COLUMNS},
        )
        for row in rows
    )
    return len(rows)


def _defects(rows: list[dict[str, Any]], *, city: str) -> Iterator[tuple[int, str]]:
    by_code: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if not row["code"].startswith(city):
            yield row[LINE], f"{row['code']} is no division of {city}."
        if row["valid_from"] and row["valid_to"] and row["valid_from"] >= row["valid_to"]:
            yield row[LINE], "valid_to must come after valid_from."
        for other in by_code.setdefault(row["code"], []):
            if _overlap(row, other):
                yield row[LINE], f"{row['code']} holds on the same days as in line {other[LINE]}."
        by_code[row["code"]].append(row)


def _overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return (one["valid_from"] or date.min) < (other["valid_to"] or date.max) and (other["valid_from"] or date.min) < (
        one["valid_to"] or date.max
    )
