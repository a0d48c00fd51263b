"""What programs read of a resident."""

from ninja import Schema


class PartOut(Schema):
    """One part of a record; a masked one holds its mask."""

    name: str
    value: str
    is_masked: bool


class ResidentOut(Schema):
    """A resident as the caller may see them for the purpose given."""

    account_id: int
    purpose: str
    parts: list[PartOut]


class RefusalOut(Schema):
    """Why not: the rule, what is missing, how to get it right."""

    error: str
    rule: str = ""
    missing: str = ""
    how: str = ""
    permission: str = ""
