"""Counting everybody who lives or is registered in the city, and publishing the figures."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from time import monotonic
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max
from django.utils import timezone

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.population.count_models import PopulationCount, PopulationRelease, Residency
from longcheng.bases.population.models import HouseholdAct, PersonAct
from longcheng.bases.population.statistics.arranging import (
    OLDEST,
    UNKNOWN_AGE,
    WITHHELD,
    Cell,
    arrange,
    base_length,
)
from longcheng.bases.population.statistics.protecting import TEN
from longcheng.core.access.permissions import record
from longcheng.core.protection.keys import derived_key

# A release a day: who compares two of them sees thousands of birthdays at once, never one move. Only a large import is
# published before, for then too nobody is told from the others.
MUCH_CHANGED, LEAST_CHANGED = 0.01, 1_000
LOCK = 0x5054_4154  # one process counts at a time

# Years of age, by looking the birthday up among a hundred days: reckoning with years and months costs thrice as much.
_AGE = "CASE WHEN birth_date <= %(day)s THEN %(oldest)s - width_bucket(birth_date, %(days)s::date[]) ELSE -1 END"
_LIVING = f"""
SELECT CASE WHEN is_protected THEN '' ELSE division_code END, sex, {_AGE},
    count(*), count(*) FILTER (WHERE registered_division <> '' AND registered_division NOT LIKE %(city)s)
FROM population_person WHERE death_date IS NULL AND merged_into_id IS NULL GROUP BY 1, 2, 3
"""  # noqa: S608  our own words only
_REGISTERED = f"""
SELECT CASE WHEN is_protected THEN '' ELSE registered_division END, sex, {_AGE}, count(*)
FROM population_person
WHERE death_date IS NULL AND merged_into_id IS NULL AND registered_division LIKE %(city)s GROUP BY 1, 2, 3
"""  # noqa: S608


def newest_release() -> PopulationRelease | None:
    """The release that is shown; None before the first counting."""
    return PopulationRelease.objects.order_by("-pk").first()


def is_due() -> bool:
    """Whether everybody is to be counted now: the first time, on a new day, or when much has changed since."""
    last = newest_release()
    if last is None or last.day != timezone.localdate():
        return True
    shown = sum(last.counts.filter(sex="", division_code=_city_code()).values_list("total", flat=True))
    return acts_so_far() - last.acts >= max(LEAST_CHANGED, MUCH_CHANGED * shown)


def acts_so_far() -> int:
    """How far the registers have come; grows with every act."""
    return sum(model.objects.aggregate(n=Max("pk"))["n"] or 0 for model in (PersonAct, HouseholdAct))


def publish_counts() -> PopulationRelease | None:
    """Count everybody and publish the figures in place of the ones before; None while another process counts."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return None
        began = monotonic()
        day, acts = timezone.localdate(), acts_so_far()
        places = dict(Division.objects.values_list("level").annotate(Count("pk")))
        cells = count_cells(day)
        people = sum(count for cell, count in cells.items() if cell[1] != Residency.REGISTERED)
        length = base_length(people, places=places)
        codes = Division.objects.values_list("code", flat=True)
        figures = arrange(cells, codes=codes, length=length, offset=_secret_offset())
        PopulationRelease.objects.all().delete()
        took_ms = round((monotonic() - began) * 1000)
        release = PopulationRelease.objects.create(day=day, base_length=length, acts=acts, took_ms=took_ms)
        PopulationCount.objects.bulk_create(
            [
                PopulationCount(
                    release=release,
                    division_code=one.division_code,
                    residency=one.residency,
                    sex=one.sex,
                    total=one.total,
                    by_age=one.by_age,
                )
                for one in figures
            ],
            batch_size=2_000,
        )
        record(None, "population.publish_counts", subject=f"release:{release.pk}", took_ms=took_ms)
    return release


def count_cells(day: date) -> dict[Cell, int]:
    """How many there are of each place, residency, sex and age on a day. The dead and merged records do not count.

    Costs two passes over the register. Who has a protected address stands under no place.
    """
    cells: dict[Cell, int] = defaultdict(int)
    for code, sex, age, living, floating in _rows(_LIVING, day):
        cells[code, Residency.LOCAL.value, sex, _age(age)] += living - floating
        if floating:
            cells[code, Residency.FLOATING.value, sex, _age(age)] += floating
    for code, sex, age, registered in _rows(_REGISTERED, day):
        cells[code, Residency.REGISTERED.value, sex, _age(age)] += registered
    return dict(cells)


def _rows(statement: str, day: date) -> Iterator[tuple[Any, ...]]:
    values: dict[str, Any] = {"day": day, "days": first_days(day), "oldest": OLDEST, "city": f"{_city_code()}%"}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        yield from cursor.fetchall()


def first_days(day: date) -> list[date]:
    """The first day that makes somebody too young to be a hundred on this day, to be ninety-nine, and so on to one.

    Who was born on 29 February has their birthday on 1 March of other years.
    """
    return [_birthday(day, years) + timedelta(days=1) for years in range(OLDEST, 0, -1)]


def _birthday(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def _age(age: int) -> int:
    return UNKNOWN_AGE if age < 0 else age


def _city_code() -> str:
    return Division.objects.filter(level=DivisionLevel.CITY).values_list("code", flat=True).first() or WITHHELD


def _secret_offset() -> int:
    return int.from_bytes(derived_key("population.statistics.offset", length=4)) % TEN
