"""The trades that synthetic organisations are drawn to, read from the city's data pack."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from longcheng.bases.organisations.industries import industry_defect
from longcheng.bases.organisations.licence_kinds import LicenceKind, licence_kind
from longcheng.bases.population.synthetic.drawing import Weights
from longcheng.core.datapack.pack import PackError, read_pack
from longcheng.core.datapack.tables import Read, read_table

KIND = "organisations-trades"
BASES = {"ours", "published"}


@dataclass(frozen=True)
class Trade:
    """One trade: its industry, its share, how firms and shops of it are called, what they do and need.

    `plan` is what the city's plan calls it, empty where the plan does not name it.
    """

    industry: str
    plan: str
    weight: float
    words: tuple[str, ...]
    shops: tuple[str, ...]
    individual: float
    cooperative: float
    licences: tuple[LicenceKind, ...]
    scope: str


@dataclass(frozen=True)
class Trades:
    """All trades of a city with their shares."""

    every: tuple[Trade, ...]
    shares: Weights


def read_trades(path: Path) -> Trades:
    """Read the table. Raises PackError naming every row that does not fit."""
    columns: dict[str, Read] = {
        "industry": _industry, "plan": _plain, "weight": _share_of(10_000), "words": _words, "shops": _words,
        "individual": _share_of(1), "cooperative": _share_of(1), "licences": _licences, "scope": _plain,
        "basis": _basis,
    }  # fmt: skip
    rows = read_table(path, columns)
    every = tuple(Trade(**{name: row[name] for name in columns if name != "basis"}) for row in rows)
    shares = np.array([one.weight for one in every])
    if not shares.sum() or not all(one.words for one in every):
        raise PackError(f"{path}: every trade needs words for its firms' names, and some a weight.")
    return Trades(every, shares / shares.sum())


@cache
def trades_of(folder: Path) -> Trades | None:
    """The trades of a city's pack; None where it has none."""
    path = next((entry.path for entry in read_pack(folder).files if entry.kind == KIND), None)
    return read_trades(path) if path else None


def _industry(text: str) -> str:
    if not text or industry_defect(text):
        raise ValueError(industry_defect(text) or "is required")
    return text


def _plain(text: str) -> str:
    """A text that stands in names, statements and rows of COPY without being marked."""
    if any(sign in text for sign in '"\\\t') or not text.isprintable():
        raise ValueError("must be one line without quotes and backslashes")
    return text


def _words(text: str) -> tuple[str, ...]:
    return tuple(_plain(text).split())


def _share_of(most: float) -> Read:
    def read(text: str) -> float:
        found = float(text)
        if not 0 <= found <= most:
            raise ValueError(f"must lie between 0 and {most:g}")
        return found

    return read


def _licences(text: str) -> tuple[LicenceKind, ...]:
    found = []
    for name in text.split():
        kind = licence_kind(name)
        if kind is None:
            raise ValueError(f"{name} is no kind of licence that we know")
        found.append(kind)
    return tuple(found)


def _basis(text: str) -> str:
    if text not in BASES:
        raise ValueError(f"must be one of {', '.join(sorted(BASES))}")
    return text
