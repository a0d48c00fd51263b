"""A few people of one town, stated through the register, with an officer of the town and one of another."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from longcheng.bases.population.models import Household, Person
from longcheng.bases.population.registers import GRID, HOUSEHOLDS, PERSONS, POLICE
from longcheng.bases.population.rules import number_of
from longcheng.core.access.models import Account, RoleHeld
from longcheng.core.clock.days import midnight
from longcheng.core.registry.acts import Statement, state_all

HERE, THERE = "320411103006", "320412100001"
NOBODYS_AREA = "990011"  # no division has it, so no number can belong to anybody
ENGLISH = {"headers": {"accept-language": "en"}}


def enter_home(address: str, *, division_code: str = HERE) -> Household:
    """A household at an address."""
    return enter_homes((address, division_code))[0]


def enter_homes(*homes: tuple[str, str]) -> list[Household]:
    """Households by address and community, for long."""
    begins = midnight(timezone.localdate() - timedelta(days=900))
    statements = [
        Statement(
            kind="entered", source=GRID, values={"division_code": code, "address": address}, valid_from=begins
        )
        for address, code in homes
    ]  # fmt: skip
    return [one.record for one in state_all(HOUSEHOLDS, statements, by=None)]


def enter(
    name: str, sex: str, birth_date: str, *, home: Household, role: str = "01", order: int, **more: Any
) -> Person:
    """A person with a number that belongs to nobody, in a household."""
    return enter_all([(name, sex, birth_date, home, role, {"order": order, **more})])[0]


def enter_all(people: list[tuple[str, str, str, Household, str, dict[str, Any]]]) -> list[Person]:
    """People with what is known of them, each in a household since birth or for long."""
    stated = []
    for name, sex, birth_date, _home, _role, more in people:
        born = date.fromisoformat(birth_date)
        number = number_of(NOBODYS_AREA, born, f"{more['order'] * 2 + int(sex == '1'):03d}")
        values = {"name": name, "sex": sex, "birth_date": birth_date, "number": number, "ethnicity": "01"}
        values |= {field: value for field, value in more.items() if field != "order"}
        stated.append(Statement(kind="entered", source=POLICE, values=values, valid_from=midnight(born)))
    made = [one.record for one in state_all(PERSONS, stated, by=None)]
    long_ago = midnight(timezone.localdate() - timedelta(days=900))
    living = [
        Statement(
            kind="entered", source=GRID, subject_id=person.pk,
            values={"household_id": home.pk, "household_role": role},
            valid_from=max(midnight(date.fromisoformat(birth_date)), long_ago),
        )
        for person, (_name, _sex, birth_date, home, role, _more) in zip(made, people, strict=True)
    ]  # fmt: skip
    state_all(PERSONS, living, by=None)
    found = Person.objects.in_bulk([person.pk for person in made])
    return [found[person.pk] for person in made]


@dataclass
class Town:
    """王秀英 lives alone; 李敏 next door with 李小杰; 王小英 elsewhere in the city. 吴 is registrar here, 何 there."""

    officer: Account
    elsewhere: Account
    wang: Person
    limin: Person
    xiaojie: Person
    far: Person
    home: Household

    def at_the_counter(self, who: Account | None = None) -> Client:
        client = Client()
        client.force_login(who or self.officer)
        return client


def found_town() -> Town:
    """Found them all."""
    alone, home, far_home = enter_homes(
        ("顺园三村 99-2-301", HERE), ("顺园三村 99-2-302", HERE), ("花园新村 8-1-101", THERE)
    )
    wang, limin, xiaojie, far = enter_all(
        [
            ("王秀英", "2", "1954-03-08", alone, "01", {"order": 1}),
            ("李敏", "2", "1988-05-04", home, "01", {"order": 2}),
            ("李小杰", "1", "2016-09-01", home, "20", {"order": 3}),
            ("王小英", "2", "1990-01-02", far_home, "01", {"order": 4}),
        ]
    )
    account = Account.objects.create_user("counter-wang", display_name="王秀英", kind="resident")
    Person.objects.filter(pk=wang.pk).update(account=account)
    return Town(
        officer=_staff("counter-wu", "吴警官", HERE[:9], "薛家派出所"),
        elsewhere=_staff("counter-he", "何警官", THERE[:9], "湖塘派出所"),
        wang=Person.objects.get(pk=wang.pk),
        limin=limin,
        xiaojie=xiaojie,
        far=far,
        home=home,
    )


def _staff(username: str, name: str, area: str, organisation: str) -> Account:
    account = Account.objects.create_user(username, display_name=name, kind="staff")
    RoleHeld.objects.create(account=account, role="population.registrar", area_code=area, organisation=organisation)
    return account


def open_record(town: Town, person: Person, *, client: Client | None = None) -> str:
    """Open a record at the counter as a person would; returns its address."""
    posted = {"subject_id": person.subject_id, "document": "identity_card", "reason": "act"}
    answer = (client or town.at_the_counter()).post("/population/counter/open/", posted)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])
