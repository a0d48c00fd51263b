"""What the interface for programs says."""

from datetime import datetime

from ninja import Schema


class LineOut(Schema):
    """One reading of the person's data, in words and in its parts."""

    number: int
    at: datetime
    sentence: str
    who: str
    organisation: str
    role: str
    purpose_kind: str
    reference: str
    record: str
    fields: list[str]
    others: str
    delay: str


class LinesOut(Schema):
    """Some lines, newest first; `older` is the cursor of the next ones, null where there are none."""

    lines: list[LineOut]
    older: str | None


class Defects(Schema):
    defects: dict[str, str]
