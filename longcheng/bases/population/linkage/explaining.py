"""Why two records may be one person, in plain words and as a picture: each comparison, its weight, the sum."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

TITLES = {
    "name": gettext_lazy("Name"),
    "number": gettext_lazy("Identity number"),
    "birth": gettext_lazy("Birth date"),
    "sex": gettext_lazy("Sex"),
    "phone": gettext_lazy("Telephone"),
    "address": gettext_lazy("Address"),
}
WORDS = {
    ("name", "same"): gettext_lazy("the names are the same"),
    ("name", "form"): gettext_lazy("the same name, one character in another form"),
    ("name", "sound"): gettext_lazy("the names sound the same, in other characters"),
    ("name", "swapped"): gettext_lazy("surname and given name are turned round"),
    ("name", "former"): gettext_lazy("one is the former name of the other"),
    ("name", "shape"): gettext_lazy("the names look alike, one character is mixed up"),
    ("name", "married"): gettext_lazy("one carries the husband's surname in front"),
    ("name", "near_sound"): gettext_lazy("the names sound nearly the same"),
    ("name", "one_sign"): gettext_lazy("the names differ by one character"),
    ("name", "given"): gettext_lazy("the given names are the same, the surnames are not"),
    ("name", "surname"): gettext_lazy("only the surnames are the same"),
    ("name", "different"): gettext_lazy("the names are different"),
    ("name", "empty"): gettext_lazy("one side has no name"),
    ("number", "same"): gettext_lazy("the identity numbers are the same"),
    ("number", "slip"): gettext_lazy("the identity numbers differ by one digit, and one of them is not valid"),
    ("number", "two_valid"): gettext_lazy("two valid identity numbers that differ"),
    ("number", "different"): gettext_lazy("the identity numbers differ, and one of them is not valid"),
    ("number", "empty"): gettext_lazy("one side has no identity number"),
    ("birth", "same"): gettext_lazy("the birth dates are the same"),
    ("birth", "swapped"): gettext_lazy("day and month of birth are turned round"),
    ("birth", "slip"): gettext_lazy("the birth dates differ by one digit"),
    ("birth", "first"): gettext_lazy("the same year of birth; one side says the first of January"),
    ("birth", "year"): gettext_lazy("only the years of birth are the same"),
    ("birth", "different"): gettext_lazy("the birth dates are different"),
    ("birth", "empty"): gettext_lazy("one side has no birth date"),
    ("sex", "same"): gettext_lazy("the sex is the same"),
    ("sex", "different"): gettext_lazy("the sex is different"),
    ("sex", "empty"): gettext_lazy("one side does not say the sex"),
    ("phone", "same"): gettext_lazy("the telephone numbers are the same"),
    ("phone", "slip"): gettext_lazy("the telephone numbers differ by one digit"),
    ("phone", "different"): gettext_lazy("the telephone numbers are different"),
    ("phone", "empty"): gettext_lazy("one side has no telephone number"),
    ("address", "same"): gettext_lazy("the addresses are the same"),
    ("address", "building"): gettext_lazy("the same building"),
    ("address", "community"): gettext_lazy("the same community, another building"),
    ("address", "different"): gettext_lazy("the addresses are different"),
    ("address", "empty"): gettext_lazy("one side has no address"),
}


TELLS_LITTLE = 5.0  # below it a level is no more than a hint


@dataclass(frozen=True)
class Line:
    """One step of the sum. `start`, `width` and `zero` place its bar, in percent of the picture."""

    title: str
    words: str
    weight: float
    start: str
    width: str
    tone: str

    @property
    def said(self) -> str:
        """The weight with its sign, as `+5.2` or `−3.1`."""
        return said(self.weight)


@dataclass(frozen=True)
class Explanation:
    """All steps from the start to the sum, and what the sum means."""

    lines: list[Line]
    total: float
    probability: float
    zero: str
    sum_start: str
    sum_width: str

    @property
    def said(self) -> str:
        return said(self.total)

    @property
    def percent(self) -> str:
        return percent(self.probability)


def said(weight: float) -> str:
    """A weight with its sign, one digit after the point; zero has no sign."""
    rounded = round(weight, 1)
    return "0" if rounded == 0 else f"{'+' if rounded > 0 else '−'}{abs(rounded):.1f}"


def percent(probability: float) -> str:
    """A probability in words that do not round up to certainty."""
    if probability >= 0.9999:
        return _("above 99.99 %")
    if probability < 0.0001:
        return _("below 0.01 %")
    return f"{probability * 100:.2f} %"


def speaks_against(details: dict[str, Any]) -> str:
    """What makes the pair doubtful: the levels that tell little or weigh against it, then what is missing."""
    parts = sorted(details["parts"], key=lambda part: part[2])
    against = [part for part in parts if part[1] not in {"same", "empty"} and part[2] < TELLS_LITTLE]
    missing = [part for part in parts if part[1] == "empty"]
    return _(", ").join(str(WORDS.get((name, level), level)) for name, level, _weight in (against + missing)[:3])


def explained(details: dict[str, Any]) -> Explanation:
    """From what is kept with a pair: `start` and `parts`, each comparison's name, level and weight."""
    steps = [(_("To begin with"), _("two records out of the whole city are hardly ever one person"), details["start"])]
    for name, level, weight in details["parts"]:
        steps.append((str(TITLES.get(name, name)), str(WORDS.get((name, level), level)), weight))
    total = sum(weight for _title, _words, weight in steps)
    low, high = _reach([weight for _title, _words, weight in steps])
    lines, reached = [], 0.0
    for title, words, weight in steps:
        start, width = _bar(reached, reached + weight, low, high)
        lines.append(Line(title, words, weight, start, width, _tone(weight)))
        reached += weight
    probability = 1 / (1 + 2.0 ** -min(max(total, -500), 500))
    return Explanation(lines, total, probability, _bar(0, 0, low, high)[0], *_bar(0, total, low, high))


def reason_of(details: dict[str, Any]) -> str:
    """Why the program merged two records, in the city's first language, for their history."""
    with override(settings.LANGUAGE_CODE):
        agree = [
            str(WORDS.get((name, level), level))
            for name, level, weight in details["parts"]
            if weight > 0 and level != "empty"
        ]
        return _("Compared by program (%(sum)s): %(levels)s.") % {
            "sum": explained(details).said,
            "levels": _(", ").join(agree),
        }


def _tone(weight: float) -> str:
    """In which colour a bar stands; none where there is nothing to see."""
    if round(weight, 1) == 0:
        return ""
    return "plus" if weight > 0 else "minus"


def _reach(weights: Iterable[float]) -> tuple[float, float]:
    low = high = reached = 0.0
    for weight in weights:
        reached += weight
        low, high = min(low, reached), max(high, reached)
    return low, high


def _bar(first: float, second: float, low: float, high: float) -> tuple[str, str]:
    """Where a bar begins and how wide it is, in percent, as SVG reads it in every language."""
    span = (high - low) or 1.0
    start, width = (min(first, second) - low) / span * 100, abs(second - first) / span * 100
    return f"{start:.2f}", f"{max(width, 0.4):.2f}"
