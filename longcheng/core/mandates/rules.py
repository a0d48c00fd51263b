"""How long a mandate may last, and what its words must be; pure, with sources."""

from collections.abc import Collection
from datetime import date, timedelta

# 民法典 第一百六十五条: a written authorisation states the agent, the matters, the scope and the term. It names no
# longest term; the city asks for it to be given again after three years so that none is forgotten.
LONGEST_DAYS = 3 * 366
# 民法典 第十七条: whoever is eighteen is of age; the registrar enters the birthday as the end of a guardianship.
LONGEST_GUARDIANSHIP_DAYS = 18 * 366
# Whoever mistypes a relative needs a few tries; whoever looks people up needs thousands.
MISSES_A_DAY = 20
MOST_LIVE = 20  # of one giver: more is a market in mandates, not a family


def defects(
    *,
    scopes: Collection[str],
    known: Collection[str],
    until: date | None,
    today: date,
    longest_days: int = LONGEST_DAYS,
) -> dict[str, str]:
    """What is wrong with a mandate's terms, by field, as keys of words: none, unknown, past, long."""
    found: dict[str, str] = {}
    if not scopes:
        found["scopes"] = "none"
    elif set(scopes) - set(known):
        found["scopes"] = "unknown"
    if until is None:
        found["until"] = "none"
    elif until < today:
        found["until"] = "past"
    elif until > today + timedelta(days=longest_days):
        found["until"] = "long"
    return found
