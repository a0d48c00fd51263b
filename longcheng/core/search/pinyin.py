"""Pinyin of names, with the readings that people really use for characters that have several 多音字."""

from itertools import product
from typing import Any

from pypinyin import Style, pinyin

from longcheng.core.search.units import Unit, has_han

READINGS_MOST = 8
# Characters of names and services whose second reading is alive in speech; pypinyin knows many more that are not.
# Where its dictionary of phrases decides (重庆, 银行), there is one reading and this is not asked.
ALIVE: dict[str, frozenset[str]] = {
    sign: frozenset(readings.split())
    for sign, readings in {
        "长": "chang zhang", "重": "chong zhong", "行": "hang xing", "乐": "le yue", "朝": "chao zhao",
        "厦": "sha xia", "会": "hui kuai", "都": "du dou", "大": "da dai", "车": "che ju", "传": "chuan zhuan",
        "还": "hai huan", "觉": "jue jiao", "弹": "dan tan", "调": "diao tiao", "降": "jiang xiang",
        "角": "jiao jue", "省": "sheng xing", "系": "xi ji", "校": "xiao jiao", "藏": "cang zang",
        "尉": "wei yu", "解": "jie xie", "单": "dan shan", "曾": "zeng ceng", "查": "cha zha", "盛": "sheng cheng",
        "圩": "wei xu", "埔": "bu pu", "莘": "shen xin", "浦": "pu", "薄": "bo bao", "血": "xue xie", "仇": "chou qiu",
        "区": "qu ou", "石": "shi dan", "差": "cha chai", "处": "chu", "种": "zhong", "参": "can shen", "卜": "bu",
    }.items()
}  # fmt: skip


def readings_of(units: tuple[Unit, ...]) -> tuple[tuple[str, ...], ...]:
    """Every way to say a name, the likeliest first, each with one syllable for each unit; empty without Chinese.

    Words of letters and digits stand for themselves. At most eight ways; about 0.1 ms a name.
    """
    if not any(has_han(unit.text) for unit in units):
        return ()
    choices: list[list[str]] = []
    run = ""
    for unit in units:
        if has_han(unit.text):
            run += unit.text
            continue
        choices += _said(run)
        choices.append([unit.text])
        run = ""
    choices += _said(run)
    found: dict[tuple[str, ...], None] = {}
    for reading in product(*choices):
        found[reading] = None
        if len(found) >= READINGS_MOST:
            break
    for reading in list(found):
        # ü is typed as v, and by those who write it in a passport as u.
        found[tuple(syllable.replace("v", "u") for syllable in reading)] = None
    return tuple(found)[:READINGS_MOST]


def _said(run: str) -> list[list[str]]:
    if not run:
        return []
    said = pinyin(run, heteronym=True, style=Style.NORMAL, errors=_signs, v_to_u=False)
    return [_alive(sign, readings) for sign, readings in zip(run, said, strict=True)]


def _signs(unknown: str) -> Any:
    """Characters that nobody has written a reading for stand for themselves, one by one.

    The library takes a list as so many readings; its types only know of a text.
    """
    return list(unknown)


def spoken(text: str) -> str:
    """The likeliest pinyin of a text, run together."""
    return "".join(readings[0] for readings in pinyin(text, style=Style.NORMAL, errors=_signs, v_to_u=False))


def _alive(sign: str, readings: list[str]) -> list[str]:
    kept = ALIVE.get(sign, frozenset())
    return [readings[0], *(one for one in readings[1:] if one in kept)]


def initials_of(reading: tuple[str, ...]) -> tuple[str, ...]:
    """The first letter of each syllable; numbers stay whole."""
    return tuple(syllable if syllable[:1].isdigit() else syllable[:1] for syllable in reading)
