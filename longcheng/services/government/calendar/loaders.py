"""Public holidays from a data pack's table with the columns `date`, `kind` and `holiday`."""

import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from longcheng.core.datapack.pack import PackError
from longcheng.core.datapack.tables import read_table
from longcheng.services.government.calendar.models import SpecialDay
from longcheng.services.government.calendar.rules import SATURDAY, Holiday, HolidayTable, Kind

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
YEARS = range(1950, 2200)  # a slip in a year must not make a calendar of a thousand years


def _date(text: str) -> date:
    # Python also reads 20260214 and 2026-W07-6; a table that mixes them is more likely a slip.
    if not ISO_DATE.fullmatch(text):
        raise ValueError("must be a date such as 2026-02-14")
    day = date.fromisoformat(text)
    if day.year not in YEARS:
        raise ValueError(f"must lie in the years {YEARS[0]} to {YEARS[-1]}")
    return day


def _kind(text: str) -> Kind:
    if text not in set(Kind):
        raise ValueError(f"must be one of {', '.join(Kind)}")
    return Kind(text)


def _holiday(text: str) -> Holiday:
    if text not in set(Holiday):
        raise ValueError(f"must be one of {', '.join(Holiday)}")
    return Holiday(text)


def load_public_holidays(path: Path) -> int:
    """Replace all special days by those of one table; returns how many rows it has.

    Raises PackError naming every unreadable value, doubled row, date that is both off and worked, and
    year left out between two others. Nothing changes then.
    """
    defects = [f"{path}: {defect}" for defect in _contradictions(read_table(path, {"date": str, "kind": str}))]
    try:
        rows = read_table(path, {"date": _date, "kind": _kind, "holiday": _holiday})
    except PackError as error:
        raise PackError("\n".join([str(error), *defects])) from error
    defects += [f"{path}: {defect}" for defect in [*_worked_weekdays(rows), *_gaps(rows)]]
    if defects:
        raise PackError("\n".join(defects))
    with transaction.atomic():
        SpecialDay.objects.all().delete()
        SpecialDay.objects.bulk_create(
            SpecialDay(date=row["date"], kind=row["kind"], holiday=row["holiday"]) for row in rows
        )
    return len(rows)


def _contradictions(rows: list[dict[str, Any]]) -> list[str]:
    """Compared as texts, so that they are told together with the values that cannot be read."""
    kinds: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        kinds[row["date"]].add(row["kind"])
    times = Counter((row["date"], row["kind"]) for row in rows)
    doubled = [f"{day} stands {n} times as {kind}. Keep one row." for (day, kind), n in times.items() if n > 1]
    torn = [
        f"{day} is both {' and '.join(sorted(found))}. A makeup workday cannot be a day off."
        for day, found in kinds.items()
        if Kind.MAKEUP in found and found & {Kind.HOLIDAY, Kind.IN_LIEU}
    ]
    return doubled + torn


def _worked_weekdays(rows: list[dict[str, Any]]) -> list[str]:
    worked = [row["date"] for row in rows if row["kind"] is Kind.MAKEUP and row["date"].weekday() < SATURDAY]
    return [f"{day} is a {day:%A}. A makeup workday must be a Saturday or Sunday." for day in worked]


def _gaps(rows: list[dict[str, Any]]) -> list[str]:
    table = HolidayTable.of((row["date"], row["kind"], row["holiday"]) for row in rows)
    if table.is_empty:
        return ["no year has its National Day (1 October), so no year would be known. Give at least one whole year."]
    missing = sorted(set(range(min(table.known_years), max(table.known_years))) - table.known_years)
    return [f"the year {year} is missing or has no National Day (1 October)." for year in missing]
