"""An act or a record as followers of the change feed may see it: its fields in parts, each judged for the person."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from longcheng.core.access.personal import Part, PersonalRecord

# Where somebody is or can be reached; of people with a protected address nobody is told it.
WHEREABOUTS = frozenset({"registered_division", "registered_address", "division_code", "address", "phone"})


@dataclass
class Stated:
    """The values of one act or record that concern one person; `pk` is the number of the act or of the subject.

    `concerns` is the person's number for the ledger, None where nobody lives in a household.
    """

    pk: int
    values: dict[str, Any]
    sealed: frozenset[str]
    concerns: int
    area_code: str
    is_protected: bool

    def part(self, name: str) -> dict[str, Any]:
        """The values of one part: what may be told of everybody, where they are, what lies sealed."""
        return {key: value for key, value in self.values.items() if part_of(key, self.sealed) == name}


def part_of(name: str, sealed: frozenset[str]) -> str:
    """In which part of the record a field stands."""
    if name in WHEREABOUTS:
        return "sealed_whereabouts" if name in sealed else "whereabouts"
    return "sealed" if name in sealed else "facts"


def _concerns(one: Stated) -> int:
    return one.concerns


def _area(one: Stated) -> str:
    return one.area_code


def _is_protected(one: Stated) -> bool:
    return one.is_protected


def _part(name: str) -> Callable[[Stated], dict[str, Any]]:
    def value(one: Stated) -> dict[str, Any]:
        return one.part(name)

    return value


FOLLOWED_RECORD = PersonalRecord(
    name="population.followed",
    title=gettext_lazy("Changes of the register"),
    permission="population.read_resident",
    parts=(
        Part(name="facts", title=gettext_lazy("Entries of the register"), value=_part("facts")),
        Part(name="whereabouts", title=gettext_lazy("Community"), value=_part("whereabouts")),
        Part(name="sealed", title=gettext_lazy("Identity number"), value=_part("sealed")),
        Part(name="sealed_whereabouts", title=gettext_lazy("Address"), value=_part("sealed_whereabouts")),
    ),
    subject=_concerns,
    area=_area,
    is_protected=_is_protected,
)
