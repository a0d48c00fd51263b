"""Names of people: how they are said, how alike two of them are, what can be one; pure functions."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

NAME_MAX = 60
# Readings of family names that differ from those of the same character elsewhere, after 《现代汉语词典》, 7th edition.
SURNAMES = {
    "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun", "澹台": "tan tai", "令狐": "ling hu", "单于": "chan yu",
    "单": "shan", "仇": "qiu", "曾": "zeng", "解": "xie", "查": "zha", "区": "ou", "朴": "piao", "盖": "ge",
    "任": "ren", "华": "hua", "纪": "ji", "缪": "miao", "翟": "zhai", "覃": "qin", "冼": "xian", "乐": "yue",
    "员": "yun", "尉": "wei", "盛": "sheng", "召": "shao", "宁": "ning", "晁": "chao", "幺": "yao", "都": "du",
    "折": "she", "种": "chong", "繁": "po", "秘": "bi", "逄": "pang", "燕": "yan", "葛": "ge", "应": "ying",
    "於": "yu", "臧": "zang", "洗": "xian", "祭": "zhai", "阚": "kan", "谌": "chen", "佴": "nai", "么": "yao",
    "郇": "xun", "黑": "he", "牟": "mu", "能": "nai", "适": "kuo", "哈": "ha", "薄": "bo", "柏": "bai", "隗": "wei",
}  # fmt: skip
DOUBLE = frozenset({
    "欧阳", "太史", "端木", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟",
    "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳", "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离",
    "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘", "子车", "亓官", "司寇", "巫马", "公西", "颛孙", "壤驷",
    "公良", "漆雕", "乐正", "宰父", "谷梁", "拓跋", "夹谷", "轩辕", "令狐", "段干", "百里", "呼延", "东郭",
    "南门", "羊舌", "微生", "公户", "梁丘", "左丘", "东门", "西门", "第五", "单于",
})  # fmt: skip
_HAN = r"㐀-䶿一-鿿\U00020000-\U000323af"
_NAME = re.compile(rf"[{_HAN}]+(?:[·•][{_HAN}]+)*|[^\W\d_]+(?:[ .'’·-]+[^\W\d_]+)*\.?")
_PARTS = re.compile(rf"[{_HAN}]|[^\W\d_{_HAN}]+")


def normal_name(text: str) -> str:
    """A name as it is kept: full width as half width, no spaces around and none between characters, one kind of dot."""
    plain = unicodedata.normalize("NFKC", text).replace("•", "·").replace("・", "·").strip()
    return re.sub(rf"(?<=[{_HAN}·])\s+(?=[{_HAN}·])", "", re.sub(r"\s+", " ", plain))


def name_defect(text: str) -> str:
    """What is wrong with a name as a register keeps it; empty when nothing is."""
    name = normal_name(text)
    if not name:
        return _("The name is required.")
    if len(name) > NAME_MAX:
        return _("The full name must have at most %(n)s signs.") % {"n": NAME_MAX}
    if not _NAME.fullmatch(name):
        return _("A name is written in characters, or in letters with spaces between; without digits and other signs.")
    return ""


def surname_of(name: str) -> str:
    """The family name of a Chinese name: two characters where they are a known one, else the first."""
    plain = normal_name(name)
    return plain[:2] if plain[:2] in DOUBLE and len(plain) > 2 else plain[:1]


def said(name: str) -> tuple[str, str]:
    """How a name is said and typed: `wangxiuying` and `wxy`. Some microseconds a name: each character is read once."""
    plain = normal_name(name)
    surname = surname_of(plain) if re.match(rf"[{_HAN}]", plain) else ""
    syllables = [*_surname_said(surname), *_said(plain[len(surname) :])]
    return "".join(syllables)[:120], "".join(syllable[:1] for syllable in syllables)[:40]


def _surname_said(surname: str) -> list[str]:
    return SURNAMES[surname].split() if surname in SURNAMES else _said(surname)


def _said(text: str) -> list[str]:
    return [_syllable(part) for part in _PARTS.findall(text)]


@lru_cache(maxsize=50_000)
def _syllable(part: str) -> str:
    """One character's likeliest reading; a word of letters stands for itself without its accents."""
    if not re.match(rf"[{_HAN}]", part):
        return "".join(
            sign for sign in unicodedata.normalize("NFKD", part).lower() if sign.isascii() and sign.isalpha()
        )
    read = lazy_pinyin(part, style=Style.NORMAL, v_to_u=False)[0]
    return read if read.isascii() and read.isalpha() else ""


def one_sign_apart(one: str, other: str) -> bool:
    """Whether two different names differ in one sign: replaced, missing, or two neighbours swapped."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    if len(one) == len(other):
        places = [n for n, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        is_swapped = len(places) == 2 and places[1] == places[0] + 1 and one[places[0]] == other[places[1]]
        return len(places) == 1 or (is_swapped and one[places[1]] == other[places[0]])
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return any(longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer)))


@dataclass(frozen=True)
class FormerName:
    """A name that somebody bore 曾用名, and until when."""

    name: str
    until: datetime


def former_names(said_so: Iterable[tuple[datetime, int, str]]) -> list[FormerName]:
    """The names before the present one, oldest first, from what the owner of the field stated and still stands.

    Each is (valid from, number of the act, name). A correction holds from the same moment as what it corrects, so a
    name that was only mistyped was never borne.
    """
    by_moment = {moment: name for moment, _act, name in sorted(said_so)}
    moments = sorted(by_moment)
    return [
        FormerName(by_moment[moment], until)
        for moment, until in pairwise(moments)
        if by_moment[moment] != by_moment[until]
    ]
