"""Identity numbers and telephones that cannot belong to anyone."""

import numpy as np

from longcheng.bases.population.rules import UNASSIGNED_PROVINCE
from longcheng.bases.population.synthetic.ages import MALE
from longcheng.bases.population.synthetic.drawing import Numbers

# Behind the province stand 10,000 codes of places that do not exist, and of each birthday 499 orders for either sex.
# Every household has an order of its own, and a second one for the second of twins: so numbers differ by construction.
AREAS, ORDERS = 10_000, 499
HOUSEHOLDS_MOST = AREAS * ORDERS // 2
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])  # GB 11643-1999
CHECK_SIGNS = np.array(list("10X98765432"))
# Mobile numbers begin with 13 to 19; 12 begins the short numbers of public services, so no telephone has eleven digits
# of this kind.
PHONE_PREFIX, PHONES, PHONE_STEP = "128", 10**8, 73_939_133  # the step and the number of phones have no common factor


def identity_numbers(household_ids: Numbers, sex: Numbers, birth: Numbers) -> list[str]:
    """Numbers by GB 11643 of people, by the number of their household. People of one household stand together.

    Raises ValueError beyond `HOUSEHOLDS_MOST` (2,495,000) households.
    """
    if len(household_ids) and int(household_ids.max()) >= HOUSEHOLDS_MOST:
        raise ValueError(f"Unassigned numbers reach for {HOUSEHOLDS_MOST:,} households. Take a second province code.")
    slot = household_ids + HOUSEHOLDS_MOST * _is_second(household_ids, sex, birth)
    area, order = np.divmod(slot, ORDERS)
    days = birth.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    year, month = months.astype("datetime64[Y]").astype(np.int64) + 1970, months.astype(np.int64) % 12 + 1
    day = (days - months).astype(np.int64) + 1
    body = (int(UNASSIGNED_PROVINCE) * AREAS + area) * 10**11 + (year * 10_000 + month * 100 + day) * 1000
    body += order * 2 + np.where(sex == MALE, 1, 2)
    digits = body[:, None] // 10 ** np.arange(16, -1, -1) % 10
    signs = CHECK_SIGNS[digits @ WEIGHTS % 11]
    return [f"{number}{sign}" for number, sign in zip(body.tolist(), signs.tolist(), strict=True)]


def _is_second(household_ids: Numbers, sex: Numbers, birth: Numbers) -> np.ndarray:
    order = np.lexsort((birth, sex, household_ids))
    keys = np.stack([household_ids[order], sex[order], birth[order]])
    second = np.zeros(len(order), bool)
    second[1:] = (keys[:, 1:] == keys[:, :-1]).all(axis=0)
    found = np.zeros(len(order), bool)
    found[order] = second
    return found


def phones(person_ids: Numbers | list[int]) -> list[str]:
    """A telephone for each person, different for the first hundred million."""
    scattered = np.asarray(person_ids, np.int64) % PHONES * PHONE_STEP % PHONES
    return [f"{PHONE_PREFIX}{number:08d}" for number in scattered.tolist()]
