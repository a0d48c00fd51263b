"""The number of an address behind its street, in one form for finding and in one for reading; pure and fast.

The parts are those of the locating part 局部点位描述 of an address by GB/T 23705-2009 《数字城市地理信息公共平台
地名/地址编码规则》: gate 门牌, building 楼, stair 单元, flat 户室. The form for finding is `99-2-301`, with the gate as
`g12` before it; `text_of` writes 99幢2单元301室. Each of the two tells the four parts again.
"""

import re
import unicodedata
from typing import NamedTuple

GATE, BUILDING, STAIR, ROOM = "gate", "building", "stair", "room"
PART_MAX = 20
GATE_SIGN = "g"
_PART = re.compile(r"[0-9A-Z\u3400-\u9fff]+(?:-[0-9A-Z\u3400-\u9fff]+)*")
_GATE = re.compile(r"([0-9A-Z]+(?:-[0-9A-Z]+)*)([\u3400-\u9fff]+)")
_LETTERS = re.compile(r"[A-Z]+")
_DASHES = re.compile(r"[‐-―－_~～]+")


class Parts(NamedTuple):
    """What stands behind the street; an empty part is not there."""

    gate: str = ""
    building: str = ""
    stair: str = ""
    room: str = ""


def normal_part(text: str) -> str:
    """One part as the register keeps it: half width, capitals, no blanks, no zeros in front."""
    plain = _DASHES.sub("-", unicodedata.normalize("NFKC", text).replace("\0", "")).upper()
    plain = re.sub(r"\s+", "", plain).strip("-")
    return re.sub(r"(?<![0-9A-Z])0+(?=[0-9])", "", plain)


def is_part(text: str) -> bool:
    """Whether a normal part can stand in an address: digits, letters and characters, with dashes between."""
    return len(text) <= PART_MAX and _PART.fullmatch(text) is not None


def level_of(gate: str, building: str, stair: str, room: str) -> str:
    """How far down the address goes; empty for one without a number."""
    return (room and ROOM) or (stair and STAIR) or (building and BUILDING) or (gate and GATE) or ""


def number_key_of(gate: str, building: str, stair: str, room: str) -> str:
    """`99-2-301`, `g12`, `g12-3-2-301`; a part that is missing before another leaves its dash: `99--301`.

    A dash within a part becomes a dot, so that the parts can be told again.
    """
    key = f"{building.replace('-', '.')}-{stair.replace('-', '.')}-{room.replace('-', '.')}".rstrip("-")
    if not gate:
        return key
    return f"{GATE_SIGN}{gate.replace('-', '.')}-{key}".rstrip("-")


def parts_of(number_key: str) -> Parts:
    """The parts again that a normal form tells."""
    parts = [part.replace(".", "-") for part in number_key.split("-")]
    gate = parts.pop(0)[1:] if number_key.startswith(GATE_SIGN) else ""
    return Parts(gate, *[*parts, "", "", ""][:3])


def text_of(street: str, gate: str, building: str, stair: str, room: str) -> str:
    """The address without its divisions: 顺园三村99幢2单元301室, 薛冶路12号."""
    return f"{street}{gate_text(gate)}{building_text(building)}{stair_text(stair)}{room_text(room)}"


def gate_text(gate: str) -> str:
    """12 → 12号, 12-3 → 12-3号, 12甲 → 12号甲."""
    if not gate:
        return ""
    if gate.isascii():
        return f"{gate}号"
    suffixed = _GATE.fullmatch(gate)
    return f"{suffixed[1]}号{suffixed[2]}" if suffixed else f"{gate}号"


def building_text(building: str) -> str:
    """99 → 99幢, A → A座, 甲 → 甲幢; a building with a name keeps it."""
    if len(building) > 1 and not building[-1].isascii():
        return building
    word = "座" if _LETTERS.fullmatch(building) else "幢"
    return f"{building}{word}" if building else ""


def stair_text(stair: str) -> str:
    return f"{stair}单元" if stair else ""


def room_text(room: str) -> str:
    return f"{room}室" if room else ""
