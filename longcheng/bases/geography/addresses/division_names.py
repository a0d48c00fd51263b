"""Finding the names of divisions at the beginning of an address; pure: the names come from the loaded city."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from longcheng.bases.geography.addresses.keys import normal_part
from longcheng.bases.geography.addresses.numbers import begins_numbers

# How people shorten a name: without its kind, and a committee by its place.
KINDS = ("街道", "镇", "乡", "区", "县", "市")
COMMITTEES = ("社区居民委员会", "社区居委会", "居民委员会", "村民委员会", "居委会", "村委会")
LONGEST, LEVELS_MOST = 20, 6
_PROVINCE = re.compile(r"(?:中国|中华人民共和国)?(?:[\u3400-\u9fff]{2,3}省|[\u3400-\u9fff]{2,7}自治区)")
# Behind a shortened name one of these says that it is the beginning of another: 薛家路, 薛家新村.
_NAME_GOES_ON = re.compile(
    r"[东西南北中新老大小上下]?(?:大道|公路|路|街|巷|弄|里|坊|道|桥|新村|村|花园|公园|小区|公寓|家园|广场|苑|园|城|湾|府|大厦|"
    r"大楼|中心|中学|小学|医院|商场|市场|工业|站|河|湖|山|\d*组|队|社区)"
)


@dataclass(frozen=True)
class Stripped:
    """What of divisions was found: their names as they stand in the text, the codes that the innermost can be."""

    names: tuple[str, ...]
    codes: tuple[str, ...]
    body: str
    remarks: tuple[str, ...] = ()


class DivisionNames:
    """The names of a city's divisions and their short forms, for finding them at the beginning of a text."""

    def __init__(self, divisions: Iterable[tuple[str, str]]) -> None:
        """`divisions` are (code, name)."""
        self._whole: dict[str, list[str]] = defaultdict(list)
        self._short: dict[str, list[str]] = defaultdict(list)
        for code, name in divisions:
            self._whole[normal_part(name)].append(code)
            for form in _shortened(name):
                self._short[form].append(code)

    def strip(self, text: str) -> Stripped:
        """Take the divisions off the front of a text. Some microseconds for each."""
        names: list[str] = []
        codes: list[str] = []
        remarks: list[str] = []
        province = _PROVINCE.match(text)
        if province and self._first(text[province.end() :]):
            text = text[province.end() :]
        for _level in range(LEVELS_MOST):
            found = self._first(text)
            if found is None:
                break
            name, meant, is_whole = found
            inside = [code for code in meant if not codes or any(code.startswith(outer) for outer in codes)]
            if not inside and not is_whole:
                break
            if not inside and not any(outer.startswith(code) for outer in codes for code in meant):
                remarks.append(name)
            codes = inside or _inner(codes, meant)
            names.append(name)
            text = text[len(name) :].lstrip("-, ")
        return Stripped(tuple(names), tuple(codes), text, tuple(remarks))

    def _first(self, text: str) -> tuple[str, list[str], bool] | None:
        """The longest name that the text begins with; a short form only where another name does not begin so."""
        for length in range(min(LONGEST, len(text)), 1, -1):
            form = text[:length]
            if form in self._whole:
                return form, self._whole[form], True
            if form in self._short and self._may_end_before(text[length:]):
                return form, self._short[form], False
        return None

    def _may_end_before(self, behind: str) -> bool:
        """Whether a short name can stand before this: the text ends, or something that is a name by itself follows."""
        if not behind or any(behind[:length] in self._short for length in (2, 3)):
            return True
        return not (behind[0] == "-" or begins_numbers(behind) or _NAME_GOES_ON.match(behind))


def _inner(codes: list[str], meant: list[str]) -> list[str]:
    """Where the text goes from the inside out or contradicts itself, the innermost that is told."""
    if any(outer.startswith(code) for outer in codes for code in meant):
        return codes
    return meant


def _shortened(name: str) -> set[str]:
    name = normal_part(name)
    for ending in COMMITTEES:
        if name.endswith(ending):
            bare = name.removesuffix(ending)
            word = "社区" if "社区" in ending else ("村" if "村" in ending else "")
            return {
                form for form in (f"{bare}{word}", f"{bare}村" if not bare.endswith("村") else bare) if len(form) > 2
            }
    for kind in KINDS:
        if name.endswith(kind) and len(name) > len(kind) + 1:
            bare = name.removesuffix(kind)
            return {bare, f"{bare}街道办", f"{bare}街道办事处"} if kind == "街道" else {bare}
    return set()
