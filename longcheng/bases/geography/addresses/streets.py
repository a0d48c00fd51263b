"""What an address stands under: whether a name is a road, an estate or a hamlet, and the ways of writing it; pure.

The kinds are those of the basic area 基本区域限定物 of GB/T 23705-2009: streets and lanes, estates, natural villages.
"""

import re
import unicodedata
from functools import lru_cache

ROAD, ESTATE, HAMLET = "road", "estate", "hamlet"
NAME_MAX = 80
_ROAD = re.compile(r"(?:大道|公路|快速路|路|街|巷|弄|胡同|大街|道|堤|环|支线|线)(?:[东南西北中]段?|\d+弄)?$")
_GROUP = re.compile(r"\d+(?:组|队)$")
# Villages in the countryside; a 新村 or a numbered 村 (三村) is an estate of the city.
_HAMLET = re.compile(r"(?<![一二三四五六七八九十新])(?:村|庄|塘|圩|湾|埝|桥头|墩|浜|岸|头|家|角|甸)$")
DIGITS = "〇一二三四五六七八九"
_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?=号?(?:村|区|里|坊|期|路|街|巷|苑|园|新村|支路))")
_CHINESE_NUMBER = re.compile(r"[〇零一二三四五六七八九十百两]+")
_VALUES = {sign: value for value, sign in enumerate(DIGITS)} | {"零": 0, "两": 2, "○": 0}


def kind_of_street(street: str) -> str:
    """Road, estate or hamlet, by the last word of the name; what says nothing is an estate."""
    if _ROAD.search(street):
        return ROAD
    return HAMLET if _GROUP.search(street) or _HAMLET.search(street) else ESTATE


@lru_cache(maxsize=20_000)
def normal_street(text: str) -> str:
    """A name as it is kept and compared: half width, no blanks, small numbers in characters: 顺园3村 → 顺园三村."""
    plain = unicodedata.normalize("NFKC", text).replace("\0", "")
    plain = re.sub(r"\s+", "", plain).upper()
    return _NUMBER.sub(lambda found: in_characters(int(found[0])), plain)[:NAME_MAX]


def in_characters(number: int) -> str:
    """12 → 十二; up to 99."""
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return f"{DIGITS[tens] if tens > 1 else ''}十{DIGITS[ones] if ones else ''}"


def in_digits(characters: str) -> str:
    """九十九 → 99, 三〇一 → 301, 一百零二 → 102; what is no number comes back as it was."""
    if not _CHINESE_NUMBER.fullmatch(characters):
        return characters
    if not re.search(r"[十百]", characters):
        return "".join(str(_VALUES[sign]) for sign in characters)
    total, last = 0, 0
    for sign in characters:
        if sign in "十百":
            total += (last or (1 if sign == "十" else 0)) * (10 if sign == "十" else 100)
            last = 0
        else:
            last = _VALUES[sign]
    return str(total + last)
