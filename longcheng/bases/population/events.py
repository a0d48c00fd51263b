"""What the population base tells others: numbers, days and division codes, never a name or an address.

Of somebody whose address is kept secret the division code is empty as well.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from longcheng.core.events.event import Event


@dataclass(frozen=True, kw_only=True)
class PersonBorn(Event):
    """A child was born and is in the register.

    Sent once when a counter registers the birth, however late. Not sent for people whom a file or an import enters, and
    not again when the record is corrected; a birth filed by mistake is followed by ActTakenBack.
    """

    ordered_by: ClassVar[str] = "person_id"

    person_id: int
    mother_id: int
    father_id: int | None = None
    birth_date: date
    division_code: str


@dataclass(frozen=True, kw_only=True)
class PersonDied(Event):
    """A death is registered: appointments, benefits and mandates of this person are to end.

    Sent once when a counter registers the death. Not sent when a department's file differs (that is a doubt), nor when
    the day of death is corrected; a death filed by mistake is followed by ActTakenBack.
    """

    ordered_by: ClassVar[str] = "person_id"

    person_id: int
    death_date: date
    division_code: str


@dataclass(frozen=True, kw_only=True)
class PersonsMarried(Event):
    """Two people are married. Sent once for both when a counter files it; not sent for marriages from files."""

    ordered_by: ClassVar[str] = "first_id"

    first_id: int
    second_id: int
    day: date


@dataclass(frozen=True, kw_only=True)
class PersonsDivorced(Event):
    """A marriage has ended by divorce. Sent once for both when a counter files it; not sent when a spouse dies."""

    ordered_by: ClassVar[str] = "first_id"

    first_id: int
    second_id: int | None = None
    day: date


@dataclass(frozen=True, kw_only=True)
class PersonMoved(Event):
    """One person lives elsewhere than before, in another household or one of their own.

    Sent once when the move is filed. Not sent to each member when a household moves: that is HouseholdMoved; not sent
    for changes of the registered residence alone.
    """

    ordered_by: ClassVar[str] = "person_id"

    person_id: int
    household_id: int
    from_household_id: int | None = None
    from_division: str
    to_division: str
    day: date


@dataclass(frozen=True, kw_only=True)
class HouseholdMoved(Event):
    """A household lives elsewhere, with all who belong to it.

    Sent once when the move is filed. Not sent for each member, nor when a mistyped address is corrected.
    """

    ordered_by: ClassVar[str] = "household_id"

    household_id: int
    from_division: str
    to_division: str
    day: date


@dataclass(frozen=True, kw_only=True)
class NameChanged(Event):
    """Somebody bears another name from that day. Which one is read from the register, for a purpose.

    Sent once when the change is filed. Not sent when a mistyped name is corrected: that is RecordCorrected.
    """

    ordered_by: ClassVar[str] = "person_id"

    person_id: int
    day: date


@dataclass(frozen=True, kw_only=True)
class GuardianSet(Event):
    """Somebody has a guardian whom the register names.

    Sent once when a counter enters the guardian. Not sent for parents, who are guardians by law.
    """

    ordered_by: ClassVar[str] = "person_id"

    person_id: int
    guardian_id: int


@dataclass(frozen=True, kw_only=True)
class GuardianEnded(Event):
    """A guardianship that the register named has ended: by a paper, or because the guardian died.

    Sent once for each guardianship. Not sent when the ward comes of age, which the birth date tells.
    """

    ordered_by: ClassVar[str] = "person_id"

    person_id: int
    guardian_id: int


@dataclass(frozen=True, kw_only=True)
class AddressProtected(Event):
    """Somebody's address is kept secret from now on, or no longer. Sent for each member of the household.

    Whoever keeps a copy of the address hides or removes it. Not sent when a protected household moves.
    """

    ordered_by: ClassVar[str] = "person_id"

    person_id: int
    is_protected: bool


@dataclass(frozen=True, kw_only=True)
class RecordCorrected(Event):
    """A field of a record was wrong and is put right. Sent for a correction by an officer, with the field's name.

    Not sent for acts that change what was right until then (a move, a marriage), which have events of their own.
    `person_id` is the person whose record was open, also where the field is their household's.
    """

    ordered_by: ClassVar[str] = "person_id"

    person_id: int
    field: str


@dataclass(frozen=True, kw_only=True)
class ActTakenBack(Event):
    """An act was filed by mistake and counts no more, with all that was stated together with it.

    Sent once, for the person whose act it was. `kind` is that of the act, such as `death`. Not sent for merges.
    """

    ordered_by: ClassVar[str] = "person_id"

    person_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class PersonsMerged(Event):
    """Two records were of one person: what is known under `other_id` is known under `person_id` from now on.

    Sent once for each merge, by an officer or by a linkage. Not sent for pairs that are only doubted.
    """

    ordered_by: ClassVar[str] = "person_id"

    person_id: int
    other_id: int


@dataclass(frozen=True, kw_only=True)
class MergeUndone(Event):
    """Two records were merged by mistake and stand apart again, each as it was.

    Sent once for each merge that is undone. Not sent for other acts that are taken back: that is ActTakenBack.
    """

    ordered_by: ClassVar[str] = "person_id"

    person_id: int
    other_id: int
