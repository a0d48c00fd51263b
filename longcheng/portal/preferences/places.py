"""Choosing a place: a town or street, and within it perhaps one community."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.geography.queries import towns

TOWN_DIGITS, COMMUNITY_DIGITS = DivisionLevel.TOWN.value, DivisionLevel.COMMUNITY.value


@dataclass(frozen=True)
class PlaceChoice:
    """What a form offers: every town under its district, and the communities of the one that is chosen."""

    districts: list[tuple[Division, list[Division]]]
    communities: list[Division]
    town: str
    community: str


def place_choice(area_code: str) -> PlaceChoice:
    """The form for a place of which this is chosen now. Three queries, two without a place."""
    town = area_code[:TOWN_DIGITS] if len(area_code) >= TOWN_DIGITS else ""
    communities = list(Division.objects.filter(parent_id=town)) if town else []
    return PlaceChoice(towns(), communities, town, area_code if len(area_code) == COMMUNITY_DIGITS else "")


def read_place(town: str, community: str) -> tuple[str, dict[str, str]]:
    """The division that was chosen, empty for none, and what was wrong with it by field."""
    if not town:
        return "", {}
    if not _is_there(town, TOWN_DIGITS):
        return "", {"town": _("There is no such town or street. Choose one of the list.")}
    if not community or not community.startswith(town):
        return town, {}  # another town was chosen than the one whose communities were shown
    if not _is_there(community, COMMUNITY_DIGITS):
        return town, {"community": _("There is no such community. Choose one of the list.")}
    return community, {}


def _is_there(code: str, digits: int) -> bool:
    is_code = code.isascii() and code.isdigit() and len(code) == digits
    return is_code and Division.objects.filter(code=code).exists()
