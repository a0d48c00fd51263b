"""On the clock: what still stands under an old key comes under the current one, a little at a time."""

from longcheng.core.clock import every
from longcheng.core.protection.ring import ring
from longcheng.core.protection.ring_file import KINDS
from longcheng.core.protection.rotating import renew_some

AT_ONCE = 2_000  # values; well under a second, in which their rows are locked


@every(minutes=1)
def renew_what_is_left() -> None:
    """Go on with a change of keys that was begun. Costs nothing while there is one key of a kind."""
    for kind in KINDS:
        if len(ring().of(kind).keys) > 1:
            renew_some(kind, most=AT_ONCE)
