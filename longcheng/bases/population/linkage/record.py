"""A person's record as the linkage compares it: texts and codes as they stand, read under a statutory duty alone."""

from collections.abc import Iterable, Iterator
from itertools import islice

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from longcheng.bases.population.models import Person, PersonAct
from longcheng.bases.population.relatives import names_before
from longcheng.core.access.personal import Part, PersonalRecord

LINKAGE_DUTY = "population.linkage"
CHUNK = 5_000


def _birth(person: Person) -> str:
    return person.birth_date.isoformat() if person.birth_date else ""


def _address(person: Person) -> str:
    return person.address or person.registered_address or ""


def _community(person: Person) -> str:
    return person.division_code or person.registered_division


def _former(person: Person) -> str:
    return getattr(person, "former_name", "")


RESIDENT_LINKED = PersonalRecord(
    name="population.resident_linked",
    title=gettext_lazy("Resident record, compared by program"),
    permission="population.read_resident",
    parts=(
        Part(name="name", title=gettext_lazy("Full name"), value=lambda person: person.name),
        Part(name="former_name", title=gettext_lazy("Former name"), value=_former),
        Part(name="number", title=gettext_lazy("Identity number"), value=lambda person: person.number or ""),
        Part(name="birth", title=gettext_lazy("Date of birth"), value=_birth),
        Part(name="sex", title=gettext_lazy("Sex"), value=lambda person: person.sex),
        Part(name="phone", title=gettext_lazy("Telephone"), value=lambda person: person.phone or ""),
        Part(name="address", title=gettext_lazy("Address"), value=_address),
        Part(name="community", title=gettext_lazy("Community"), value=_community),
    ),
    subject=lambda person: person.subject_id,
    area=lambda person: person.division_code,
    is_protected=lambda person: person.is_protected,
)


def linkable() -> QuerySet[Person]:
    """Those whom the linkage compares: living, and not merged into another record."""
    return Person.objects.filter(death_date=None, merged_into_id=None).order_by("pk")


def with_former_names(persons: Iterable[Person]) -> Iterator[Person]:
    """The same persons, each with the last name that they bore before a change of name. Two queries a chunk."""
    waiting = iter(persons)
    while chunk := list(islice(waiting, CHUNK)):
        changes = PersonAct.objects.filter(subject_id__in=[one.pk for one in chunk], kind="name_change")
        names = names_before(set(changes.values_list("subject_id", flat=True)))
        for person in chunk:
            former = names.get(person.pk)
            person.former_name = former[-1].name if former else ""  # type: ignore[attr-defined]
            yield person
