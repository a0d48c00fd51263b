"""A block of synthetic organisations as rows for COPY: acts, the records that projecting them gives, their names."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.conf import settings
from django.db.models import Model

from longcheng.bases.organisations.models import (
    Licence,
    LicenceAct,
    Organisation,
    OrganisationAct,
    OrganisationName,
)
from longcheng.bases.organisations.names import core_of, key_of, said
from longcheng.bases.organisations.registers import FABRIC
from longcheng.bases.organisations.rules import NO_AREA, PREFIX_BY_KIND, credit_code_of
from longcheng.bases.organisations.synthetic.lives import City, LicenceLife, Life
from longcheng.bases.population.synthetic.drawing import Numbers

NULL = "\\N"
ACT = ("id", "subject_id", "kind", "source", "fields", "valid_from", "recorded_at", "source_key", "reason")
RECORD = (
    "code", "name", "kind", "status", "status_date", "representative_name", "representative_id", "industry", "scope",
    "founded_date", "ended_date", "capital_yuan", "division_code", "address", "address_id", "parent_id",
    "branch_of_id", "successor_id",
)  # fmt: skip
LICENCE = (
    "organisation_id", "kind", "number", "scope", "issuer", "issued_date", "valid_until", "state", "state_date",
    "reason", "division_code", "address", "address_id",
)  # fmt: skip
# Columns that are empty text and not NULL where nothing is known.
TEXTS = frozenset({
    "code", "name", "kind", "representative_name", "industry", "scope", "division_code", "address", "number", "issuer",
    "reason",
})  # fmt: skip
MOST_ACTS, MOST_LICENCES, MOST_LICENCE_ACTS = 4, 3, 6  # of one organisation
COLUMNS: dict[type[Model], tuple[str, ...]] = {
    OrganisationAct: ACT,
    Organisation: ("id", "last_act_id", *RECORD, "other_codes", "properties", "is_synthetic"),
    OrganisationName: (
        "organisation_id", "name", "key", "core", "pinyin", "initials", "is_current", "since", "until",
    ),
    LicenceAct: ACT,
    Licence: ("id", "last_act_id", *LICENCE, "is_synthetic"),
}  # fmt: skip
PINYIN_MAX, INITIALS_MAX = 400, 80
EPOCH = date(1970, 1, 1)
Act = tuple[str, int, dict[str, Any]]  # kind, day, what it says


@dataclass(frozen=True)
class Ids:
    """The numbers that a block may use: as many as it could need at most, so that some are left over."""

    organisations: Numbers
    organisation_acts: Numbers
    licences: Numbers
    licence_acts: Numbers


@dataclass(frozen=True)
class Rows:
    """A block as the text that COPY takes, by table."""

    organisations: int
    texts: dict[type[Model], bytes]


def rows_of(lives: list[Life], ids: Ids, city: City, moment: datetime) -> Rows:
    """The block as text. About 15,000 organisations a second, names and licences with them."""
    recorded_at = moment.isoformat()
    numbers, acts = ids.organisations.tolist(), iter(ids.organisation_acts.tolist())
    licences = _LicenceRows(ids, recorded_at)
    found: dict[type[Model], list[str]] = {model: [] for model in COLUMNS}
    for number, life in zip(numbers, lives, strict=True):
        state: dict[str, Any] = {}
        last = 0
        for kind, day, values in _acts(number, life, numbers, city):
            state.update(values)
            last = next(acts)
            found[OrganisationAct].append(_act_row(last, number, kind, values, day, recorded_at))
        found[Organisation].append(f"{number}\t{last}\t{_columns(state, RECORD)}\t{{}}\t{{}}\tt\n")
        found[OrganisationName] += _name_rows(number, life, places=city.sites.words)
        for one in life.licences:
            licences.add(one, number, state, district=city.sites.districts[life.site])
    found[Licence], found[LicenceAct] = licences.records, licences.acts
    return Rows(len(lives), {model: "".join(rows).encode() for model, rows in found.items()})


def _acts(number: int, life: Life, numbers: list[int], city: City) -> Iterator[Act]:
    """What is stated of an organisation, in its order. A successor stands in the act by which one was merged."""
    sites, (address_id, address), (leader_id, leader) = city.sites, life.address, life.leader
    values: dict[str, Any] = {
        "code": credit_code_of(PREFIX_BY_KIND[life.kind], NO_AREA, number),
        "name": life.name,
        "kind": life.kind,
        "status": "active",
        "status_date": _day(life.founded),
        "representative_name": leader,
        "industry": life.trade.industry,
        "scope": life.trade.scope,
        "founded_date": _day(life.founded),
        "division_code": sites.places.codes[life.site],
        "address": address,
        "is_synthetic": True,
    }
    known = (("representative_id", leader_id), ("address_id", address_id), ("capital_yuan", life.capital))
    values |= {name: value for name, value in known if value}
    if life.head >= 0:
        values["branch_of_id"] = numbers[life.head]
    yield ("branch" if life.head >= 0 else "founded"), life.founded, values
    for kind, day, told in life.later:
        said_then = dict(told)
        if "status" in said_then:
            said_then["status_date"] = _day(day)
        if said_then.get("status") == "dissolved":
            said_then["ended_date"] = _day(day)
        if kind == "merged" and life.successor >= 0:
            said_then["successor_id"] = numbers[life.successor]
        yield ("dissolved" if kind == "merged" and life.successor < 0 else kind), day, said_then


class _LicenceRows:
    """The rows of a block's licences."""

    def __init__(self, ids: Ids, recorded_at: str) -> None:
        self.numbers, self.act_numbers = iter(ids.licences.tolist()), iter(ids.licence_acts.tolist())
        self.recorded_at = recorded_at
        self.records: list[str] = []
        self.acts: list[str] = []

    def add(self, one: LicenceLife, holder: int, of: Mapping[str, Any], *, district: str) -> None:
        number = next(self.numbers)
        values: dict[str, Any] = {
            "organisation_id": holder,
            "kind": one.kind.name,
            "number": f"{one.kind.prefix}{NO_AREA}{number:08d}",
            "scope": of["scope"],
            "issuer": f"{district}{one.kind.issuer}",
            "issued_date": _day(one.issued),
            "state": "valid",
            "state_date": _day(one.issued),
            "division_code": of["division_code"],
            "address": of["address"],
            "is_synthetic": True,
        }
        if one.until:
            values["valid_until"] = _day(one.until)
        if of.get("address_id"):
            values["address_id"] = of["address_id"]
        last = self._act(number, "granted", values, one.issued)
        state = dict(values)
        if one.ending is not None:
            kind, to, day, reason = one.ending
            told = {"state": to, "state_date": _day(day), "reason": reason}
            last = self._act(number, kind, told, day)
            state |= told
        self.records.append(f"{number}\t{last}\t{_columns(state, LICENCE)}\tt\n")

    def _act(self, number: int, kind: str, values: Mapping[str, Any], day: int) -> int:
        act: int = next(self.act_numbers)
        self.acts.append(_act_row(act, number, kind, values, day, self.recorded_at))
        return act


def _act_row(act: int, subject: int, kind: str, values: Mapping[str, Any], day: int, recorded_at: str) -> str:
    return f"{act}\t{subject}\t{kind}\t{FABRIC}\t{orjson.dumps(values).decode()}\t{_midnight(day)}\t{recorded_at}\t\t\n"


def _name_rows(number: int, life: Life, *, places: tuple[str, ...]) -> Iterable[str]:
    """The name of today and the former ones."""
    borne = [(life.name, life.founded)]
    borne += [(str(told["name"]), day) for _kind, day, told in life.later if "name" in told]
    ends = [*(_midnight(day) for _name, day in borne[1:]), NULL]
    for (name, since), until in zip(borne, ends, strict=True):
        core = core_of(name, places=places)
        pinyin, initials = _said(core)
        is_current = "t" if until == NULL else "f"
        yield (
            f"{number}\t{name}\t{key_of(name)}\t{core}\t{pinyin}\t{initials}\t{is_current}\t{_midnight(since)}\t{until}\n"
        )


@lru_cache(maxsize=100_000)
def _said(core: str) -> tuple[str, str]:
    pinyin, initials = said(core)
    return pinyin[:PINYIN_MAX], initials[:INITIALS_MAX]


def _columns(state: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return "\t".join([_column(state.get(name), name) for name in names])


def _column(value: Any, name: str) -> str:
    if value is None:
        return "" if name in TEXTS else NULL
    return str(value)


@lru_cache(maxsize=60_000)
def _day(day: int) -> str:
    return (EPOCH + timedelta(days=day)).isoformat()


@lru_cache(maxsize=60_000)
def _midnight(day: int) -> str:
    """The beginning of a day in the city."""
    return datetime.fromisoformat(_day(day)).replace(tzinfo=ZoneInfo(settings.TIME_ZONE)).isoformat()
