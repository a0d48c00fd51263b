"""The published age pyramid of the city's pack, to lay over the register's own."""

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from longcheng.bases.population.statistics.arranging import OLDEST

FILE = "population/china_age_pyramid_2020.csv"


@dataclass(frozen=True)
class PublishedPyramid:
    """Men and women by year of age, up to a hundred and more; groups of years are spread evenly."""

    men: tuple[float, ...]
    women: tuple[float, ...]


def published_pyramid() -> PublishedPyramid | None:
    """None where the city's pack has none."""
    return _read(settings.CITY_PACK / FILE)


@lru_cache(maxsize=4)
def _read(path: Path) -> PublishedPyramid | None:
    if not path.is_file():
        return None
    men, women = [0.0] * (OLDEST + 1), [0.0] * (OLDEST + 1)
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            first, last = _ages(row["age"])
            for age in range(first, last + 1):
                men[age] = float(row["male"]) / (last - first + 1)
                women[age] = float(row["female"]) / (last - first + 1)
    return PublishedPyramid(tuple(men), tuple(women))


def _ages(text: str) -> tuple[int, int]:
    if text.endswith("+"):
        return int(text[:-1]), OLDEST
    first, _dash, last = text.partition("-")
    return int(first), min(int(last or first), OLDEST)
