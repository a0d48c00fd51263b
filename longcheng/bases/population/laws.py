"""The law that acts of the register stand on: articles with the days on which they bind, and their terms as data.

A law that changes gets a further dated line; the old one stays, for acts of its time.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from longcheng.bases.population.rules import FEMALE, MALE

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise

_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True)
class Law:
    """A law with the days on which it binds. `source` is where it was made public."""

    title: "_StrOrPromise"
    in_force_from: date
    in_force_until: date | None
    source: str


@dataclass(frozen=True)
class Article:
    """One article of a law. Told as “Civil Code, Article 1047” and as 《民法典》第一千零四十七条."""

    law: Law
    number: int

    def __str__(self) -> str:
        return _("%(law)s, Article %(number)s") % {
            "law": self.law.title,
            "number": numeral(self.number) if (get_language() or "zh").startswith("zh") else self.number,
        }

    def binds(self, day: date) -> bool:
        return self.law.in_force_from <= day and (self.law.in_force_until is None or day < self.law.in_force_until)


def numeral(number: int) -> str:
    """A whole number below ten thousand as laws count their articles: 1047 is 一千零四十七."""
    text, is_gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            text += ("零" if is_gap and text else "") + _DIGITS[digit] + sign
        is_gap = not digit
    return text.removeprefix("一") if text.startswith("一十") else text or _DIGITS[0]


CIVIL_CODE = Law(
    gettext_lazy("Civil Code"), date(2021, 1, 1), None, "《中华人民共和国民法典》，主席令第四十五号，2020-05-28"
)
MARRIAGE_LAW_1950 = Law(
    gettext_lazy("Marriage Law of 1950"), date(1950, 5, 1), date(1981, 1, 1),
    "《中华人民共和国婚姻法》，中央人民政府委员会 1950-04-30 公布",
)  # fmt: skip
MARRIAGE_LAW_1980 = Law(
    gettext_lazy("Marriage Law of 1980"), date(1981, 1, 1), date(2021, 1, 1),
    "《中华人民共和国婚姻法》，1980-09-10 通过，2001-04-28 修正；条号依修正文本",
)  # fmt: skip
HOUSEHOLD_RULES = Law(
    gettext_lazy("Household Registration Regulations"), date(1958, 1, 9), None,
    "《中华人民共和国户口登记条例》，1958-01-09 主席令公布",
)  # fmt: skip

# The youngest age in years at which a man and a woman may marry.
MARRIAGE_AGES: tuple[tuple[Article, dict[str, int]], ...] = (
    (Article(MARRIAGE_LAW_1950, 4), {MALE: 20, FEMALE: 18}),
    (Article(MARRIAGE_LAW_1980, 6), {MALE: 22, FEMALE: 20}),
    (Article(CIVIL_CODE, 1047), {MALE: 22, FEMALE: 20}),
)
# Direct relatives by blood, and those beside the line within three generations, do not marry. The law of 1950 named
# brothers and sisters, and left the others to custom (第五条).
NO_KIN: tuple[tuple[Article, int], ...] = (
    (Article(MARRIAGE_LAW_1950, 5), 2),
    (Article(MARRIAGE_LAW_1980, 7), 3),
    (Article(CIVIL_CODE, 1048), 3),
)
ONE_HUSBAND_ONE_WIFE = (
    Article(MARRIAGE_LAW_1950, 1), Article(MARRIAGE_LAW_1980, 2), Article(CIVIL_CODE, 1041),
)  # fmt: skip
NO_BIGAMY = (Article(MARRIAGE_LAW_1950, 2), Article(MARRIAGE_LAW_1980, 3), Article(CIVIL_CODE, 1042))
DIVORCE_IS_REGISTERED = Article(CIVIL_CODE, 1080)

OF_AGE = 18  # Civil Code, Article 17
PARENTS_ARE_GUARDIANS, GUARDIANS_OF_ADULTS = Article(CIVIL_CODE, 27), Article(CIVIL_CODE, 28)
GUARDIANSHIP_ENDS = Article(CIVIL_CODE, 39)
SURNAME_OF_A_PARENT = Article(CIVIL_CODE, 1015)
PROOF_OF_BIRTH_AND_DEATH = Article(CIVIL_CODE, 15)

BIRTH_IS_REPORTED, BIRTH_WITHIN_MONTHS = Article(HOUSEHOLD_RULES, 7), 1
DEATH_IS_REPORTED, DEATH_WITHIN_MONTHS = Article(HOUSEHOLD_RULES, 8), 1  # in towns before the burial
# Three days in towns, ten in villages: the register does not tell the two apart, so nobody is called late before ten.
MOVING_IN, IN_VILLAGES_WITHIN = Article(HOUSEHOLD_RULES, 13), timedelta(days=10)
CHANGE_OF_NAME = Article(HOUSEHOLD_RULES, 18)


def binding(articles: "tuple[Article, ...]", *, on: date) -> Article:
    """Of the articles of several laws the one that binds on a day; the first for a day before all of them."""
    return next((one for one in reversed(articles) if one.law.in_force_from <= on), articles[0])


def marriage_ages(day: date) -> tuple[Article, dict[str, int]]:
    """The article on the age of marriage that binds on a day, and the ages by sex."""
    article = binding(tuple(one for one, _ages in MARRIAGE_AGES), on=day)
    return next(pair for pair in MARRIAGE_AGES if pair[0] == article)


def kin_generations(day: date) -> tuple[Article, int]:
    """The article against marriage among kin that binds on a day, and within how many generations it reaches."""
    article = binding(tuple(one for one, _generations in NO_KIN), on=day)
    return next(pair for pair in NO_KIN if pair[0] == article)


def age_on(birth_date: date, day: date) -> int:
    """Full years 周岁, reached on the birthday; in common years on the first of March by those born on 29 February."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def is_of_age(birth_date: date | None, day: date) -> bool:
    """Whether somebody is eighteen; who has no known day of birth is taken for an adult."""
    return birth_date is None or age_on(birth_date, day) >= OF_AGE


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last of that month."""
    year, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + year, month + 1, 1)
    next_first = date(first.year + (first.month == 12), first.month % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), next_first - timedelta(days=1))
