"""What somebody wants to see of the statistics: which place, laid over what, in which order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.population.count_models import Residency
from longcheng.bases.population.statistics.figures import LIVING

OF: Mapping[str, Sequence[str]] = {
    "residents": LIVING,
    "floating": (Residency.FLOATING.value,),
    "registered": (Residency.REGISTERED.value,),
}
AGAINST = ("", "city", "published")
SORTS = ("code", "residents", "floating", "registered", "old")
STEPS = ("5", "1")
LEVELS = ("districts", "towns")


@dataclass(frozen=True)
class Asked:
    """A choice that is always one of those there are: anything else is the first."""

    place: str = ""
    of: str = "residents"
    against: str = ""
    step: str = "5"
    sort: str = "code"
    level: str = "districts"

    @classmethod
    def read(cls, data: Mapping[str, str]) -> "Asked":
        """From the query of an address."""
        code = data.get("place", "")
        is_code = code.isascii() and code.isdigit() and len(code) in {4, 6, 9}
        return cls(
            place=code if is_code else "",
            of=_one_of(tuple(OF), data.get("of", "")),
            against=_one_of(AGAINST, data.get("against", "")),
            step=_one_of(STEPS, data.get("step", "")),
            sort=_one_of((*SORTS, *(f"-{one}" for one in SORTS)), data.get("sort", "")),
            level=_one_of(LEVELS, data.get("level", "")),
        )

    def but(self, **changed: str) -> str:
        """The address of the same page with something else chosen."""
        other = replace(self, **changed)
        first = Asked()
        chosen = {name: value for name, value in other.__dict__.items() if value != getattr(first, name)}
        return f"?{urlencode(chosen)}" if chosen else "?"

    def sorted_by(self, column: str) -> str:
        """The address with the rows in the order of a column; again turns it round. Figures begin with the highest."""
        first, second = (column, f"-{column}") if column == "code" else (f"-{column}", column)
        return self.but(sort=second if self.sort == first else first)


def _one_of(choices: Sequence[str], wanted: str) -> str:
    return wanted if wanted in choices else choices[0]


def division_asked(asked: Asked) -> Division | None:
    """The place that was chosen, or the city; None before the pack is loaded."""
    found = Division.objects.filter(code=asked.place).first() if asked.place else None
    return found or Division.objects.filter(level=DivisionLevel.CITY).first()


def inner_divisions(division: Division, asked: Asked) -> list[Division]:
    """The places of the table: districts or towns of the city, towns of a district, communities of a town."""
    wanted = Division.objects.filter(code__startswith=division.code).order_by("code")
    if division.level == DivisionLevel.CITY:
        level = DivisionLevel.TOWN if asked.level == "towns" else DivisionLevel.DISTRICT
    elif division.level == DivisionLevel.DISTRICT:
        level = DivisionLevel.TOWN
    else:
        level = DivisionLevel.COMMUNITY
    return list(wanted.filter(level=level))
