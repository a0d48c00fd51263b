"""What runs on a clock: mandates for people whose account was matched after they had been appointed."""

from longcheng.bases.organisations.actions.appointments import settle_mandates
from longcheng.bases.organisations.agencies import accounts_with_waiting_appointments
from longcheng.core.clock import every


@every(minutes=1)
def settle_waiting_mandates() -> None:
    """Give each of them the mandate that an officer has entered."""
    for account in accounts_with_waiting_appointments():
        settle_mandates(account)
