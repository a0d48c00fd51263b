"""Entering and ending guardianships."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.population import laws
from longcheng.bases.population.actions.filing import (
    dead,
    if_wrong,
    new_filing,
    people_for,
    require_area,
    tell,
)
from longcheng.bases.population.events import GuardianEnded, GuardianSet
from longcheng.bases.population.fitness import guardian_defect, text_defect
from longcheng.bases.population.models import Person
from longcheng.bases.population.registers import CIVIL, PERSONS
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record
from longcheng.core.access.purposes import NO_PURPOSE, Purpose
from longcheng.core.clock.days import midnight
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit
from longcheng.core.registry.acts import Statement, state

GUARDIANSHIP = "guardianship"
GUARDIANS_MOST = 5


def set_guardian(
    officer: Account, *, person_id: int, guardian_id: int, document: str, purpose: Purpose = NO_PURPOSE
) -> Person:
    """Enter a guardian from a paper, from today on. A minor's parents guard by law and are not entered.

    That an adult cannot act for themselves is for a court to say (民法典 第二十四条): the paper is its judgment. Raises
    Denied, Unfit.
    """
    numbers = {"person_id": person_id, "guardian_id": guardian_id}
    with transaction.atomic():
        people = people_for(officer, numbers, open_for=("person_id",), purpose=purpose)
        ward, guardian = people["person_id"], people["guardian_id"]
        require_area(officer, ward)
        _refuse_unfit(ward, guardian, document=document)
        filing, ids = new_filing(), sorted({*ward.guardian_ids, guardian.pk})
        ward = _stated(officer, filing, ward=ward, guardian_ids=ids, document=document)
        _record(officer, "population.set_guardian", filing=filing, ward=ward, guardian=guardian)
        tell(ward, key=filing, title=lambda: _("A guardian has been entered in the register."), body=if_wrong)
        emit(GuardianSet(person_id=ward.pk, guardian_id=guardian.pk), actor=officer)
    return ward


def end_guardian(
    officer: Account, *, person_id: int, guardian_id: int, document: str, purpose: Purpose = NO_PURPOSE
) -> Person:
    """End a guardianship that the register names (民法典 第三十九条), from today on. Raises Denied, Unfit."""
    numbers = {"person_id": person_id, "guardian_id": guardian_id}
    with transaction.atomic():
        people = people_for(officer, numbers, open_for=("person_id",), purpose=purpose)
        ward, guardian = people["person_id"], people["guardian_id"]
        require_area(officer, ward)
        found = {"document": text_defect(document, missing=_paper_of_the_end())}
        if guardian.pk not in ward.guardian_ids:
            found["guardian_id"] = _("This person is not entered as the guardian.")
        if defects := {field: defect for field, defect in found.items() if defect}:
            raise Unfit(defects)
        filing = new_filing()
        # Told while the guardian still is one, so that both sides hear of it.
        tell(ward, key=filing, title=lambda: _("A guardianship has ended in the register."), body=if_wrong)
        ids = [one for one in ward.guardian_ids if one != guardian.pk]
        ward = _stated(officer, filing, ward=ward, guardian_ids=ids, document=document)
        _record(officer, "population.end_guardian", filing=filing, ward=ward, guardian=guardian)
        emit(GuardianEnded(person_id=ward.pk, guardian_id=guardian.pk), actor=officer)
    return ward


def _stated(officer: Account, filing: str, *, ward: Person, guardian_ids: list[int], document: str) -> Person:
    change = Statement(
        kind=GUARDIANSHIP,
        source=CIVIL,
        subject_id=ward.pk,
        values={"guardian_ids": guardian_ids},
        valid_from=midnight(),
        reason=document.strip(),
        source_key=filing,
    )
    stated: Person = state(PERSONS, change, by=officer).record
    return stated


def _record(officer: Account, verb: str, *, filing: str, ward: Person, guardian: Person) -> None:
    for one in (ward, guardian):
        record(officer, verb, subject=f"person:{one.pk}", filing=filing, ward=ward.pk, guardian=guardian.pk)


def _refuse_unfit(ward: Person, guardian: Person, *, document: str) -> None:
    today = timezone.localdate()
    found = dead({"person_id": ward})
    found["guardian_id"] = guardian_defect(ward, guardian, today=today)
    is_minor = not laws.is_of_age(ward.birth_date, today)
    if guardian.pk in ward.guardian_ids:
        found["guardian_id"] = _("This person is entered as the guardian already. Nothing was entered twice.")
    elif is_minor and guardian.pk in {ward.mother_id, ward.father_id}:
        found["guardian_id"] = _("The parents are a minor's guardians by law (%(article)s) and need no entry.") % {
            "article": laws.PARENTS_ARE_GUARDIANS
        }
    elif len(ward.guardian_ids) >= GUARDIANS_MOST:
        found["guardian_id"] = _("There are %(n)s guardians already. End one first.") % {"n": GUARDIANS_MOST}
    found["document"] = text_defect(
        document,
        missing=_("Name the paper that puts the guardian in place, with its date (%(article)s).")
        % {"article": laws.PARENTS_ARE_GUARDIANS if is_minor else laws.GUARDIANS_OF_ADULTS},
    )
    if defects := {field: defect for field, defect in found.items() if defect}:
        raise Unfit(defects)


def _paper_of_the_end() -> str:
    return _("Name the paper that ends the guardianship, with its date (%(article)s).") % {
        "article": laws.GUARDIANSHIP_ENDS
    }
