"""What is published of each place, as pages, files and the wall show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models.functions import Length
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.geography.romanised import division_name
from longcheng.bases.population.count_models import PopulationCount, PopulationRelease, Residency
from longcheng.bases.population.statistics.arranging import AGES, OLDEST, SEXES, WITHHELD
from longcheng.bases.population.statistics.protecting import TEN

MEN, WOMEN, UNKNOWN_SEX = SEXES
LIVING = (Residency.LOCAL.value, Residency.FLOATING.value)
Years = list[int]


@dataclass
class Place:
    """The published figures of one place. `ages` by residency and sex; empty where the place is too small for them."""

    code: str
    name: str
    totals: dict[str, int] = field(default_factory=dict)
    ages: dict[tuple[str, str], Years] = field(default_factory=dict)

    @property
    def residents(self) -> int:
        """Who lives here 常住."""
        return sum(self.totals.get(one, 0) for one in LIVING)

    @property
    def floating(self) -> int:
        """Who lives here and is registered outside the city 市外户籍."""
        return self.totals.get(Residency.FLOATING.value, 0)

    @property
    def registered(self) -> int:
        """Who is registered here 户籍."""
        return self.totals.get(Residency.REGISTERED.value, 0)

    @property
    def has_ages(self) -> bool:
        return bool(self.ages)

    def years(self, sex: str, *, of: Sequence[str] = LIVING) -> Years:
        """How many there are of each year of age; the last figure is of those whose age is not known."""
        found = [self.ages.get((residency, sex), [0] * AGES) for residency in of]
        return [sum(figures) for figures in zip(*found, strict=True)]

    def aged(self, first: int, last: int = OLDEST, *, of: Sequence[str] = LIVING) -> int:
        """How many are between two ages, both included, of whatever sex."""
        return sum(sum(self.years(sex, of=of)[first : last + 1]) for sex in SEXES)

    def share_aged(self, first: int, last: int = OLDEST) -> float | None:
        """Their part of all whose age is known, in percent; None where it cannot be told."""
        known = self.aged(0)
        return 100 * self.aged(first, last) / known if known else None

    @property
    def men_to_women(self) -> float | None:
        """Men for each hundred women 性别比."""
        women = sum(self.years(WOMEN))
        return 100 * sum(self.years(MEN)) / women if women else None

    @property
    def median_age(self) -> int | None:
        """Half of the residents are younger."""
        figures = [sum(self.years(sex)[age] for sex in SEXES) for age in range(OLDEST + 1)]
        half, passed = sum(figures) / 2, 0
        for age, figure in enumerate(figures):
            passed += figure
            if passed and passed >= half:
                return age
        return None


def places(release: PopulationRelease, divisions: Iterable[Division]) -> list[Place]:
    """The figures of some places, in the same order. One query."""
    found = {one.code: Place(one.code, said_name(one)) for one in divisions}
    _fill(release, found)
    return list(found.values())


def withheld(release: PopulationRelease) -> Place:
    """Those who are counted for the city alone: their address is protected or not known."""
    place = Place(WITHHELD, _("Place not told (protected or not known)"))
    _fill(release, {WITHHELD: place})
    return place


def living_published(area_code: str = "") -> tuple[int, datetime] | None:
    """How many live in a place, or the city, and when they were counted; None where nothing is published. One query."""
    rows = PopulationCount.objects.filter(sex="", residency__in=LIVING)
    if area_code:
        rows = rows.filter(division_code=area_code)
    else:
        rows = rows.annotate(length=Length("division_code")).filter(length=DivisionLevel.CITY)
    found = list(rows.order_by("-release_id").values_list("release_id", "release__counted_at", "total"))
    if not found:
        return None
    return sum(total for release, _at, total in found if release == found[0][0]), found[0][1]


def _fill(release: PopulationRelease, found: dict[str, Place]) -> None:
    rows = release.counts.filter(division_code__in=list(found))
    for code, residency, sex, total, by_age in rows.values_list("division_code", "residency", "sex", "total", "by_age"):
        if by_age is None:
            found[code].totals[residency] = total
        else:
            found[code].ages[residency, sex] = by_age


def said_name(division: Division) -> str:
    """The name in the reader's language."""
    return division_name(division.name) if (get_language() or "").startswith("en") else division.name


def shown(figure: int) -> str:
    """A published figure as one reads it: below ten it is not told."""
    return f"{figure:,}" if figure >= TEN else _("under %(n)s") % {"n": TEN}


def percent(value: float | None) -> str:
    """A part in percent with one decimal; a dash where it is not known."""
    return "—" if value is None else f"{number_format(value, 1)}%"
