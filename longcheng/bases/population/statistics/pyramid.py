"""The picture of a population by age and sex: how long each bar is, and what it says."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from longcheng.bases.population.statistics.arranging import OLDEST
from longcheng.bases.population.statistics.figures import shown

GROUP = 5
NICE = (0.5, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 50)  # where an axis may end, in percent
MOST_NOISE = 0.08  # beyond it rounding to tens roughens the picture
ROUNDING = 4.1  # what rounding two marks to tens moves a figure by, as a standard deviation: √(2·100/12)


@dataclass(frozen=True)
class Bar:
    """One age or group of ages. Lengths are from 0 to 100; `men_against` is the mark of what it is compared with."""

    first: int
    last: int
    men: int
    women: int
    men_length: float
    women_length: float
    men_percent: float
    women_percent: float
    men_against: float | None = None
    women_against: float | None = None

    @property
    def label(self) -> str:
        if self.last >= OLDEST:
            return f"{self.first}+"
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"

    @property
    def men_told(self) -> str:
        return shown(self.men)

    @property
    def women_told(self) -> str:
        return shown(self.women)

    @property
    def is_marked(self) -> bool:
        """Whether its age stands beside it, where every year has a bar."""
        return self.first % 10 == 0


@dataclass(frozen=True)
class Pyramid:
    """All bars, the oldest on top; `most` is the percentage at which the axis ends."""

    bars: list[Bar]
    most: float

    @property
    def half(self) -> float:
        return self.most / 2


def grouped(years: Sequence[int | float], *, step: int) -> list[float]:
    """Figures by single year up to a hundred and more, joined to groups of `step` years."""
    known = list(years[: OLDEST + 1])
    return [sum(known[first : first + step]) for first in range(0, len(known), step)]


def pyramid(
    men: Sequence[int],
    women: Sequence[int],
    *,
    step: int = GROUP,
    against: tuple[Sequence[float], Sequence[float]] | None = None,
) -> Pyramid:
    """The bars of figures by year of age. `against` are men and women of another population, of any size.

    Bars show parts of the whole, so that places of different size can be laid over each other.
    """
    groups = (grouped(men, step=step), grouped(women, step=step))
    parts = _percent(*groups)
    others = _percent(*(grouped(one, step=step) for one in against)) if against else None
    highest = max((*parts[0], *parts[1], *(others[0] + others[1] if others else [])), default=0)
    most = next((end for end in NICE if highest <= end), 100)
    bars = [
        Bar(
            first=number * step,
            last=min(number * step + step - 1, OLDEST) if number < len(groups[0]) - 1 else OLDEST,
            men=int(groups[0][number]),
            women=int(groups[1][number]),
            men_length=_length(parts[0][number], most),
            women_length=_length(parts[1][number], most),
            men_percent=parts[0][number],
            women_percent=parts[1][number],
            men_against=_length(others[0][number], most) if others else None,
            women_against=_length(others[1][number], most) if others else None,
        )
        for number in range(len(groups[0]))
    ]
    return Pyramid(bars[::-1], most)


def _percent(men: list[float], women: list[float]) -> tuple[list[float], list[float]]:
    people = sum(men) + sum(women)
    return [100 * one / people if people else 0 for one in men], [100 * one / people if people else 0 for one in women]


def _length(percent: float, most: float) -> float:
    return round(100 * percent / most, 2)


def bears_single_years(people: int, *, rounded_in: int) -> bool:
    """Whether a picture with a bar for every year shows the people and not the rounding in so many places."""
    return people > 0 and ROUNDING * sqrt(rounded_in) / (people / (2 * (OLDEST + 1))) <= MOST_NOISE
