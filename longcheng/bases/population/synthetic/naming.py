"""Names: family names by their real shares, from father to child; given names by how often men and women have a sign.

Which signs were in fashion when, and when one sign was enough for a given name, is ours: the sources have no years.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

from longcheng.bases.population.names import DOUBLE, normal_name, said
from longcheng.bases.population.synthetic.ages import MALE
from longcheng.bases.population.synthetic.drawing import Numbers, Weights, drawn
from longcheng.bases.population.synthetic.families import NOBODY, People
from longcheng.bases.population.synthetic.figures import Figures

RARE = 60  # signs that fewer people have are left out: most are misread ones
MOTHERS_NAME = 0.03  # of the children carry their mother's family name
SHARED_SIGN = 0.15  # of brothers, and of sisters, share the first sign of a given name
YEARS = (1950, 1966, 1980, 1995, 2008)  # a fashion ends before each, the last one has not ended
ONE_SIGN = (0.12, 0.14, 0.28, 0.38, 0.24, 0.07)  # of each fashion's given names have one sign
FASHION = 14.0  # so much more often than over all years
MEN = (
    "福生金根林海荣宝祥泉洪顺贵炳锡", "建国军华平明卫东民强忠新红志永", "伟勇刚斌军辉涛波峰俊志海强亮",
    "伟杰鹏磊超浩凯宇晨旭俊帅翔飞", "浩宇俊天子文杰轩博涛晨阳鑫嘉", "梓轩浩宇辰沐泽奕宸睿煜铭皓屹",
)  # fmt: skip
WOMEN = (
    "秀英珍兰桂凤玉美娣妹巧菊珠云", "秀英芳华萍玉兰珍红梅琴娟燕霞", "丽敏静芳燕艳娟红霞慧洁玲琴英",
    "婷静丽娜雪倩莉颖佳琳洁丹瑶晶", "雨欣佳怡婷思雯文静悦萱颖梦琪", "梓涵欣怡诗语桐可沐妍汐诺婉依",
)  # fmt: skip


@dataclass(frozen=True)
class NameTables:
    """Signs and family names with their weights and how they are said; `signs_by` of each sex and fashion."""

    surnames: tuple[str, ...]
    surname_weights: Weights
    surname_said: tuple[tuple[str, str], ...]
    signs: tuple[str, ...]
    signs_by: tuple[tuple[Weights, ...], ...]
    sign_said: tuple[tuple[str, str], ...]
    doubled: Numbers  # family name × signs + sign, where both together would be read as a double family name


@dataclass(frozen=True)
class Names:
    """Family name, first and second sign of everybody as places in the tables; no second sign is -1."""

    surname: Numbers
    first: Numbers
    second: Numbers


@cache
def _tables(surnames: tuple[tuple[str, float], ...], signs: tuple[tuple[str, float, float], ...]) -> NameTables:
    kept = [
        one for one in signs if one[1] + one[2] >= RARE and normal_name(one[0]) == one[0] and said(f"王{one[0]}")[0][4:]
    ]
    family = [one for one in surnames if normal_name(one[0]) == one[0]]
    texts, places = tuple(one[0] for one in kept), {one[0]: n for n, one in enumerate(kept)}
    by_sex = []
    for column, fashions in ((1, MEN), (2, WOMEN)):
        base = np.array([one[column] for one in kept])
        of_sex = []
        for fashion in fashions:
            weights = base.copy()
            for sign in fashion:
                if sign in places:
                    weights[places[sign]] = max(weights[places[sign]], base.max() / 20) * FASHION
            of_sex.append(weights)
        by_sex.append(tuple(of_sex))
    doubled = [
        n * len(texts) + places[double[1]]
        for n, (surname, _share) in enumerate(family)
        for double in DOUBLE
        if double[0] == surname and double[1] in places
    ]
    return NameTables(
        tuple(one[0] for one in family),
        np.array([one[1] for one in family]),
        tuple(_without(said(f"{one[0]}一"), behind="yi") for one in family),
        texts,
        tuple(by_sex),
        tuple((pinyin[4:], initials[1:]) for pinyin, initials in (said(f"王{sign}") for sign in texts)),
        np.array(doubled, np.int64),
    )


def _without(spoken: tuple[str, str], *, behind: str) -> tuple[str, str]:
    return spoken[0].removesuffix(behind), spoken[1][:-1]


def tables_of(figures: Figures) -> NameTables:
    """The tables of a city's figures; made once a process, in about 0.2 s."""
    return _tables(tuple(figures.surnames.items()), tuple((sign, *counts) for sign, counts in figures.signs.items()))


def names_of(people: People, tables: NameTables, draw: np.random.Generator) -> Names:
    """A name for everybody: the father's family name, a given name of the time of birth."""
    count = len(people)
    surname = drawn(tables.surname_weights, count, draw)
    like_mother = (people.mother != NOBODY) & ((people.father == NOBODY) | (draw.random(count) < MOTHERS_NAME))
    parent = np.where(like_mother, people.mother, people.father)
    for _generation in range(4):
        surname = np.where(parent != NOBODY, surname[np.maximum(parent, 0)], surname)
    year = people.birth.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
    fashion = np.searchsorted(YEARS, year, side="right")
    first, second = np.zeros(count, np.int64), np.zeros(count, np.int64)
    for sex, of_sex in enumerate(tables.signs_by, MALE):
        for number, weights in enumerate(of_sex):
            who = np.flatnonzero((people.sex == sex) & (fashion == number))
            first[who], second[who] = drawn(weights, len(who), draw), drawn(weights, len(who), draw)
    first = _shared(people, first, draw)
    second[draw.random(count) < np.array(ONE_SIGN)[fashion]] = NOBODY
    second[np.isin(surname * len(tables.signs) + first, tables.doubled)] = NOBODY
    return Names(surname, first, second)


def _shared(people: People, first: Numbers, draw: np.random.Generator) -> Numbers:
    children = np.flatnonzero(people.mother != NOBODY)
    if not len(children):
        return first
    family = people.mother[children] * 2 + people.sex[children]
    _families, eldest, of_family = np.unique(family, return_index=True, return_inverse=True)
    sharing = draw.random(len(children)) < SHARED_SIGN
    changed = first.copy()
    changed[children[sharing]] = first[children[eldest[of_family]]][sharing]
    return changed
