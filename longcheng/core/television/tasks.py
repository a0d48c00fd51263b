"""The city's own program stands before the first set asks, and what is over goes."""

from datetime import timedelta

from django.utils import timezone

from longcheng.core.clock import every
from longcheng.core.television.actions.program import ensure_program
from longcheng.core.television.actions.spent import forget_what_is_over

KEPT = timedelta(days=30)


@every(hours=1)
def keep_the_program() -> None:
    """Make the program by which sets are paired, if there is none yet."""
    ensure_program()


@every(hours=24)
def forget_old_sets() -> None:
    """Questions and stopped sets go after thirty days; what was done with them stays in the record of acts."""
    forget_what_is_over(before=timezone.now() - KEPT)
