"""The purposes that an account may choose at the counter, as a form offers them."""

from longcheng.bases.population.finding import usable_purposes
from longcheng.core.access.models import Account
from longcheng.core.access.purposes import named

RADIOS_MOST = 8  # more are chosen from a list that opens


def offered_purposes(account: Account) -> list[tuple[str, str]]:
    """Each purpose that is live and this account's, with its name."""
    return [(str(purpose), named(purpose)) for purpose in usable_purposes(account)]
