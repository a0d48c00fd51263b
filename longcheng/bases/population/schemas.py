"""What programs read of a resident."""

from datetime import datetime
from typing import Any

from ninja import Schema


class PartOut(Schema):
    """One part of a record; a masked one holds its mask."""

    name: str
    value: str
    is_masked: bool


class ResidentOut(Schema):
    """A resident as the caller may see them for the purpose given."""

    subject_id: int
    purpose: str
    parts: list[PartOut]


class RefusalOut(Schema):
    """Why not: the rule, what is missing, how to get it right."""

    error: str
    rule: str = ""
    missing: str = ""
    how: str = ""
    permission: str = ""


class ActOut(Schema):
    """One act of a register. `withheld` names fields that the act states and the caller is not told."""

    id: int
    subject_id: int
    kind: str
    source: str
    values: dict[str, Any]
    withheld: list[str]
    valid_from: datetime
    valid_to: datetime | None
    recorded_at: datetime
    voids_id: int | None


class FeedOut(Schema):
    """A page of acts in the order of their commits. Keep `cursor` together with what you made of the page."""

    acts: list[ActOut]
    cursor: str
    has_more: bool
    owners: dict[str, str]


class RecordOut(Schema):
    """A record as it stands now."""

    subject_id: int
    values: dict[str, Any]
    withheld: list[str]
    last_act_id: int


class DefectsOut(Schema):
    """What was wrong with the question, by parameter."""

    defects: dict[str, str]
