"""Who lives with whom: couples, children with their mothers, parents of the grown-up, people alone, dormitories.

All of a block are drawn first, by age and sex, and then joined into households, so that the pyramid and the number of
households both come out as published. What the figures do not say is ours: how many children live with their parents
until when, how many parents with a grown-up child, who shares a flat. Arrays alone; a block of 20,000 takes 0.1 s.
"""

from dataclasses import dataclass

import numpy as np

from longcheng.bases.population.synthetic.ages import FEMALE, MALE, ages_of, births, is_married, unmarried_status
from longcheng.bases.population.synthetic.drawing import Numbers, Weights, matched, picked
from longcheng.bases.population.synthetic.figures import Figures

NOBODY = -1
HEAD, SPOUSE, SON, DAUGHTER, GRANDCHILD, PARENT, OTHER = 1, 10, 20, 30, 40, 50, 97  # GB/T 4761-2008
SINGLE, MARRIED, WIDOWED, DIVORCED = 10, 20, 30, 40  # GB/T 2261.2-2003
YEAR = 365.25
MOTHER_FROM, MOTHER_TO = 18, 43  # completed years at a birth: 18 to 42
COLLECTIVE_AGES = (15, 16, 18, 19, 22, 24, 35, 50, 60, 74, 80, 104)
COLLECTIVE = (0, 1, 4, 6, 6, 3, 2, 1, 0.3, 0.1, 0.6, 1.2)
AT_HOME_AGES = (0, 18.2, 18.3, 22, 25, 30, 40, 50, 104)
AT_HOME = (1, 1, 0.75, 0.68, 0.62, 0.55, 0.4, 0.2, 0.05)  # of the single
REGISTERED_HERE, REGISTERED_IN_CITY, REGISTERED_ELSEWHERE = 0, 1, 2


@dataclass
class People:
    """A block of people, those of a household next to each other, its head first. Numbers are places in the block."""

    household: Numbers
    role: Numbers
    sex: Numbers
    birth: Numbers  # days since 1970
    marital: Numbers
    spouse: Numbers
    mother: Numbers
    father: Numbers
    is_collective: np.ndarray  # of each household

    def __len__(self) -> int:
        return len(self.sex)


class Drawing:
    """The state while a block is joined together; `unit` is the household that somebody belongs to so far."""

    def __init__(self, count: int, *, shares: Weights, today: np.datetime64, draw: np.random.Generator) -> None:
        self.draw, self.today = draw, today
        self.sex, self.years = ages_of(count, shares=shares, draw=draw)
        self.birth = births(self.years, today=today, draw=draw)
        self.age = (today.astype("datetime64[D]").astype(np.int64) - self.birth) / YEAR
        self.unit = np.arange(count)
        self.role = np.full(count, OTHER)
        self.marital = unmarried_status(self.years, draw)
        self.spouse, self.mother, self.father = (np.full(count, NOBODY) for _ in range(3))
        self.is_away = np.zeros(count, bool)  # in a collective household

    def join(self, who: Numbers, to: Numbers, role: Numbers | int) -> None:
        """Let these live in the households of those."""
        self.unit[who] = self.unit[to]
        self.role[who] = role


def people_of(
    count: int, *, figures: Figures, shares: Weights, today: np.datetime64, draw: np.random.Generator
) -> People:
    """A block of people in `households_of(count)` households or, of a handful of people, in fewer."""
    state = Drawing(count, shares=shares, today=today, draw=draw)
    families, dormitories = households_of(count, figures)
    _move_away(state, figures, dormitories)
    _marry(state)
    _give_mothers(state)
    _join_parents(state)
    _relate(state)
    _settle(state, families)
    return _ordered(state)


def households_of(count: int, figures: Figures) -> tuple[int, int]:
    """How many households of families and how many collective ones so many people make."""
    share = count / figures.totals["residents"]
    families = round(share * figures.totals["family_households"])
    return max(families, 1), round(share * figures.totals["collective_households"])


def _move_away(state: Drawing, figures: Figures, dormitories: int) -> None:
    """Students, workers and the very old into collective households, men and women apart."""
    count = len(state.sex)
    share = figures.totals["people_in_collective_households"] / figures.totals["residents"]
    away = picked(
        np.interp(state.age, COLLECTIVE_AGES, COLLECTIVE), round(share * count) if dormitories else 0, state.draw
    )
    if not len(away):
        return
    state.is_away[away] = True
    kind = np.where(state.years[away] >= 60, 2, state.sex[away] - MALE)
    away = away[np.lexsort((state.draw.random(len(away)), kind))]
    cuts = (
        np.sort(state.draw.permutation(len(away) - 1)[: dormitories - 1]) + 1 if dormitories > 1 else np.array([], int)
    )
    room = np.zeros(len(away), int)
    room[cuts] = 1
    firsts = np.concatenate([[0], cuts])
    state.unit[away] = away[firsts][np.cumsum(room)]
    state.role[away[firsts]] = HEAD
    married = is_married(state.sex[away], state.years[away], state.draw) & (state.draw.random(len(away)) < 0.6)
    state.marital[away[married]] = MARRIED  # the spouse lives elsewhere


def _marry(state: Drawing) -> None:
    """Couples: the married of both sexes in the order of their ages, the husband mostly some years older."""
    here = ~state.is_away
    married = is_married(state.sex, state.years, state.draw) & here
    men, women = np.flatnonzero(married & (state.sex == MALE)), np.flatnonzero(married & (state.sex == FEMALE))
    pairs = min(len(men), len(women))
    men, women = state.draw.permutation(men)[:pairs], state.draw.permutation(women)[:pairs]
    men = men[np.argsort(state.age[men] + state.draw.normal(0, 1.5, pairs))]
    women = women[np.argsort(state.age[women] + state.draw.normal(0, 1.5, pairs))]
    state.spouse[men], state.spouse[women] = women, men
    state.marital[men] = state.marital[women] = MARRIED
    is_head = state.draw.random(pairs) < 0.8
    state.unit[women] = men
    state.role[men], state.role[women] = np.where(is_head, HEAD, SPOUSE), np.where(is_head, SPOUSE, HEAD)


def _slots(state: Drawing, mothers: Numbers, *, shares: tuple[float, ...]) -> Numbers:
    """Each mother as often as she may be given a child: `shares` of them at least once, twice …"""
    luck = state.draw.random(len(mothers))
    return np.concatenate([mothers[luck < share] for share in shares])


def _give_mothers(state: Drawing) -> None:
    """Children, and the single who still live at home, to mothers who were 18 to 42 when they were born."""
    stays = state.draw.random(len(state.age)) < np.interp(state.age, AT_HOME_AGES, AT_HOME)
    is_child = (state.marital == SINGLE) & ~state.is_away & stays & (state.spouse == NOBODY)
    children = np.flatnonzero(is_child)
    wives = (state.sex == FEMALE) & (state.spouse != NOBODY)
    alone = (state.sex == FEMALE) & np.isin(state.marital, (WIDOWED, DIVORCED)) & ~state.is_away & (state.age < 62)
    alone &= state.draw.random(len(state.age)) < 0.6
    mothers = np.flatnonzero((wives | alone) & (state.age >= 19))
    children = _match_mothers(state, children, _slots(state, mothers, shares=(0.84, 0.36, 0.04)), below=1.0, above=3.0)
    children = _match_mothers(state, children[state.age[children] < 20], _slots(state, mothers, shares=(0.9, 0.5)),
                              below=6.0, above=12.0)  # fmt: skip
    _space_siblings(state)
    mothered = np.flatnonzero(state.mother != NOBODY)
    state.join(mothered, state.mother[mothered], np.where(state.sex[mothered] == MALE, SON, DAUGHTER))
    husband = state.spouse[state.mother[mothered]]
    is_father = (husband != NOBODY) & (state.age[husband] >= state.age[mothered] + MOTHER_FROM)
    state.father[mothered[is_father]] = husband[is_father]
    _give_guardians(state, children[state.age[children] < MOTHER_FROM])
    lone = np.unique(state.mother[mothered][husband == NOBODY])
    state.role[lone] = HEAD
    _give_fathers_elsewhere(state, lone)


def _match_mothers(state: Drawing, children: Numbers, slots: Numbers, *, below: float, above: float) -> Numbers:
    """Give mothers to those for whom one fits; returns the others."""
    gap = np.clip(state.draw.normal(27, 4, len(children)), MOTHER_FROM + 2, MOTHER_TO - 3)
    offered = state.age[slots] + state.draw.uniform(-1.2, 1.2, len(slots))
    found = matched(state.age[children] + gap, offered, below=below, above=above)
    mother = slots[found] if len(slots) else found
    at_birth = state.age[mother] - state.age[children] if len(slots) else np.zeros(len(children))
    fits = (found >= 0) & (at_birth >= MOTHER_FROM) & (at_birth < MOTHER_TO)
    state.mother[children[fits]] = mother[fits]
    return children[~fits]


def _space_siblings(state: Drawing) -> None:
    """Children of one mother are born a year apart at least, or are twins on one day."""
    children = np.flatnonzero(state.mother != NOBODY)
    today = state.today.astype("datetime64[D]").astype(np.int64)
    for _round in range(9):
        children = children[np.lexsort((state.birth[children], state.mother[children]))]
        older, younger = children[:-1], children[1:]
        gap = state.birth[younger] - state.birth[older]
        is_close = (state.mother[older] == state.mother[younger]) & (gap > 0) & (gap < 300)
        if not is_close.any():
            break
        older, younger = older[is_close], younger[is_close]
        later = state.birth[older] + 330 + state.draw.integers(0, 400, len(older))
        mother_age = (later - state.birth[state.mother[younger]]) / YEAR
        is_twin = (later > today) | (mother_age >= MOTHER_TO) | (state.draw.random(len(older)) < 0.12)
        state.birth[younger] = np.where(is_twin, state.birth[older], later)
    state.age = (today - state.birth) / YEAR


def _give_guardians(state: Drawing, minors: Numbers) -> None:
    """Minors for whom no mother is here live with grandparents, or else with some couple."""
    wives = np.flatnonzero((state.sex == FEMALE) & (state.spouse != NOBODY) & (state.mother == NOBODY))
    if not len(wives) or not len(minors):
        return
    found = matched(state.age[minors] + 53, state.age[wives], below=7, above=9)
    fits = found >= 0
    state.join(minors[fits], wives[found[fits]], GRANDCHILD)
    rest = minors[~fits]
    grown = wives[state.age[wives] > 40] if (state.age[wives] > 40).any() else wives
    state.join(rest, state.draw.choice(grown, len(rest)), OTHER)


def _give_fathers_elsewhere(state: Drawing, mothers: Numbers) -> None:
    """The children of the divorced have a father in another household, where one of the age lives."""
    mothers = mothers[state.marital[mothers] == DIVORCED]
    men = np.flatnonzero((state.sex == MALE) & (state.marital == DIVORCED) & ~state.is_away)
    found = matched(state.age[mothers] + 1, state.age[men], below=3, above=4)
    father_of = np.full(len(state.sex), NOBODY)
    father_of[mothers[found >= 0]] = men[found[found >= 0]]
    children = np.flatnonzero((state.mother != NOBODY) & (state.father == NOBODY))
    father = father_of[state.mother[children]]
    fits = (father != NOBODY) & (state.age[father] >= state.age[children] + MOTHER_FROM)
    state.father[children[fits]] = father[fits]


def _join_parents(state: Drawing) -> None:
    """Some parents live with a grown-up child: mostly those who are widowed, mostly with a son."""
    count = len(state.sex)
    has_children = np.zeros(count, bool)
    has_children[state.mother[state.mother != NOBODY]] = has_children[state.father[state.father != NOBODY]] = True
    among = np.bincount(state.unit, minlength=count)[state.unit]
    by_themselves = among == np.where(state.spouse == NOBODY, 1, 2)  # a grandchild whom they bring up would stay behind
    free = ~has_children & by_themselves & ~state.is_away & (state.mother == NOBODY)
    luck = state.draw.random(count)
    alone = np.flatnonzero(free & (state.spouse == NOBODY) & (state.age > 58) & (luck < 0.42))
    wives = np.flatnonzero(free & (state.sex == FEMALE) & (state.spouse != NOBODY) & (state.age > 52) & (luck < 0.12))
    wives = wives[~has_children[state.spouse[wives]]]
    hosts = np.flatnonzero((state.sex == MALE) & (state.spouse != NOBODY) & (state.age > 24) & (state.age < 62))
    elders = np.concatenate([alone, wives])
    gap = np.clip(state.draw.normal(27, 3.5, len(elders)), 21, 38)
    found = matched(state.age[elders] - gap, state.age[hosts], below=2, above=3)
    fits = found >= 0
    elders, hosts = elders[fits], hosts[found[fits]]
    is_wifes = state.draw.random(len(elders)) < 0.2
    child = np.where(is_wifes, state.spouse[hosts], hosts)
    apart = state.age[elders] - state.age[child]
    fits = (
        (apart >= MOTHER_FROM) & (apart < MOTHER_TO) & (state.mother[child] == NOBODY) & (state.father[child] == NOBODY)
    )
    # Nobody is somebody's parent and lives in the household of their grandchild's parents at once: hosts are no elders.
    fits &= ~np.isin(state.unit[hosts], state.unit[elders])
    elders, child = elders[fits], child[fits]
    is_woman = state.sex[elders] == FEMALE
    state.mother[child[is_woman]], state.father[child[~is_woman]] = elders[is_woman], elders[~is_woman]
    partner = state.spouse[elders]
    paired = partner != NOBODY
    state.father[child[paired]] = partner[paired]
    state.join(elders, child, PARENT)
    state.join(partner[paired], child[paired], PARENT)


def _relate(state: Drawing) -> None:
    """Some of the grown-up have parents who live elsewhere in the city."""
    orphans = (state.mother == NOBODY) & (state.father == NOBODY) & (state.age > 20) & (state.age < 60)
    children = np.flatnonzero(orphans & (state.draw.random(len(state.sex)) < 0.4))
    wives = np.flatnonzero((state.sex == FEMALE) & (state.spouse != NOBODY) & (state.age > 42) & (state.age < 88))
    slots = _slots(state, wives, shares=(0.7, 0.35, 0.1))
    if not len(slots):
        return
    found = matched(state.age[children] + np.clip(state.draw.normal(26, 3, len(children)), 20, 36), state.age[slots],
                    below=1, above=2)  # fmt: skip
    mother = slots[found]
    at_birth = state.age[mother] - state.age[children]
    fits = (
        (found >= 0) & (at_birth >= MOTHER_FROM) & (at_birth < MOTHER_TO) & (state.unit[mother] != state.unit[children])
    )
    fits &= state.age[state.spouse[mother]] >= state.age[children] + MOTHER_FROM
    children, mother = children[fits], mother[fits]
    state.mother[children], state.father[children] = mother, state.spouse[mother]
    # Husband and wife are not given the same parents.
    spouse = state.spouse[children]
    same = (spouse != NOBODY) & (state.mother[np.maximum(spouse, 0)] == state.mother[children])
    state.mother[children[same]] = state.father[children[same]] = NOBODY
    _part_close(state, children)


def _part_close(state: Drawing, related: Numbers) -> None:
    """Those who were given a mother elsewhere lose her again where another child of hers was born within months."""
    may_lose = np.zeros(len(state.sex), bool)
    may_lose[related] = True
    for _round in range(4):
        children = np.flatnonzero(state.mother != NOBODY)
        children = children[np.lexsort((state.birth[children], state.mother[children]))]
        older, younger = children[:-1], children[1:]
        is_close = (state.mother[older] == state.mother[younger]) & (state.birth[younger] - state.birth[older] < 300)
        losers = np.where(may_lose[younger], younger, older)[is_close]
        losers = losers[may_lose[losers]]
        if not len(losers):
            return
        state.mother[losers] = state.father[losers] = NOBODY


def _settle(state: Drawing, families: int) -> None:
    """As many households as the figures say: the single share flats, or grown-up children move out."""
    count = len(state.sex)
    for _round in range(3):
        here = ~state.is_away
        size = np.bincount(state.unit[here], minlength=count)
        missing = families - int((size > 0).sum())
        if missing > 0:
            grown = here & np.isin(state.role, (SON, DAUGHTER, PARENT)) & (state.age > 20) & (size[state.unit] > 1)
            grown &= state.spouse == NOBODY
            out = picked(np.where(grown, 1 / (1 + np.abs(state.age - 27)), 0.0), missing, state.draw)
            state.unit[out], state.role[out] = out, HEAD
        elif missing < 0:
            _share(state, size, -missing)
        else:
            break
    lone = np.flatnonzero((np.bincount(state.unit, minlength=count)[state.unit] == 1) & ~state.is_away)
    state.role[lone] = HEAD


def _share(state: Drawing, size: Numbers, too_many: int) -> None:
    """Put this many households into others of about the same age: first people alone, then whoever there is."""
    is_alone = (size[state.unit] == 1) & ~state.is_away
    alone = np.flatnonzero(is_alone)
    weight = np.where(is_alone, np.interp(state.age, (18, 22, 34, 45, 60, 100), (1, 8, 6, 1, 0.1, 0.02)), 0.0)
    guests = picked(weight, min(too_many, max(len(alone) * 3 // 4, 0)), state.draw)
    hosts = np.setdiff1d(alone, guests)
    if len(hosts) and len(guests):
        order = hosts[np.argsort(state.age[hosts])]
        near = np.searchsorted(state.age[order], state.age[guests]) + state.draw.integers(-3, 4, len(guests))
        state.join(guests, order[np.clip(near, 0, len(order) - 1)], OTHER)
        too_many -= len(guests)
    if too_many > 0:
        units = np.flatnonzero(np.bincount(state.unit[~state.is_away], minlength=len(size)) > 0)
        into = units[0]
        for unit in units[1 : too_many + 1]:
            moved = np.flatnonzero((state.unit == unit) & ~state.is_away)
            state.unit[moved], state.role[moved] = into, OTHER


def _ordered(state: Drawing) -> People:
    """Everybody next to those they live with, the head first; numbers of people as places in this order."""
    count = len(state.sex)
    _one_head_each(state)
    rank = np.select([state.role == role for role in (HEAD, SPOUSE, PARENT)], [0, 1, 2], 3)
    order = np.lexsort((state.birth, rank, state.unit))
    place = np.empty(count, np.int64)
    place[order] = np.arange(count)
    unit = state.unit[order]
    household = np.cumsum(np.concatenate([[0], unit[1:] != unit[:-1]])) if count else unit
    first = np.flatnonzero(np.concatenate([[True], unit[1:] != unit[:-1]])) if count else unit
    birth = _apart(household, state.sex[order], state.birth[order])

    def moved(whom: Numbers) -> Numbers:
        there = whom[order]
        return np.where(there == NOBODY, NOBODY, place[np.maximum(there, 0)])

    return People(
        household=household, role=state.role[order], sex=state.sex[order], birth=birth, marital=state.marital[order],
        spouse=moved(state.spouse), mother=moved(state.mother), father=moved(state.father),
        is_collective=state.is_away[order][first],
    )  # fmt: skip


def _one_head_each(state: Drawing) -> None:
    """The first to be called head stays it; where nobody is, the oldest becomes it."""
    order = np.lexsort((state.birth, state.role != HEAD, state.unit))
    unit = state.unit[order]
    is_first = np.concatenate([[True], unit[1:] != unit[:-1]]) if len(unit) else np.array([], bool)
    firsts, others = order[is_first], order[~is_first]
    state.role[firsts] = HEAD
    doubled = others[state.role[others] == HEAD]
    state.role[doubled] = OTHER


def _apart(household: Numbers, sex: Numbers, birth: Numbers) -> Numbers:
    """At most two of one household have sex and birthday in common, as twins do: their numbers could not differ."""
    order = np.lexsort((birth, sex, household))
    keys = np.stack([household[order], sex[order], birth[order]])
    third = np.zeros(len(order), bool)
    if len(order) > 2:
        third[2:] = (keys[:, 2:] == keys[:, :-2]).all(axis=0)
    changed = birth.copy()
    changed[order[third]] -= 1 + np.arange(third.sum()) % 27
    return changed
