"""What arrives from outside."""

from dataclasses import dataclass
from typing import Any, ClassVar

from longcheng.core.events.event import Event


@dataclass(frozen=True, kw_only=True)
class CloudEventReceived(Event):
    """A program outside sent us a CloudEvent and its signature was right.

    Sent once for each pair of CloudEvents `source` and `id`; a repeat is acknowledged and not sent.
    Not sent for an event whose signature, shape or size is refused.
    """

    ordered_by: ClassVar[str] = "ordering_key"

    sender: str
    type: str
    source: str
    id: str
    subject: str = ""
    data: Any = None

    @property
    def ordering_key(self) -> str:
        """CloudEvents of one source about one subject keep their order."""
        return f"{self.sender} {self.source} {self.subject}"[:200]
