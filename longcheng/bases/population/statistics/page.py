"""Everything that the page of statistics and its files show."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.population.count_models import PopulationRelease
from longcheng.bases.population.statistics.asking import OF, Asked, division_asked, inner_divisions
from longcheng.bases.population.statistics.counting import newest_release
from longcheng.bases.population.statistics.figures import MEN, WOMEN, Place, percent, places, shown, withheld
from longcheng.bases.population.statistics.published import published_pyramid
from longcheng.bases.population.statistics.pyramid import Pyramid, bears_single_years, pyramid

ELDERLY, OLD, GROWN = (
    60,
    65,
    15,
)  # 《老年人权益保障法》 Article 2: from sixty years on; GB/T and the census: 65, 0 to 14


@dataclass(frozen=True)
class Key:
    """One key figure: what it is, its value, what it says."""

    label: str
    value: str
    unit: str = ""
    note: str = ""


@dataclass(frozen=True)
class TableRow:
    """One place of the table."""

    place: Place
    residents: str
    floating: str
    registered: str
    old: str
    length: float


class Statistics:
    """The release that is shown, seen as asked; each part is worked out once, when it is shown."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked

    @cached_property
    def release(self) -> PopulationRelease | None:
        return newest_release()

    @cached_property
    def division(self) -> Division | None:
        return division_asked(self.asked)

    @cached_property
    def place(self) -> Place | None:
        """The chosen place; None before anybody was counted."""
        if self.release is None or self.division is None:
            return None
        return places(self.release, [self.division])[0]

    @cached_property
    def city(self) -> Place:
        assert self.release is not None  # noqa: S101  asked for only where there is a place
        return places(self.release, Division.objects.filter(level=DivisionLevel.CITY))[0]

    @property
    def is_city(self) -> bool:
        return self.division is not None and self.division.level == DivisionLevel.CITY

    @cached_property
    def enclosing(self) -> Division | None:
        """The place that lies around the chosen one."""
        return self.division.parent if self.division is not None else None

    @cached_property
    def inner(self) -> list[Place]:
        """The places inside, in the order that was asked for."""
        if self.release is None or self.division is None:
            return []
        found = places(self.release, inner_divisions(self.division, self.asked))
        column = self.asked.sort.removeprefix("-")
        if column != "code":
            found.sort(key=_SORTED_BY[column])
        if self.asked.sort.startswith("-"):
            found.reverse()
        return found

    @cached_property
    def rows(self) -> list[TableRow]:
        """The table; the longest bar is of the place with most residents."""
        most = max((one.residents for one in self.inner), default=0) or 1
        return [_row(one, 100 * one.residents / most) for one in self.inner]

    @property
    def has_inner_ages(self) -> bool:
        """Whether the places inside show ages, so that their column has something to say."""
        return any(one.has_ages for one in self.inner)

    @cached_property
    def untold(self) -> TableRow | None:
        """Those who are counted for the city alone."""
        if self.release is None or not self.is_city:
            return None
        found = withheld(self.release)
        return _row(found, 0) if found.residents or found.registered else None

    @cached_property
    def may_be_single_years(self) -> bool:
        """Whether there are enough people for a bar for every year."""
        if self.place is None or self.release is None or not self.place.has_ages:
            return False
        bases = Division.objects.filter(level=self.release.base_length, code__startswith=self.place.code).count()
        return bears_single_years(self.place.residents, rounded_in=max(1, bases))

    @cached_property
    def step(self) -> int:
        return 1 if self.asked.step == "1" and self.may_be_single_years else 5

    @cached_property
    def picture(self) -> Pyramid | None:
        """The pyramid of whom was asked for; None where the place is too small for ages."""
        if self.place is None or not self.place.has_ages:
            return None
        of = OF[self.asked.of]
        men, women = (self.place.years(sex, of=of) for sex in (MEN, WOMEN))
        return pyramid(men, women, step=self.step, against=self._against())

    def _against(self) -> "tuple[list[float] | tuple[float, ...], list[float] | tuple[float, ...]] | None":
        if self.asked.against == "city":
            of = OF[self.asked.of]
            return [float(n) for n in self.city.years(MEN, of=of)], [float(n) for n in self.city.years(WOMEN, of=of)]
        if self.asked.against == "published" and (found := published_pyramid()):
            return found.men, found.women
        return None

    @property
    def against_name(self) -> str:
        """What the marks are of."""
        if self.picture is None or self._against() is None:
            return ""
        return self.city.name if self.asked.against == "city" else _("China, census of 2020")

    @cached_property
    def keys(self) -> list[Key]:
        """The key figures of the place."""
        place = self.place
        if place is None:
            return []
        floating = 100 * place.floating / place.residents if place.residents else None
        found = [
            Key(_("Living here"), shown(place.residents), note=_("live here, wherever they are registered")),
            Key(_("From outside the city"), shown(place.floating), note=percent(floating)),
            Key(_("Registered here"), shown(place.registered), note=_("wherever they live")),
        ]
        if not place.has_ages:
            return found
        men_to_women = place.men_to_women
        return [
            *found,
            Key(_("60 years and older"), percent(place.share_aged(ELDERLY)), note=_old_note(place)),
            Key(_("Under 15 years"), percent(place.share_aged(0, GROWN - 1))),
            Key(_("Median age"), "—" if place.median_age is None else str(place.median_age), unit=_("years old")),
            Key(_("Men for each 100 women"), "—" if men_to_women is None else f"{men_to_women:.1f}"),
        ]


def _old_note(place: Place) -> str:
    return _("65 and older: %(share)s") % {"share": percent(place.share_aged(OLD))}


_SORTED_BY: dict[str, Callable[[Place], float]] = {
    "residents": lambda one: one.residents,
    "floating": lambda one: one.floating,
    "registered": lambda one: one.registered,
    "old": lambda one: one.share_aged(ELDERLY) or -1,
}


def _row(place: Place, length: float) -> TableRow:
    old = place.share_aged(ELDERLY) if place.has_ages else None
    return TableRow(
        place, shown(place.residents), shown(place.floating), shown(place.registered), percent(old), round(length, 1)
    )
