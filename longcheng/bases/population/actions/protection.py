"""Keeping an address secret 住址保密: for a person and, since they live there too, for all of their household.

《反家庭暴力法》第二十九条 lets a court order what keeps somebody safe; 民法典 第一千零三十二条 protects where one lives
undisturbed. Who is protected, and with whom, stands in the acts: the acts of one protection share a key, and the first
of them is of the person for whose sake it is.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from longcheng.bases.population.actions.filing import (
    FILED,
    dead,
    new_filing,
    people_for,
    require_area,
    require_release,
    tell,
)
from longcheng.bases.population.events import AddressProtected
from longcheng.bases.population.fitness import text_defect
from longcheng.bases.population.models import Person, PersonAct
from longcheng.bases.population.registers import KEEPER, PERSONS
from longcheng.bases.population.relatives import members_of
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import record
from longcheng.core.access.purposes import NO_PURPOSE, Purpose
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit_all
from longcheng.core.registry.acts import Statement, lock_subjects, state, state_all
from longcheng.core.registry.reading import standing_acts

PROTECTION = "protection"


def protect_address(
    officer: Account, *, person_id: int, on: bool, reason: str, purpose: Purpose = NO_PURPOSE
) -> Person:
    """Hide the address of a person and their household from everyone without the special permission, or end it.

    What was begun for somebody else of the household stays until it is ended for them. To end it takes the right to
    see protected addresses as well. Raises Denied, Unfit.
    """
    with transaction.atomic():
        person = people_for(officer, {"person_id": person_id}, open_for=("person_id",), purpose=purpose)["person_id"]
        require_area(officer, person)
        if not on:
            require_release(officer, person)
        _refuse_unfit(person, on=on, reason=reason)
        filing = new_filing()
        touched = _begin(officer, filing, person, reason=reason) if on else _end(officer, filing, person, reason=reason)
        record(officer, "population.protect_address", subject=f"person:{person.pk}", filing=filing, on=on)
        for one in touched:
            tell(one, key=filing, title=_is_secret if on else _is_open)
        emit_all([AddressProtected(person_id=one.pk, is_protected=one.is_protected) for one in touched], actor=officer)
    person.refresh_from_db()
    return person


def _is_secret() -> str:
    return _("Your address is kept secret now.")


def _is_open() -> str:
    return _("Your address is no longer kept secret.")


def protect_newcomer(officer: Account, *, person: Person, household_id: int) -> Person:
    """Whoever comes into a protected household is protected with it. Called inside the transaction of another act."""
    others = [one for one in members_of(household_id) if one.is_protected and one.pk != person.pk]
    if person.is_protected or not others:
        return person
    key = next((key for one in others if (key := _key_of(one.pk))), "") or new_filing()
    protected: Person = state(PERSONS, _statement(person.pk, on=True, key=key, reason=""), by=officer).record
    emit_all([AddressProtected(person_id=person.pk, is_protected=True)], actor=officer)
    return protected


def _begin(officer: Account, filing: str, person: Person, *, reason: str) -> list[Person]:
    others = [one for one in members_of(person.household_id) if one.pk != person.pk and not one.is_protected]
    lock_subjects(PERSONS, [one.pk for one in others])
    statements = [_statement(person.pk, on=True, key=filing, reason=reason)]
    statements += [_statement(one.pk, on=True, key=filing, reason="") for one in others]
    return [stated.record for stated in state_all(PERSONS, statements, by=officer)]


def _end(officer: Account, filing: str, person: Person, *, reason: str) -> list[Person]:
    """End what was begun for this person's sake, and for another's where that one lives elsewhere now."""
    keys = {key for key in [_key_of(person.pk)] if key}
    others = [one for one in members_of(person.household_id) if one.pk != person.pk]
    still = [one for one in others if one.is_protected and principal_of(_key_of(one.pk)) == one.pk]
    if still and principal_of(_key_of(person.pk)) != person.pk:
        raise Unfit({"on": _("The household is protected for the sake of another member. End it for them.")})
    with_them = PersonAct.objects.filter(source=KEEPER, source_key__in=keys, kind=PROTECTION)
    ids = {person.pk, *with_them.values_list("subject_id", flat=True)}
    protected = list(Person.objects.filter(pk__in=ids, is_protected=True).order_by("pk"))
    lock_subjects(PERSONS, [one.pk for one in protected])
    # Another member's own protection takes over those who live with them.
    over = _key_of(still[0].pk) if still else ""
    statements = [
        _statement(one.pk, on=True, key=over, reason="")
        if over and one.household_id == still[0].household_id
        else _statement(one.pk, on=False, key=filing, reason=reason if one.pk == person.pk else "")
        for one in protected
        if _key_of(one.pk) in keys or one.pk == person.pk
    ]
    return [stated.record for stated in state_all(PERSONS, statements, by=officer)]


def _statement(person_id: int, *, on: bool, key: str, reason: str) -> Statement:
    return Statement(
        kind=PROTECTION,
        source=KEEPER,
        subject_id=person_id,
        values={"is_protected": on},
        reason=reason.strip(),
        source_key=key,
    )


def _key_of(person_id: int) -> str:
    """The key of the protection that somebody is under; empty for none."""
    for act in standing_acts(PERSONS, person_id):
        if act.kind == PROTECTION and act.source_key.startswith(FILED):
            return act.source_key if act.fields.get("is_protected") else ""
    return ""


def principal_of(key: str) -> int | None:
    """For whose sake a protection was begun."""
    acts = PersonAct.objects.filter(source=KEEPER, source_key=key, kind=PROTECTION).order_by("id")
    return acts.values_list("subject_id", flat=True).first() if key else None


def _refuse_unfit(person: Person, *, on: bool, reason: str) -> None:
    found = dead({"person_id": person}) if on else {}
    found["reason"] = text_defect(reason, missing=_("Say why, and name the paper if there is one."))
    if on and person.is_protected and principal_of(_key_of(person.pk)) == person.pk:
        found["on"] = _("The address is kept secret already. Nothing was entered twice.")
    if not on and not person.is_protected:
        found["on"] = _("The address is not kept secret.")
    if defects := {field: defect for field, defect in found.items() if defect}:
        raise Unfit(defects)
