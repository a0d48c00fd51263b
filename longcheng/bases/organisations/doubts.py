"""“This is wrong” in the register of organisations: which values anybody may call wrong, and where it is decided."""

from collections import defaultdict
from typing import Any

from django.urls import reverse, reverse_lazy
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy

from longcheng.bases.geography.queries import full_name
from longcheng.bases.organisations.actions.filing import people_of
from longcheng.bases.organisations.industries import industry_defect, industry_of, normal_industry
from longcheng.bases.organisations.models import Licence, Organisation
from longcheng.bases.organisations.names import name_defect, normal_name
from longcheng.bases.organisations.registers import DECIDE, LICENCES, ORGANISATIONS
from longcheng.bases.organisations.rules import credit_code_defect, normal_code
from longcheng.core.access.models import Account
from longcheng.core.access.purposes import Purpose
from longcheng.core.registry.declaring import Register
from longcheng.core.registry.doubts.desks import Doubtable, DoubtDesk, fit, told
from longcheng.core.registry.doubts.queries import open_doubts, recent_doubts
from longcheng.core.registry.doubts.words import Mark, marks
from longcheng.core.registry.public_doubts import case_address, doubt_list, doubt_work

HERE = (ORGANISATIONS.name, LICENCES.name)
LIST_URL = "organisations:doubts"
OTHERS = frozenset({"parent_id", "branch_of_id", "successor_id", "organisation_id"})


def _organisation(number: int) -> Organisation | None:
    return Organisation.objects.filter(pk=number).first()


def _licence(number: int) -> Licence | None:
    return Licence.objects.filter(pk=number).first()


def told_value(register: Register, field: str, value: Any) -> str:
    """A value of either register as people read it."""
    if value in (None, "", [], {}):
        return ""
    if field == "industry":
        found = industry_of(value)
        return f"{value} {found.title}" if found else str(value)
    if field == "division_code":
        return full_name(value)
    if field == "capital_yuan":
        return yuan(value)
    if field in OTHERS:
        other = _organisation(value)
        return other.name if other else ""
    return told(register, field, value)


def yuan(amount: int) -> str:
    """An amount as the papers write it: in 10,000 yuan where that is a whole number."""
    if (get_language() or "zh").startswith("zh"):
        return f"{amount // 10_000:,} 万元" if amount % 10_000 == 0 else f"{amount:,} 元"
    return f"¥{amount:,}"


def fit_value(register: Register, field: str, value: Any) -> tuple[Any, str]:
    """A value as the counter would enter it, and what is wrong with it."""
    if register.name == ORGANISATIONS.name and field == "name":
        return normal_name(value), name_defect(value)
    if field == "code":
        return normal_code(value), credit_code_defect(value)
    if field == "industry":
        return normal_industry(value), industry_defect(value)
    return fit(register, field, value)


def _organisation_page(number: int, account: Account, purpose: Purpose) -> str:
    return reverse("organisations:organisation", args=[number])


def _licence_page(number: int, account: Account, purpose: Purpose) -> str:
    licence = _licence(number)
    return _organisation_page(licence.organisation_id or 0, account, purpose) if licence else "/"


def _nobody(number: int) -> None:
    return None


def _organisation_named(number: int) -> str:
    found = _organisation(number)
    return found.name if found else ""


def _licence_named(number: int) -> str:
    found = _licence(number)
    return f"{found.kind} {found.number}" if found else ""


def _concerned(register: str, number: int) -> frozenset[int]:
    """Who acts for the organisation, or for the holder of the licence."""
    if register == LICENCES.name:
        licence = _licence(number)
        number = (licence.organisation_id if licence else None) or 0
    return frozenset(people_of([number]))


ORGANISATION_DESK = DoubtDesk(
    register=ORGANISATIONS.name,
    fields=(
        *(Doubtable(name=name) for name in ("name", "kind", "status_date", "representative_name")),
        # Licences, branches and mandates follow from where it stands; that no other has the code is asked by its act.
        Doubtable(name="status", is_by_act=True),
        Doubtable(name="code", is_by_act=True),
        *(Doubtable(name=name) for name in ("industry", "scope", "founded_date", "address")),
        Doubtable(name="ended_date", only_if_stated=True),
        Doubtable(name="capital_yuan", is_typed=False),
        Doubtable(name="division_code", is_typed=False),
        Doubtable(name="parent_id", is_typed=False, only_if_stated=True),
        Doubtable(name="branch_of_id", is_typed=False, only_if_stated=True),
        Doubtable(name="successor_id", is_typed=False, only_if_stated=True),
    ),
    row=_organisation,
    nobody=_nobody,
    told=told_value,
    fit=fit_value,
    concerned=_concerned,
    record_page=_organisation_page,
    case_page=case_address,
    list_page=reverse_lazy(LIST_URL),
    named=_organisation_named,
)
LICENCE_DESK = DoubtDesk(
    register=LICENCES.name,
    fields=(
        *(Doubtable(name=name) for name in ("kind", "number", "issuer", "issued_date", "address")),
        # What it allows, and for how long, is decided by the authority that granted it, whose acts others obey.
        *(Doubtable(name=name, is_by_act=True) for name in ("scope", "valid_until", "state")),
    ),
    row=_licence,
    nobody=_nobody,
    told=told_value,
    fit=fit_value,
    concerned=_concerned,
    record_page=_licence_page,
    case_page=case_address,
    list_page=reverse_lazy(LIST_URL),
    named=_licence_named,
)
DESKS = (ORGANISATION_DESK, LICENCE_DESK)

DOUBTS = doubt_list(
    name="organisations.doubts",
    permission=DECIDE,
    url=LIST_URL,
    registers=HERE,
    source=gettext_lazy("Organisations base, what is said to be wrong"),
)
DOUBT_WORK = doubt_work(
    name="organisations.doubts",
    title=gettext_lazy("Doubts about organisations"),
    permission=DECIDE,
    url=LIST_URL,
    registers=HERE,
)


def wrong_href(register: str, number: int, field: str = "") -> str:
    """Where “this is wrong” leads."""
    asked = {"register": register, "subject": str(number), "field": field}
    return "/wrong/?" + urlencode({name: value for name, value in asked.items() if value})


def marks_of(register: str, number: int) -> dict[str, list[Mark]]:
    """What every reader is told of doubts about a record, by field. Two queries."""
    found = [*open_doubts(register, [number]), *recent_doubts(register, [number])]
    by_field: dict[str, list[Mark]] = defaultdict(list)
    # What a reader has typed is checked before it stands on a page of the city; what a department says stands there.
    for one in marks(found, shows=lambda doubt: bool(doubt.source) or not doubt.is_open):
        by_field[one.field].append(one)
    return by_field
