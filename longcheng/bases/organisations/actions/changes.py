"""What changes of an organisation while it stands: its name, its place, its business, its legal representative."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.organisations.actions.appointments import appoint_in, end_those
from longcheng.bases.organisations.actions.filing import (
    APPOINT,
    FILE,
    VACANT,
    keep_others_off,
    new_filing,
    organisation_for,
    organisations_for,
    place_defects,
    refuse,
    standing_licences,
    state_of_organisations,
    stated,
    taken_defects,
    tell,
    tell_open_pages,
)
from longcheng.bases.organisations.events import OrganisationMoved, OrganisationRenamed, RepresentativeChanged
from longcheng.bases.organisations.fitness import (
    ADDRESS_MAX,
    change_defects,
    line_defect,
    person_defect,
    scope_defect,
)
from longcheng.bases.organisations.industries import industry_defect, normal_industry
from longcheng.bases.organisations.models import Appointment, AppointmentRole, Organisation
from longcheng.bases.organisations.names import key_of, name_defect, normal_name
from longcheng.bases.population.models import Person
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import holdings, record, require
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit

RENAMED, MOVED, INDUSTRY, REPRESENTATIVE = "renamed", "moved", "industry", "representative"


def rename(officer: Account, *, organisation_id: int, name: str, day: date | None, document: str) -> Organisation:
    """Enter another name. The former one is found as before, and says whose it was. Raises Denied, Unfit."""
    with transaction.atomic():
        one = organisation_for(officer, FILE, organisation_id)
        keep_others_off(key_of(name))
        former, new = one.name, normal_name(name)
        found = {"name": name_defect(name)}
        if not found["name"] and new == former:
            found["name"] = _("That is the name it bears already.")
        taken = taken_defects(code="", name=name, but_of=one.pk)
        refuse(taken | _only(found) | _change_defects(one, day=day, document=document))
        filing = _change(officer, one, RENAMED, {"name": new}, day=day, document=document)
        if one.account is not None:
            Account.objects.filter(pk=one.account.pk).update(display_name=new[:120])
        emit(OrganisationRenamed(organisation_id=one.pk, day=_said(day)), actor=officer)
        words = {"former": former, "name": new}
        _tell(one, filing, lambda: _("%(former)s is now called %(name)s.") % words)
    return _as_it_stands(one)


def move(
    officer: Account, *, organisation_id: int, division_code: str, address: str, day: date | None, document: str,
    address_id: int | None = None,
) -> Organisation:  # fmt: skip
    """Enter another address. Filed where the organisation was or where it goes. Raises Denied, Unfit."""
    with transaction.atomic():
        one = organisations_for(officer, FILE, [organisation_id]).get(organisation_id)
        reaches = one is not None and any(held.reaches(one.division_code) for held in holdings(officer, FILE))
        if one is None or reaches:
            one = organisation_for(officer, FILE, organisation_id)
        else:
            require(officer, FILE, area_code=division_code)
        address = address.strip()
        found = {"address": line_defect(address, most=ADDRESS_MAX) if address else _("The address is required.")}
        if (division_code, address) == (one.division_code, one.address):
            found["address"] = _("That is where it is already.")
        refuse(_only(found) | place_defects(division_code) | _change_defects(one, day=day, document=document))
        values = {"division_code": division_code, "address": address, "address_id": address_id}
        from_division, name = one.division_code, one.name
        filing = _change(officer, one, MOVED, values, day=day, document=document)
        event = OrganisationMoved(
            organisation_id=one.pk, from_division=from_division, to_division=division_code, day=_said(day)
        )
        emit(event, actor=officer)
        words = {"name": name, "address": address}
        _tell(one, filing, lambda: _("%(name)s has moved to %(address)s.") % words)
    return _as_it_stands(one)


def change_industry(
    officer: Account, *, organisation_id: int, industry: str, scope: str, day: date | None, document: str
) -> Organisation:
    """Enter another main business 行业 and scope 经营范围. Raises Denied, Unfit."""
    with transaction.atomic():
        one = organisation_for(officer, FILE, organisation_id)
        code = normal_industry(industry)
        found = {"industry": industry_defect(industry), "scope": scope_defect(scope)}
        if (code, scope.strip()) == (one.industry, one.scope):
            found["industry"] = _("That is what stands there already.")
        refuse(_only(found) | _change_defects(one, day=day, document=document))
        values = {"industry": code, "scope": scope.strip()}
        filing = _change(officer, one, INDUSTRY, values, day=day, document=document)
        name = one.name
        _tell(one, filing, lambda: _("The business of %(name)s has been entered anew.") % {"name": name})
    return _as_it_stands(one)


def change_representative(
    officer: Account, *, organisation_id: int, name: str, day: date | None, document: str,
    person_id: int | None = None, until: date | None = None,
) -> Organisation:  # fmt: skip
    """Enter another legal representative; the mandate of the former one ends at once.

    With `person_id` and `until` the new one may act for the organisation online from now on. Raises Denied, Unfit.
    """
    with transaction.atomic():
        one = organisation_for(officer, FILE, organisation_id)
        if until is not None:
            require(officer, APPOINT, area_code=one.division_code)
        person = Person.objects.select_related("account").filter(pk=person_id).first() if person_id else None
        new = name.strip()
        found = {"name": line_defect(name) if new else _("The name of the representative is required.")}
        if person_id is not None:
            found["person_id"] = person_defect(person, today=timezone.localdate())
            if person is not None and person.account_id == officer.pk:
                found["person_id"] = _("You are concerned by this yourself; a colleague must do it.")
        elif until is not None:
            found["person_id"] = _("To let them act online, type their identity number.")
        if person is not None and person.name != new:
            found["name"] = _("The record of this person bears another name.")
        is_same = new == one.representative_name and person_id in {None, one.representative_id}
        if is_same and VACANT not in one.properties:
            found["name"] = _("That is who stands there already.")
        refuse(_only(found) | _change_defects(one, day=day, document=document))
        properties = {key: value for key, value in one.properties.items() if key != VACANT}
        values = {"representative_name": new, "representative_id": person_id, "properties": properties}
        filing = _change(officer, one, REPRESENTATIVE, values, day=day, document=document)
        former = Appointment.objects.filter(
            organisation_id=one.pk, role=AppointmentRole.REPRESENTATIVE, ended_date=None
        )
        end_those(officer, list(former), filing=filing, day=_said(day), because="another representative")
        if person is not None and until is not None:
            appoint_in(officer, _as_it_stands(one), filing, person=person, role="representative", until=until,
                       document=document)  # fmt: skip
        emit(RepresentativeChanged(organisation_id=one.pk, day=_said(day)), actor=officer)
        told = {"name": one.name}
        _tell(one, filing, lambda: _("%(name)s has another legal representative.") % told)
    return _as_it_stands(one)


def _change_defects(one: Organisation, *, day: date | None, document: str) -> dict[str, str]:
    return change_defects(one, day=day, today=timezone.localdate(), document=document)


def _only(found: Mapping[str, str]) -> dict[str, str]:
    return {field: defect for field, defect in found.items() if defect}


def _said(day: date | None) -> date:
    """The day of an act that has been found fit, and so has one. Raises Unfit."""
    if day is None:
        raise Unfit({"day": _("Say from which day.")})
    return day


def _change(
    officer: Account, one: Organisation, kind: str, values: Mapping[str, Any], *, day: date | None, document: str
) -> str:
    filing = new_filing()
    state_of_organisations([stated(one, filing, kind=kind, values=values, day=_said(day), reason=document)], by=officer)
    subject = f"organisation:{one.pk}"
    record(officer, f"organisations.{kind}", subject=subject, filing=filing, area=one.division_code)
    tell_open_pages([one.pk])
    return filing


def _tell(one: Organisation, filing: str, title: Any) -> None:
    """Those who act for it, and the authorities whose licences say what has changed (行政许可法 第四十九条)."""
    tell(one, key=filing, title=title, licences=standing_licences([one.pk]))


def _as_it_stands(one: Organisation) -> Organisation:
    return Organisation.objects.select_related("account").get(pk=one.pk)
