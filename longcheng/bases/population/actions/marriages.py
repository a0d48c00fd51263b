"""Registering marriages and divorces: two acts, one for each of the two, in one transaction."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.population import laws
from longcheng.bases.population.actions.filing import (
    if_wrong,
    new_filing,
    people_for,
    refuse_own,
    refuse_second,
    require_area,
    tell,
)
from longcheng.bases.population.events import PersonsDivorced, PersonsMarried
from longcheng.bases.population.fitness import DIVORCED, MARRIED, day_defect, marriage_defects, text_defect
from longcheng.bases.population.kinship import kinship
from longcheng.bases.population.models import Person
from longcheng.bases.population.registers import CIVIL, PERSONS
from longcheng.bases.population.relatives import parents_above
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import Denied, record
from longcheng.core.access.purposes import NO_PURPOSE, Purpose
from longcheng.core.clock.days import midnight
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit
from longcheng.core.registry.acts import Statement, lock_subjects, state_all
from longcheng.core.registry.reading import standing_acts

MARRIAGE, DIVORCE = "marriage", "divorce"


def register_marriage(
    officer: Account,
    *,
    first_id: int,
    second_id: int,
    day: date,
    document: str = "",
    purpose: Purpose = NO_PURPOSE,
) -> tuple[Person, Person]:
    """Enter a marriage for both. Both come themselves (民法典 第一千零四十九条), so both are open before the officer.

    One of the two lives in the officer's area. Raises Denied, Unfit with every rule that stands against it.
    """
    numbers = {"first": first_id, "second": second_id}
    with transaction.atomic():
        couple = people_for(officer, numbers, open_for=("first", "second"), purpose=purpose)
        first, second = couple["first"], couple["second"]
        _require_area_of_one(officer, first, second)
        if first.spouse_id == second.pk and first.marital_status == MARRIED:
            refuse_second(PERSONS, first.pk, kind=MARRIAGE, day=day)
        _refuse_unfit(first, second, day=day, document=document)
        filing = new_filing()
        values = ((first, second), (second, first))
        stated = state_all(
            PERSONS,
            [
                Statement(
                    kind=MARRIAGE,
                    source=CIVIL,
                    subject_id=one.pk,
                    values={"marital_status": MARRIED, "spouse_id": other.pk},
                    valid_from=midnight(day),
                    reason=document.strip(),
                    source_key=filing,
                )
                for one, other in values
            ],
            by=officer,
        )
        for one, other in values:
            record(officer, "population.register_marriage", subject=f"person:{one.pk}", filing=filing, with_=other.pk)
            tell(one, key=filing, title=lambda: _("Your marriage has been entered in the register."), body=if_wrong)
        low, high = sorted((first.pk, second.pk))
        emit(PersonsMarried(first_id=low, second_id=high, day=day), actor=officer, occurred_at=midnight(day))
    return stated[0].record, stated[1].record


def _require_area_of_one(officer: Account, first: Person, second: Person) -> None:
    """婚姻登记条例 (2025) 第七条: a couple chooses where in the country they register; here, of either's area."""
    try:
        require_area(officer, first)
    except Denied:
        require_area(officer, second)


def _refuse_unfit(first: Person, second: Person, *, day: date, document: str) -> None:
    found: dict[str, str] = {}
    if defect := day_defect(day, today=timezone.localdate()):
        found["day"] = defect
    if document and (defect := text_defect(document, missing="")):
        found["document"] = defect
    family = parents_above([first.pk, second.pk])
    found |= marriage_defects(first, second, day=day, kin=kinship(first.pk, second.pk, parents=family))
    if found:
        raise Unfit(found)


def register_divorce(
    officer: Account, *, person_id: int, day: date, document: str = "", purpose: Purpose = NO_PURPOSE
) -> Person:
    """Enter a divorce from its certificate or judgment, for both. One of the two is open and of the officer's area.

    The thirty days of reflection (民法典 第一千零七十七条) have run at the marriage office before a certificate; the
    register only records what has become effective. Raises Denied, Unfit.
    """
    with transaction.atomic():
        person = people_for(officer, {"person_id": person_id}, open_for=("person_id",), purpose=purpose)["person_id"]
        require_area(officer, person)
        refuse_second(PERSONS, person.pk, kind=DIVORCE, day=day)
        spouse = Person.objects.filter(pk=person.spouse_id or 0, spouse_id=person.pk).first()
        if spouse is not None:
            refuse_own(officer, [spouse])
            lock_subjects(PERSONS, [spouse.pk])
        _refuse_unfit_divorce(person, day=day, document=document)
        filing = new_filing()
        both = [person, *([spouse] if spouse is not None and spouse.marital_status == MARRIED else [])]
        stated = state_all(
            PERSONS,
            [
                Statement(
                    kind=DIVORCE,
                    source=CIVIL,
                    subject_id=one.pk,
                    values={"marital_status": DIVORCED, "spouse_id": None},
                    valid_from=midnight(day),
                    reason=document.strip(),
                    source_key=filing,
                )
                for one in both
            ],
            by=officer,
        )
        for one in both:
            record(officer, "population.register_divorce", subject=f"person:{one.pk}", filing=filing)
            tell(one, key=filing, title=lambda: _("Your divorce has been entered in the register."), body=if_wrong)
        low, *rest = sorted(one.pk for one in both)
        event = PersonsDivorced(first_id=low, second_id=rest[0] if rest else None, day=day)
        emit(event, actor=officer, occurred_at=midnight(day))
    divorced: Person = stated[0].record
    return divorced


def _refuse_unfit_divorce(person: Person, *, day: date, document: str) -> None:
    found = {"day": day_defect(day, today=timezone.localdate(), not_before=person.birth_date)}
    if person.marital_status != MARRIED:
        found["person_id"] = _("The register knows of no marriage that could end (%(article)s).") % {
            "article": laws.DIVORCE_IS_REGISTERED
        }
    else:
        found["document"] = text_defect(
            document,
            missing=_("Name the divorce certificate or the judgment, with its date (%(article)s).")
            % {"article": laws.DIVORCE_IS_REGISTERED},
        )
        wedding = next((act for act in standing_acts(PERSONS, person.pk) if act.kind == MARRIAGE), None)
        if not found["day"] and wedding is not None and midnight(day) < wedding.valid_from:
            found["day"] = _("%(day)s lies before the marriage.") % {"day": day}
    if defects := {field: defect for field, defect in found.items() if defect}:
        raise Unfit(defects)
