"""How two records are compared: each comparison with its levels, from the likest to the least alike.

The conditions are DuckDB's SQL over the columns of `preparing`. `m` is how often two records of one person stand at a
level, `u` how often two of different people do: where training sees enough pairs it replaces both, and where a level is
rare these stand. They were measured on a million generated people a file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import log2
from typing import Any

EMPTY = "empty"  # one of the two says nothing: no weight either way


@dataclass(frozen=True)
class Level:
    """One degree of likeness: its name, when it holds, how often among the same and among different people."""

    name: str
    holds: str
    m: float
    u: float


@dataclass(frozen=True)
class Comparison:
    """One thing that is compared; `empty` says when there is nothing to compare, `frequency` which column is common."""

    name: str
    empty: str
    levels: tuple[Level, ...]
    frequency: str = ""


def _empty(column: str) -> str:
    return f"{column}_l IS NULL OR {column}_r IS NULL"


NAME = Comparison(
    "name",
    _empty("plain"),
    (
        Level("same", "name_l = name_r", 0.93, 2e-5),
        Level("form", "plain_l = plain_r", 0.01, 2e-6),
        Level("sound", "sound_l = sound_r", 0.015, 3e-5),
        Level("swapped", "sound_l = turned_r OR turned_l = sound_r", 0.006, 1e-5),
        Level("former", "former_l = plain_r OR plain_l = former_r", 0.004, 1e-6),
        Level("shape", "shape_l = shape_r", 0.005, 2e-5),
        Level(
            "married",
            "(length(plain_l) = length(plain_r) + 1 AND substr(plain_l, 2) = plain_r)"
            " OR (length(plain_r) = length(plain_l) + 1 AND substr(plain_r, 2) = plain_l)",
            0.002,
            2e-6,
        ),
        Level("near_sound", "levenshtein(sound_l, sound_r) = 1", 0.002, 5e-5),
        Level("one_sign", "length(plain_l) > 2 AND levenshtein(plain_l, plain_r) = 1", 0.004, 2e-3),
        Level("given", "substr(plain_l, 2) = substr(plain_r, 2)", 0.002, 4e-4),
        Level("surname", "substr(plain_l, 1, 1) = substr(plain_r, 1, 1)", 0.01, 0.03),
        Level("different", "ELSE", 0.01, 0.967),
    ),
    frequency="name",
)
NUMBER = Comparison(
    "number",
    _empty("number"),
    (
        Level("same", "number_l = number_r", 0.965, 1e-7),
        # The check digit finds every single slip, so of a number and its slip at most one is valid.
        Level(
            "slip",
            "(valid_l IS NULL OR valid_r IS NULL) AND damerau_levenshtein(number_l, number_r) = 1",
            0.033,
            1e-7,
        ),
        Level("two_valid", "valid_l IS NOT NULL AND valid_r IS NOT NULL", 0.0005, 0.975),
        Level("different", "ELSE", 0.0015, 0.025),
    ),
)
BIRTH = Comparison(
    "birth",
    _empty("birth"),
    (
        Level("same", "birth_l = birth_r", 0.955, 4e-5),
        Level(
            "swapped",
            "substr(birth_l, 1, 4) = substr(birth_r, 1, 4) AND substr(birth_l, 6, 2) = substr(birth_r, 9, 2)"
            " AND substr(birth_l, 9, 2) = substr(birth_r, 6, 2)",
            0.005,
            3e-5,
        ),
        Level("slip", "hamming(birth_l, birth_r) = 1", 0.012, 5e-4),
        Level(
            "first",
            "substr(birth_l, 1, 4) = substr(birth_r, 1, 4)"
            " AND (substr(birth_l, 6) = '01-01' OR substr(birth_r, 6) = '01-01')",
            0.005,
            1e-4,
        ),
        Level("year", "substr(birth_l, 1, 4) = substr(birth_r, 1, 4)", 0.004, 0.012),
        Level("different", "ELSE", 0.019, 0.987),
    ),
)
SEX = Comparison(
    "sex", _empty("sex"), (Level("same", "sex_l = sex_r", 0.994, 0.5), Level("different", "ELSE", 0.006, 0.5))
)
PHONE = Comparison(
    "phone",
    _empty("phone"),
    (
        Level("same", "phone_l = phone_r", 0.73, 2e-6),
        Level("slip", "damerau_levenshtein(phone_l, phone_r) = 1", 0.02, 1e-6),
        Level("different", "ELSE", 0.25, 0.999),
    ),
)
ADDRESS = Comparison(
    "address",
    _empty("home"),
    (
        Level("same", "home_l = home_r", 0.78, 3e-6),
        Level("building", "building_l = building_r", 0.08, 5e-5),
        Level("community", "division_code_l = division_code_r", 0.005, 1e-3),
        Level("different", "ELSE", 0.135, 0.998),
    ),
)
COMPARISONS = (NAME, NUMBER, BIRTH, SEX, PHONE, ADDRESS)
# What two records begin with before anything is compared, measured on three million records.
START_WEIGHT = -20.65


def measured_details(reached: Mapping[str, str]) -> dict[str, Any]:
    """What is kept of a pair that reached these levels, with the measured weights; a comparison left out is empty."""
    parts = []
    for one in COMPARISONS:
        at = {level.name: level for level in one.levels}.get(reached.get(one.name, EMPTY))
        parts.append([one.name, at.name, round(log2(at.m / at.u), 2)] if at else [one.name, EMPTY, 0.0])
    return {"start": START_WEIGHT, "parts": parts}
