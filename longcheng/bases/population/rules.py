"""Identity numbers and addresses as they are compared: pure functions."""

import re
import unicodedata
from datetime import date

from django.utils.translation import gettext as _

MALE, FEMALE = "1", "2"  # GB/T 2261.1-2003
ADDRESS_MAX = 120


_SIGNS = re.compile(r"[\s,，。.、]+")
_DASHES = re.compile(r"[‐-―－_/~～]+")
_NUMBERED = re.compile(r"(\d+)(?:号楼|号|幢|栋|楼|单元|室|户)(?=\d|$)")
_LAST = re.compile(r"[-]?\d+[a-z]?$")


def normal_address(text: str) -> str:
    """An address as it is compared: half width, no spaces, `顺园三村99幢2单元301室` as `顺园三村99-2-301`."""
    text = _DASHES.sub("-", _SIGNS.sub("", unicodedata.normalize("NFKC", text))).casefold()
    text = _NUMBERED.sub(r"\1-", text).strip("-")
    return re.sub(r"-{2,}", "-", text)


def building_of(text: str) -> str:
    """The address without its last number: of a flat the stair or house, of a house the street."""
    return _LAST.sub("", normal_address(text)).strip("-")


def normal_number(text: str) -> str:
    """An identity number as it is compared: half width, no spaces, a capital X."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text)).upper()


# GB 11643-1999 《公民身份号码》: six digits of the area, eight of the birth, three of the order, one check sign by
# ISO 7064:1983 MOD 11-2. The order is odd for men and even for women.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_SIGNS = "10X98765432"
_NUMBER = re.compile(r"[1-9]\d{16}[\dX]", re.ASCII)


# GB/T 2260 gives provinces the codes 11 to 82. The number of a foreigner's permanent residence card begins with a 9 and
# then the province that issued it, so behind a 9 only another 9 is given to no place: numbers that begin with 99 belong
# to nobody.
UNASSIGNED_PROVINCE = "99"


def has_unassigned_area(number: str) -> bool:
    """Whether a number can belong to nobody, because no place has its area code."""
    return normal_number(number).startswith(UNASSIGNED_PROVINCE)


def identity_number_defect(text: str) -> str:
    """What is wrong with an identity number, in words that do not repeat it; empty when nothing is."""
    number = normal_number(text)
    if re.fullmatch(r"\d{15}", number, re.ASCII):
        # 《居民身份证法》 and the announcement of 2013-01-01: the first cards, with fifteen digits, count no more.
        return _("Numbers of fifteen digits no longer count. Enter the eighteen signs of the present card.")
    if not _NUMBER.fullmatch(number):
        return _("An identity number has eighteen signs: seventeen digits, then a digit or X.")
    if birth_in(number) is None:
        return _("The signs 7 to 14 of the identity number are no day of the calendar.")
    if number[-1] != check_sign(number[:17]):
        return _("The last sign of the identity number does not fit the others: one of them is mistyped.")
    return ""


def check_sign(first17: str) -> str:
    """The last sign of a number, from its first seventeen digits."""
    return _CHECK_SIGNS[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]


def number_of(area6: str, birth_date: date, order3: str) -> str:
    """The whole number. Give an area that no division has where it may belong to nobody."""
    first17 = f"{area6}{birth_date:%Y%m%d}{order3}"
    return first17 + check_sign(first17)


def birth_in(number: str) -> date | None:
    """The day of birth that a number tells; None where it is no day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_in(number: str) -> str:
    """The sex that a number tells, by GB/T 2261.1."""
    return MALE if int(number[16]) % 2 else FEMALE
