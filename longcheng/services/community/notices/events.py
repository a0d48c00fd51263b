"""What notices tell others."""

from dataclasses import dataclass
from typing import ClassVar

from longcheng.core.events.event import Event


@dataclass(frozen=True, kw_only=True)
class NoticePublished(Event):
    """A notice stands and is on its way to everybody in the area.

    Sent once when it is published. Not sent for a draft, and not again when it is withdrawn.
    """

    ordered_by: ClassVar[str] = "notice_id"
    is_shared: ClassVar[bool] = True

    notice_id: int
    title: str
    area_code: str
    organisation: str
    is_urgent: bool


@dataclass(frozen=True, kw_only=True)
class NoticeSpreadOn(Event):
    """One batch of inboxes has the notice and the next batch is due.

    Sent by each batch that was full, in the batch's own transaction, so that spreading goes on after any
    crash where it stood. Not sent after the last batch.
    """

    ordered_by: ClassVar[str] = "notice_id"

    notice_id: int
    after_account_id: int


@dataclass(frozen=True, kw_only=True)
class NoticeWithdrawn(Event):
    """A notice no longer counts. Sent when its organisation withdraws it, not when it expires by itself."""

    ordered_by: ClassVar[str] = "notice_id"
    is_shared: ClassVar[bool] = True

    notice_id: int
    area_code: str
    reason: str
