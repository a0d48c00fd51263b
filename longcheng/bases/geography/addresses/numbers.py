"""The numbers behind a street, as people write them: 99幢2单元301室, 99-2-301, 12号-3, 12号甲, 九十九幢二单元; pure.

`read_numbers` takes what stands at the beginning of a text apart into numbers with their words, `place` says which of
them is the gate, the building, the stair and the flat. A number without a word can be several things; which of them,
the kind of the street decides, and `place` tells the others too.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from longcheng.bases.geography.addresses.keys import BUILDING, GATE, ROOM, STAIR, Parts, normal_part
from longcheng.bases.geography.addresses.streets import ESTATE, HAMLET, ROAD, in_digits

GROUP, FLOOR, SUB, HASH, LOOSE = "group", "floor", "sub", "hash", ""
# What stands behind a number, longest first, and which part it makes of it. What # means the street decides.
WORDS = {
    "号楼": BUILDING, "单元": STAIR, "号院": GATE, "幢": BUILDING, "栋": BUILDING, "座": BUILDING, "#": HASH,
    "号": GATE, "梯": STAIR, "门": STAIR, "室": ROOM, "户": ROOM, "房": ROOM, "弄": GROUP, "组": GROUP, "队": GROUP,
    "层": FLOOR, "楼": FLOOR,
}  # fmt: skip
_WORD = "|".join(re.escape(word) for word in WORDS)
_CHINESE = "〇零一二三四五六七八九十百"
_NUMBER = (
    r"(?:[A-Z]{0,2}\d{1,6}(?:[A-Z]\d{0,3})?(?![A-Z0-9])|[A-Z](?![A-Z])|"
    rf"[{_CHINESE}]+(?=号楼|单元|号院|[幢栋座号梯室户组队层弄楼#])|[东西南北中甲乙丙丁](?=单元|[座幢栋]))"
)
_ITEM = re.compile(rf"(?P<dash>[-\s]*)(?P<number>{_NUMBER})(?P<word>{_WORD})?")
# A gate's own sub-number: 12号-3, 12号附3号, 12之3, 12号甲.
_SUB = re.compile(
    r"(?:(?P<sign>[附之]|-)(?P<sub>\d{1,3}|[一二三四五六七八九十])(?:号|(?![\d\-幢栋座#单梯门室户房A-Z]))"
    r"|(?P<mark>[甲乙丙丁戊己庚辛])(?![\u3400-\u9fff]{2}))"
)
# A number before one of these belongs to a name: 3号桥, 五一路, 顺园三村, 2期, 1912街区.
_NAME_GOES_ON = re.compile(r"(?:号?)(?:村|区|里|坊|期|路|街|巷|道|桥|线|厂|矿|店|中学|小学|院士|码头|地铁|出口)")
FLAT_DIGITS = 3  # a number of so many digits without a word is a flat: the first of them tell its floor
WRITTEN_WRONG = (
    ("单无", "单元"), ("单员", "单元"), ("单园", "单元"), ("单圆", "单元"), ("但元", "单元"), ("単元", "单元"),
    ("單元", "单元"), ("撞", "幢"), ("憧", "幢"), ("橦", "幢"), ("拣", "栋"), ("棟", "栋"), ("搂", "楼"), ("樓", "楼"),
    ("號", "号"), ("室室", "室"), ("幢幢", "幢"), ("号号", "号"),
)  # fmt: skip


class Item(NamedTuple):
    """One number, what its word makes of it (LOOSE without a word), and whether a dash ties it to the one before."""

    number: str
    means: str
    is_tied: bool = False


@dataclass(frozen=True)
class Numbers:
    """Numbers in the order of the text, and what stands behind them."""

    items: tuple[Item, ...] = ()
    rest: str = ""

    @property
    def floor(self) -> str:
        return next((one.number for one in self.items if one.means == FLOOR), "")


def mend(text: str) -> tuple[str, tuple[str, ...]]:
    """The text with words of numbers that are often mistyped put right, and which these were."""
    mended = []
    for wrong, right in WRITTEN_WRONG:
        if re.search(rf"[\d{_CHINESE}A-Z]{wrong}", text):
            text = re.sub(rf"(?<=[\d{_CHINESE}A-Z]){wrong}", right, text)
            mended.append(f"{wrong} → {right}")
    return text, tuple(mended)


def begins_numbers(text: str) -> bool:
    """Whether the numbers of an address begin here, and not a name with a number in it."""
    found = _ITEM.match(text)
    if found is None or text[:1] in "- ":
        return False
    word, behind = found["word"] or "", text[found.end() :]
    if _NAME_GOES_ON.match(text[found.end("number") :]):
        return False
    if word:
        return True
    # A letter or a number alone: the text ends, or a dash, another number or 甲, 附, 之 follows.
    return (not behind or behind[0] in "- " or bool(_SUB.match(behind))) and found["number"][-1].isascii()


def read_numbers(text: str) -> Numbers:
    """The numbers at the beginning of the text; none where a name begins."""
    items: list[Item] = []
    while text and (found := _ITEM.match(text)):
        if items and not found["word"] and _NAME_GOES_ON.match(text[found.end("number") :]):
            break
        word = found["word"] or ""
        item = Item(_plain(found["number"], word), WORDS.get(word, LOOSE), "-" in found["dash"])
        text = text[found.end() :]
        _join(items, item)
        if items[-1].means in {GATE, LOOSE} and (sub := _SUB.match(text)) and _is_sub(items, sub):
            items.append(Item(normal_part(in_digits(sub["sub"])) if sub["sub"] else sub["mark"], SUB))
            text = text[sub.end() :]
    return Numbers(tuple(items), text.strip(" -"))


def _plain(number: str, word: str) -> str:
    number = in_digits(number)
    return f"{int(number)}" if number.isdigit() and word not in {"室", "户", "房"} else normal_part(number)


def _join(items: list[Item], item: Item) -> None:
    """Add an item; 12-3号, 9-1幢 and 301-1室 are one number with a dash in it, 2-301室 are two."""
    before = items[-1] if items else None
    if before is not None and before.means == LOOSE and item.is_tied and not _is_flat(item.number):
        is_first = len(items) == 1
        if (item.means in {GATE, BUILDING} and is_first) or (item.means == ROOM and _is_flat(before.number)):
            items[-1] = Item(f"{before.number}-{item.number}", item.means, before.is_tied)
            return
    items.append(item)


def _is_flat(number: str) -> bool:
    return len(re.sub(r"\D", "", number)) >= FLAT_DIGITS


def _is_sub(items: list[Item], sub: "re.Match[str]") -> bool:
    """Behind 12号 a small number is the gate's own; behind a bare 12 only 附, 之 and 甲 say so."""
    if len(items) > 1:
        return False
    is_small = not sub["sub"] or sub["sign"] in {"附", "之"} or not _is_flat(sub["sub"])
    return is_small and (items[-1].means == GATE or sub["sign"] != "-")


def place(numbers: Numbers, *, kind: str) -> list[Parts]:
    """What the numbers can mean under a street of this kind, the likeliest first; empty without numbers."""
    items = _worded([one for one in numbers.items if one.means != GROUP], kind=kind)
    loose = [one for one in items if one.means == LOOSE]
    readings: list[Parts | None] = []
    if kind in {ROAD, HAMLET} and len(items) == len(loose) == 2 and items[1].is_tied and not _is_flat(items[1].number):
        readings.append(Parts(gate=f"{items[0].number}-{items[1].number}"))
    readings += [_labelled(items, order) for order in _orders(items, kind)]
    if kind == ESTATE and BUILDING not in {one.means for one in items}:
        # 顺园三村99号301室: in estates people say 号 for 幢.
        said_so = [one._replace(means=BUILDING) if one.means == GATE else one for one in items]
        readings += [_labelled(said_so, order) for order in _orders(said_so, kind)]
    found = list(dict.fromkeys(parts for parts in readings if parts is not None and any(parts)))
    rooted = [parts for parts in found if parts.gate or parts.building]
    return rooted or found


def _worded(items: list[Item], *, kind: str) -> list[Item]:
    """# is a gate on a road and a building elsewhere; 3楼 is a floor unless it stands for the building."""
    words = {one.means for one in items}
    hash_means = GATE if kind == ROAD and GATE not in words else BUILDING
    found = []
    for number, one in enumerate(items):
        if one.means == HASH:
            found.append(one._replace(means=hash_means))
        elif one.means != FLOOR:
            found.append(one)
        elif not number and len(items) > 1 and not words & {BUILDING, HASH, GATE}:
            found.append(one._replace(means=BUILDING))
    return found


def _orders(items: list[Item], kind: str) -> list[tuple[str, ...]]:
    """For the numbers without a word: which parts they can be, in the order in which these are tried."""
    loose = [one for one in items if one.means == LOOSE]
    words = {one.means for one in items}
    free = [part for part in (GATE, BUILDING, STAIR, ROOM) if part not in words]
    by_gate = [(GATE, STAIR, ROOM), (GATE, ROOM), (GATE, BUILDING), (GATE, BUILDING, ROOM)]
    by_building = [(BUILDING, STAIR, ROOM), (BUILDING, ROOM)]
    first = by_gate + by_building if kind in {ROAD, HAMLET} else by_building + by_gate
    whole = (GATE, BUILDING, STAIR, ROOM)
    candidates = [*first, (STAIR, ROOM), (ROOM,), (GATE,), (BUILDING,), (STAIR,), whole]
    fitting = [tuple(part for part in one if part in free)[: len(loose)] for one in candidates]
    fitting = list(dict.fromkeys(one for one in fitting if len(one) == len(loose)))
    if len(loose) not in {1, 2}:
        return fitting
    is_flat = items[-1] is loose[-1] and _is_flat(loose[-1].number)
    return sorted(fitting, key=lambda one: (one[-1] == ROOM) != is_flat)


def _labelled(items: list[Item], order: tuple[str, ...]) -> Parts | None:
    """The parts if the loose numbers are these; None where their order would be turned round."""
    found: dict[str, str] = {}
    waiting, last = list(order), -1
    for item in items:
        part = item.means
        if part == SUB:
            found[GATE] = _with_sub(found.get(GATE, ""), item.number)
            continue
        if part == LOOSE:
            part = waiting.pop(0)
        elif part == GATE and (BUILDING in found or GATE in found):
            part = ROOM  # 99幢301号
        where = (GATE, BUILDING, STAIR, ROOM).index(part)
        if part in found or where <= last:
            return None
        found[part], last = item.number, where
    return Parts(**found)


def _with_sub(gate: str, sub: str) -> str:
    return f"{gate}-{sub}" if sub[:1].isascii() and gate else f"{gate}{sub}"
