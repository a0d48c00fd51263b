"""What is known of a resident, as parts that are shown or masked."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from longcheng.bases.geography.queries import full_name
from longcheng.bases.population.models import Resident
from longcheng.core.access.masks import family_name
from longcheng.core.access.personal import Part, PersonalRecord


def _home(resident: Resident) -> str:
    return resident.division_code


def _subject(resident: Resident) -> int:
    return resident.account_id


def _name(resident: Resident) -> str:
    return resident.account.display_name


def _community(resident: Resident) -> str:
    return full_name(resident.division_code)


def _address(resident: Resident) -> Any:
    return resident.address or ""


RESIDENT = PersonalRecord(
    name="population.resident",
    title=_("Resident record"),
    permission="population.read_resident",
    parts=(
        Part(name="name", title=_("Full name"), value=_name, mask=family_name),
        Part(name="community", title=_("Community"), value=_community),
        Part(name="address", title=_("Address"), value=_address),
    ),
    subject=_subject,
    area=_home,
)

# The same record as a check of addresses needs it: codes instead of words, and no name at all.
RESIDENT_PLACE = PersonalRecord(
    name="population.resident_place",
    title=_("Where a resident lives"),
    permission="population.read_resident",
    parts=(
        Part(name="community", title=_("Community"), value=_home),
        Part(name="address", title=_("Address"), value=_address),
    ),
    subject=_subject,
    area=_home,
)

RECORDS = (RESIDENT, RESIDENT_PLACE)
