"""What the registers tell of doubts: numbers and names of fields, never a value."""

from dataclasses import dataclass
from typing import ClassVar

from longcheng.core.events.event import Event


@dataclass(frozen=True, kw_only=True)
class DoubtOpened(Event):
    """A value of a register is being checked.

    Sent when a reader files that it is wrong, and when another source states something else than the owner of the field
    holds, and when a correction is taken back, so that the value is being checked again. Not sent when the same source
    states the same again while it is being checked.
    """

    ordered_by: ClassVar[str] = "doubt_id"

    doubt_id: int
    register: str
    subject_id: int
    field: str


@dataclass(frozen=True, kw_only=True)
class DoubtDecided(Event):
    """A doubt has an end: accepted, refused or withdrawn, by a person or by a later statement.

    Sent in the transaction that ends it; once more if it was opened again and ends again. Not sent when it is taken
    over or given back.
    """

    ordered_by: ClassVar[str] = "doubt_id"

    doubt_id: int
    register: str
    subject_id: int
    field: str
    outcome: str
