"""Registering deaths, and what ends with a person's life."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.population import laws
from longcheng.bases.population.actions.filing import (
    lock_households,
    new_filing,
    people_for,
    require_area,
    tell,
    told_area,
)
from longcheng.bases.population.actions.heads import pass_on_head
from longcheng.bases.population.events import GuardianEnded, PersonDied
from longcheng.bases.population.fitness import MARRIED, WIDOWED, day_defect, text_defect
from longcheng.bases.population.models import Person
from longcheng.bases.population.registers import CIVIL, PERSONS, POLICE
from longcheng.bases.population.relatives import wards_of
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record
from longcheng.core.access.purposes import NO_PURPOSE, Purpose
from longcheng.core.clock.days import midnight
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit, emit_all
from longcheng.core.mandates.actions import end_mandates_by_death
from longcheng.core.registry.acts import Statement, lock_subjects, state, state_all

DEATH, SPOUSE_DIES, GUARDIANSHIP = "death", "widowed", "guardianship"


def register_death(
    officer: Account, *, person_id: int, death_date: date, document: str, purpose: Purpose = NO_PURPOSE
) -> Person:
    """Enter a death from its paper: the spouse is widowed, another heads the household, mandates and guardianships end.

    Matters that are open about the person stay open: an estate or a burial may hang on them. The account stays as it
    is; whoever keeps something for it hears PersonDied. Raises Denied, Unfit.
    """
    with transaction.atomic():
        person = people_for(officer, {"person_id": person_id}, open_for=("person_id",), purpose=purpose)["person_id"]
        require_area(officer, person)
        _refuse_unfit(person, death_date=death_date, document=document)
        spouse = Person.objects.filter(
            pk=person.spouse_id or 0, spouse_id=person.pk, marital_status=MARRIED, death_date=None
        ).first()
        wards = wards_of(person.pk)
        lock_subjects(PERSONS, [one.pk for one in [person, *filter(None, [spouse]), *wards]])
        lock_households(person.household_id)
        filing = new_filing()
        _state(officer, filing, person=person, spouse=spouse, wards=wards, day=death_date, document=document.strip())
        head_id = pass_on_head(officer, filing, former=person, day=death_date)
        ended = end_mandates_by_death(person.account, by=officer) if person.account else 0
        record(
            officer,
            "population.register_death",
            subject=f"person:{person.pk}",
            filing=filing,
            area=told_area(person),
            new_head=head_id,
            mandates_ended=ended,
        )
        _tell(filing, person=person, spouse=spouse, wards=wards)
        emit_all([GuardianEnded(person_id=ward.pk, guardian_id=person.pk) for ward in wards], actor=officer)
        event = PersonDied(person_id=person.pk, death_date=death_date, division_code=told_area(person))
        emit(event, actor=officer, occurred_at=midnight(death_date))
    person.refresh_from_db()
    return person


def _refuse_unfit(person: Person, *, death_date: date, document: str) -> None:
    found = {
        "death_date": day_defect(death_date, today=timezone.localdate(), not_before=person.birth_date),
        "document": text_defect(
            document,
            missing=_("Name the paper that proves the death, with its date (%(article)s).")
            % {"article": laws.PROOF_OF_BIRTH_AND_DEATH},
        ),
    }
    if person.death_date is not None:
        found["person_id"] = _("The death of this person is registered, on %(day)s.") % {"day": person.death_date}
    if defects := {field: defect for field, defect in found.items() if defect}:
        raise Unfit(defects)


def _state(
    officer: Account,
    filing: str,
    *,
    person: Person,
    spouse: Person | None,
    wards: list[Person],
    day: date,
    document: str,
) -> None:
    begins = midnight(day)
    death = Statement(
        kind=DEATH, source=POLICE, subject_id=person.pk, values={"death_date": day.isoformat()}, valid_from=begins,
        source_key=filing, reason=document,
    )  # fmt: skip
    # The spouse stays named: widowed of whom is history that a pension asks for.
    widowed = [
        Statement(
            kind=SPOUSE_DIES, source=CIVIL, subject_id=one.pk, values={"marital_status": WIDOWED}, valid_from=begins,
            source_key=filing,
        )
        for one in [spouse]
        if one is not None
    ]  # fmt: skip
    orphaned = [
        Statement(
            kind=GUARDIANSHIP, source=CIVIL, subject_id=ward.pk, valid_from=begins, source_key=filing,
            values={"guardian_ids": [one for one in ward.guardian_ids if one != person.pk]},
            reason=str(laws.GUARDIANSHIP_ENDS),
        )
        for ward in wards
    ]  # fmt: skip
    state(PERSONS, death, by=officer)
    state_all(PERSONS, [*widowed, *orphaned], by=officer)


def _tell(filing: str, *, person: Person, spouse: Person | None, wards: list[Person]) -> None:
    if spouse is not None:
        tell(
            spouse,
            key=f"{filing} widowed",
            title=lambda: _("The death of your spouse has been registered."),
            body=lambda: _("Your record says “widowed” from that day. We are sorry for your loss."),
        )
    for ward in wards:
        tell(
            ward,
            key=f"{filing} ward",
            title=lambda: _("A guardianship has ended, because the guardian has died."),
            body=lambda: _("Come to the counter of civil affairs if another guardian is needed."),
        )
