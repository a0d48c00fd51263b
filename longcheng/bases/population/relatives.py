"""Reads of families and households that the rules of kinship need; they know no reader and show nothing."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from longcheng.bases.population.kinship import ANCESTORS_DEEP, Member
from longcheng.bases.population.models import Person, PersonAct
from longcheng.bases.population.names import FormerName, former_names
from longcheng.bases.population.registers import PERSONS
from longcheng.core.registry.reading import standing_among

MEMBERS_MOST = 200  # of one household; collective ones 集体户 have more, and no family roles


def member_of(person: Person) -> Member:
    """What of a person their role in a household is told by."""
    return Member(
        person_id=person.pk,
        sex=person.sex,
        birth_date=person.birth_date,
        spouse_id=person.spouse_id,
        mother_id=person.mother_id,
        father_id=person.father_id,
    )


def parents_above(person_ids: Iterable[int]) -> dict[int, tuple[int | None, int | None]]:
    """The parents of these people, of their parents and so on upwards. At most five queries."""
    found: dict[int, tuple[int | None, int | None]] = {}
    level: Collection[int] = set(person_ids)
    for _generation in range(ANCESTORS_DEEP):
        rows = Person.objects.filter(pk__in=level).values_list("pk", "mother_id", "father_id")
        found |= {child: (mother, father) for child, mother, father in rows}
        level = {one for pair in found.values() for one in pair if one is not None} - found.keys()
        if not level:
            break
    return found


def _known(*person_ids: int | None) -> set[int]:
    return {one for one in person_ids if one is not None}


def parents_of(person: Person) -> list[Person]:
    """The parents whom the register knows. One query."""
    return list(Person.objects.filter(pk__in=_known(person.mother_id, person.father_id)).order_by("pk"))


def members_of(household_id: int | None) -> list[Person]:
    """The living people of a household, the head first. One query."""
    if household_id is None:
        return []
    living = Person.objects.filter(household_id=household_id, death_date=None, merged_into_id=None)
    return list(living.order_by("household_role", "birth_date", "pk")[:MEMBERS_MOST])


def wards_of(guardian_id: int) -> list[Person]:
    """The people whose guardian this person is. One query."""
    wards = Person.objects.exclude(guardian_ids=[]).filter(guardian_ids__contains=[guardian_id], merged_into_id=None)
    return list(wards.order_by("pk"))


def told_about(person: Person, *, is_minor: bool) -> list[int]:
    """The accounts of those who hear of an act: the person, their guardians, and of a minor the parents. One query."""
    ids = {person.pk, *person.guardian_ids}
    if is_minor:
        ids |= _known(person.mother_id, person.father_id)
    living = Person.objects.filter(pk__in=ids, account__is_active=True)
    accounts = living.filter(death_date=None) | living.filter(pk=person.pk)
    return sorted(account for account in accounts.values_list("account_id", flat=True) if account is not None)


def names_before(person_ids: Iterable[int]) -> dict[int, list[FormerName]]:
    """The former names of records, from their own acts that stand. One query; read the persons first."""
    owner = PERSONS.field("name").owner
    said: dict[int, list[tuple[datetime, int, str]]] = defaultdict(list)
    for act in standing_among(PersonAct.objects.filter(subject_id__in=list(person_ids)).defer("sealed")):
        if act.source == owner and act.fields.get("name"):
            said[act.subject_id].append((act.valid_from, act.pk, act.fields["name"]))
    return {person_id: former_names(names) for person_id, names in said.items()}
