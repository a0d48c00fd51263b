"""What disclosure does on a clock."""

from longcheng.core.clock import every
from longcheng.core.disclosure.actions import tell_of_ended_delays, tell_waiting_answers


@every(minutes=5)
def tell_what_was_delayed() -> None:
    """Tell people of looks that a delay hid and no longer does, and of answers that waited with them."""
    tell_of_ended_delays()
    tell_waiting_answers()
