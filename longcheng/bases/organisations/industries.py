"""Industries 国民经济行业分类 by GB/T 4754-2017: sections, divisions, and the classes that we are sure of."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

STANDARD = "GB/T 4754-2017"
# In force since 2017-10-01; amendment 1 of 2019-03-29 changed notes and some classes, no section and no division.
IN_FORCE_FROM = "2017-10-01"
SOURCE = (
    "GB/T 4754-2017 《国民经济行业分类》: all 20 sections and 97 divisions; of groups and classes only some. "
    "The English titles are a translation of our own, after the wording of the China Statistical Yearbook."
)
_TABLE = Path(__file__).parent / "data" / "gbt_4754_2017.csv"
_CODE = re.compile(r"([A-T])(\d{2}(?:\d{1,2})?)?", re.ASCII)


@dataclass(frozen=True, order=True)
class Industry:
    """One line of the classification: a section 门类 (`C`), a division 大类 (`C36`), a class 小类 (`C3670`)."""

    code: str
    zh: str
    en: str

    @property
    def title(self) -> str:
        """In the language of the page."""
        return self.zh if (get_language() or "").startswith("zh") else self.en


@cache
def industries() -> dict[str, Industry]:
    """Every line of the table by its code, in the order of the standard."""
    with _TABLE.open(encoding="utf-8", newline="") as file:
        return {row["code"]: Industry(row["code"], row["zh"], row["en"]) for row in csv.DictReader(file)}


def sections() -> list[Industry]:
    return [one for code, one in industries().items() if len(code) == 1]


def divisions(section: str = "") -> list[Industry]:
    """The divisions of a section; all of them without one."""
    return [one for code, one in industries().items() if len(code) == 3 and code.startswith(section)]


def normal_industry(text: str) -> str:
    """A code as it is kept: the letter before the digits. The letter may be left out, since the division tells it."""
    code = re.sub(r"[\s.\-]", "", text).upper()
    if re.fullmatch(r"\d{2,4}", code, re.ASCII):
        letter = _letter_of(code[:2])
        return letter + code if letter else code
    return code


def industry_defect(text: str) -> str:
    """What is wrong with an industry's code; empty when nothing is. Groups and classes are looked at by their form."""
    code = normal_industry(text)
    match = _CODE.fullmatch(code)
    if match is None:
        return _("An industry's code is a letter from A to T with up to four digits behind, such as C3670.")
    if match[2] and code[:3] not in industries():
        return _("%(standard)s has no division %(code)s.") % {"standard": STANDARD, "code": code[:3]}
    return ""


def industry_of(code: str) -> Industry | None:
    """The nearest line that the table holds for a code: of a class that it does not hold, its division."""
    found = industries()
    for length in (5, 4, 3, 1):
        if len(code) >= length and code[:length] in found:
            return found[code[:length]]
    return None


def industry_title(code: str) -> str:
    """What the trade is called in the language of the page; empty for no code."""
    found = industry_of(code)
    return found.title if found else ""


def section_of(code: str) -> Industry | None:
    return industries().get(code[:1])


@cache
def _letter_of(division: str) -> str:
    return next((code[0] for code in industries() if len(code) == 3 and code[1:] == division), "")
