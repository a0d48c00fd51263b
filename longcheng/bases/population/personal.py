"""What is known of a person, as parts that are shown or masked."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from longcheng.bases.geography.queries import full_name
from longcheng.bases.population.followed import FOLLOWED_RECORD
from longcheng.bases.population.linkage.record import RESIDENT_LINKED
from longcheng.bases.population.models import Person
from longcheng.bases.population.registers import SEXES
from longcheng.core.access.masks import family_name
from longcheng.core.access.personal import Part, PersonalRecord


def _home(person: Person) -> str:
    return person.division_code


def _subject(person: Person) -> int:
    return person.subject_id


def _is_protected(person: Person) -> bool:
    """Also of a record that was merged into that of somebody protected: it is the same person's."""
    while not person.is_protected and person.merged_into_id is not None:
        person = Person.objects.get(pk=person.merged_into_id)
    return person.is_protected


def _name(person: Person) -> str:
    return person.name


def _number(person: Person) -> str:
    return person.number or ""


def _birth(person: Person) -> str:
    return date_format(person.birth_date, "Y-m-d") if person.birth_date else ""


def _sex(person: Person) -> str:
    return str(dict(SEXES).get(person.sex, ""))


def _community(person: Person) -> str:
    return full_name(person.division_code)


def _address(person: Person) -> Any:
    return person.address


def _registered(person: Person) -> str:
    return f"{full_name(person.registered_division)} {person.registered_address or ''}".strip()


def _family(person: Person) -> str:
    """Whose names they are is told by reading those records; here stand their numbers."""
    related = (person.spouse_id, person.mother_id, person.father_id, *person.guardian_ids)
    return ", ".join(str(one) for one in related if one)


def _phone(person: Person) -> str:
    return person.phone or ""


def _state(person: Person) -> str:
    if not person.is_current:
        return _("merged into another record")
    return _("living") if person.is_living else _("deceased")


RESIDENT = PersonalRecord(
    name="population.resident",
    title=gettext_lazy("Resident record"),
    permission="population.read_resident",
    parts=(
        Part(name="name", title=gettext_lazy("Full name"), value=_name, mask=family_name),
        Part(name="number", title=gettext_lazy("Identity number"), value=_number),
        Part(name="birth", title=gettext_lazy("Date of birth"), value=_birth),
        Part(name="sex", title=gettext_lazy("Sex"), value=_sex),
        Part(name="community", title=gettext_lazy("Community"), value=_community),
        Part(name="address", title=gettext_lazy("Address"), value=_address),
        Part(name="registered", title=gettext_lazy("Registered residence"), value=_registered),
        Part(name="family", title=gettext_lazy("Family"), value=_family),
        Part(name="phone", title=gettext_lazy("Telephone"), value=_phone),
        Part(name="state", title=gettext_lazy("State of the record"), value=_state),
    ),
    subject=_subject,
    area=_home,
    is_protected=_is_protected,
)

# The same record as a check of addresses needs it: codes instead of words, and no name at all.
RESIDENT_PLACE = PersonalRecord(
    name="population.resident_place",
    title=gettext_lazy("Where a resident lives"),
    permission="population.read_resident",
    parts=(
        Part(name="community", title=gettext_lazy("Community"), value=_home),
        Part(name="address", title=gettext_lazy("Address"), value=_address),
    ),
    subject=_subject,
    area=_home,
    is_protected=_is_protected,
)

RECORDS = (RESIDENT, RESIDENT_PLACE, FOLLOWED_RECORD, RESIDENT_LINKED)
