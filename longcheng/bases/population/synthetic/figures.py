"""The figures that residents are drawn to, read from the city's data pack, where each of them states its source."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from longcheng.core.datapack.pack import PackError, read_pack
from longcheng.core.datapack.tables import read_table

OLDEST = 104
CENSUS_YEAR = 2020
TOTALS = (
    "residents", "male", "female", "family_households", "people_in_family_households", "collective_households",
    "people_in_collective_households", "share_0_14", "share_15_59", "share_60_64", "share_65_plus", "share_han",
    "share_hui",
)  # fmt: skip
_AGE = re.compile(r"(\d+)-(\d+)|(\d+)\+")


@dataclass(frozen=True)
class Origin:
    """Where those who are registered elsewhere are registered, and the share of them."""

    code: str
    name: str
    share: float


@dataclass(frozen=True)
class Figures:
    """Everything that is drawn to. `pyramid` has the weight of each completed year of age, men and women apart."""

    pyramid: dict[str, tuple[float, ...]]
    districts: dict[str, int]
    totals: dict[str, float]
    registered: dict[int, float]
    origins: tuple[Origin, ...]
    surnames: dict[str, float]
    signs: dict[str, tuple[float, float]]

    @property
    def share_registered_elsewhere(self) -> float:
        """Residents beyond the registered population: as if everybody who is registered lived here, so the least."""
        return max(0.0, 1 - self.registered[CENSUS_YEAR] * 10_000 / self.totals["residents"])


def read_surnames(path: Path) -> dict[str, float]:
    """Family names with their share in percent."""
    return {row["surname"]: row["weight_percent"] for row in _rows(path, surname=_text, weight_percent=_positive)}


def read_signs(path: Path) -> dict[str, tuple[float, float]]:
    """Characters of given names: how many men and how many women have them."""
    rows = _rows(path, char=_text, male=_number, female=_number)
    return {row["char"]: (row["male"], row["female"]) for row in rows if len(row["char"]) == 1}


def read_ages(path: Path) -> dict[str, tuple[float, ...]]:
    """The pyramid by single years: each group in equal parts, the open one falling by half from year to year."""
    years: dict[str, list[float]] = {"male": [0.0] * (OLDEST + 1), "female": [0.0] * (OLDEST + 1)}
    for row in _rows(path, age=_group, male=_number, female=_number):
        first, last = row["age"]
        shares = [0.5**n if last == OLDEST else 1.0 for n in range(last - first + 1)]
        for n, share in enumerate(shares):
            for sex, of_year in years.items():
                of_year[first + n] = row[sex] * share / sum(shares)
    return {sex: tuple(of_year) for sex, of_year in years.items()}


def read_districts(path: Path) -> dict[str, int]:
    """Residents of each district by its code."""
    return {row["division"]: row["residents"] for row in _rows(path, division=_code, residents=_whole)}


def read_totals(path: Path) -> dict[str, float]:
    """The city's totals by name. Raises PackError for names that are missing."""
    found = {row["name"]: row["value"] for row in _rows(path, name=_text, value=_number)}
    missing = [name for name in TOTALS if name not in found]
    if missing:
        raise PackError(f"{path}: the totals {', '.join(missing)} are missing.")
    return found


def read_origins(path: Path) -> tuple[Origin, ...]:
    """Where newcomers are registered."""
    rows = _rows(path, division=_code, name=_text, share=_positive)
    return tuple(Origin(row["division"], row["name"], row["share"]) for row in rows)


def read_registered(path: Path) -> dict[int, float]:
    """The registered population at the end of each year, in ten thousands."""
    year, people = "时间(年)", "年末总人口(万人)国家统计局"
    return {row[year]: row[people] for row in read_table(path, {year: _whole, people: _number})}


READERS: dict[str, Callable[[Path], Any]] = {
    "people-ages": read_ages,
    "people-districts": read_districts,
    "people-totals": read_totals,
    "people-registered": read_registered,
    "people-origins": read_origins,
    "people-surnames": read_surnames,
    "people-signs": read_signs,
}


@cache
def figures_of(folder: Path) -> Figures | None:
    """The figures of a city's pack, None where it has none at all. Raises PackError where some are missing or wrong."""
    paths = {entry.kind: entry.path for entry in read_pack(folder).files if entry.kind in READERS}
    if not paths:
        return None
    missing = sorted(set(READERS) - set(paths))
    if missing:
        raise PackError(
            f"{folder / 'pack.toml'}: synthetic residents also need a file of the kind {', '.join(missing)}."
        )
    return Figures(*(read(paths[kind]) for kind, read in READERS.items()))


def _rows(path: Path, **columns: Callable[[str], Any]) -> list[dict[str, Any]]:
    return read_table(path, columns)


def _text(text: str) -> str:
    if not text:
        raise ValueError("It is required")
    return text


def _number(text: str) -> float:
    found = float(text)
    if not 0 <= found < 1e15:
        raise ValueError("It must be a number, not below zero")
    return found


def _positive(text: str) -> float:
    found = _number(text)
    if not found:
        raise ValueError("It must be above zero")
    return found


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError("It must be a whole number")
    return int(text)


def _code(text: str) -> str:
    if not re.fullmatch(r"\d{6}|\d{12}", text, re.ASCII):
        raise ValueError("It must be a division code of 6 or 12 digits")
    return text


def _group(text: str) -> tuple[int, int]:
    match = _AGE.fullmatch(text)
    if not match:
        raise ValueError("It must be an age group such as 0-4 or 100+")
    first, last = int(match[1] or match[3]), int(match[2] or OLDEST)
    if not 0 <= first <= last <= OLDEST:
        raise ValueError(f"The ages must lie between 0 and {OLDEST}")
    return first, last
