"""What acts on many rows tell of themselves."""

from dataclasses import dataclass
from typing import ClassVar

from longcheng.core.events.event import Event


@dataclass(frozen=True, kw_only=True)
class BulkRunGoesOn(Event):
    """The next rows of an act on many rows are due.

    Sent when a large one is confirmed or undone, and by each chunk that left rows over, in the chunk's own
    transaction, so that it goes on after any crash where it stood. Not sent for a small one, which is done at once,
    and not after the last chunk.
    """

    ordered_by: ClassVar[str] = "run_id"

    run_id: int
    chunk: int
