"""Reading a Chinese address as people type it: divisions, street, gate, building, stair, flat; pure.

The structure is that of GB/T 23705-2009 《数字城市地理信息公共平台 地名/地址编码规则》: names of divisions
行政区域名称, then the basic area 基本区域限定物 (street, estate, village), then the locating part 局部点位描述 (gate,
building, flat, landmark). Whatever is not understood is told in `rest` and `remarks`, never dropped.
"""

import re
import unicodedata
from dataclasses import dataclass, field, replace

from longcheng.bases.geography.addresses.division_names import DivisionNames
from longcheng.bases.geography.addresses.keys import Parts, number_key_of, text_of
from longcheng.bases.geography.addresses.numbers import (
    GROUP,
    Numbers,
    begins_numbers,
    mend,
    place,
    read_numbers,
)
from longcheng.bases.geography.addresses.streets import in_digits, kind_of_street, normal_street

TEXT_MAX = 120
_BRACKETS = re.compile(r"[(\[【〔〈<{]([^)\]】〕〉>}]*)[)\]】〕〉>}]?")
_OPENING = re.compile(r"^(?:(?:我家?)?住在?|地址(?:是|为)?[::]?|家住|位于)")
_SEPARATOR = re.compile(r"(?<=[0-9A-Z])[\s,，、;；/.。·|]+(?=[0-9A-Z])")
_DROPPED = re.compile(r"[\s,，、;；。·|\"'“”‘’]+")
_DASHES = re.compile(r"[‐-―−－_~～/]+|--+")
_LATIN = re.compile(r"(?P<street>[A-Z][A-Z ']*[A-Z])(?P<numbers>[\s\-]*\d.*)?$")
_CROSSING = re.compile(
    r"^(?P<first>.{1,12}?(?:路|街|大道|巷))(?:与|和|、|/|-)(?P<second>.{1,12}?(?:路|街|大道|巷))(?:交叉口|交汇处|路口|口)?$"
)


@dataclass(frozen=True)
class Parsed:
    """What an address says. `divisions` are names as they were typed, `codes` which divisions the innermost can be.

    `rest` is what stands behind the numbers and was not understood, `remarks` what stood in brackets or was put right.
    `beside` is another address of the same place, such as the gate of the estate on its road.
    """

    divisions: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    street: str = ""
    gate: str = ""
    building: str = ""
    stair: str = ""
    room: str = ""
    rest: str = ""
    remarks: tuple[str, ...] = ()
    floor: str = ""
    beside: "Parsed | None" = None
    numbers: Numbers = field(default=Numbers(), compare=False, repr=False)

    @property
    def parts(self) -> Parts:
        return Parts(self.gate, self.building, self.stair, self.room)

    @property
    def number_key(self) -> str:
        """The normal form of what stands behind the street; empty without a number."""
        return number_key_of(*self.parts)

    @property
    def text(self) -> str:
        """The address without its divisions, written as it should be."""
        return text_of(self.street, *self.parts)

    def readings(self, *, kind: str = "") -> list[Parts]:
        """What the numbers can mean, the likeliest first, under a street of this kind (guessed from its name)."""
        return place(self.numbers, kind=kind or kind_of_street(self.street))


NO_DIVISIONS = DivisionNames(())


def parse(text: str, *, divisions: DivisionNames = NO_DIVISIONS) -> Parsed:
    """Read an address. Never fails: what is not understood is told. About 50 µs; at most `TEXT_MAX` signs count."""
    plain, remarks = _plain(text)
    plain, mended = mend(plain)
    stripped = divisions.strip(plain)
    apart = tuple(f"{name}?" for name in stripped.remarks)
    found = _body(stripped.body)
    told = (*remarks, *mended, *apart, *found.remarks)
    return replace(found, divisions=stripped.names, codes=stripped.codes, remarks=told)


def _plain(text: str) -> tuple[str, tuple[str, ...]]:
    """One form of the text: half width, capitals, no brackets, numbers parted by dashes. And what the brackets held."""
    text = unicodedata.normalize("NFKC", text.replace("\0", " "))[:TEXT_MAX].upper().strip()
    remarks = tuple(held.strip() for held in _BRACKETS.findall(text) if held.strip())
    text = _OPENING.sub("", _BRACKETS.sub(" ", text).strip())
    if _LATIN.fullmatch(text):
        return re.sub(r"\s+", " ", text), remarks
    text = _SEPARATOR.sub("-", _DASHES.sub("-", text))
    return _DROPPED.sub("", text).strip("-"), remarks


def _body(text: str) -> Parsed:
    """What stands behind the divisions."""
    if latin := _LATIN.fullmatch(text):
        numbers = read_numbers((latin["numbers"] or "").strip(" -"))
        return _placed(latin["street"].replace(" ", "").replace("'", ""), numbers)
    if crossing := _CROSSING.match(text):
        return Parsed(street=normal_street(crossing["first"]), remarks=(crossing["second"],))
    start = next((at for at in range(len(text)) if _may_begin(text, at)), len(text))
    numbers = read_numbers(text[start:])
    street = text[:start].rstrip("-")
    groups = [one.number for one in numbers.items if one.means == GROUP]
    if groups:
        street, numbers = _with_group(street, text[start:], numbers)
    if inner := _estate_behind(numbers.rest):
        return replace(inner, beside=_placed(normal_street(street), Numbers(numbers.items)))
    return _placed(normal_street(street), numbers)


def _may_begin(text: str, at: int) -> bool:
    if at and text[at].isascii() and text[at - 1].isascii() and text[at - 1].isalnum():
        return False
    return begins_numbers(text[at:])


def _with_group(street: str, behind: str, numbers: Numbers) -> tuple[str, Numbers]:
    """某村3组45号: the village group, and a lane 12弄, belong to the name."""
    found = re.match(r"-?([0-9〇零一二三四五六七八九十百]+)([组队弄])", behind)
    if found is None:
        return street, numbers
    return f"{street}{in_digits(found[1])}{found[2]}", read_numbers(behind[found.end() :].lstrip("-"))


def _estate_behind(rest: str) -> Parsed | None:
    """薛冶路88号顺园三村99幢301室: behind the gate stands the estate, which the building belongs to."""
    if len(rest) < 4 or rest[0].isascii():
        return None
    inner = _body(rest)
    return inner if inner.building and len(inner.street) > 2 and not inner.beside else None


def _placed(street: str, numbers: Numbers) -> Parsed:
    readings = place(numbers, kind=kind_of_street(street))
    gate, building, stair, room = readings[0] if readings else Parts()
    return Parsed(
        street=street,
        gate=gate,
        building=building,
        stair=stair,
        room=room,
        rest=numbers.rest,
        floor=numbers.floor,
        numbers=numbers,
    )
