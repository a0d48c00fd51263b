"""What the search does on the clock."""

from longcheng.core.clock import every
from longcheng.core.search.actions import refresh_all


@every(minutes=10)
def refresh_search() -> None:
    """Bring in what rooms changed without saying so, and let go what is over."""
    refresh_all()
