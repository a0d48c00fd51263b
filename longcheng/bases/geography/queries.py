"""Reads of divisions that several rooms need."""

from collections.abc import Iterable

from longcheng.bases.geography.models import Division, DivisionLevel

LENGTHS = tuple(level.value for level in DivisionLevel)


def enclosing_codes(code: str) -> tuple[str, ...]:
    """The division itself and all that enclose it, from the city inwards: 3204, 320411, 320411103 …"""
    return tuple(code[:length] for length in LENGTHS if length <= len(code))


def full_name(code: str) -> str:
    """The name with those of the enclosing districts and towns: 新北区薛家镇. Costs one query."""
    names = Division.objects.filter(code__in=enclosing_codes(code)).exclude(level=DivisionLevel.CITY)
    joined = "".join(division.name for division in names.order_by("code"))
    return joined or Division.objects.filter(code=code).values_list("name", flat=True).first() or code


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """The plain names of divisions by code, in one query; a code that is none is missing."""
    return dict(Division.objects.filter(code__in=set(codes)).values_list("code", "name"))


def towns() -> list[tuple[Division, list[Division]]]:
    """The districts, each with its towns and streets, for choosing a place.

    The statistical codes count prisons 监狱 among the towns; nobody is offered one as a home.
    """
    districts = Division.objects.filter(level=DivisionLevel.DISTRICT).prefetch_related("children")
    return [
        (district, [town for town in district.children.all() if not town.name.endswith("监狱")])
        for district in districts
    ]
