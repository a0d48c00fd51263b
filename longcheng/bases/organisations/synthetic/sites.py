"""Where synthetic organisations sit and who leads them: addresses of the fabric and synthetic residents, if any."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import F
from django.db.models.functions import Mod

from longcheng.bases.geography.models import Division, DivisionLevel
from longcheng.bases.organisations.names import MARK, place_words
from longcheng.bases.population.models import Person
from longcheng.bases.population.synthetic.places import Places, places_of

ADDRESSES_MOST = 200_000
PEOPLE_MOST = 200_000  # of whom some lead more than one organisation in a city of many
BORN = ("1956-01-01", "2002-12-31")
# Those where business is done come first; a community that has none of them lends its other buildings.
_ADDRESSES = """
SELECT address.division_code, address.id, address.text, coalesce(building.kind IN ('commercial', 'industrial'), false)
FROM geography_address AS address LEFT JOIN geography_mapfeature AS building ON building.id = address.feature_id
WHERE NOT address.is_ended AND address.level IN ('gate', 'building') AND length(address.division_code) = 12
ORDER BY 4 DESC, address.id * 2654435761 %% 4294967296 LIMIT %s
"""


@dataclass(frozen=True)
class Sites:
    """The communities with their shares, what stands in front of names there, and addresses where there are any."""

    city: str
    places: Places
    districts: tuple[str, ...]
    towns: tuple[str, ...]
    words: tuple[str, ...]
    addresses: Mapping[int, Sequence[tuple[int, str]]]
    people: Sequence[tuple[int, str]]

    def address(self, place: int, chance: int) -> tuple[int | None, str]:
        """An address in this community: one of the fabric, else one that says of itself that it is an example."""
        known = self.addresses.get(place)
        if known:
            return known[chance % len(known)]
        return None, f"{self.places.names[place]}{MARK}路{chance % 400 + 1}号"


def sites_of(residents: Mapping[str, int], *, organisations: int) -> Sites | None:
    """The sites of the loaded city; None where it has no communities. `residents` are counts by district."""
    rows = list(Division.objects.values_list("code", "name", "level"))
    names = {code: name for code, name, _level in rows}
    communities = [(code, name) for code, name, level in rows if level == DivisionLevel.COMMUNITY]
    if not communities:
        return None
    places = places_of(communities, dict(residents))
    city = next((code for code, _name, level in rows if level == DivisionLevel.CITY), "")
    by_code = {code: place for place, code in enumerate(places.codes)}
    return Sites(
        city=names.get(city, ""),
        places=places,
        districts=tuple(names.get(code[:6], "") for code in places.codes),
        towns=tuple(names.get(code[:9], "") for code in places.codes),
        words=place_words(name for _code, name, level in rows if level <= DivisionLevel.TOWN),
        addresses=_addresses(by_code, most=min(ADDRESSES_MOST, 20 * organisations)),
        people=_people(most=min(PEOPLE_MOST, organisations)),
    )


def _addresses(by_code: Mapping[str, int], *, most: int) -> dict[int, list[tuple[int, str]]]:
    found: dict[bool, dict[int, list[tuple[int, str]]]] = {True: {}, False: {}}
    with connection.cursor() as cursor:
        cursor.execute(_ADDRESSES, [most])
        for code, number, text, is_business in cursor.fetchall():
            if code in by_code and _is_plain(text):
                found[is_business].setdefault(by_code[code], []).append((number, text))
    return found[False] | found[True]


def _people(*, most: int) -> list[tuple[int, str]]:
    """Synthetic residents of an age to lead a business, spread over the whole register."""
    rows = Person.objects.filter(is_synthetic=True, birth_date__range=BORN, death_date=None, merged_into_id=None)
    found = rows.annotate(place=Mod(F("pk") * 2_654_435_761, 2**32)).order_by("place").values_list("pk", "name")[:most]
    return [(number, name) for number, name in found if _is_plain(name)]


def _is_plain(text: str) -> bool:
    """Whether it can stand in a row of COPY as it is."""
    return bool(text) and text.isprintable() and "\\" not in text and '"' not in text
