"""Finding roads, estates and hamlets by what was typed: characters, pinyin, first letters, or nearly so.

A city has some ten thousand such names and millions of numbers behind them, so the name is looked for first.
"""
# ruff: noqa: S608  the SQL is made of our own names of tables and columns; values never stand in it

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.db import connection

from longcheng.bases.geography.addresses.said import said_street
from longcheng.core.search.units import has_han

NAMES_MOST, TYPED_MOST, FUZZY_LEAST, LATIN_FUZZY_LEAST = 12, 40, 2, 4
_COLUMNS = "id, name, kind, town_code, pinyin, initials, lon, lat, addresses"
_FIELDS = ("name_id", "name", "kind", "town_code", "pinyin", "initials", "lon", "lat", "addresses")


class How(IntEnum):
    """How well a name fits what was typed, the best first."""

    EXACT = 0
    BEGINS = 1
    HOLDS = 2
    PINYIN = 3
    INITIALS = 4
    SOUND = 5
    NEARLY = 6
    WITHIN = 7


@dataclass(frozen=True, slots=True)
class FoundStreet:
    """A road, estate or hamlet of one town, and how it was found."""

    name_id: int
    name: str
    kind: str
    town_code: str
    pinyin: str
    initials: str
    lon: float | None
    lat: float | None
    addresses: int
    how: How


def find_streets(street: str, *, codes: Sequence[str] = (), limit: int = NAMES_MOST) -> list[FoundStreet]:
    """Streets that fit, the best first. One to four queries; guesses only where nothing fits as it was typed.

    `codes` are the divisions that the text names: only streets in one of them, unless there is none.
    """
    typed = street[:TYPED_MOST]
    if not typed:
        return []
    found = _in_steps(typed, codes=codes, limit=limit)
    return found or (_in_steps(typed, codes=(), limit=limit) if codes else [])


def streets_called(street: str, *, codes: Sequence[str] = (), limit: int = NAMES_MOST) -> list[FoundStreet]:
    """Only those that are called exactly so, in the divisions that are named. One query."""
    if not street:
        return []
    return _rows("name = %s", [street[:TYPED_MOST]], how=How.EXACT, codes=codes, limit=limit)


def _in_steps(typed: str, *, codes: Sequence[str], limit: int) -> list[FoundStreet]:
    steps = _chinese_steps(typed) if has_han(typed) else _latin_steps(typed)
    found: dict[int, FoundStreet] = {}
    for step in steps:
        for how, where, params in step:
            for one in _rows(where, params, how=how, codes=codes, limit=limit - len(found)):
                found.setdefault(one.name_id, one)
            if len(found) >= limit:
                return list(found.values())
        if found:
            break
    return list(found.values())


Step = list[tuple[How, str, list[Any]]]


def _chinese_steps(typed: str) -> list[Step]:
    """As typed; then, where nothing is called so, by sound, with one sign wrong, or as a part of what was typed."""
    pinyin, _initials = said_street(typed)
    as_typed: Step = [
        (How.EXACT, "name = %s", [typed]),
        (How.BEGINS, "name LIKE %s AND name <> %s", [f"{_like(typed)}%", typed]),
        (How.HOLDS, "name LIKE %s", [f"%_{_like(typed)}%"]),
    ]
    sound: Step = [(How.SOUND, "pinyin = %s", [pinyin]), (How.SOUND, "pinyin LIKE %s", [f"{pinyin}%"])]
    nearly: Step = [(How.NEARLY, "name LIKE ANY(%s)", [_one_sign_off(typed)])] if len(typed) > FUZZY_LEAST else []
    within: Step = [(How.WITHIN, "length(name) > 2 AND strpos(%s, name) > 0", [typed])]
    return [as_typed, sound, nearly, within]


def _latin_steps(typed: str) -> list[Step]:
    letters = "".join(sign for sign in typed.lower() if "a" <= sign <= "z" or sign.isdigit())
    if not letters:
        return []
    as_typed: Step = [
        (How.PINYIN, "pinyin = %s", [letters]),
        (How.INITIALS, "initials = %s", [letters]),
        (How.PINYIN, "pinyin LIKE %s", [f"{letters}%"]),
        (How.INITIALS, "initials LIKE %s", [f"{letters}%"]),
    ]
    if len(letters) <= LATIN_FUZZY_LEAST:
        return [as_typed]
    # The first letter is seldom wrong, and the index finds all names that begin with it.
    nearly = "pinyin LIKE %s AND pinyin LIKE ANY(%s)"
    return [as_typed, [(How.NEARLY, nearly, [f"{letters[0]}%", _one_sign_off(letters)])]]


def _one_sign_off(typed: str) -> list[str]:
    """Patterns for one sign replaced, left out, or typed too much; neighbours that are swapped."""
    found: dict[str, None] = {}
    for at in range(len(typed)):
        found[f"{_like(typed[:at])}_{_like(typed[at + 1 :])}%"] = None
        found[f"{_like(typed[:at])}_{_like(typed[at:])}%"] = None
        if len(typed) > FUZZY_LEAST + 1:
            found[f"{_like(typed[:at] + typed[at + 1 :])}%"] = None
        if at + 1 < len(typed):
            found[f"{_like(typed[:at] + typed[at + 1] + typed[at] + typed[at + 2 :])}%"] = None
    return list(found)


def _like(text: str) -> str:
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def _rows(where: str, params: Sequence[Any], *, how: How, codes: Sequence[str], limit: int) -> list[FoundStreet]:
    """Shorter names first: they lack least. Of one length, those with more addresses."""
    inside = [f"{code[:9]}%" for code in codes]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM geography_addressname WHERE addresses > 0 AND ({where}) "
            + ("AND town_code LIKE ANY(%s) " if inside else "")
            + "ORDER BY length(name), addresses DESC, id LIMIT %s",
            [*params, *([inside] if inside else []), limit],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return [FoundStreet(**dict(zip(_FIELDS, row, strict=True)), how=how) for row in rows]
