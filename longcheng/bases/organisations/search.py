"""What of the register the city's search finds: the real bodies; a million firms have a search of their own."""

from collections.abc import Iterator

from django.urls import reverse

from longcheng.bases.geography.queries import names_of
from longcheng.bases.organisations.industries import industry_of
from longcheng.bases.organisations.models import Organisation, OrganisationKind, OrganisationName, OrganisationStatus
from longcheng.bases.organisations.queries import DISTRICT
from longcheng.core.search.entry import WORDS_MOST, Entry, Kind

# The index of the city serves every search: no more of the made-up ones than these.
REAL_MOST, MADE_UP_MOST = 5_000, 500
WEIGHTS = {OrganisationKind.GOVERNMENT: 52, OrganisationKind.INSTITUTION: 44}  # beneath its place on the map
WEIGHT, MADE_UP_WEIGHT = 40, 10


def entries() -> Iterator[Entry]:
    """Real bodies first, then a bounded number of made-up ones; those that have ended are found in the register."""
    standing = Organisation.objects.exclude(status=OrganisationStatus.DISSOLVED)
    # Committees are found as their communities, on the map.
    real = standing.filter(is_synthetic=False).exclude(kind=OrganisationKind.COMMITTEE)
    made_up = standing.filter(is_synthetic=True)
    found = [*real.order_by("pk")[:REAL_MOST], *made_up.order_by("pk")[:MADE_UP_MOST]]
    places = names_of(one.division_code[:DISTRICT] for one in found)
    former: dict[int, list[str]] = {}
    names = OrganisationName.objects.filter(organisation__in=[one.pk for one in found], is_current=False)
    for organisation_id, name in names.values_list("organisation_id", "name"):
        former.setdefault(organisation_id, []).append(name)
    for one in found:
        yield _of(one, place=places.get(one.division_code[:DISTRICT], ""), former=former.get(one.pk, []))


def _of(one: Organisation, *, place: str, former: list[str]) -> Entry:
    trade = industry_of(one.industry)
    return Entry(
        kind=Kind.PLACE,
        key=str(one.pk),
        url=reverse("organisations:organisation", args=[one.pk]),
        title_zh=one.name,
        text_zh=" · ".join(text for text in (place, trade.zh if trade else "") if text),
        text_en=trade.en if trade else "",
        words=tuple(text for text in (one.code, *former) if text)[:WORDS_MOST],
        area_code=one.division_code,
        weight=MADE_UP_WEIGHT if one.is_synthetic else WEIGHTS.get(OrganisationKind(one.kind), WEIGHT),
    )
