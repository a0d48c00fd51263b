"""The colours of every theme, read from the style sheet itself, and their contrast by WCAG 2.2."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SHEET = Path(__file__).resolve().parents[1] / "static" / "portal" / "tokens.css"
# Which blocks of the sheet make a mode, in the order in which they count.
LIGHT, DARK = ":root", ':root[data-theme="dark"]'
LIGHT_MORE, DARK_MORE = ':root[data-contrast="more"]', ':root[data-contrast="more"][data-theme="dark"]'
MODES = {
    "light": (LIGHT,),
    "dark": (LIGHT, DARK),
    "light-more": (LIGHT, LIGHT_MORE),
    "dark-more": (LIGHT, DARK, LIGHT_MORE, DARK_MORE),
}
# WCAG 2.2: 1.4.3 for text, 1.4.11 for what is drawn; 1.4.6 is what the mode of more contrast promises.
TEXT, DRAWN, TEXT_MORE = 4.5, 3.0, 7.0

GROUNDS = ("paper", "card")
TEXT_ON = {
    **dict.fromkeys(("muted", "canal", "canal-pressed", "jade", "red", "wait"), GROUNDS),
    "ink": (*GROUNDS, "canal-tint", "jade-tint", "red-tint", "wait-tint"),
    "on-canal": ("canal", "canal-pressed"),
    "on-red": ("red",),
    "on-osmanthus": ("osmanthus",),
}
TEXT_ON["canal-pressed"] = TEXT_ON["canal"] = TEXT_ON["muted"] = (*GROUNDS, "canal-tint")
TEXT_ON["jade"], TEXT_ON["red"], TEXT_ON["wait"] = (
    (*GROUNDS, "jade-tint"),
    (*GROUNDS, "red-tint"),
    (*GROUNDS, "wait-tint"),
)
DRAWN_ON = dict.fromkeys(("edge", *(f"series-{number}" for number in range(1, 7))), GROUNDS)


@dataclass(frozen=True)
class Pair:
    """A colour on its ground in one mode."""

    mode: str
    colour: str
    ground: str
    colour_hex: str
    ground_hex: str
    needs: float

    @property
    def ratio(self) -> float:
        return contrast(self.colour_hex, self.ground_hex)

    @property
    def holds(self) -> bool:
        return self.ratio >= self.needs


@cache
def tokens(mode: str) -> dict[str, str]:
    """The colours of a mode as `#rrggbb`, by token."""
    blocks = _blocks(SHEET.read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for selector in MODES[mode]:
        found |= blocks[selector]
    return {name: _full(value) for name, value in found.items() if value.startswith("#")}


def _blocks(sheet: str) -> dict[str, dict[str, str]]:
    """The declarations of each selector; of a selector that comes twice, the one outside `@media` stands first."""
    found: dict[str, dict[str, str]] = {}
    for selector, body in re.findall(r"(:root[^{]*)\{([^}]*)\}", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        found.setdefault(selector.strip(), dict(re.findall(r"--([\w-]+):\s*([^;]+);", body)))
    return found


def _full(value: str) -> str:
    return "#" + "".join(digit * 2 for digit in value[1:]) if len(value) == 4 else value


def luminance(colour: str) -> float:
    """The relative luminance of `#rrggbb` (WCAG 2.2, definition of relative luminance)."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def pairs() -> Iterator[Pair]:
    """Every colour on every ground on which the style sheet puts it, in every mode."""
    for mode in MODES:
        known = tokens(mode)
        text = TEXT_MORE if mode.endswith("more") else TEXT
        for uses, needs in ((TEXT_ON, text), (DRAWN_ON, DRAWN)):
            for colour, grounds in uses.items():
                for ground in grounds:
                    yield Pair(mode, colour, ground, known[colour], known[ground], needs)
