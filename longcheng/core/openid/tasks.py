"""Keys turn over and what is spent goes."""

from datetime import timedelta

from django.utils import timezone

from longcheng.core.clock import every
from longcheng.core.openid import lifetimes
from longcheng.core.openid.actions.allowances import forget_old_allowances
from longcheng.core.openid.actions.keys import ensure_keys, forget_retired_keys, rotate_keys
from longcheng.core.openid.actions.programs import forget_undecided_programs
from longcheng.core.openid.actions.spent import forget_spent_tokens


@every(hours=1)
def turn_keys() -> None:
    """The next key signs when the current one has done so for 90 days; retired keys go after their last token."""
    current = ensure_keys()
    if current.current_at is not None and timezone.now() - current.current_at >= lifetimes.KEY_IN_USE:
        rotate_keys()
    forget_retired_keys()


@every(hours=1)
def forget_what_is_spent() -> None:
    """Expired codes, tokens and device questions, old counts, and registrations nobody decided on."""
    forget_spent_tokens(before=timezone.now() - timedelta(hours=1))
    forget_old_allowances()
    forget_undecided_programs()
