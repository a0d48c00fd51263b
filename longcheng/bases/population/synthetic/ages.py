"""How many there are of each age and sex: the published pyramid, fitted to the city's own totals."""

import numpy as np

from longcheng.bases.population.synthetic.drawing import Numbers, Weights, spread
from longcheng.bases.population.synthetic.figures import OLDEST, Figures

MALE, FEMALE = 1, 2
GROUPS = ((0, 15, "share_0_14"), (15, 60, "share_15_59"), (60, 65, "share_60_64"), (65, OLDEST + 1, "share_65_plus"))
FITTED_IN = 30  # rounds; a hundredth of a person is left after ten


def cells(figures: Figures) -> Weights:
    """The share of men and of women of each age, 2 × 105: by the pyramid within each group, by the totals of both.

    Iterative proportional fitting: the groups' shares, then men and women, until nothing changes.
    """
    table: Weights = np.array([figures.pyramid["male"], figures.pyramid["female"]])
    sexes = np.array([figures.totals["male"], figures.totals["female"]])
    sexes = sexes / sexes.sum()
    for _round in range(FITTED_IN):
        for first, behind, name in GROUPS:
            table[:, first:behind] *= figures.totals[name] / table[:, first:behind].sum()
        table *= (sexes / table.sum(axis=1))[:, None]
    table /= table.sum()
    return table


def ages_of(count: int, *, shares: Weights, draw: np.random.Generator) -> tuple[Numbers, Numbers]:
    """Sex (1, 2) and completed years of `count` people."""
    place = spread(shares.ravel(), count, draw)
    return place // (OLDEST + 1) + MALE, place % (OLDEST + 1)


def births(years: Numbers, *, today: np.datetime64, draw: np.random.Generator) -> Numbers:
    """A day of birth, in days since 1970, for each number of completed years at `today`."""
    month = today.astype("datetime64[M]")
    day = np.minimum((today - month).astype(np.int64), 27)
    anniversary: Numbers = (month - 12 * years).astype("datetime64[D]").astype(np.int64) + day
    return anniversary - draw.integers(0, 365, len(years))


# The share that is married by age: our own curve, no source gives it. Nobody is under the age of the law, 22 and 20
# (《民法典》 Article 1047).
MARRIED_AGES = (19.9, 20, 22, 24, 26, 28, 30, 33, 36, 40, 50, 60, 70, 80, 90, 104)
MARRIED_WOMEN = (0, 0.04, 0.14, 0.33, 0.53, 0.70, 0.81, 0.88, 0.91, 0.925, 0.92, 0.88, 0.75, 0.48, 0.22, 0.08)
MARRIED_MEN = (0, 0, 0.06, 0.20, 0.40, 0.58, 0.71, 0.81, 0.86, 0.90, 0.92, 0.92, 0.87, 0.74, 0.50, 0.25)
WIDOWED_AGES = (35, 45, 55, 65, 75, 85, 104)
WIDOWED = (0.01, 0.10, 0.35, 0.72, 0.92, 0.97, 0.99)  # of those past 35 who are not married
DIVORCED_AGES = (24, 28, 35, 45, 60, 75, 104)
DIVORCED = (0.0, 0.05, 0.40, 0.75, 0.70, 0.40, 0.20)  # of those who are neither married nor widowed


def is_married(sex: Numbers, years: Numbers, draw: np.random.Generator) -> np.ndarray:
    """Who is married, drawn by age and sex."""
    women, men = np.interp(years, MARRIED_AGES, MARRIED_WOMEN), np.interp(years, MARRIED_AGES, MARRIED_MEN)
    share = np.where(sex == FEMALE, women, np.where(years < 22, 0.0, men))
    return draw.random(len(years)) < share


def unmarried_status(years: Numbers, draw: np.random.Generator) -> Numbers:
    """Single, widowed or divorced (GB/T 2261.2: 10, 30, 40) for those who are not married."""
    widowed = draw.random(len(years)) < np.where(years < 30, 0, np.interp(years, WIDOWED_AGES, WIDOWED))
    divorced = draw.random(len(years)) < np.interp(years, DIVORCED_AGES, DIVORCED)
    return np.where(widowed, 30, np.where(divorced, 40, 10)).astype(np.int64)
