"""What signing in forgets by the clock."""

from longcheng.core.clock import every
from longcheng.core.sign_in.actions.forgetting import forget_failures
from longcheng.core.sign_in.actions.sessions import forget_expired_sessions


@every(minutes=5)
def forget_old_failures() -> None:
    """Remove counters that time has forgiven, and the oldest if there are too many."""
    forget_failures()


@every(minutes=10)
def forget_old_sessions() -> None:
    """Remove sessions that have ended by their lifetimes."""
    forget_expired_sessions()
