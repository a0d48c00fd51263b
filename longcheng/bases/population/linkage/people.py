"""True people for trying the linkage: households with couples, children, twins and grandparents, as columns of arrays.

Nobody in here exists: the numbers carry an area code that no place has, and the telephones a beginning that no mobile
has. The weights of names are read from the city's data pack.
"""

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from longcheng.bases.population.rules import UNASSIGNED_PROVINCE

FEMALE_GIVEN_SHARE_OF_TWO = 0.86  # given names of two characters; the rest have one
TWIN_SHARE = 0.025  # of the families with children
SAYS_NAME_CHANGED = 0.012  # has a former name 曾用名
# GB 11643-1999, 5: the weights of the seventeen digits, and the check digit by the remainder modulo 11.
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
CHECK_DIGITS = np.array(list("10X98765432"))

Column = NDArray[np.int64]


@dataclass(frozen=True)
class Names:
    """Surnames and given-name characters with the weights by which they are drawn."""

    surnames: NDArray[np.str_]
    surname_weights: NDArray[np.float64]
    signs: NDArray[np.str_]
    male_weights: NDArray[np.float64]
    female_weights: NDArray[np.float64]

    @classmethod
    def read(cls, folder: Path) -> "Names":
        """From `chinese_surname_weights.csv` and `given_name_char_gender_freq.csv` of a data pack."""
        surnames = _rows(folder / "chinese_surname_weights.csv")
        signs = [row for row in _rows(folder / "given_name_char_gender_freq.csv") if len(row[0]) == 1]
        return cls(
            np.array([row[0] for row in surnames]),
            _shares([float(row[1]) for row in surnames]),
            np.array([row[0] for row in signs]),
            _shares([float(row[1]) for row in signs]),
            _shares([float(row[2]) for row in signs]),
        )


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def _shares(weights: list[float]) -> NDArray[np.float64]:
    found = np.array(weights, dtype=np.float64)
    return np.asarray(found / found.sum(), dtype=np.float64)


@dataclass(frozen=True)
class Place:
    """One community where homes stand: its division code and how an address there begins."""

    code: str
    name: str


def true_people(count: int, *, names: Names, places: list[Place], today: date, seed: int = 1) -> pa.Table:
    """`count` people in households; columns person, name, former_name, sex, birth_date, number, phone, estate, …

    About 6 s for a million.
    """
    draw = np.random.default_rng(seed)
    family = _families(count, draw, today)
    surname = names.surnames[_surnames(family, draw, names)]
    given = _given(family, draw, names)
    name = pc.binary_join_element_wise(pa.array(surname), pa.array(given), "")
    homes = family["home"]
    numbers = _numbers(family["birth"], family["sex"])
    estate = draw.integers(0, 12 * len(places), homes.max() + 1)[homes]
    return pa.table(
        {
            "person": pa.array(np.arange(count)),
            "home": pa.array(homes),
            "name": name,
            "former_name": _former(name, surname, family, draw, names),
            "husband_surname": pa.array(np.where(family["husband"] >= 0, surname[family["husband"]], "")),
            "sex": pa.array(np.where(family["sex"] == 1, "1", "2")),
            "birth_date": pa.array(family["birth"].astype("datetime64[D]")),
            "number": numbers,
            "head_number": pc.if_else(pa.array(family["is_child"] == 1), numbers.take(pa.array(family["head"])), ""),
            "phone": _phones(family, draw),
            **_addresses(estate, homes, places, draw),
        }
    )


def _families(count: int, draw: np.random.Generator, today: date) -> dict[str, Column]:
    """Who lives with whom: home, sex, birth (days), head of the home, husband, and who shares a telephone."""
    homes = count // 2 + 1
    heads = draw.integers(20, 86, homes) * 365 + draw.integers(0, 365, homes)  # age in days
    has_spouse = draw.random(homes) < 0.68
    children = draw.choice([0, 1, 2, 3], homes, p=[0.46, 0.36, 0.16, 0.02])
    is_twin_home = (children > 0) & (draw.random(homes) < TWIN_SHARE)
    children = np.where(is_twin_home, np.maximum(children, 2), children)
    has_elder = (heads < 60 * 365) & (draw.random(homes) < 0.22)
    sizes = 1 + has_spouse + children + has_elder
    kept = int(np.searchsorted(np.cumsum(sizes), count)) + 1
    index = np.repeat(np.arange(kept), sizes[:kept])[:count]
    start = np.concatenate([[0], np.cumsum(sizes[:kept])[:-1]])
    place = np.arange(count) - start[index]
    spouse, elder = has_spouse[index], has_elder[index]
    is_spouse = (place == 1) & spouse
    is_elder = elder & (place == 1 + spouse)
    is_child = place > spouse.astype(int) + elder
    order = place - 1 - spouse - elder  # of a child: 0, 1, 2
    head_age = heads[index]
    age = np.where(is_spouse, np.maximum(head_age + draw.normal(-700, 900, count).astype(int), 19 * 365), head_age)
    age = np.where(is_elder, head_age + draw.integers(20 * 365, 34 * 365, count), age)
    gap = draw.integers(20 * 365, 33 * 365, kept)[index] + np.where(is_twin_home[index] & (order == 1), 0, order * 1100)
    age = np.where(is_child, np.maximum(head_age - gap, 0), age)
    head_sex = np.where(draw.random(kept) < 0.74, 1, 2)[index]
    sex = np.where(place == 0, head_sex, np.where(is_spouse, 3 - head_sex, draw.integers(1, 3, count)))
    twin = is_twin_home[index] & is_child & (order == 1)
    sex = np.where(twin & (draw.random(count) < 0.7), np.roll(sex, 1), sex)
    head = start[index]
    husband = np.where(is_spouse & (sex == 2), head, np.where((place == 0) & spouse & (sex == 2), head + 1, -1))
    husband = np.where(husband >= count, -1, husband)
    birth = (np.datetime64(today, "D").astype(np.int64) - np.clip(age, 0, 104 * 365)).astype(np.int64)
    return {
        "home": index, "place": place, "sex": sex, "birth": birth, "head": head, "husband": husband,
        "is_child": is_child.astype(np.int64), "is_elder": is_elder.astype(np.int64), "twin": twin.astype(np.int64),
        "age": np.clip(age, 0, 104 * 365) // 365,
    }  # fmt: skip


def _surnames(family: dict[str, Column], draw: np.random.Generator, names: Names) -> Column:
    """Children and the head's parent carry the father's surname, wives their own."""
    own = draw.choice(len(names.surnames), len(family["home"]), p=names.surname_weights)
    head_sex, head = family["sex"][family["head"]], family["head"]
    has_father_second = (head_sex == 2) & (np.roll(family["husband"], 0)[head] >= 0)
    father = np.where(has_father_second, np.minimum(head + 1, len(own) - 1), head)
    from_head = (family["is_elder"] == 1) & (family["sex"] == 1)
    return np.where(family["is_child"] == 1, own[father], np.where(from_head, own[head], own))


def _given(family: dict[str, Column], draw: np.random.Generator, names: Names) -> NDArray[np.str_]:
    """Given names; twins, and every fifth pair of father and son, share the first character."""
    count = len(family["home"])
    male = names.signs[draw.choice(len(names.signs), (2, count), p=names.male_weights)]
    female = names.signs[draw.choice(len(names.signs), (2, count), p=names.female_weights)]
    first, second = np.where(family["sex"] == 1, male, female)
    first = np.where(family["twin"] == 1, np.roll(first, 1), first)
    like_father = (family["is_child"] == 1) & (family["sex"] == 1) & (draw.random(count) < 0.05)
    first = np.where(like_father, first[family["head"]], first)
    is_two = draw.random(count) < FEMALE_GIVEN_SHARE_OF_TWO
    is_two |= (family["twin"] == 1) | np.roll(family["twin"] == 1, -1)
    return np.char.add(first, np.where(is_two, second, ""))


def _former(
    name: pa.Array, surname: NDArray[np.str_], family: dict[str, Column], draw: np.random.Generator, names: Names
) -> pa.Array:
    count = len(surname)
    had = draw.random(count) < SAYS_NAME_CHANGED
    signs = names.signs[draw.choice(len(names.signs), (2, count), p=names.female_weights)]
    former = pc.binary_join_element_wise(pa.array(surname), pa.array(signs[0]), pa.array(signs[1]), "")
    return pc.if_else(pa.array(had & (family["age"] > 3)), former, pa.scalar(""))


def _numbers(birth: Column, sex: Column) -> pa.Array:
    """GB 11643 numbers: nobody's area, the birth date, an order (odd for men) that runs within day and sex."""
    count = len(birth)
    order = np.lexsort((sex, birth))
    is_new = np.ones(count, bool)
    is_new[1:] = (birth[order][1:] != birth[order][:-1]) | (sex[order][1:] != sex[order][:-1])
    starts = np.maximum.accumulate(np.where(is_new, np.arange(count), 0))
    nth = np.empty(count, np.int64)
    nth[order] = np.arange(count) - starts
    area, serial = np.divmod(nth, 499)
    days = birth.astype("datetime64[D]")
    years = days.astype("datetime64[Y]").astype(int) + 1970
    months = days.astype("datetime64[M]").astype(int) % 12 + 1
    of_month = (days - days.astype("datetime64[M]")).astype(int) + 1
    body = (int(UNASSIGNED_PROVINCE) * 10_000 + area) * 10**11 + (years * 10_000 + months * 100 + of_month) * 1000
    body += serial * 2 + np.where(sex == 1, 1, 2)
    digits = body[:, None] // 10 ** np.arange(16, -1, -1) % 10
    return pc.binary_join_element_wise(pa.array(body.astype(str)), pa.array(CHECK_DIGITS[digits @ WEIGHTS % 11]), "")


def _phones(family: dict[str, Column], draw: np.random.Generator) -> pa.Array:
    """Children and some of the old have the telephone of the head of the home."""
    own = 12_000_000_000 + draw.permutation(len(family["home"])) * 97 % 999_999_937
    shared = (family["age"] < 12) | ((family["age"] > 74) & (draw.random(len(own)) < 0.3))
    return pa.array(np.where(shared, own[family["head"]], own).astype(str))


ESTATE_FIRST = np.array(list("金翠锦兰桂丹紫清碧绿朝怡福天星东南西北新"))
ESTATE_SECOND = np.array(["园", "湖", "苑", "水", "竹", "江", "泰", "景", "华", "丰", "阳", "河", "塘", "桥", "亭"])
ESTATE_KIND = np.array(["花园", "新村", "家园", "小区", "佳苑", "公寓"])


def _addresses(estate: Column, homes: Column, places: list[Place], draw: np.random.Generator) -> dict[str, pa.Array]:
    """Place code and name, estate, building, unit and room of each home."""
    total = 12 * len(places)
    names = np.char.add(
        np.char.add(draw.choice(ESTATE_FIRST, total), draw.choice(ESTATE_SECOND, total)),
        draw.choice(ESTATE_KIND, total),
    )
    last = int(homes.max()) + 1
    floor, door = draw.integers(1, 19, last), draw.integers(1, 5, last)
    return {
        "division_code": pa.array(np.array([place.code for place in places])[estate // 12]),
        "place": pa.array(np.array([place.name for place in places])[estate // 12]),
        "estate": pa.array(names[estate]),
        "building": pa.array(draw.integers(1, 120, last)[homes].astype(str)),
        "unit": pa.array(draw.integers(1, 4, last)[homes].astype(str)),
        "room": pa.array((floor * 100 + door)[homes].astype(str)),
    }
