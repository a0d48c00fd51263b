"""From raw counts to published figures of every place: pure functions, no database."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from longcheng.bases.population.count_models import Residency
from longcheng.bases.population.statistics.protecting import Block, publish

OLDEST = 100  # and older
UNKNOWN_AGE = OLDEST + 1
AGES = UNKNOWN_AGE + 1
SEXES = ("1", "2", "9")  # GB/T 2261.1; 9 for a sex that is not known
LENGTHS = (12, 9, 6, 4)  # community, town, district, city
# A place shows ages when places of its kind have so many people on the average: then a group of five years and one sex
# holds about sixteen, and rounding to tens still shows the shape.
ENOUGH_FOR_AGES = 700
WITHHELD = ""  # the place of those whose place is not told

Cell = tuple[str, str, str, int]  # division, residency, sex, age


@dataclass(frozen=True)
class Figure:
    """One row as it is published."""

    division_code: str
    residency: str
    sex: str
    total: int
    by_age: list[int] | None = None


def base_length(people: int, *, places: Mapping[int, int]) -> int:
    """The finest kind of place that shows ages. `places` is how many there are by the length of their codes."""
    for length in LENGTHS[:-1]:
        if places.get(length) and people / places[length] >= ENOUGH_FOR_AGES:
            return length
    return LENGTHS[-1]


def arrange(cells: Mapping[Cell, int], *, codes: Iterable[str], length: int, offset: int) -> list[Figure]:
    """The figures of all places from the counts by place, residency, sex and age.

    `codes` are the places there are; who lives in none of them is counted for the city alone. `length` is of the
    codes that show ages.
    """
    known = set(codes)
    city = min(known, key=len, default="")
    bases = [code for code in sorted(known) if len(code) == length]
    ages: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * (len(SEXES) * AGES))
    places: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for (code, residency, sex, age), count in cells.items():
        base = code[:length] if code[:length] in known and len(code) >= length else WITHHELD
        number = (SEXES.index(sex) if sex in SEXES else len(SEXES) - 1) * AGES + age
        ages[base, residency][number] += count
        places[base, residency][_finest(code, known) if base else WITHHELD] += count
    keys = [(base, residency) for residency in Residency.values for base in [*bases, WITHHELD]]
    finer = {key: sorted(places[key]) for key in keys}
    blocks = [Block({"ages": ages[key], "places": [places[key][code] for code in finer[key]]}) for key in keys]
    published = publish(blocks, offset=offset)
    totals: dict[tuple[str, str], int] = defaultdict(int)
    by_age: dict[tuple[str, str, str], list[int]] = {}
    for key, block in zip(keys, published, strict=True):
        base, residency = key
        enclosing = _enclosing(base, known) or [WITHHELD, city]
        for code in enclosing:
            totals[code, residency] += block.total
            _add_ages(by_age, code, residency, block.divided["ages"])
        for code, count in zip(finer[key], block.divided["places"], strict=True):
            for inner in _enclosing(code, known):
                if len(inner) > length:
                    totals[inner, residency] += count
    return _figures(totals, by_age)


def _finest(code: str, known: set[str]) -> str:
    return next((code[:length] for length in LENGTHS if len(code) >= length and code[:length] in known), WITHHELD)


def _enclosing(code: str, known: set[str]) -> list[str]:
    """The place and all that enclose it."""
    return [code[:length] for length in LENGTHS if len(code) >= length and code[:length] in known]


def _add_ages(by_age: dict[tuple[str, str, str], list[int]], code: str, residency: str, figures: Sequence[int]) -> None:
    for place, sex in enumerate(SEXES):
        of_sex = figures[place * AGES : (place + 1) * AGES]
        so_far = by_age.setdefault((code, residency, sex), [0] * AGES)
        by_age[code, residency, sex] = [one + more for one, more in zip(so_far, of_sex, strict=True)]


def _figures(totals: Mapping[tuple[str, str], int], by_age: Mapping[tuple[str, str, str], list[int]]) -> list[Figure]:
    figures = [Figure(code, residency, "", total) for (code, residency), total in sorted(totals.items())]
    figures += [
        Figure(code, residency, sex, sum(ages), ages) for (code, residency, sex), ages in sorted(by_age.items())
    ]
    return figures
