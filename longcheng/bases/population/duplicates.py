"""Whether somebody may be in the register already: candidates with a score and the reasons in words.

Every query walks one index and stops after a few rows, so that the check costs the same in a city of millions.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from longcheng.bases.population.models import Person
from longcheng.bases.population.names import normal_name, one_sign_apart, said, surname_of
from longcheng.bases.population.rules import identity_number_defect, normal_number

ROWS_MOST = 50  # of one query: who has more namesakes born on a day like this is not told apart by them
TOLD_MOST = 10
SCORE_LEAST = 0.5
NOBODY = 0
# A mother's next birth comes at the earliest some nine months after the last; twins come on one day, or on two.
BETWEEN_BIRTHS, TWINS_WITHIN = timedelta(days=240), timedelta(days=1)
LIFETIMES = range(1880, 2100)
SAME_CHILD_WITHIN = timedelta(days=3 * 366)  # a birth that is entered again, years later


@dataclass(frozen=True)
class Duplicate:
    """Somebody who may be the same person: 1 is certain. Each reason is a sentence that names no value of theirs."""

    person: Person
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Wanted:
    name: str
    pinyin: str
    sex: str
    birth_date: date
    mother_id: int | None
    household_id: int | None
    number: str


def possible_duplicates(
    *, name: str, sex: str, birth_date: date, mother_id: int | None = None, number: str = ""
) -> list[Duplicate]:
    """Those who may be the same person, the likeliest first, ten at most. Five queries, each of at most fifty rows."""
    name = normal_name(name)
    mother = Person.objects.filter(pk=mother_id).only("household_id").first() if mother_id is not None else None
    wanted = _Wanted(
        name=name,
        pinyin=said(name)[0],
        sex=sex,
        birth_date=birth_date,
        mother_id=mother_id,
        household_id=mother.household_id if mother else None,
        number=normal_number(number) if number.strip() and not identity_number_defect(number) else "",
    )
    rows = {one.pk: one for query in _queries(wanted) for one in _bounded(query)}
    weighed = [_weighed(person, wanted) for person in rows.values() if person.pk != mother_id]
    likely = [one for one in weighed if one.score >= SCORE_LEAST]
    return sorted(likely, key=lambda one: (-one.score, one.person.pk))[:TOLD_MOST]


def is_number_taken(number: str, *, but_of: int | None = None) -> bool:
    """Whether an identity number stands in another record that counts. One query."""
    if not number.strip():
        return False
    others = Person.objects.exclude(pk=but_of or NOBODY)
    return others.filter(number_index=normal_number(number), merged_into_id=None).exists()


def _bounded(query: Q) -> Iterable[Person]:
    return Person.objects.filter(query, merged_into_id=None)[:ROWS_MOST]


def _queries(wanted: _Wanted) -> Iterator[Q]:
    if wanted.number:
        yield Q(number_index=wanted.number)
    if wanted.mother_id is not None:
        yield Q(mother_id=wanted.mother_id)
    if wanted.household_id is not None:
        yield Q(household_id=wanted.household_id, birth_date__in=[wanted.birth_date, *mistyped(wanted.birth_date)])
    if wanted.pinyin:
        yield Q(pinyin=wanted.pinyin, birth_date__in=[wanted.birth_date, *mistyped(wanted.birth_date)])
    if wanted.name and wanted.mother_id is None:
        # Nearly the same name on the same day; a child of a known mother is found among her children.
        yield Q(birth_date=wanted.birth_date, sex=wanted.sex, name__startswith=surname_of(wanted.name))


def mistyped(day: date) -> list[date]:
    """The days that one wrong digit, or day and month in each other's place, make of a day."""
    digits = f"{day:%Y%m%d}"
    texts = {digits[:4] + digits[6:] + digits[4:6]}
    texts |= {digits[:n] + other + digits[n + 1 :] for n in range(8) for other in "0123456789"}
    found = set()
    for text in texts - {digits}:
        try:
            found.add(date(int(text[:4]), int(text[4:6]), int(text[6:])))
        except ValueError:
            continue
    return sorted(one for one in found if one.year in LIFETIMES)


def sounds_alike(pinyin: str) -> str:
    """A reading without the differences that are not heard here: zh and z, ang and an, l and n at the beginning."""
    plain = pinyin
    for heard, kept in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in")):
        plain = plain.replace(heard, kept)
    return plain.replace("l", "n")


def _weighed(person: Person, wanted: _Wanted) -> Duplicate:
    found = [one for one in (_by_number(person, wanted), _by_mother(person, wanted), _by_name(person, wanted)) if one]
    score = max((one[0] for one in found), default=0.0)
    return Duplicate(person, score, tuple(reason for _score, reason in sorted(found, reverse=True)))


def _by_number(person: Person, wanted: _Wanted) -> tuple[float, str] | None:
    if wanted.number and normal_number(person.number or "") == wanted.number:
        return 1.0, _("The same identity number.")
    return None


def _by_mother(person: Person, wanted: _Wanted) -> tuple[float, str] | None:
    if wanted.mother_id is None or person.mother_id != wanted.mother_id or person.birth_date is None:
        return None
    apart = abs(person.birth_date - wanted.birth_date)
    is_same_sex = not person.sex or person.sex == wanted.sex
    is_same = person.name == wanted.name
    sounds_so = sounds_alike(person.pinyin) == sounds_alike(wanted.pinyin)
    if is_same and not apart and is_same_sex:
        return 0.99, _("The same mother, the same name and the same day of birth.")
    if (is_same or sounds_so) and is_same_sex and apart <= SAME_CHILD_WITHIN:
        told = {"n": apart.days}
        if is_same:
            return 0.95, _("The same mother and the same name; the days of birth are %(n)s days apart.") % told
        return 0.85, _("The same mother and a name that sounds the same; born %(n)s days apart.") % told
    if TWINS_WITHIN < apart < BETWEEN_BIRTHS:
        return 0.8, _("The same mother; no two births are %(n)s days apart.") % {"n": apart.days}
    if apart <= TWINS_WITHIN and one_sign_apart(person.name, wanted.name):
        return 0.7, _("The same mother and day of birth, and the names differ in one sign. Or they are twins.")
    if apart <= TWINS_WITHIN:
        return 0.55, _("The same mother and day of birth. Or they are twins.")
    return None


def _by_name(person: Person, wanted: _Wanted) -> tuple[float, str] | None:
    is_same_day = person.birth_date == wanted.birth_date
    is_near_day = person.birth_date in mistyped(wanted.birth_date)
    lives_there = wanted.household_id is not None and person.household_id == wanted.household_id
    if person.name == wanted.name and is_same_day:
        return 0.75, _("The same name and the same day of birth.")
    if one_sign_apart(person.name, wanted.name) and is_same_day and lives_there:
        return 0.75, _("The same household and day of birth, and the names differ in one sign.")
    if person.pinyin == wanted.pinyin and is_same_day:
        return 0.65, _("A name that sounds the same, and the same day of birth.")
    if person.name == wanted.name and is_near_day and person.sex == wanted.sex:
        return 0.6, _("The same name, and a day of birth that differs by one mistyped digit.")
    if person.pinyin == wanted.pinyin and is_near_day and lives_there:
        return 0.6, _("The same household, a name that sounds the same, a day of birth one mistyped digit away.")
    if one_sign_apart(person.name, wanted.name) and is_same_day and person.sex == wanted.sex:
        return 0.5, _("The same day of birth, and the names differ in one sign.")
    return None
