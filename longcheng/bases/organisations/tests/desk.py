"""What the tests of acts begin with: a registrar and a licensing officer of a town, and a firm with two licences."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from longcheng.bases.geography.models import Division
from longcheng.bases.organisations.actions.appointments import appoint
from longcheng.bases.organisations.actions.founding import found_organisation, open_branch
from longcheng.bases.organisations.actions.licences import grant_licence
from longcheng.bases.organisations.models import Appointment, Licence, Organisation
from longcheng.bases.organisations.rules import NO_AREA, credit_code_of
from longcheng.bases.population.models import Person
from longcheng.bases.population.registers import PERSONS, POLICE
from longcheng.bases.population.rules import number_of
from longcheng.core.access.models import Account, AccountKind, RoleHeld
from longcheng.core.clock.days import midnight
from longcheng.core.registry.acts import Statement, state_all

TOWN, OTHER_TOWN = "320411103", "320412100"
COMMUNITY = "320411103006"
OFFICE, FOOD_OFFICE = "登记局", "食品许可局"
LONG_AGO = date(2020, 5, 6)


def small_town() -> dict[str, Account]:
    """A district with two towns, a restaurant owner, a neighbour, a policeman and a man of the city; quickly made."""
    places = (("3204", "示例市"), ("320411", "示例区"), (TOWN, "甲镇"), (OTHER_TOWN, "乙镇"), (COMMUNITY, "示例社区"),
              ("320404", "东示例区"), ("320412", "西示例区"))  # fmt: skip
    Division.objects.bulk_create(Division(code=code, name=name, level=len(code)) for code, name in places)
    found = {
        name: Account.objects.create_user(name, display_name=said, kind=kind)
        for name, said, kind in (
            ("qian", "钱老板", "resident"),
            ("limin", "李敏", "resident"),
            ("wu", "吴警官", "staff"),
        )
    }
    residents = (("qian", "钱国良", "1", date(1975, 3, 8)), ("limin", "李敏", "2", date(1988, 9, 2)),
                 ("", "许文静", "2", date(1981, 1, 5)))  # fmt: skip
    born = [
        Statement(kind="entered", source=POLICE, valid_from=midnight(birth),
                  values={"name": name, "sex": sex, "birth_date": birth.isoformat(),
                          "number": number_of(NO_AREA, birth, f"90{sex}")})
        for _username, name, sex, birth in residents
    ]  # fmt: skip
    with transaction.atomic():
        entered = state_all(PERSONS, born, by=None)
    for (username, *_rest), stated in zip(residents, entered, strict=True):
        if username:
            Person.objects.filter(pk=stated.act.subject_id).update(account=found[username])
    officer("wu", "population.registrar")
    return found | {"zheng": officer("zheng", "organisations.registrar", "")}


def officer(name: str, role: str, area: str = TOWN, organisation: str = OFFICE) -> Account:
    """A member of staff with one role."""
    account, _made = Account.objects.get_or_create(
        username=name, defaults={"display_name": name, "kind": AccountKind.STAFF}
    )
    RoleHeld.objects.get_or_create(account=account, role=role, area_code=area, organisation=organisation)
    return account


def registrar(name: str = "rong", area: str = TOWN) -> Account:
    return officer(name, "organisations.registrar", area)


def licenser(name: str = "shi", area: str = TOWN, organisation: str = FOOD_OFFICE) -> Account:
    return officer(name, "organisations.licensing_officer", area, organisation)


def code(serial: int, department: str = "91") -> str:
    return credit_code_of(department, NO_AREA, serial)


def firm(by: Account, serial: int = 1, **changed: Any) -> Organisation:
    """A company that stands since long ago."""
    terms = {
        "kind": "enterprise", "name": f"常州示例恒丰{serial}机械有限公司", "code": code(serial), "industry": "C3484",
        "scope": "机械零部件加工", "representative_name": "周恒", "division_code": COMMUNITY,
        "address": "示例路12号", "day": LONG_AGO, "document": "设立登记申请书", "capital_yuan": 1_000_000,
    }  # fmt: skip
    return found_organisation(by, **(terms | changed))


def branch(by: Account, head: Organisation, serial: int = 50, **changed: Any) -> Organisation:
    terms = {
        "head_id": head.pk, "name": f"{head.name}第{serial}分公司", "code": code(serial), "division_code": COMMUNITY,
        "address": "示例路14号", "day": date(2021, 1, 4), "document": "分公司设立登记申请书",
    }  # fmt: skip
    return open_branch(by, **(terms | changed))


def licence(by: Account, holder: Organisation, number: str = "JY13204110000018", **changed: Any) -> Licence:
    terms = {
        "organisation_id": holder.pk, "kind": "食品经营许可证", "number": number, "issuer": FOOD_OFFICE,
        "day": date(2024, 3, 1), "valid_until": timezone.localdate() + timedelta(days=300), "document": "许可决定书",
        "scope": "热食类食品制售",
    }  # fmt: skip
    return grant_licence(by, **(terms | changed))


def appointed(by: Account, one: Organisation, person_id: int, **changed: Any) -> Appointment:
    terms = {
        "organisation_id": one.pk, "person_id": person_id, "role": "agent", "scopes": ["organisations.represent"],
        "until": timezone.localdate() + timedelta(days=200), "document": "授权委托书",
    }  # fmt: skip
    return appoint(by, **(terms | changed))
