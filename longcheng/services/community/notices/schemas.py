"""The shapes of the notices API."""

from datetime import datetime

from ninja import Schema


class NoticeOut(Schema):
    """One notice as everybody may read it."""

    id: int
    title: str
    body: str
    area_code: str
    area_name: str
    organisation: str
    is_urgent: bool
    published_at: datetime
    expires_at: datetime | None


class NoticeIn(Schema):
    """A notice to publish."""

    title: str
    body: str
    area_code: str
    is_urgent: bool = False
    expires_at: datetime | None = None


class Published(Schema):
    """What was accepted: the notice's number and how many people it goes to."""

    id: int
    recipients: int


class Defects(Schema):
    """What is wrong, by field."""

    defects: dict[str, str]
