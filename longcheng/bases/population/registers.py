"""The registers of the population base: fields with their one owner, and how acts become persons and households."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from longcheng.bases.population.file_rows import (
    CODE_WORDS,
    HEADER_WORDS,
    PARSERS,
    find_persons,
    identity_of,
    person_defects,
)
from longcheng.bases.population.models import Household, HouseholdAct, Person, PersonAct
from longcheng.bases.population.names import normal_name, said
from longcheng.bases.population.rules import normal_address, normal_number
from longcheng.core.registry.declaring import DEPARTMENT_ROW, ActKind, Register, RegisterField, Source
from longcheng.core.registry.folding import State

POLICE, CIVIL, GRID = "police.household_register", "civil.affairs", "community.grid"
SELF, KEEPER = "resident.self", "population.register"
SOCIAL, HEALTH, SCHOOL = "social.insurance", "health.records", "education.enrolment"

SOURCES = (
    Source(name=POLICE, title=_("Household registration"), organisation=_("Public security bureau")),
    Source(name=CIVIL, title=_("Marriage and guardianship registration"), organisation=_("Civil affairs bureau")),
    Source(name=GRID, title=_("Community grid"), organisation=_("Town and street offices")),
    Source(name=SELF, title=_("The person"), organisation=_("The person")),
    Source(name=KEEPER, title=_("Population register"), organisation=_("Data bureau")),
    Source(name=SOCIAL, title=_("Social insurance"), organisation=_("Human resources and social security bureau")),
    Source(name=HEALTH, title=_("Health records"), organisation=_("Health commission")),
    Source(name=SCHOOL, title=_("School enrolment"), organisation=_("Education bureau")),
)

# GB/T 2261.1-2003, GB/T 2261.2-2003, GB/T 4761-2008 (its first digits), GB/T 3304-1991 (the largest groups).
SEXES = (("1", _("male")), ("2", _("female")))
MARITAL = (("10", _("single")), ("20", _("married")), ("30", _("widowed")), ("40", _("divorced")))
ROLES = (
    ("01", _("head of the household")), ("10", _("spouse")), ("20", _("son")), ("30", _("daughter")),
    ("40", _("grandchild")), ("50", _("parent")), ("60", _("grandparent")), ("70", _("brother or sister")),
    ("97", _("other member")),
)  # fmt: skip

PERSON_FIELDS = (
    RegisterField(name="number", title=_("Identity number"), owner=POLICE, is_sealed=True, compared=normal_number),
    RegisterField(name="name", title=_("Full name"), owner=POLICE, compared=normal_name),
    RegisterField(name="sex", title=_("Sex"), owner=POLICE, kind="code", choices=SEXES),
    RegisterField(name="birth_date", title=_("Date of birth"), owner=POLICE, kind="date"),
    RegisterField(name="ethnicity", title=_("Ethnic group"), owner=POLICE, kind="code"),
    RegisterField(name="registered_division", title=_("Registered residence"), owner=POLICE, kind="code"),
    RegisterField(
        name="registered_address", title=_("Registered address"), owner=POLICE, is_sealed=True, compared=normal_address
    ),
    RegisterField(name="mother_id", title=_("Mother"), owner=POLICE, kind="number"),
    RegisterField(name="father_id", title=_("Father"), owner=POLICE, kind="number"),
    RegisterField(name="death_date", title=_("Date of death"), owner=POLICE, kind="date"),
    RegisterField(name="marital_status", title=_("Marital status"), owner=CIVIL, kind="code", choices=MARITAL),
    RegisterField(name="spouse_id", title=_("Spouse"), owner=CIVIL, kind="number"),
    RegisterField(name="guardian_ids", title=_("Guardians"), owner=CIVIL, kind="numbers"),
    RegisterField(name="household_id", title=_("Household"), owner=GRID, kind="number"),
    RegisterField(name="household_role", title=_("Role in the household"), owner=GRID, kind="code", choices=ROLES),
    RegisterField(name="phone", title=_("Telephone"), owner=SELF, is_sealed=True),
    RegisterField(name="is_protected", title=_("Protected address"), owner=KEEPER, kind="yes"),
    RegisterField(name="merged_into_id", title=_("Merged into"), owner=KEEPER, kind="number"),
)
HOUSEHOLD_FIELDS = (
    RegisterField(name="division_code", title=_("Community"), owner=GRID, kind="code"),
    RegisterField(name="address", title=_("Address"), owner=GRID, is_sealed=True, compared=normal_address),
    RegisterField(name="head_id", title=_("Head of the household"), owner=GRID, kind="number"),
)
PERSON_KINDS = (
    ActKind(name="entered", title=_("Entered")),
    ActKind(name="birth", title=_("Birth")),
    ActKind(name="death", title=_("Death")),
    ActKind(name="widowed", title=_("Death of the spouse")),
    ActKind(name="marriage", title=_("Marriage")),
    ActKind(name="divorce", title=_("Divorce")),
    ActKind(name="move", title=_("Move")),
    ActKind(name="head", title=_("Change of the head")),
    ActKind(name="name_change", title=_("Change of name")),
    ActKind(name="guardianship", title=_("Guardianship")),
    ActKind(name="protection", title=_("Protection of the address")),
    ActKind(name="correction", title=_("Correction")),
    DEPARTMENT_ROW,
    ActKind(name="merge", title=_("Merged with another record")),
    ActKind(name="undo", title=_("Taken back")),
)
HOUSEHOLD_KINDS = (
    ActKind(name="entered", title=_("Entered")),
    ActKind(name="move", title=_("Move")),
    ActKind(name="head", title=_("Change of the head")),
    ActKind(name="correction", title=_("Correction")),
    ActKind(name="undo", title=_("Taken back")),
)


def project_persons(states: Mapping[int, State]) -> dict[int, dict[str, Any]]:
    """The columns of persons. Whom they are related to is told by the record that stands, if theirs was merged."""
    into = _merged(
        one
        for state in states.values()
        for one in [*(state.get(name) for name in ("spouse_id", "mother_id", "father_id")), *_guardians(state)]
        if one
    )
    homes = dict(
        Household.objects.filter(pk__in={state.get("household_id") for state in states.values()} - {None}).values_list(
            "pk", "division_code"
        )
    )
    return {subject_id: person_columns(state, into=into, homes=homes) for subject_id, state in states.items()}


def person_columns(state: State, *, into: Mapping[int, int], homes: Mapping[int, str]) -> dict[str, Any]:
    """The columns of one person. `into` are merged records, `homes` the communities of households."""
    name = state.get("name") or ""
    pinyin, initials = said(name)
    household_id = state.get("household_id")
    return {
        "number": state.get("number"),
        "name": name,
        "pinyin": pinyin[:200],
        "initials": initials[:40],
        "sex": state.get("sex") or "",
        "birth_date": _day(state.get("birth_date")),
        "ethnicity": state.get("ethnicity") or "",
        "registered_division": state.get("registered_division") or "",
        "registered_address": state.get("registered_address"),
        "household_id": household_id,
        "household_role": state.get("household_role") or "",
        "division_code": homes.get(household_id, ""),
        "marital_status": state.get("marital_status") or "",
        "spouse_id": _standing(state.get("spouse_id"), into),
        "mother_id": _standing(state.get("mother_id"), into),
        "father_id": _standing(state.get("father_id"), into),
        "guardian_ids": [_standing(one, into) for one in _guardians(state)],
        "phone": state.get("phone"),
        "death_date": _day(state.get("death_date")),
        "is_protected": bool(state.get("is_protected")),
        "merged_into_id": state.get("merged_into_id"),
    }


def project_households(states: Mapping[int, State]) -> dict[int, dict[str, Any]]:
    """The columns of households."""
    into = _merged(state.get("head_id") for state in states.values() if state.get("head_id"))
    return {
        subject_id: {
            "division_code": state.get("division_code") or "",
            "address": state.get("address"),
            "head_id": _standing(state.get("head_id"), into),
        }
        for subject_id, state in states.items()
    }


def members_follow(household_ids: Iterable[int]) -> None:
    """The members live where their household lives."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE population_person AS person SET division_code = home.division_code "
            "FROM population_household AS home WHERE person.household_id = home.id AND home.id = ANY(%s) "
            "AND person.division_code IS DISTINCT FROM home.division_code",
            [list(household_ids)],
        )


def homes_hold(person_ids: Iterable[int]) -> None:
    """Whose household moved while their own record was being made live where it lives now.

    The record was made from the community that stood when it was read; the row of who waited for the move to commit
    would go back to the old one.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE population_person AS person SET division_code = home.division_code "
            "FROM population_household AS home WHERE person.household_id = home.id AND person.id = ANY(%s) "
            "AND person.division_code IS DISTINCT FROM home.division_code",
            [list(person_ids)],
        )


def _merged(person_ids: Iterable[int]) -> dict[int, int]:
    """The records among these that were merged, and into which. One query for each step of a chain."""
    into: dict[int, int] = {}
    new = set(person_ids)
    while new:
        rows = Person.objects.filter(pk__in=new, merged_into_id__isnull=False).values_list("pk", "merged_into_id")
        found = {person_id: target for person_id, target in rows if target is not None}
        into |= found
        new = set(found.values()) - into.keys()
    return into


def _standing(person_id: int | None, into: Mapping[int, int]) -> int | None:
    seen = set()
    while person_id is not None and person_id in into and person_id not in seen:
        seen.add(person_id)
        person_id = into[person_id]
    return person_id


def _guardians(state: State) -> list[int]:
    return state.get("guardian_ids") or []


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def spokesperson(household: Household) -> int:
    """Whom a matter about a household concerns: its head, else its first member. Raises LookupError for none."""
    members = Person.objects.filter(household=household, merged_into_id=None)
    found = Person.objects.filter(pk=household.head_id or 0).first() or members.order_by("household_role", "pk").first()
    if found is None:
        raise LookupError(f"Household {household.pk} has no members.")
    return found.subject_id


PERSONS = Register(
    name="population.person",
    title=_("Persons"),
    act_model=PersonAct,
    record_model=Person,
    fields=PERSON_FIELDS,
    kinds=PERSON_KINDS,
    project=project_persons,
    derive=homes_hold,
    merged_field="merged_into_id",
    subject_of=lambda person: person.subject_id,
    area_of=lambda person: person.division_code,
    doubt_purpose="population.correction",
    decide_permission="population.decide_correction",
    import_permission="population.import",
    file_sources=(POLICE, CIVIL, GRID, SOCIAL, HEALTH, SCHOOL),
    # Whoever may load files cannot merge records by them, nor lift the protection of an address.
    closed_to_files=frozenset({"merged_into_id", "is_protected"}),
    check=person_defects,
    find_subjects=find_persons,
    identity_of=identity_of,
    header_words=HEADER_WORDS,
    code_words=CODE_WORDS,
    parsers=PARSERS,
)
HOUSEHOLDS = Register(
    name="population.household",
    title=_("Households"),
    act_model=HouseholdAct,
    record_model=Household,
    fields=HOUSEHOLD_FIELDS,
    kinds=HOUSEHOLD_KINDS,
    project=project_households,
    derive=members_follow,
    subject_of=spokesperson,
    area_of=lambda household: household.division_code,
    doubt_purpose="population.correction",
    decide_permission="population.decide_correction",
    import_permission="population.import",
    file_sources=(POLICE, GRID),
)
REGISTERS = (PERSONS, HOUSEHOLDS)
