"""The colours hold their contrast in every theme, worked out from the style sheet that the browser gets."""

import math
import re
from itertools import combinations

import pytest

from longcheng.portal.design import colours

STATICS = colours.SHEET.parent
# A colour of one's own outside the tokens would not follow the theme; black and white are those of paper and QR codes.
NO_THEME = {"#fff", "#000", "#333", "#999"}
# Machado, Oliveira, Fernandes: A Physiologically-based Model for Simulation of Color Vision Deficiency (2009), table 1,
# severity 1.0.
SEEN_BY = {
    "everybody": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}


@pytest.mark.parametrize("pair", list(colours.pairs()), ids=lambda one: f"{one.mode} {one.colour} on {one.ground}")
def test_every_colour_has_its_contrast_on_every_ground(pair):
    assert pair.ratio >= pair.needs, f"{pair.colour_hex} on {pair.ground_hex} is {pair.ratio:.2f} : 1"


def test_contrast_is_that_of_the_standard():
    """Known pairs: black on white is 21 : 1, #767676 on white 4.54 : 1 (WCAG 2.2, Understanding 1.4.3)."""
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_the_device_s_dark_is_the_chosen_dark():
    """The sheet says the dark theme twice, for the device's wish and for the setting: they must not drift apart."""
    sheet = re.sub(r"/\*.*?\*/", "", colours.SHEET.read_text(encoding="utf-8"), flags=re.DOTALL)

    def body(selector: str) -> str:
        return " ".join(re.search(re.escape(selector) + r"\s*\{([^}]*)\}", sheet)[1].split())

    assert body(':root:not([data-theme="light"])') == body(':root[data-theme="dark"]')
    more = ':root[data-contrast="more"]'
    assert body(f'{more}:not([data-theme="light"])') == body(f'{more}[data-theme="dark"]')


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_six_of_a_chart_are_told_apart_by_the_colour_blind(mode):
    """A difference of 20 in CIELAB is plain to see side by side; just noticeable is 2.3."""
    six = [colours.tokens(mode)[f"series-{number}"] for number in range(1, 7)]
    for eyes, matrix in SEEN_BY.items():
        for one, other in combinations(six, 2):
            far = math.dist(lab(one, matrix), lab(other, matrix))
            assert far >= 20, f"{one} and {other} are {far:.0f} apart for {eyes}"


def test_no_style_sheet_of_the_frame_has_a_colour_outside_the_tokens():
    sheet = re.sub(r"/\*.*?\*/", "", (STATICS / "city.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b", sheet)) - NO_THEME == set()


def test_the_frame_is_light():
    """The first page as a whole stays below 150 kB; its style sheets and its own scripts take no more than this."""
    sheets = sum((STATICS / name).stat().st_size for name in ("tokens.css", "city.css"))
    scripts = sum((STATICS / name).stat().st_size for name in ("face.js", "live.js"))
    assert sheets < 34_000
    assert scripts < 14_000


def lab(colour: str, matrix: tuple) -> tuple[float, float, float]:
    """CIELAB (D65) of `#rrggbb` as these eyes see it."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    red, green, blue = (
        min(1, max(0, sum(w * value for w, value in zip(row, linear, strict=True)))) for row in matrix
    )  # fmt: skip
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    x, y, z = (value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)
