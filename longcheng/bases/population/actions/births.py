"""Registering births."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.population.actions.filing import (
    dead,
    if_wrong,
    lock_households,
    new_filing,
    people_for,
    require_area,
    tell,
    told_area,
)
from longcheng.bases.population.actions.protection import protect_newcomer
from longcheng.bases.population.duplicates import Duplicate, is_number_taken, possible_duplicates
from longcheng.bases.population.events import PersonBorn
from longcheng.bases.population.fitness import SINGLE, day_defect, number_defect, parent_defect
from longcheng.bases.population.kinship import OTHER, Member, role_towards
from longcheng.bases.population.models import Person
from longcheng.bases.population.names import name_defect, normal_name
from longcheng.bases.population.registers import GRID, PERSONS, POLICE
from longcheng.bases.population.relatives import member_of, members_of
from longcheng.bases.population.rules import FEMALE, MALE, normal_number
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record
from longcheng.core.access.purposes import NO_PURPOSE, Purpose
from longcheng.core.clock.days import midnight
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit
from longcheng.core.registry.acts import Statement, state
from longcheng.core.registry.reading import as_of

BIRTH = "birth"


class Duplicates(ValueError):
    """The child may be in the register already; `candidates` says who it could be and why. Nothing was entered."""

    def __init__(self, candidates: Iterable[Duplicate]) -> None:
        self.candidates = list(candidates)
        super().__init__(_("Somebody like this is in the register already. Compare before you register the birth."))


def register_birth(
    officer: Account,
    *,
    name: str,
    sex: str,
    birth_date: date,
    mother_id: int,
    father_id: int | None = None,
    number: str = "",
    despite_duplicates: bool = False,
    purpose: Purpose = NO_PURPOSE,
) -> Person:
    """Enter a newborn in the mother's household (the father's, where she has died or has none).

    The mother must be open before the officer, and lives in the officer's area. Raises Denied, Unfit with every defect
    at once, Duplicates unless `despite_duplicates` (which is recorded); the very same child is refused in any case.
    """
    numbers = {"mother_id": mother_id, "father_id": father_id}
    with transaction.atomic():
        family = people_for(officer, numbers, open_for=("mother_id",), purpose=purpose)
        mother, father = family["mother_id"], family.get("father_id")
        require_area(officer, mother)
        name = normal_name(name)
        _refuse_unfit(name=name, sex=sex, birth_date=birth_date, number=number, mother=mother, father=father)
        alike = possible_duplicates(name=name, sex=sex, birth_date=birth_date, mother_id=mother.pk, number=number)
        _refuse_alike(alike, name=name, sex=sex, birth_date=birth_date, mother=mother, is_known=despite_duplicates)
        filing = new_filing()
        child = _entered(officer, filing, name=name, sex=sex, birth_date=birth_date, number=number, family=family)
        record(
            officer,
            "population.register_birth",
            subject=f"person:{child.pk}",
            filing=filing,
            area=told_area(child),
            despite=[one.person.pk for one in alike],
        )
        tell(child, key=filing, title=lambda: _("The birth of your child has been registered."), body=if_wrong)
        event = PersonBorn(
            person_id=child.pk,
            mother_id=mother.pk,
            father_id=father.pk if father else None,
            birth_date=birth_date,
            division_code=told_area(child),
        )
        emit(event, actor=officer, occurred_at=midnight(birth_date))
    return child


def _refuse_unfit(*, name: str, sex: str, birth_date: date, number: str, mother: Person, father: Person | None) -> None:
    found = {
        "name": name_defect(name),
        "sex": "" if sex in {MALE, FEMALE} else _("Choose the sex that the paper of birth names."),
        "birth_date": day_defect(birth_date, today=timezone.localdate()),
        "number": number_defect(number, birth_date=birth_date, sex=sex),
        "mother_id": parent_defect(mother, sex=FEMALE, birth_date=birth_date),
        "father_id": parent_defect(father, sex=MALE, birth_date=birth_date) if father else "",
    }
    if not found["number"] and is_number_taken(number):
        found["number"] = _("This identity number stands in another record. Check it, sign by sign.")
    if father and father.pk == mother.pk:
        found["father_id"] = _("Mother and father are two people.")
    if defects := {field: defect for field, defect in found.items() if defect}:
        raise Unfit(defects)


def _refuse_alike(
    alike: list[Duplicate], *, name: str, sex: str, birth_date: date, mother: Person, is_known: bool
) -> None:
    for one in alike:
        person = one.person
        same = (person.name, person.sex, person.birth_date, person.mother_id) == (name, sex, birth_date, mother.pk)
        if same:
            raise Unfit({"name": _("This child is in the register already. Nothing was entered twice.")})
    if alike and not is_known:
        raise Duplicates(alike)


def _entered(
    officer: Account, filing: str, *, name: str, sex: str, birth_date: date, number: str, family: dict[str, Person]
) -> Person:
    mother, father = family["mother_id"], family.get("father_id")
    home = _home_of(mother, father)
    lock_households(home.household_id)
    registered = mother if mother.registered_division or father is None else father
    values = {
        "name": name,
        "sex": sex,
        "birth_date": birth_date.isoformat(),
        "mother_id": mother.pk,
        "father_id": father.pk if father else None,
        "marital_status": SINGLE,
        "registered_division": registered.registered_division or None,
        "registered_address": registered.registered_address or None,
    }
    if number.strip():
        values["number"] = normal_number(number)
    if mother.ethnicity and (father is None or father.ethnicity == mother.ethnicity):
        values["ethnicity"] = mother.ethnicity  # parents of two groups choose one; it is corrected in
    birth = Statement(kind=BIRTH, source=POLICE, values=values, valid_from=midnight(birth_date), source_key=filing)
    child: Person = state(PERSONS, birth, by=officer).record
    if home.household_id is None:
        return child
    child = _at_home(officer, filing, child=child, home=home, family=family)
    return protect_newcomer(officer, person=child, household_id=home.household_id)


def _home_of(mother: Person, father: Person | None) -> Person:
    """Whose household the child belongs to. 国发〔1998〕24号 lets it be registered with either; it lives with one."""
    is_hers = mother.death_date is None and mother.household_id is not None
    return father if father and not is_hers and father.household_id is not None and not dead({"": father}) else mother


def _at_home(officer: Account, filing: str, *, child: Person, home: Person, family: dict[str, Person]) -> Person:
    """The household, from the birth, or from when the parent came into it if that was later."""
    known = as_of(PERSONS, home.pk)
    since = known.origins["household_id"].valid_from if known and "household_id" in known.origins else None
    begins = midnight(child.birth_date)
    joined = Statement(
        kind=BIRTH,
        source=GRID,
        subject_id=child.pk,
        values={"household_id": home.household_id, "household_role": _role(child, home=home, family=family)},
        valid_from=max(begins, since) if since else begins,
        source_key=filing,
    )
    entered: Person = state(PERSONS, joined, by=officer).record
    return entered


def _role(child: Person, *, home: Person, family: dict[str, Person]) -> str:
    members = {one.pk: member_of(one) for one in [*members_of(home.household_id), *family.values()]}
    newborn = Member(child.pk, child.sex, child.birth_date, None, child.mother_id, child.father_id)
    members[child.pk] = newborn
    head = members.get(home.household.head_id) if home.household and home.household.head_id else None
    return role_towards(head, newborn, family=members) if head else OTHER
