"""A small family, a registrar of its area and one of another, for the tests of acts: made through the register."""

from datetime import UTC, date, datetime
from itertools import count

from django.db import transaction

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.population.models import Household, Person
from longcheng.bases.population.registers import CIVIL, GRID, HOUSEHOLDS, PERSONS, POLICE
from longcheng.core.access.matters import open_matter
from longcheng.core.access.models import Account, AccountKind, RoleHeld
from longcheng.core.registry.acts import Statement, state

TOWN, HOME, NEARBY, ELSEWHERE = "110101001", "110101001001", "110101001002", "110102002001"
BEGAN = datetime(2015, 6, 1, tzinfo=UTC)
_references = count(1)


def found_divisions() -> None:
    for code in ("1101", "110101", "110102", TOWN, "110102002", HOME, NEARBY, ELSEWHERE):
        parent = next((code[:length] for length in (9, 6, 4) if length < len(code)), None)
        Division.objects.create(code=code, name=f"区{code}", level=DivisionLevel(len(code)), parent_id=parent)


def officer(username: str, *, area: str, role: str = "population.registrar") -> Account:
    account = Account.objects.create_user(username, kind=AccountKind.STAFF, display_name=username)
    RoleHeld.objects.create(account=account, role=role, area_code=area, organisation="派出所")
    return account


def stated(register, kind, source, values, **more):
    with transaction.atomic():
        return state(register, Statement(kind=kind, source=source, values=values, **more), by=None).record


def household(address: str = "顺园三村 99-2-301", *, division: str = HOME) -> Household:
    values = {"division_code": division, "address": address}
    return stated(HOUSEHOLDS, "entered", GRID, values, valid_from=BEGAN)


def person(
    name: str, sex: str, born: date, *, home: Household | None = None, role: str = "97", account: str = "", **values
) -> Person:
    """Somebody in the register; `values` are further fields, each stated by its owner."""
    police = {"name": name, "sex": sex, "birth_date": born.isoformat()}
    police |= {one: value for one, value in values.items() if PERSONS.field(one).owner == POLICE}
    civil = {"marital_status": "10"} | {
        one: value for one, value in values.items() if PERSONS.field(one).owner == CIVIL
    }
    at_birth = datetime(born.year, born.month, born.day, tzinfo=UTC)
    found = stated(PERSONS, "entered", POLICE, police, valid_from=at_birth)
    found = stated(PERSONS, "entered", CIVIL, civil, valid_from=at_birth, subject_id=found.pk)
    if home is not None:
        lives = {"household_id": home.pk, "household_role": role}
        found = stated(PERSONS, "entered", GRID, lives, valid_from=max(BEGAN, at_birth), subject_id=found.pk)
        if role == "01":
            stated(HOUSEHOLDS, "entered", GRID, {"head_id": found.pk}, valid_from=BEGAN, subject_id=home.pk)
    if account:
        owner = Account.objects.create_user(account, display_name=name)
        Person.objects.filter(pk=found.pk).update(account=owner)
    return Person.objects.select_related("account", "household").get(pk=found.pk)


def at_counter(who: Account, *people: Person) -> None:
    """Each of them stands before the officer, with something open about them."""
    for one in people:
        open_matter("population.counter", reference=str(next(_references)), subject=one.subject_id, holder=who)


def again(one: Person) -> Person:
    return Person.objects.select_related("account", "household").get(pk=one.pk)
