"""What mandates tell others: that one has ended, by number."""

from dataclasses import dataclass
from typing import ClassVar

from longcheng.core.events.event import Event


@dataclass(frozen=True, kw_only=True)
class MandateEnded(Event):
    """A mandate has ended before its last day, by the word of one of its sides or of the registrar.

    Sent once when a page ends it. Not sent when it runs out, nor when a register or a death ends it, which have events
    of their own.
    """

    ordered_by: ClassVar[str] = "mandate_id"

    mandate_id: int
    basis: str
