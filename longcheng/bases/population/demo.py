"""The demo life: the people of the scenes, their households and kin, and as many synthetic residents as asked for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from longcheng.bases.geography.dwellings import housing_of
from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.population import bulk
from longcheng.bases.population.actions.corrections import file_correction
from longcheng.bases.population.doubts import corrections_of
from longcheng.bases.population.models import Household, Person
from longcheng.bases.population.pairs.demo import found_pairs
from longcheng.bases.population.registers import CIVIL, GRID, HOUSEHOLDS, PERSONS, POLICE, SELF
from longcheng.bases.population.rules import number_of
from longcheng.bases.population.synthetic.blocks import City
from longcheng.bases.population.synthetic.figures import figures_of
from longcheng.bases.population.synthetic.numbers import phones
from longcheng.bases.population.synthetic.places import places_of
from longcheng.core.access.models import Account, AccountKind, RoleHeld
from longcheng.core.datapack.demo_life import demo_entries
from longcheng.core.registry.acts import Statement, state_all

AREA = "999999"  # of the demo people's numbers: no place, and the last code that synthetic residents would be given
HAS_PHONE_FROM = 14
PROCESSES = 2  # that make residents where a whole city is founded
Entry = Mapping[str, Any]


def found(*, people_count: int, password: str) -> None:
    """Found the demo people and as many synthetic residents; a second call adds only what is missing."""
    entries = demo_entries("person")
    with transaction.atomic():
        is_stale = _password_is_stale(entries, password)
        accounts = {entry["username"]: _found_account(entry, password, set_password=is_stale) for entry in entries}
        _found_persons([entry for entry in entries if entry.get("household")], accounts)
        _found_corrections()
        found_pairs()
    _found_synthetic(people_count)


def _password_is_stale(entries: list[dict[str, Any]], password: str) -> bool:
    """Whether the demo people have another home's password, as after a restore. Costs one hash."""
    first = Account.objects.filter(username=entries[0]["username"]).first() if entries else None
    return first is not None and not first.check_password(password)


def _found_account(entry: Entry, password: str, *, set_password: bool) -> Account:
    account = Account.objects.filter(username=entry["username"]).first()
    if account is None:
        account = Account.objects.create_user(
            entry["username"], password, display_name=entry["name"], kind=AccountKind(entry["kind"])
        )
    elif set_password:
        account.set_password(password)
        account.save(update_fields=["password"])
    for role in entry.get("roles", []):
        RoleHeld.objects.get_or_create(
            account=account,
            role=role["role"],
            area_code=role.get("area", ""),
            defaults={"organisation": role.get("organisation", "")},
        )
    return account


def _found_persons(entries: list[dict[str, Any]], accounts: Mapping[str, Account]) -> None:
    """Those who are not in the register yet: who they are, to whom they belong, where they live, each by its source."""
    known = dict(Person.objects.filter(account__in=accounts.values()).values_list("account__username", "pk"))
    new = [entry for entry in entries if entry["username"] not in known]
    if not new:
        return
    homes = _found_households({entry["household"] for entry in new})
    births = [Statement(kind="entered", source=POLICE, values=_identity(entry, homes), valid_from=_born(entry))
              for entry in new]  # fmt: skip
    ids = known | {
        entry["username"]: stated.act.subject_id
        for entry, stated in zip(new, state_all(PERSONS, births, by=None), strict=True)
    }
    state_all(PERSONS, [one for entry in new for one in _belonging(entry, ids, homes)], by=None)
    heads = [
        Statement(kind="entered", source=GRID, values={"head_id": ids[entry["username"]]}, valid_from=home.since,
                  subject_id=home.record.pk)
        for entry in new
        if entry["role"] == "01" and (home := homes[entry["household"]])
    ]  # fmt: skip
    state_all(HOUSEHOLDS, heads, by=None)
    for entry in new:
        Person.objects.filter(pk=ids[entry["username"]]).update(account=accounts[entry["username"]])


class _Home:
    """A household of the demo life: what the pack says of it, and its record."""

    def __init__(self, entry: Entry, record: Household) -> None:
        self.entry, self.record, self.since = entry, record, _midnight(entry["since"])


def _found_households(names: set[str]) -> dict[str, _Home]:
    entries = [entry for entry in demo_entries("household") if entry["name"] in names]
    statements = [
        Statement(kind="entered", source=GRID, valid_from=_midnight(entry["since"]),
                  values={"division_code": entry["division"], "address": entry["address"]})
        for entry in entries
    ]  # fmt: skip
    found = state_all(HOUSEHOLDS, statements, by=None)
    return {entry["name"]: _Home(entry, stated.record) for entry, stated in zip(entries, found, strict=True)}


def _identity(entry: Entry, homes: Mapping[str, _Home]) -> dict[str, Any]:
    home = homes[entry["household"]].entry
    return {
        "number": number_of(AREA, entry["birth_date"], entry["order"]),
        "name": entry.get("full_name", entry["name"]),
        "sex": entry["sex"],
        "birth_date": entry["birth_date"].isoformat(),
        "ethnicity": entry.get("ethnicity", "01"),
        "registered_division": entry.get("registered_division", home["division"]),
        "registered_address": entry.get("registered_address", home["address"]),
    }


def _belonging(entry: Entry, ids: Mapping[str, int], homes: Mapping[str, _Home]) -> list[Statement]:
    """Kin, marriage and guardianship, the household, and a telephone for those who are old enough to have one."""
    person_id, home = ids[entry["username"]], homes[entry["household"]]
    civil: dict[str, Any] = {"marital_status": entry["marital_status"]}
    if "guardian" in entry:
        civil["guardian_ids"] = [ids[entry["guardian"]]]
    kin = {f"{parent}_id": ids[entry[parent]] for parent in ("mother", "father") if parent in entry}
    lives = {"household_id": home.record.pk, "household_role": entry["role"]}
    said = [
        (POLICE, kin, _born(entry)),
        (CIVIL, civil, _born(entry)),
        (GRID, lives, max(_born(entry), home.since)),
    ]
    if timezone.localdate().year - entry["birth_date"].year >= HAS_PHONE_FROM:
        said.append((SELF, {"phone": phones([person_id])[0]}, home.since))
    return [
        Statement(kind="entered", source=source, values=values, valid_from=since, subject_id=person_id)
        for source, values, since in said
        if values
    ]


def _born(entry: Entry) -> datetime:
    return _midnight(entry["birth_date"])


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _found_synthetic(people_count: int) -> None:
    """Residents who do not exist, drawn to the figures of the city's pack; none where it has no figures."""
    missing = people_count - Person.objects.filter(is_synthetic=True).count()
    if missing > 0 and (city := city_of_pack()):
        bulk.load(missing, city=city, processes=PROCESSES if missing >= bulk.INDEXES_LATER else 0)


def city_of_pack() -> City | None:
    """What synthetic residents of this city are drawn to; None without figures or without communities."""
    figures = figures_of(settings.CITY_PACK)
    communities = list(Division.objects.filter(level=DivisionLevel.COMMUNITY).values_list("code", "name"))
    if figures is None or not communities:
        return None
    places = places_of(communities, figures.districts)
    taken = frozenset(entry["address"] for entry in demo_entries("household"))
    places = replace(places, housing=housing_of(places.codes), taken=taken)
    return City.of(figures, places, today=timezone.localdate())


def _found_corrections() -> None:
    """What the demo people have asked to be corrected, once."""
    for entry in demo_entries("correction"):
        account = Account.objects.get(username=entry["username"])
        if not corrections_of(account).filter(field=entry["part"]).exists():
            file_correction(account, field=entry["part"], value=entry["value"], note=entry.get("note", ""))
