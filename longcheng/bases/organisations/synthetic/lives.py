"""The lives of a block of synthetic organisations: founded, renamed, moved, suspended, revoked, dissolved, merged.

How often each of it happens is ours; no source was at hand that counts it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from longcheng.bases.organisations.licence_kinds import LicenceKind
from longcheng.bases.organisations.synthetic.naming import (
    SURNAMES,
    branch_name,
    cooperative_name,
    core_at,
    firm_name,
    person_name,
    shop_name,
)
from longcheng.bases.organisations.synthetic.sites import Sites
from longcheng.bases.organisations.synthetic.trades import Trade, Trades
from longcheng.bases.population.synthetic.drawing import spread

SEED = 20_261_124
BLOCK = 10_000
YEAR = 365.25
OLDEST_YEARS, YOUNG = 28, 2.4  # most were founded of late: the age is the oldest one times a chance to this power
# Of all: has another name, has moved, has another representative, is a branch, is in a bracketed place's name.
RENAMED, MOVED, LED_ANEW, BRANCH, PLACE_BEHIND = 0.05, 0.05, 0.06, 0.03, 0.12
# Of all again, added up: suspended now, suspended once and resumed, revoked, dissolved, merged into another.
ENDINGS = (("suspended", 0.012), ("resumed", 0.022), ("revoked", 0.036), ("dissolved", 0.126), ("merged", 0.130))
FORMS, FORM_SHARES = ("有限公司", "股份有限公司", "集团有限公司"), (0.965, 0.025, 0.01)
CAPITALS = (100_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 30_000_000, 100_000_000)
OVERDUE, LICENCE_REVOKED, LICENCE_SUSPENDED = 0.04, 0.008, 0.01


@dataclass(frozen=True)
class City:
    """What all blocks of a city are made from. `today` in days since 1970."""

    trades: Trades
    sites: Sites
    today: int

    @classmethod
    def of(cls, trades: Trades, sites: Sites, *, today: date) -> "City":
        return cls(trades, sites, (today - date(1970, 1, 1)).days)


@dataclass(slots=True)
class LicenceLife:
    """A licence: since when, until when (0: it does not run out), and how it ended (kind of act, day, reason)."""

    kind: LicenceKind
    issued: int
    until: int
    ending: tuple[str, str, int, str] | None = None


@dataclass(slots=True)
class Life:
    """An organisation from its founding on; days since 1970, others of the block by their place in it."""

    trade: Trade
    kind: str
    site: int
    address: tuple[int | None, str]
    name: str
    leader: tuple[int | None, str]
    founded: int
    capital: int
    core: str
    head: int = -1
    successor: int = -1
    # What happened later, in its order: kind of act, day, and what it says beside status and place in the block.
    later: list[tuple[str, int, dict[str, object]]] = field(default_factory=list)
    licences: list[LicenceLife] = field(default_factory=list)

    @property
    def is_standing(self) -> bool:
        return not any(kind in {"revoked", "dissolved", "merged"} for kind, _day, _said in self.later)


def lives_of(number: int, count: int, city: City) -> list[Life]:
    """The block that begins with organisation `number`. The same again for the same number, count and city."""
    draw = np.random.default_rng([SEED, number])
    lives = list(_founded(number, count, city, draw))
    _branch_out(lives, city, draw)
    _change(lives, city, draw)
    _end(lives, city, draw)
    _license(lives, city, draw)
    return lives


def _founded(number: int, count: int, city: City, draw: np.random.Generator) -> Iterator[Life]:
    sites, trades = city.sites, city.trades.every
    age = draw.random(count) ** YOUNG * OLDEST_YEARS * YEAR
    form = np.searchsorted(np.cumsum(FORM_SHARES), draw.random(count) * sum(FORM_SHARES))
    columns = (
        spread(city.trades.shares, count, draw), spread(sites.places.shares, count, draw), city.today - age.astype(int),
        draw.random(count), draw.integers(0, 1 << 30, count), draw.integers(0, 1 << 30, count),
        draw.integers(0, 32, count), draw.integers(0, 1 << 30, count), np.minimum(form, len(FORMS) - 1),
        draw.random(count) < PLACE_BEHIND, np.minimum(draw.geometric(0.3, count) - 1, len(CAPITALS) - 1),
    )  # fmt: skip
    leaders = _leaders(number, count, sites, draw)
    for leader, (trade_at, site, founded, chance, one, two, three, more, form_at, behind, capital) in zip(
        leaders, zip(*(column.tolist() for column in columns), strict=True), strict=True
    ):
        trade, core = trades[trade_at], core_at(one, two, three)
        kind = _kind(trade, chance)
        place = _place(sites, site, more)
        words = trade.shops if kind == "individual" and trade.shops else trade.words
        word = words[more % len(words)]
        if kind == "individual":
            name = shop_name(place, core, word)
        elif kind == "cooperative":
            name = cooperative_name(place, core, word)
        else:
            name = firm_name(sites.city, core, word, form=FORMS[form_at], is_place_behind=behind)
        yield Life(trade, kind, site, sites.address(site, more), name, leader, founded,
                   0 if kind == "individual" else CAPITALS[capital], core)  # fmt: skip


def _kind(trade: Trade, chance: float) -> str:
    if chance < trade.individual:
        return "individual"
    return "cooperative" if chance < trade.individual + trade.cooperative else "enterprise"


def _place(sites: Sites, site: int, chance: int) -> str:
    """What stands in front of a shop's name: its district, of half of them with the town."""
    town = sites.towns[site].removesuffix("街道").removesuffix("镇")
    return sites.districts[site] + (town if chance % 2 and len(town) <= 4 else "")


def _leaders(number: int, count: int, sites: Sites, draw: np.random.Generator) -> list[tuple[int | None, str]]:
    if sites.people:
        return [sites.people[(number + place) % len(sites.people)] for place in range(count)]
    signs = draw.integers(0, 1 << 30, (3, count)) % [[len(SURNAMES)], [40], [56]]
    return [(None, person_name(*one)) for one in signs.T.tolist()]


def _branch_out(lives: list[Life], city: City, draw: np.random.Generator) -> None:
    """Some firms become branches of others of the block that are older."""
    firms = [place for place, one in enumerate(lives) if one.kind == "enterprise"]
    chances, heads = draw.random(len(firms)), draw.integers(0, max(len(firms), 1), len(firms))
    is_branch = {place for place, chance in zip(firms, chances.tolist(), strict=True) if chance < BRANCH}
    for place, head_at in zip(firms, heads.tolist(), strict=True):
        head = firms[head_at]
        if place not in is_branch or head in is_branch or head == place:
            continue
        one, of = lives[place], lives[head]
        one.kind, one.head, one.trade, one.core, one.capital = "branch", head, of.trade, of.core, 0
        one.name = branch_name(of.name, city.sites.districts[one.site].rstrip("区市县"))
        one.founded = max(one.founded, of.founded)


def _change(lives: list[Life], city: City, draw: np.random.Generator) -> None:
    """A new name, another address, another representative: at most one of them, some time after the founding."""
    sites, count = city.sites, len(lives)
    columns = (
        draw.random(count), draw.random(count), draw.integers(0, 1 << 30, count), draw.integers(0, 1 << 30, count),
        draw.integers(0, 32, count),
    )  # fmt: skip
    heads = {one.head for one in lives if one.head >= 0}
    for place, (one, chance, when, first, second, third) in enumerate(
        zip(lives, *(column.tolist() for column in columns), strict=True)
    ):
        day = one.founded + 1 + int(when * 0.6 * (city.today - one.founded - 1))
        if day >= city.today or chance >= RENAMED + MOVED + LED_ANEW or one.kind == "branch":
            continue
        if chance < RENAMED:
            # Whose branches carry its name keeps it: they would have to be renamed with it.
            core = core_at(first, second, third)
            if place not in heads and core != one.core:
                one.later.append(("renamed", day, {"name": one.name.replace(one.core, core, 1)}))
        elif chance < RENAMED + MOVED:
            number, text = sites.address(one.site, first)
            if text != one.address[1]:
                one.later.append(("moved", day, {"address": text, "address_id": number}))
        else:
            number, name = _leaders(first % 1_000, 1, sites, draw)[0]
            if name != one.leader[1]:
                said: dict[str, object] = {"representative_name": name, "representative_id": number}
                one.later.append(("representative", day, said))


def _end(lives: list[Life], city: City, draw: np.random.Generator) -> None:
    """Suspended, revoked, dissolved, merged. Heads of branches stand, and so does whoever takes in another."""
    heads = {one.head for one in lives if one.head >= 0}
    firms = [place for place, one in enumerate(lives) if one.kind == "enterprise" and one.trade]
    columns = draw.random(len(lives)), draw.random(len(lives)), draw.integers(0, max(len(firms), 1), len(lives))
    takers: set[int] = set()
    for place, (one, chance, when, into) in enumerate(zip(lives, *(each.tolist() for each in columns), strict=True)):
        begins = one.later[-1][1] if one.later else one.founded
        day = begins + 1 + int(when * (city.today - begins - 1))
        if day >= city.today or place in heads or place in takers:
            continue
        kind = next((kind for kind, edge in ENDINGS if chance < edge), "")
        if not kind:
            continue
        taker = firms[into] if kind == "merged" and firms else -1
        _ended(one, kind, day, city.today)
        if _may_take(lives, taker, place, day):
            one.successor = taker
            takers.add(taker)


def _may_take(lives: Sequence[Life], taker: int, place: int, day: int) -> bool:
    if taker < 0 or taker == place or lives[place].kind != "enterprise":
        return False
    return lives[taker].is_standing and lives[taker].founded <= day


def _ended(one: Life, kind: str, day: int, today: int) -> None:
    if kind == "resumed":
        one.later.append(("suspended", day, {"status": "suspended"}))
        if day + 200 < today:
            one.later.append(("resumed", day + 200, {"status": "active"}))
        return
    status = "dissolved" if kind == "merged" else kind
    one.later.append((kind, day, {"status": status}))


def _license(lives: list[Life], city: City, draw: np.random.Generator) -> None:
    """What the trade needs, renewed in time by most; licences end with their holder."""
    chances = draw.random((len(lives), 3)).tolist()
    for one, (behind, state, when) in zip(lives, chances, strict=True):
        if not one.trade.licences:
            continue
        end = next((day for kind, day, _said in one.later if kind in {"revoked", "dissolved", "merged"}), 0)
        for kind in one.trade.licences:
            one.licences.append(_licence(kind, one.founded, end, city.today, behind, state, when))


def _licence(
    kind: LicenceKind, founded: int, end: int, today: int, behind: float, state: float, when: float
) -> LicenceLife:
    last = end or today
    term = int(kind.term_years * YEAR)
    terms = (last - founded) // term if term else 0
    if term and terms and not end and behind < OVERDUE:
        terms -= 1
    issued = founded + terms * term
    found = LicenceLife(kind, issued, issued + term - 1 if term else 0)
    if end:
        found.ending = ("cancelled", "cancelled", max(end, issued), "持证主体已终止，依法注销")
    elif state < LICENCE_REVOKED + LICENCE_SUSPENDED and issued < today:
        day = issued + int(when * (today - issued))
        is_revoked = state < LICENCE_REVOKED
        to = "revoked" if is_revoked else "suspended"
        found.ending = (to, to, day, "示例：违反许可条件" if is_revoked else "示例：限期整改")
    return found
