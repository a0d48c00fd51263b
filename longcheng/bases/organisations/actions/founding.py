"""Registering organisations and their branches."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.organisations.actions.filing import (
    FILE,
    keep_others_off,
    new_filing,
    no_organisation,
    organisations_for,
    place_defects,
    refuse,
    taken_defects,
    tell_open_pages,
)
from longcheng.bases.organisations.events import BranchOpened, OrganisationFounded
from longcheng.bases.organisations.fitness import (
    ACTIVE,
    BRANCH,
    founding_defects,
    head_office_defect,
    person_defect,
    standing_defect,
)
from longcheng.bases.organisations.industries import normal_industry
from longcheng.bases.organisations.models import Organisation, OrganisationKind
from longcheng.bases.organisations.names import key_of, normal_name
from longcheng.bases.organisations.registers import ORGANISATIONS, REGISTRATION
from longcheng.bases.organisations.rules import normal_code
from longcheng.bases.population.models import Person
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record, require
from longcheng.core.clock.days import midnight
from longcheng.core.events.outbox import emit
from longcheng.core.registry.acts import Statement, state

FOUNDED, BRANCHED = "founded", "branch"


def found_organisation(
    officer: Account, *, kind: str, name: str, division_code: str, address: str, day: date | None, document: str,
    code: str = "", industry: str = "", scope: str = "", representative_name: str = "",
    representative_id: int | None = None, capital_yuan: int | None = None, parent_id: int | None = None,
    address_id: int | None = None,
) -> Organisation:  # fmt: skip
    """Enter a new organisation of the officer's area, with its code. Raises Denied, Unfit with every defect."""
    require(officer, FILE, area_code=division_code)
    told: dict[str, Any] = {
        "kind": kind, "name": name, "code": code, "industry": industry, "scope": scope, "address": address,
        "representative_name": representative_name, "capital_yuan": capital_yuan,
    }  # fmt: skip
    with transaction.atomic():
        keep_others_off(normal_code(code), key_of(name))
        found = taken_defects(code=code, name=name) | place_defects(division_code)
        found |= founding_defects(**told, day=day, today=timezone.localdate(), document=document)
        if kind not in OrganisationKind.values or kind == BRANCH:
            found["kind"] = _("Choose what sort of organisation it is. A branch is opened at its head office.")
        refuse(found | _others(parent_id, representative_id, representative_name))
        more = {"parent_id": parent_id, "representative_id": representative_id, "address_id": address_id}
        told |= more | {"division_code": division_code}
        one = _entered(officer, FOUNDED, told, day=day, document=document)
        emit(
            OrganisationFounded(
                organisation_id=one.pk, kind=kind, code=one.code, division_code=division_code, day=day or date.min
            ),
            actor=officer,
        )
    return one


def open_branch(
    officer: Account, *, head_id: int, name: str, code: str, division_code: str, address: str, day: date | None,
    document: str, scope: str = "", representative_name: str = "", address_id: int | None = None,
) -> Organisation:  # fmt: skip
    """Enter a branch of a standing organisation, where the branch lies. Raises Denied, Unfit with every defect."""
    require(officer, FILE, area_code=division_code)
    with transaction.atomic():
        head = organisations_for(officer, FILE, [head_id]).get(head_id)
        if head is None:
            refuse({"organisation": no_organisation(head_id)})
        assert head is not None  # noqa: S101  refused above
        keep_others_off(normal_code(code), key_of(name))
        told: dict[str, Any] = {
            "kind": BRANCH, "name": name, "code": code, "industry": head.industry, "scope": scope or head.scope,
            "representative_name": representative_name, "capital_yuan": None, "address": address,
        }  # fmt: skip
        found = taken_defects(code=code, name=name) | place_defects(division_code)
        found |= founding_defects(**told, day=day, today=timezone.localdate(), document=document)
        if "day" not in found and day is not None and head.founded_date is not None and day < head.founded_date:
            found["day"] = _("The head office was founded only on %(day)s.") % {"day": head.founded_date}
        refuse(found | {"organisation": head_office_defect(head)})
        told |= {"branch_of_id": head.pk, "address_id": address_id, "division_code": division_code}
        one = _entered(officer, BRANCHED, told, day=day, document=document)
        emit(
            BranchOpened(
                organisation_id=one.pk, branch_of_id=head.pk, code=one.code, division_code=division_code,
                day=day or date.min,
            ),
            actor=officer,
        )  # fmt: skip
        tell_open_pages([head.pk])
    return one


def _others(parent_id: int | None, representative_id: int | None, representative_name: str) -> dict[str, str]:
    """What stands against whom the new organisation names."""
    found = {}
    if parent_id is not None:
        parent = Organisation.objects.filter(pk=parent_id).first()
        found["parent_id"] = standing_defect(parent) if parent else no_organisation(parent_id)
    if representative_id is not None:
        person = Person.objects.filter(pk=representative_id).first()
        found["representative_name"] = person_defect(person, today=timezone.localdate())
        if not found["representative_name"] and person is not None and person.name != representative_name.strip():
            found["representative_name"] = _("The record of this person bears another name.")
    return found


def _entered(officer: Account, kind: str, told: Mapping[str, Any], *, day: date | None, document: str) -> Organisation:
    assert day is not None  # noqa: S101  founding_defects has asked
    filing = new_filing()
    values = {name: value for name, value in told.items() if value not in (None, "")} | {
        "name": normal_name(told["name"]),
        "code": normal_code(told["code"]),
        "industry": normal_industry(told["industry"]),
        "address": told["address"].strip(),
        "representative_name": told["representative_name"].strip(),
        "founded_date": day.isoformat(),
        "status": ACTIVE,
        "status_date": day.isoformat(),
    }
    statement = Statement(
        kind=kind, source=REGISTRATION, values=values, valid_from=midnight(day), source_key=filing,
        reason=document.strip(),
    )  # fmt: skip
    one: Organisation = state(ORGANISATIONS, statement, by=officer).record
    subject = f"organisation:{one.pk}"
    record(officer, f"organisations.{kind}", subject=subject, filing=filing, area=one.division_code)
    tell_open_pages([one.pk])
    return one
