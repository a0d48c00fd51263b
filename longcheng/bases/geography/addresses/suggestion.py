"""What the search for addresses answers: an address, a street, a place or a division, and why it is offered."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from django.utils.translation import gettext as _

from longcheng.bases.geography.addresses.street_search import How

_DIGITS = re.compile(r"(\d+)")


class Fit(StrEnum):
    """How well the number behind the street fits."""

    EXACT = "exact"
    GOES_ON = "goes_on"
    INSIDE = "inside"
    STAIR_OPEN = "stair_open"
    ABOVE = "above"
    NO_NUMBER = "no_number"
    STREET = "street"


FIT_ORDER = {
    Fit.EXACT: 0, Fit.STREET: 0, Fit.STAIR_OPEN: 1, Fit.INSIDE: 2, Fit.GOES_ON: 2, Fit.ABOVE: 4, Fit.NO_NUMBER: 5,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """One answer. `level` is gate, building, stair, room, street, place or division; `why` is told to people.

    `namesakes` are the towns where other streets of this name lie; `metres` from where the asker is, if that is known.
    """

    text: str
    level: str
    fit: Fit = Fit.STREET
    how: How = How.EXACT
    address_id: int | None = None
    name_id: int | None = None
    place: str = ""
    lon: float | None = None
    lat: float | None = None
    division_code: str = ""
    where: str = ""
    is_synthetic: bool = False
    metres: float | None = None
    addresses: int = 0
    namesakes: tuple[str, ...] = ()
    number_key: str = ""
    layer: str = ""

    @property
    def why(self) -> str:
        """Why this is offered, in the reader's language."""
        told = [_fit_words(self.fit, self.level), _how_words(self.how)]
        if self.namesakes:
            towns = ", ".join(self.namesakes)
            told.append(_("%(n)s of this name: %(towns)s") % {"n": len(self.namesakes), "towns": towns})
        words = [one for one in told if one]
        return " · ".join(words) or _("exact")

    @property
    def is_exact(self) -> bool:
        return self.fit == Fit.EXACT and self.how == How.EXACT

    def with_place(self, *, where: str, namesakes: tuple[str, ...]) -> "Suggestion":
        return replace(self, where=where, namesakes=namesakes)


def _fit_words(fit: Fit, level: str) -> str:
    if fit == Fit.ABOVE:
        return {
            "building": _("building found, this flat is not in the register"),
            "stair": _("stair found, this flat is not in the register"),
        }.get(level, _("gate found, what is behind it is not in the register"))
    return {
        Fit.INSIDE: _("part of it"),
        Fit.GOES_ON: _("the number goes on"),
        Fit.STAIR_OPEN: _("the stair was left out"),
        Fit.NO_NUMBER: _("the street is known, this number is not in the register"),
    }.get(fit, "")


def _how_words(how: How) -> str:
    return {
        How.BEGINS: _("the name goes on"),
        How.HOLDS: _("a part of the name"),
        How.PINYIN: _("by pinyin"),
        How.INITIALS: _("by first letters"),
        How.SOUND: _("by sound"),
        How.NEARLY: _("written almost so"),
        How.WITHIN: _("found in what was typed"),
    }.get(how, "")


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Numbers by their value: 9 before 10."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in _DIGITS.split(text) if part)
