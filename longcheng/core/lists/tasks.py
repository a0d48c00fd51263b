"""What lists do on the clock."""

from longcheng.core.clock import every
from longcheng.core.lists.actions.runs import forget_drafts
from longcheng.core.lists.actions.views import forget_deleted_views


@every(hours=6)
def tidy_lists() -> None:
    """Previews that nobody confirmed and views that were deleted long ago go."""
    forget_drafts()
    forget_deleted_views()
