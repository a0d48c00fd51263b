"""Unified social credit codes 统一社会信用代码 by GB 32100-2015: read, refused with the reason, and made."""

import re
import unicodedata
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

LENGTH = 18
# Digits and capitals without I, O, Z, S, V, which are taken for 1, 0, 2, 5, U (GB 32100-2015, 4.1).
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUES = {sign: value for value, sign in enumerate(ALPHABET)}
# 3 to the power of the place, modulo 31: GB 32100-2015, annex A, after GB/T 17710 (ISO 7064) MOD 31-3.
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
# GB 11714-1997, 2.2: the ninth sign of the subject's own code (signs 9 to 17), MOD 11-2; letters from A = 10 on.
_OWN_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

# Sign 1, who registers, and sign 2, what is registered: GB 32100-2015 with its first amendment, table 1.
DEPARTMENTS = {
    "1": gettext_lazy("establishment of public bodies"),
    "2": gettext_lazy("foreign affairs"),
    "3": gettext_lazy("justice"),
    "4": gettext_lazy("culture"),
    "5": gettext_lazy("civil affairs"),
    "6": gettext_lazy("tourism"),
    "7": gettext_lazy("religious affairs"),
    "8": gettext_lazy("trade unions"),
    "9": gettext_lazy("market supervision"),
    "A": gettext_lazy("establishment of military bodies"),
    "N": gettext_lazy("agriculture"),
    "Y": gettext_lazy("others"),
}
# Behind the 5, signs 4 and 5 stand for villagers' and residents' committees, which the civil affairs departments have
# given codes since the General Provisions of the Civil Law made them legal persons (2017-10-01, articles 96 and 101).
KIND_SIGNS = {
    "1": "1239", "2": "19", "3": "123459", "4": "19", "5": "123459", "6": "129", "7": "129", "8": "19", "9": "1239",
    "A": "19", "N": "1239", "Y": "1",
}  # fmt: skip
# Signs 1 and 2 of a synthetic code, by the kind of the organisation.
PREFIX_BY_KIND = {
    "enterprise": "91", "individual": "92", "cooperative": "93", "institution": "12", "government": "11",
    "society": "51", "committee": "54", "branch": "91",
}  # fmt: skip
# GB/T 2260 gives no place this code, so a code with it in its signs 3 to 8 belongs to nobody.
NO_AREA = "999999"
_SEPARATORS = re.compile(r"[\s\-‐-―]+")
_LOOKALIKES = {"I": "1", "O": "0", "Z": "2", "S": "5", "V": "U"}


def normal_code(text: str) -> str:
    """A code as it is kept and compared: half width, capitals, without spaces and dashes."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def credit_code_defect(text: str) -> str:
    """What is wrong with a code, in words and with the sign it stands on; empty when nothing is."""
    code = normal_code(text)
    if not code:
        return _("The unified social credit code is required.")
    if re.fullmatch(r"\d{15}", code, re.ASCII):
        # 国发〔2015〕33号: the old business licence numbers have been replaced, the last of them by the end of 2017.
        return _(
            "Registration numbers of fifteen digits no longer count. Enter the eighteen signs of the present code."
        )
    for place, sign in enumerate(code, start=1):
        if sign not in _VALUES:
            return _alien(place, sign)
    if len(code) != LENGTH:
        return _("A unified social credit code has 18 signs; this one has %(n)s.") % {"n": len(code)}
    if code[0] not in DEPARTMENTS:
        return _("Sign 1, “%(sign)s”, is no registering department.") % {"sign": code[0]}
    if code[1] not in KIND_SIGNS[code[0]]:
        words = {"sign": code[1], "department": DEPARTMENTS[code[0]]}
        return _("Sign 2, “%(sign)s”, is no kind that the department for %(department)s registers.") % words
    if not re.fullmatch(r"\d{6}", code[2:8], re.ASCII):
        return _("Signs 3 to 8 must be the six digits of the division where it is registered.")
    if code[-1] != check_sign(code[:-1]):
        return _("The last sign of the code does not fit the others: one of them is mistyped.")
    return ""


def check_sign(first17: str) -> str:
    """The last sign of a code, from its first seventeen."""
    return ALPHABET[-sum(_VALUES[sign] * weight for sign, weight in zip(first17, _WEIGHTS, strict=True)) % 31]


def own_code_of(serial: int) -> str:
    """Nine signs of a subject's own code for a number that is counted up: eight digits, and the check sign behind."""
    digits = f"{serial:08d}"
    if len(digits) != 8 or serial < 0:
        raise ValueError("must be a number from 0 to 99999999")
    # Written out, since a million codes are made at once.
    a, b, c, d, e, f, g, h = digits.encode()
    sum_ = 3 * a + 7 * b + 9 * c + 10 * d + 5 * e + 8 * f + 4 * g + 2 * h - 48 * sum(_OWN_WEIGHTS)
    return digits + "0123456789X"[-sum_ % 11]


def credit_code_of(department: str, area6: str, serial: int) -> str:
    """A whole code: `department` is signs 1 and 2 such as "91", `serial` a number of at most eight digits.

    Give `NO_AREA` where it may belong to nobody. About 2 µs. Raises ValueError for a number that is too long.
    """
    own = own_code_of(serial)
    head = department + area6
    sum_ = _head_sum(head)
    for sign, weight in zip(own, _WEIGHTS[8:], strict=True):
        sum_ += _VALUES[sign] * weight
    return head + own + ALPHABET[-sum_ % 31]


@lru_cache(maxsize=10_000)
def _head_sum(head: str) -> int:
    return sum(_VALUES[sign] * weight for sign, weight in zip(head, _WEIGHTS[:8], strict=True))


def is_synthetic_code(code: str) -> bool:
    """Whether a code can belong to nobody, because no place has its area."""
    return normal_code(code)[2:8] == NO_AREA


def _alien(place: int, sign: str) -> str:
    if sign in _LOOKALIKES:
        return _("Sign %(n)s is “%(sign)s”. Codes have no I, O, Z, S or V: “%(other)s” is probably meant.") % {
            "n": place,
            "sign": sign,
            "other": _LOOKALIKES[sign],
        }
    return _("Sign %(n)s, “%(sign)s”, is neither a digit nor a capital letter.") % {"n": place, "sign": sign}
