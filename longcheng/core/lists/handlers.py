"""What lists do with their own news: the next rows of an act on many."""

from longcheng.core.lists.actions.running import work_on
from longcheng.core.lists.events import BulkRunGoesOn


def go_on(event: BulkRunGoesOn) -> None:
    """Act on the next rows that still wait; called twice it finds none of the first call's rows waiting."""
    work_on(run_id=event.run_id, chunk=event.chunk)
