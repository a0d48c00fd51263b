"""Governments and committees by the divisions of the city: how they are called, and which division has none; pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CITY, DISTRICT, TOWN, COMMUNITY = 4, 6, 9, 12  # digits of their codes
# The last three digits of a statistical division code (National Bureau of Statistics, 2009): 001 to 199 residents'
# committees and streets, 200 to 399 villagers' committees and towns, above that what is only like one: parks, prisons,
# holiday resorts. They have no committee and no government of their own.
LIKE_ONE_FROM = 400
_BRACKETED = re.compile(r"[（(]含(?P<village>.+?)村委会?[）)]$")
_COMMITTEE = re.compile(r"(社区居民委员会|社区居委会|居民委员会|居委会|村民委员会|村委会|社区)$")


@dataclass(frozen=True)
class Body:
    """A government, a street office or a committee. `of` is the code of the division whose government it belongs to."""

    key: str
    name: str
    kind: str
    industry: str
    division_code: str
    of: str = ""


def bodies_of(divisions: Iterable[tuple[str, str]]) -> Iterator[Body]:
    """The bodies of these divisions (code, name), outer ones first."""
    names = dict(sorted(divisions, key=lambda one: (len(one[0]), one[0])))
    for code, name in names.items():
        if _is_like_one(code):
            continue
        if len(code) in {CITY, DISTRICT}:
            above = code[:CITY] if len(code) == DISTRICT else ""
            yield Body(code, f"{_place(code, names)}人民政府", "government", "S92", code, above)
        elif len(code) == TOWN:
            office = "办事处" if name.endswith("街道") else "人民政府"
            yield Body(code, f"{_place(code, names)}{office}", "government", "S92", code, code[:DISTRICT])
        else:
            yield from _committees(code, name, names)


def _committees(code: str, name: str, names: dict[str, str]) -> Iterator[Body]:
    """The committee of a community; where a village lies in it, also the village's."""
    within = _place(code[:TOWN], names)
    village = _BRACKETED.search(name)
    plain = _BRACKETED.sub("", name)
    ending = _COMMITTEE.search(plain)
    own = _COMMITTEE.sub("", plain)
    if "村民" in (ending[0] if ending else "") or (ending and ending[0] == "村委会"):
        yield Body(code, f"{within}{own}村民委员会", "committee", "S9620", code)
    else:
        middle = "社区" if ending and ending[0].startswith("社区") else ""
        yield Body(code, f"{within}{own}{middle}居民委员会", "committee", "S9610", code)
    if village:
        yield Body(f"{code}-v", f"{within}{village['village']}村民委员会", "committee", "S9620", code)


def _place(code: str, names: dict[str, str]) -> str:
    """How the bodies of a division begin: all the divisions around it, but of a city of its own not the one above."""
    parts: list[str] = []
    for length in (CITY, DISTRICT, TOWN):
        if len(code) < length or _is_like_one(code[:length]):
            continue
        name = names.get(code[:length], "")
        if length == DISTRICT and name.endswith("市"):
            parts.clear()
        parts.append(name)
    return "".join(parts)


def _is_like_one(code: str) -> bool:
    return len(code) in {TOWN, COMMUNITY} and int(code[-3:]) >= LIKE_ONE_FROM
