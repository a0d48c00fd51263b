"""Filing changes of name."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.population import laws
from longcheng.bases.population.actions.filing import (
    dead,
    if_wrong,
    new_filing,
    people_for,
    refuse_second,
    require_area,
    tell,
)
from longcheng.bases.population.events import NameChanged
from longcheng.bases.population.fitness import day_defect, text_defect
from longcheng.bases.population.models import Person
from longcheng.bases.population.names import name_defect, normal_name
from longcheng.bases.population.registers import PERSONS, POLICE
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record
from longcheng.core.access.purposes import NO_PURPOSE, Purpose
from longcheng.core.clock.days import midnight
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit
from longcheng.core.registry.acts import Statement, state

NAME_CHANGE = "name_change"


def change_name(
    officer: Account, *, person_id: int, name: str, day: date, document: str, purpose: Purpose = NO_PURPOSE
) -> Person:
    """Enter another name from that day on; the former one stays in the history, and the account bears the new one.

    Raises Denied, Unfit.
    """
    with transaction.atomic():
        person = people_for(officer, {"person_id": person_id}, open_for=("person_id",), purpose=purpose)["person_id"]
        require_area(officer, person)
        name = normal_name(name)
        refuse_second(PERSONS, person.pk, kind=NAME_CHANGE, day=day)
        _refuse_unfit(person, name=name, day=day, document=document)
        filing = new_filing()
        change = Statement(
            kind=NAME_CHANGE,
            source=POLICE,
            subject_id=person.pk,
            values={"name": name},
            valid_from=midnight(day),
            reason=document.strip(),
            source_key=filing,
        )
        changed: Person = state(PERSONS, change, by=officer).record
        name_account(changed)
        record(officer, "population.change_name", subject=f"person:{person.pk}", filing=filing)
        tell(changed, key=filing, title=lambda: _("Your change of name has been entered."), body=if_wrong)
        emit(NameChanged(person_id=person.pk, day=day), actor=officer, occurred_at=midnight(day))
    return changed


def name_account(person: Person) -> None:
    """The account is called as the register says."""
    if person.account_id is not None and person.name:
        Account.objects.filter(pk=person.account_id).exclude(display_name=person.name).update(display_name=person.name)


def _refuse_unfit(person: Person, *, name: str, day: date, document: str) -> None:
    found = dead({"person_id": person})
    found["name"] = name_defect(name)
    if not found["name"] and name == person.name:
        found["name"] = _("That is what stands there already.")
    found["day"] = day_defect(day, today=timezone.localdate(), not_before=person.birth_date)
    found["document"] = text_defect(
        document,
        missing=_("Name the application and who signed it, with its date (%(article)s).")
        % {"article": laws.CHANGE_OF_NAME},
    )
    if defects := {field: defect for field, defect in found.items() if defect}:
        raise Unfit(defects)
