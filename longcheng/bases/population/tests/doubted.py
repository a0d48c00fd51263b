"""A small life for the tests of doubts: one person in one household, stated act by act."""

from datetime import date
from typing import Any

from django.db import transaction

from longcheng.bases.population.models import Person
from longcheng.bases.population.registers import GRID, HEALTH, HOUSEHOLDS, PERSONS, POLICE, SCHOOL, SOCIAL
from longcheng.bases.population.rules import number_of
from longcheng.core.access.models import Account, AccountKind, RoleHeld
from longcheng.core.registry.acts import Stated, Statement, state

TOWN, ELSEWHERE = "320411103", "320412100"
HOME = "顺园三村 99-2-301"
NUMBER = number_of("990000", date(1954, 3, 8), "002")
OTHER_NUMBER = number_of("990000", date(1954, 3, 8), "004")


def say(
    source: str, values: dict[str, Any], *, register: Any = PERSONS, subject: int | None = None,
    kind: str = "", by: Account | None = None, **more: Any,
) -> Stated:  # fmt: skip
    """One statement in a transaction of its own."""
    kind = kind or ("row" if source in {HEALTH, SOCIAL, SCHOOL} else "correction")
    with transaction.atomic():
        return state(register, Statement(kind=kind, source=source, values=values, subject_id=subject, **more), by=by)


def officer(username: str, area: str) -> Account:
    """A registrar of one town."""
    account = Account.objects.create_user(username, display_name=username, kind=AccountKind.STAFF)
    RoleHeld.objects.create(account=account, role="population.registrar", area_code=area, organisation="所")
    return account


def person_at_home() -> Person:
    """王秀英 with an account, head of her household."""
    home = say(GRID, {"division_code": f"{TOWN}006", "address": HOME}, register=HOUSEHOLDS, kind="entered").record
    account = Account.objects.create_user("wangxiuying", display_name="王秀英")
    values = {"name": "王秀英", "sex": "2", "birth_date": "1954-03-08", "number": NUMBER}
    made = say(POLICE, values, kind="entered").record
    Person.objects.filter(pk=made.pk).update(account=account)
    say(GRID, {"household_id": home.pk, "household_role": "01"}, subject=made.pk, kind="entered")
    say(GRID, {"head_id": made.pk}, register=HOUSEHOLDS, subject=home.pk, kind="move")
    return Person.objects.select_related("account", "household").get(pk=made.pk)
