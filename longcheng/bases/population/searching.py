"""Finding a person at the counter: by name, pinyin, initials, number, household or address. What is found is masked.

A search walks one index in its order and stops after a page, so that it costs the same in a town and in a city of
millions. Nothing is counted; "more" goes on behind the last row.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import OrderBy

from longcheng.bases.geography.addresses.searching import houses_of
from longcheng.bases.geography.queries import names_of
from longcheng.bases.population.models import Household, Person
from longcheng.bases.population.rules import identity_number_defect
from longcheng.core.access.permissions import Actor, holdings

FIND = "population.find"
SHOWN_MOST = 20
HOUSEHOLDS_MOST = 200  # of one building or estate
HOUSES_MOST = 200  # of one estate that are looked up
WORDS_MAX, LATIN_MIN, INITIALS_MAX, ADDRESS_MIN = 60, 2, 4, 3
TOWN = 9  # digits of a town's code
MASK = "＊"
SURNAMES_OF_TWO = {
    "ouyang": "oy", "shangguan": "sg", "sima": "sm", "zhuge": "zg", "situ": "st", "xiahou": "xh", "huangfu": "hf",
    "dongfang": "df", "gongsun": "gs", "linghu": "lh", "murong": "mr", "yuwen": "yw", "zhangsun": "zs",
}  # fmt: skip
_CHINESE = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_IDENTITY_NUMBER = re.compile(r"\d{17}[\dxX]")
_VOWEL = re.compile(r"[aeiou]")


@dataclass(frozen=True)
class Way:
    """One way of reading what was typed: the rows that fit, and the column in whose order they are walked."""

    kind: str
    fits: Q
    column: str = ""
    is_by_place: bool = False
    reaches_city: bool = False


@dataclass(frozen=True)
class Filters:
    """What narrows a search. `year` is of the birth."""

    division: str = ""
    sex: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Hit:
    """A person as somebody may see them who has no purpose yet: no more than to know whom one has before one."""

    person_id: int
    subject_id: int
    name: str
    sex: str
    birth_year: int | None
    town: str
    is_protected: bool
    is_living: bool


@dataclass(frozen=True)
class Found:
    """One page of hits; `after` begins the next one and is empty where there is none."""

    hits: list[Hit]
    kinds: tuple[str, ...] = ()
    after: str = ""


def plain(words: str) -> str:
    """What was typed, in one form: half width, no control signs, at most as long as a search can be."""
    text = unicodedata.normalize("NFKC", words).replace("\0", "")
    return " ".join(text.split())[:WORDS_MAX]


def ways_of(words: str) -> list[Way]:
    """How the words can be meant; none where they say too little."""
    text = plain(words)
    squeezed = text.replace(" ", "")
    if _IDENTITY_NUMBER.fullmatch(squeezed):
        number = squeezed.upper()
        is_right = not identity_number_defect(number)
        return [Way("identity_number", Q(number_index=number), reaches_city=True)] if is_right else []
    if squeezed.isascii() and squeezed.isdigit():
        return _by_number(squeezed)
    if _CHINESE.search(text):
        by_name = [] if re.search(r"\d", text) else [Way("name", Q(name__startswith=squeezed), "name")]
        return by_name + _by_address(text)
    return _by_sound(text)


def _by_number(digits: str) -> list[Way]:
    if len(digits) >= len(str(2**63)):
        return []
    number = int(digits)
    person = Q(pk=number) | Q(account_id=number)
    return [Way("number", person), Way("household", Q(household_id=number), is_by_place=True)]


def _by_address(text: str) -> list[Way]:
    """The whole address, the building without the flat, or an estate: all lie sealed, only blind indexes are compared.

    What was typed is read as an address of the map, and its houses are looked up one by one, at most so many. The index
    of a building takes off the last number of what it is given, so each is given one to take.
    """
    if len(text) < ADDRESS_MIN:
        return []
    houses = houses_of(text, most=HOUSES_MOST)
    within = [f"{text}-1", *(f"{house}1室" for house in houses)]
    fits = Q(address_index__in=[text, *houses]) | Q(building_index__in=within)
    homes = Household.objects.filter(fits)
    numbers = list(homes.order_by("pk").values_list("pk", flat=True)[:HOUSEHOLDS_MOST])
    return [Way("address", Q(household_id__in=numbers), is_by_place=True)] if numbers else []


def _by_sound(text: str) -> list[Way]:
    """`wangxiuying`, `wang xiuying`, `wang xy` or `wxy`."""
    tokens = [letters for token in text.split() if (letters := _letters(token))]
    joined = "".join(tokens)
    if len(joined) < LATIN_MIN:
        return []
    if len(tokens) > 1:
        surname, rest = tokens[0], "".join(tokens[1:])
        if not _VOWEL.search(rest):  # wang xy
            initials = SURNAMES_OF_TWO.get(surname, surname[:1]) + rest
            return [Way("initials", Q(initials__startswith=initials, pinyin__startswith=surname), "initials")]
        return [Way("pinyin", Q(pinyin__startswith=joined), "pinyin")]
    by_initials = Way("initials", Q(initials__startswith=joined), "initials")
    if not _VOWEL.search(joined):
        return [by_initials]
    by_pinyin = Way("pinyin", Q(pinyin__startswith=joined), "pinyin")
    return [by_pinyin, by_initials] if len(joined) <= INITIALS_MAX else [by_pinyin]


def _letters(token: str) -> str:
    """Small letters alone: tones off, ü as v, as one types it."""
    spread = unicodedata.normalize("NFKD", token.casefold().replace("ü", "v"))
    return "".join(sign for sign in spread if "a" <= sign <= "z")


def areas_of(actor: Actor) -> Q:
    """The people of the areas in which the actor may search."""
    reach = Q(pk__in=[])
    for held in holdings(actor, FIND):
        if not held.area_code:
            return Q()
        reach |= Q(division_code__startswith=held.area_code)
    return reach


def search(actor: Actor, *, words: str, filters: Filters | None = None, after: str = "") -> Found:
    """One page of those who fit and live in the actor's areas; a whole identity number is found in the whole city.

    `after` is what the page before gave. Asks no right and writes nothing: `actions.counter_cases.search_at_counter`
    does. A few queries, whatever the size of the city.
    """
    ways = ways_of(words)
    reach = Q() if all(way.reaches_city for way in ways) else areas_of(actor)
    filters = filters or Filters()
    first, last_id = _behind(after)
    rows: list[Person] = []
    for number, way in enumerate(ways[first:], first):
        found = _rows(way, reach=reach, filters=filters, last_id=last_id, limit=SHOWN_MOST + 1 - len(rows))
        known = {row.pk for row in rows}
        rows += [row for row in found if row.pk not in known]
        if len(rows) > SHOWN_MOST:
            shown = rows[:SHOWN_MOST]
            return Found(masked(shown), _kinds(ways), f"{number}.{shown[-1].pk}")
        last_id = None
    return Found(masked(rows), _kinds(ways))


def _kinds(ways: Sequence[Way]) -> tuple[str, ...]:
    return tuple(way.kind for way in ways)


def _behind(after: str) -> tuple[int, int | None]:
    """The number of the way and of the last row; from the beginning for anything that is none."""
    match = re.fullmatch(r"([0-9])\.([0-9]{1,18})", after)
    return (int(match[1]), int(match[2])) if match else (0, None)


def _rows(way: Way, *, reach: Q, filters: Filters, last_id: int | None, limit: int) -> list[Person]:
    rows: QuerySet[Person] = Person.objects.filter(way.fits, merged_into_id=None)
    if not way.reaches_city:
        rows = rows.filter(reach)
    if way.is_by_place or filters.division:
        # Whose address is protected is not found by a place: the hit would tell it.
        rows = rows.filter(is_protected=False)
    if filters.division:
        rows = rows.filter(division_code__startswith=filters.division)
    if filters.sex:
        rows = rows.filter(sex=filters.sex)
    if filters.year:
        rows = rows.filter(birth_date__gte=date(filters.year, 1, 1), birth_date__lte=date(filters.year, 12, 31))
    return list(_walked(rows, way.column, last_id)[:limit])


def _walked(rows: "QuerySet[Person]", column: str, last_id: int | None) -> "QuerySet[Person]":
    """In the order of the index, beyond the last row. The order is the one of `text_pattern_ops`: by the bytes."""
    if not column:
        return (rows.filter(pk__gt=last_id) if last_id else rows).order_by("pk")
    last = Person.objects.filter(pk=last_id).first() if last_id else None
    if last is not None:
        value, code = getattr(last, column), last.division_code
        same_place = Q(division_code=code, pk__gt=last.pk) | Q(_compared("division_code", "~>~", code))
        beyond = Q(_compared(column, "~>~", value)) | (Q(**{column: value}) & same_place)
        rows = rows.filter(_compared(column, "~>=~", value)).filter(beyond)
    return rows.order_by(_ByBytes(F(column)), _ByBytes(F("division_code")), "pk")


class _ByBytes(OrderBy):
    """The order in which an index with `text_pattern_ops` stands, so that it can be walked and nothing is sorted.

    Django takes an order apart at its ASC or DESC, which USING does without; so it stands in a comment.
    """

    template = "%(expression)s USING ~<~ /* %(ordering)s */"


def _compared(column: str, operator: str, value: str) -> Func:
    return Func(
        F(column), Value(value), template="%(expressions)s", arg_joiner=f" {operator} ", output_field=BooleanField()
    )


def masked_name(name: str) -> str:
    """The first sign of a name and no more, not even its length."""
    return f"{name[:1]}{MASK}"


def masked(people: Iterable[Person]) -> list[Hit]:
    """People as they are shown before a purpose opens one: surname, birth year and town; not the town of protected."""
    people = list(people)
    towns = names_of(one.division_code[:TOWN] for one in people)
    return [
        Hit(
            person_id=one.pk,
            subject_id=one.subject_id,
            name=masked_name(one.name),
            sex=one.sex,
            birth_year=one.birth_date.year if one.birth_date else None,
            town="" if one.is_protected else towns.get(one.division_code[:TOWN], ""),
            is_protected=one.is_protected,
            is_living=one.is_living,
        )
        for one in people
    ]


def masked_of(person: Any) -> Hit:
    """One person, masked."""
    return masked([person])[0]
