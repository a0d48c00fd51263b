"""Departments' files of the same people, each with its own gaps and faults, and the truth kept aside.

The rates are ours, chosen after what papers on Chinese administrative files complain of: no department publishes its
own. They are attributes of `Flaws`, so that a reader can set others and see what the linkage then reaches.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from longcheng.bases.population.linkage.people import Names, Place
from longcheng.bases.population.linkage.signs import ALIKE, TRADITIONAL, VULGAR, said, surname_of, syllable

Objects = NDArray[np.object_]
FIELDS = ("name", "former_name", "sex", "birth_date", "number", "phone", "address", "division_code")


@dataclass(frozen=True)
class Flaws:
    """How often what is wrong in one department's file: shares of its rows."""

    twice: float = 0.002  # a person entered a second time, with faults of its own
    number_missing: float = 0.01
    number_slip: float = 0.008  # one digit wrong
    number_turned: float = 0.003  # two neighbouring digits turned round
    name_form: float = 0.01  # traditional or vulgar character
    name_sound: float = 0.008  # another character of the same sound
    name_shape: float = 0.004  # a character that looks alike
    name_pinyin: float = 0.002
    name_swapped: float = 0.002  # given name before the surname
    name_former: float = 0.1  # of those who have a former name
    name_married: float = 0.002  # of wives: the husband's surname before the own name
    birth_missing: float = 0.004
    birth_slip: float = 0.006
    birth_swapped: float = 0.003  # day and month, where that is a date
    birth_first: float = 0.004  # of those over 60: the first of January
    sex_wrong: float = 0.002
    phone_missing: float = 0.1
    phone_other: float = 0.12  # an old one
    phone_slip: float = 0.01
    address_missing: float = 0.02
    address_old: float = 0.06  # has moved since
    address_short: float = 0.05  # without the door
    number_borrowed: float = 0.002  # of children: the number of the head of their home
    phone_clerk: float = 0.001  # the telephone of whoever filled in the form, over and over

    def times(self, factor: float) -> "Flaws":
        """The same department, so many times as careless."""
        return Flaws(**{name: min(1.0, share * factor) for name, share in asdict(self).items()})


# 户籍, 社保, 健康档案: the first is the cleanest, the last was taken down at many desks.
POLICE = Flaws(0.001, 0.001, 0.001, 0.0005, 0.004, 0.001, 0.001, 0.0002, 0.0002, 0.02, 0.001, 0.0, 0.001, 0.0005, 0.001,
               0.0005, 0.25, 0.2, 0.004, 0.0, 0.03, 0.01, 0.0, 0.0)  # fmt: skip
SOCIAL = Flaws()
HEALTH = Flaws(0.006, 0.09, 0.015, 0.006, 0.012, 0.02, 0.008, 0.006, 0.004, 0.2, 0.004, 0.01, 0.012, 0.006, 0.01, 0.005,
               0.06, 0.08, 0.015, 0.03, 0.09, 0.08, 0.01, 0.01)  # fmt: skip
DEPARTMENTS: dict[str, Flaws] = {
    "police.household_register": POLICE,
    "social.insurance": SOCIAL,
    "health.records": HEALTH,
}


def department_file(
    people: pa.Table,
    *,
    department: str,
    rows: int,
    names: Names,
    places: list[Place],
    seed: int,
    flaws: Flaws | None = None,
) -> tuple[pa.Table, pa.Table]:
    """The file of `rows` rows in no order, and the truth (row, person); about 12 s for a million rows."""
    draw = np.random.default_rng(seed)
    of = flaws or DEPARTMENTS[department]
    extra = int(rows * of.twice)
    chosen = draw.choice(people.num_rows, rows - extra, replace=False)
    chosen = np.concatenate([chosen, draw.choice(chosen, extra, replace=False)])
    draw.shuffle(chosen)
    taken = people.take(pa.array(chosen))
    desk = _Desk(draw, of, names, places, taken)
    row = pa.array(np.arange(rows))
    columns = {"row": row, **desk.columns(department)}
    return pa.table(columns), pa.table({"row": row, "person": taken["person"]})


class _Desk:
    """One department writing people down, each fault on its share of the rows."""

    def __init__(self, draw: np.random.Generator, flaws: Flaws, names: Names, places: list[Place], people: pa.Table):
        self.draw, self.flaws, self.people, self.places = draw, flaws, people, places
        self.count = people.num_rows
        self.like = _by_sound(names)

    def columns(self, department: str) -> dict[str, pa.Array]:
        address, division = self._address(department)
        return {
            "name": pa.array(self._names(), pa.string()),
            "former_name": self._former(department),
            "sex": self._sex(),
            "birth_date": pa.array(self._births(), pa.string()),
            "number": pa.array(self._numbers(), pa.string()),
            "phone": pa.array(self._phones(), pa.string()),
            "address": address,
            "division_code": division,
        }

    def _some(self, share: float) -> NDArray[np.int64]:
        return np.nonzero(self.draw.random(self.count) < share)[0]

    def _spoil(self, column: Objects, share: float, fault: Callable[[str], str | None]) -> None:
        for at in self._some(share):
            if column[at]:
                column[at] = fault(column[at])

    def _objects(self, name: str) -> Objects:
        return np.array(self.people[name].combine_chunks().to_numpy(zero_copy_only=False), dtype=object)

    def _names(self) -> Objects:
        column, former, husband = self._objects("name"), self._objects("former_name"), self._objects("husband_surname")
        for at in self._some(self.flaws.name_former):
            column[at] = former[at] or column[at]
        for at in self._some(self.flaws.name_married):
            column[at] = husband[at] + column[at]
        self._spoil(column, self.flaws.name_sound, self._other_sign)
        self._spoil(column, self.flaws.name_shape, self._alike)
        self._spoil(column, self.flaws.name_form, _other_form)
        self._spoil(column, self.flaws.name_swapped, _given_first)
        self._spoil(column, self.flaws.name_pinyin, self._in_letters)
        return column

    def _former(self, department: str) -> pa.Array:
        """Only the household register notes former names 曾用名."""
        said_here = department == "police.household_register"
        return self.people["former_name"] if said_here else pa.array([""] * self.count)

    def _sex(self) -> pa.Array:
        wrong = pa.array(self.draw.random(self.count) < self.flaws.sex_wrong)
        turned = pc.if_else(pc.equal(self.people["sex"], "1"), "2", "1")
        return pc.if_else(wrong, turned, self.people["sex"])

    def _births(self) -> Objects:
        column = np.array(self.people["birth_date"].to_numpy().astype(str), dtype=object)
        self._spoil(column, self.flaws.birth_slip, self._day_slip)
        self._spoil(column, self.flaws.birth_swapped, _day_and_month_swapped)
        self._spoil(column, self.flaws.birth_first, lambda day: day[:4] + "-01-01" if day < "1966" else day)
        self._spoil(column, self.flaws.birth_missing, lambda _day: None)
        return column

    def _numbers(self) -> Objects:
        column, borrowed = self._objects("number"), self._objects("head_number")
        for at in self._some(self.flaws.number_borrowed):
            column[at] = borrowed[at] or column[at]
        self._spoil(column, self.flaws.number_slip, self._digit_slip)
        self._spoil(column, self.flaws.number_turned, self._digits_turned)
        self._spoil(column, self.flaws.number_missing, lambda _number: None)
        return column

    def _phones(self) -> Objects:
        column = self._objects("phone")
        self._spoil(column, self.flaws.phone_other, lambda _p: str(12_000_000_000 + int(self.draw.integers(0, 10**9))))
        self._spoil(column, self.flaws.phone_slip, self._digit_slip)
        clerks = [str(12_999_000_000 + nth) for nth in range(max(1, self.count // 5000))]
        self._spoil(column, self.flaws.phone_clerk, lambda _p: clerks[int(self.draw.integers(0, len(clerks)))])
        self._spoil(column, self.flaws.phone_missing, lambda _phone: None)
        return column

    def _address(self, department: str) -> tuple[pa.Array, pa.Array]:
        """Each department writes the same door in its own way; some still have the old home."""
        part = {name: self.people[name] for name in ("division_code", "place", "estate", "building", "unit", "room")}
        old = self.draw.random(self.count) < self.flaws.address_old
        other = self.people.take(pa.array(self.draw.permutation(self.count)))
        part = {name: pc.if_else(pa.array(old), other[name], column) for name, column in part.items()}
        pieces = {
            "police.household_register": ("place", "estate", "building", "幢", "unit", "单元", "room", "室"),
            "social.insurance": ("estate", "building", "-", "unit", "-", "room"),
        }.get(department, ("place", "estate", "building", "号楼", "unit", "单元", "room"))
        whole = pc.binary_join_element_wise(*(part.get(piece, piece) for piece in pieces), "")
        short = pc.binary_join_element_wise(part["estate"], part["building"], "幢", "")
        text = pc.if_else(pa.array(self.draw.random(self.count) < self.flaws.address_short), short, whole)
        missing = pa.array(self.draw.random(self.count) < self.flaws.address_missing)
        return (
            pc.if_else(missing, pa.scalar(None, pa.string()), text),
            pc.if_else(missing, pa.scalar(None, pa.string()), part["division_code"]),
        )

    def _other_sign(self, name: str) -> str:
        at = int(self.draw.integers(1, len(name))) if len(name) > 1 else 0
        others = self.like.get(syllable(name[at]), "")
        return _with(name, at, str(self.draw.choice(list(others)))) if len(others) > 1 else name

    def _alike(self, name: str) -> str:
        for at in range(len(name) - 1, -1, -1):
            others = _ALIKE.get(name[at])
            if others:
                return _with(name, at, others[int(self.draw.integers(0, len(others)))])
        return name

    def _in_letters(self, name: str) -> str:
        surname = surname_of(name)
        whole = said(name)[0]
        given = said(name)[1][: len(whole) - len(said(surname)[0])]
        return f"{whole[: len(whole) - len(given)]} {given}".title()

    def _digit_slip(self, text: str) -> str:
        at = int(self.draw.integers(0, min(len(text), 17)))
        return _with(text, at, str((int(text[at]) + int(self.draw.integers(1, 10))) % 10))

    def _digits_turned(self, text: str) -> str:
        at = int(self.draw.integers(6, 16))
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]

    def _day_slip(self, day: str) -> str:
        at = int(self.draw.choice([2, 3, 6, 8, 9]))
        spoilt = _with(day, at, str((int(day[at]) + int(self.draw.integers(1, 10))) % 10))
        return spoilt if spoilt[5:7] in _MONTHS and "00" < spoilt[8:] < "29" else day


_MONTHS = frozenset(f"{month:02}" for month in range(1, 13))
_ALIKE: dict[str, str] = {sign: group.replace(sign, "") for group in ALIKE for sign in group}
_FORMS = TRADITIONAL | VULGAR


def _with(text: str, at: int, sign: str) -> str:
    return text[:at] + sign + text[at + 1 :]


def _other_form(name: str) -> str:
    return "".join(_FORMS.get(sign, sign) for sign in name)


def _given_first(name: str) -> str:
    surname = surname_of(name)
    return name[len(surname) :] + surname


def _day_and_month_swapped(day: str) -> str:
    year, month, of_month = day.split("-")
    return f"{year}-{of_month}-{month}" if of_month <= "12" else day


def _by_sound(names: Names) -> dict[str, str]:
    """The hundred thousand likeliest mistakes: the usual characters of names by their sound."""
    usual = names.signs[np.argsort(-(names.male_weights + names.female_weights))[:1500]]
    found: dict[str, str] = {}
    for sign in usual:
        found[syllable(str(sign))] = found.get(syllable(str(sign)), "") + str(sign)
    return found
