"""Who is related to whom, from who is whose parent: pure functions.

A family is given as parents by child; who is missing in it has parents that nobody knows of.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from longcheng.bases.population.rules import FEMALE

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

Parents = Mapping[int, tuple[int | None, int | None]]  # by child: mother and father
ANCESTORS_DEEP = 5  # generations upwards; no two living people are further apart in one line
HEAD, SPOUSE, SON, DAUGHTER, GRANDCHILD = "01", "10", "20", "30", "40"  # GB/T 4761
PARENT, GRANDPARENT, SIBLING, OTHER = "50", "60", "70", "97"


@dataclass(frozen=True)
class Kinship:
    """How two people are related by blood: steps up from each to the ancestor they share, none for the ancestor."""

    up: int
    down: int

    @property
    def is_direct(self) -> bool:
        """直系血亲: one descends from the other."""
        return min(self.up, self.down) == 0

    @property
    def generations(self) -> int:
        """Within how many generations 三代以内, counted as the law does: oneself is the first."""
        return max(self.up, self.down) + 1

    @property
    def told(self) -> "_StrOrPromise":
        """In words, for the one of the two who stands at the counter."""
        return _WORDS.get((min(self.up, self.down), max(self.up, self.down)), _("relatives by blood"))


_WORDS: "dict[tuple[int, int], _StrOrPromise]" = {
    (0, 1): _("parent and child"),
    (0, 2): _("grandparent and grandchild"),
    (0, 3): _("great-grandparent and great-grandchild"),
    (1, 1): _("brother and sister"),
    (1, 2): _("uncle or aunt and niece or nephew"),
    (2, 2): _("cousins by blood"),
}


def ancestors(person_id: int, *, parents: Parents) -> dict[int, int]:
    """The person and their ancestors, by the fewest steps up to each; a ring in the data ends nothing."""
    found, level = {person_id: 0}, [person_id]
    for steps in range(1, ANCESTORS_DEEP + 1):
        level = [
            parent
            for child in level
            for parent in parents.get(child, (None, None))
            if parent is not None and parent not in found
        ]
        found |= dict.fromkeys(level, steps)
    return found


def kinship(one: int, other: int, *, parents: Parents) -> Kinship | None:
    """The closest kinship by blood, as far as parents are known; None where there is none."""
    above_one, above_other = ancestors(one, parents=parents), ancestors(other, parents=parents)
    shared = [Kinship(above_one[common], above_other[common]) for common in above_one.keys() & above_other.keys()]
    return min(shared, key=lambda kin: (kin.generations, kin.up + kin.down), default=None)


def bars_marriage(kin: Kinship | None, *, generations: int) -> bool:
    """Whether the kinship stands against a marriage, where the law reaches so many generations."""
    return kin is not None and (kin.is_direct or kin.generations <= generations)


def would_be_ones_own_ancestor(child_id: int, parent_id: int, *, parents: Parents) -> bool:
    """Whether entering this parent would make somebody their own ancestor."""
    return child_id in ancestors(parent_id, parents=parents)


@dataclass(frozen=True)
class Member:
    """What of a member of a household their role is told by."""

    person_id: int
    sex: str = ""
    birth_date: date | None = None
    spouse_id: int | None = None
    mother_id: int | None = None
    father_id: int | None = None

    @property
    def parents(self) -> tuple[int | None, int | None]:
        return self.mother_id, self.father_id


def role_towards(head: Member, member: Member, *, family: Mapping[int, Member]) -> str:
    """The role of a member towards the head of the household, by GB/T 4761. `family` are all who are known."""
    if member.person_id == head.person_id:
        return HEAD
    if head.spouse_id == member.person_id or member.spouse_id == head.person_id:
        return SPOUSE
    parents = {one.person_id: one.parents for one in family.values()}
    kin = kinship(member.person_id, head.person_id, parents=parents)
    if kin is None:
        kin = _by_marriage(head, member, parents=parents)
    if kin is None:
        return OTHER
    if (kin.up, kin.down) == (1, 0):
        return DAUGHTER if member.sex == FEMALE else SON
    return {(2, 0): GRANDCHILD, (0, 1): PARENT, (0, 2): GRANDPARENT, (1, 1): SIBLING}.get((kin.up, kin.down), OTHER)


def _by_marriage(head: Member, member: Member, *, parents: Parents) -> Kinship | None:
    """A spouse's child belongs to the household as a child does."""
    if head.spouse_id is None:
        return None
    kin = kinship(member.person_id, head.spouse_id, parents=parents)
    return kin if kin is not None and kin.up == 1 and kin.down == 0 else None


def next_head(former: Member, others: Mapping[int, Member], *, adults: frozenset[int]) -> int | None:
    """Who heads a household after its head: the spouse, else the oldest child, else the oldest, adults first.

    《户口登记条例》第五条 lets the members say who presides; this is who is entered until they do.
    """

    def order(member: Member) -> tuple[bool, int, date, int]:
        is_spouse = former.spouse_id == member.person_id or member.spouse_id == former.person_id
        rank = 0 if is_spouse else 1 if former.person_id in member.parents else 2
        return (member.person_id not in adults, rank, member.birth_date or date.max, member.person_id)

    return min(others.values(), key=order).person_id if others else None
