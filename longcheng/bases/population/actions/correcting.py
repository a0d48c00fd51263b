"""Correcting a field that was wrong: the owner of the field states it anew, for the whole time of the wrong value."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from longcheng.bases.geography.models import Division
from longcheng.bases.population.actions.filing import (
    SEE_PROTECTED,
    area_of,
    if_wrong,
    lock_households,
    new_filing,
    people_for,
    require_area,
    tell,
)
from longcheng.bases.population.actions.name_changes import name_account
from longcheng.bases.population.duplicates import is_number_taken
from longcheng.bases.population.events import RecordCorrected
from longcheng.bases.population.fitness import day_defect, number_defect, parent_defect, text_defect
from longcheng.bases.population.kinship import would_be_ones_own_ancestor
from longcheng.bases.population.models import Person
from longcheng.bases.population.names import name_defect, normal_name
from longcheng.bases.population.registers import HOUSEHOLDS, MARITAL, PERSONS, ROLES, SEXES
from longcheng.bases.population.relatives import parents_above
from longcheng.bases.population.rules import ADDRESS_MAX, FEMALE, MALE, normal_number
from longcheng.core.access.models import Account
from longcheng.core.access.permissions import may, record
from longcheng.core.access.purposes import NO_PURPOSE, Purpose
from longcheng.core.declaration.unfit import Unfit
from longcheng.core.events.outbox import emit
from longcheng.core.registry.acts import Statement, state
from longcheng.core.registry.declaring import Register
from longcheng.core.registry.reading import as_of

CORRECTION = "correction"
OF_THE_HOUSEHOLD = ("address", "division_code")
CORRECTABLE = (
    "name", "number", "sex", "birth_date", "ethnicity", "registered_division", "registered_address", "mother_id",
    "father_id", "death_date", "marital_status", "household_role", "phone", *OF_THE_HOUSEHOLD,
)  # fmt: skip
# Of somebody with a protected address: "that stands there already" would tell whoever guesses.
WHEREABOUTS = frozenset({"registered_division", "registered_address", *OF_THE_HOUSEHOLD})
PHONE_MAX = 20


def correct(
    officer: Account, *, person_id: int, field: str, value: str, reason: str, purpose: Purpose = NO_PURPOSE
) -> Person:
    """Put a field right that was entered wrong; an empty value says that there is none. `reason` names the paper.

    A change of what was right until now is an act of its own: a move, a marriage, a change of name. The correct value
    holds from when the wrong one did, and what was held before stays in the history. Raises Denied, Unfit.
    """
    with transaction.atomic():
        person = people_for(officer, {"person_id": person_id}, open_for=("person_id",), purpose=purpose)["person_id"]
        require_area(officer, person)
        value = value.strip()
        stated = _as_stated(field, value)
        is_secret = person.is_protected and not may(officer, SEE_PROTECTED, area_code=area_of(person))
        _refuse_unfit(person, field=field, value=value, stated=stated, reason=reason, is_secret=is_secret)
        filing = new_filing()
        is_of_home = field in OF_THE_HOUSEHOLD
        register = HOUSEHOLDS if is_of_home else PERSONS
        subject_id = person.household_id if is_of_home else person.pk
        assert subject_id is not None  # noqa: S101  _refuse_unfit has asked
        if is_of_home:
            lock_households(subject_id)
        _state(officer, filing, register, subject_id=subject_id, field=field, stated=stated, reason=reason)
        person = Person.objects.select_related("account", "household").get(pk=person.pk)
        if field == "name":
            name_account(person)
        record(officer, "population.correct", subject=f"person:{person.pk}", filing=filing, field=field)
        tell(person, key=filing, title=lambda: _("Your record has been corrected."), body=if_wrong)
        emit(RecordCorrected(person_id=person.pk, field=field), actor=officer)
    return person


def _state(
    officer: Account, filing: str, register: Register, *, subject_id: int, field: str, stated: Any, reason: str
) -> None:
    known = as_of(register, subject_id)
    origin = known.origins.get(field) if known else None
    state(
        register,
        Statement(
            kind=CORRECTION,
            source=register.field(field).owner,
            subject_id=subject_id,
            values={field: stated},
            valid_from=origin.valid_from if origin else None,
            reason=reason.strip(),
            source_key=filing,
        ),
        by=officer,
    )


def _as_stated(field: str, value: str) -> Any:
    """The value in the form of the field; unchanged where it has none, which is then a defect."""
    if not value:
        return None
    if field == "name":
        return normal_name(value)
    if field == "number":
        return normal_number(value)
    if field in {"mother_id", "father_id"} and value.isascii() and value.isdigit() and len(value) < 19:
        return int(value)
    return value


def _refuse_unfit(person: Person, *, field: str, value: str, stated: Any, reason: str, is_secret: bool) -> None:
    found = {"reason": text_defect(reason, missing=_("Say why, and name the paper that proves it."))}
    if field not in CORRECTABLE:
        found["field"] = _("This field is changed by an act of its own, not by a correction.")
    elif field in OF_THE_HOUSEHOLD and person.household_id is None:
        found["field"] = _("The person belongs to no household. File a move.")
    elif len(value) > ADDRESS_MAX or (value and not value.isprintable()):
        found["value"] = _("It must be one line of at most %(n)s signs.") % {"n": ADDRESS_MAX}
    elif is_secret and field in WHEREABOUTS:
        found["field"] = _("The address is kept secret. File a move, or end the protection first.")
    elif _current(person, field) == (stated or None):
        found["value"] = _("That is what stands there already.")
    else:
        found["value"] = _DEFECTS[field](person, stated) if stated is not None else _none_defect(field)
    if defects := {name: defect for name, defect in found.items() if defect}:
        raise Unfit(defects)


def _current(person: Person, field: str) -> Any:
    value = getattr(person.household if field in OF_THE_HOUSEHOLD else person, field)
    return value.isoformat() if isinstance(value, date) else value or None


def _none_defect(field: str) -> str:
    if field == "death_date":
        return _("Take the act of the death back instead: what followed from it is taken back with it.")
    needed = {"name", "sex", "birth_date", "marital_status", "household_role", *OF_THE_HOUSEHOLD}
    return _("Say how it should read.") if field in needed else ""


def _number(person: Person, number: str) -> str:
    if person.birth_date is None or not person.sex:
        return _("Enter sex and day of birth first.")
    if defect := number_defect(number, birth_date=person.birth_date, sex=person.sex):
        return defect
    is_taken = is_number_taken(number, but_of=person.pk)
    return _("This identity number stands in another record. Check it, sign by sign.") if is_taken else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-12-31") else None
    except ValueError:
        return None


def _birth_date(person: Person, text: str) -> str:
    day = _day(text)
    if day is None:
        return _("Write the day like 2026-12-31.")
    if person.death_date is not None and day > person.death_date:
        return _("The person died on %(day)s.") % {"day": person.death_date}
    return day_defect(day, today=timezone.localdate())


def _death_date(person: Person, text: str) -> str:
    day = _day(text)
    if day is None:
        return _("Write the day like 2026-12-31.")
    if person.death_date is None:
        return _("Register the death instead; more follows from it than a day.")
    return day_defect(day, today=timezone.localdate(), not_before=person.birth_date)


def _parent(sex: str) -> Callable[[Person, Any], str]:
    def defect(person: Person, parent_id: Any) -> str:
        parent = Person.objects.filter(pk=parent_id).first() if isinstance(parent_id, int) else None
        if parent is None or parent.merged_into_id is not None:
            return _("There is nobody with this number.")
        if would_be_ones_own_ancestor(person.pk, parent.pk, parents=parents_above([parent.pk])):
            return _("This person descends from the one whose record is open; nobody is their own ancestor.")
        return parent_defect(parent, sex=sex, birth_date=person.birth_date) if person.birth_date else ""

    return defect


def _one_of(choices: tuple[tuple[str, Any], ...]) -> Callable[[Person, Any], str]:
    return lambda person, value: "" if value in dict(choices) else _("Choose one of the list.")


def _community(person: Person, code: str) -> str:
    is_there = len(code) == 12 and Division.objects.filter(code=code).exists()
    return "" if is_there else _("Choose the village or community.")


def _ethnicity(person: Person, code: str) -> str:
    # GB/T 3304-1991: 01 to 56, and 97 and 98 for others and for foreigners who became citizens.
    is_one = code.isascii() and code.isdigit() and len(code) == 2 and (1 <= int(code) <= 56 or code in {"97", "98"})
    return "" if is_one else _("Choose one of the list.")


def _phone(person: Person, text: str) -> str:
    is_one = text.removeprefix("+").replace(" ", "").replace("-", "").isdigit() and len(text) <= PHONE_MAX
    return "" if is_one and text.isascii() else _("A telephone number has digits, and perhaps a + before them.")


def _line(person: Person, text: str) -> str:
    return ""


_DEFECTS: Mapping[str, Callable[[Person, Any], str]] = {
    "name": lambda person, name: name_defect(name),
    "number": _number,
    "sex": _one_of(SEXES),
    "birth_date": _birth_date,
    "ethnicity": _ethnicity,
    "registered_division": _community,
    "registered_address": _line,
    "mother_id": _parent(FEMALE),
    "father_id": _parent(MALE),
    "death_date": _death_date,
    "marital_status": _one_of(MARITAL),
    "household_role": _one_of(ROLES),
    "phone": _phone,
    "address": _line,
    "division_code": _community,
}
