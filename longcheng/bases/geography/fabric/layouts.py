"""How a block is built over: rows of slabs and towers facing south, houses, shops, public buildings, works."""

from typing import NamedTuple

import numpy as np

from longcheng.bases.geography.fabric.ground import Reals

STOREY_M = 3.0


class Style(NamedTuple):
    """Buildings of one kind: their outline, how far apart they stand, how many people live in them."""

    kind: str
    length_m: float
    depth_m: float
    gap_m: float  # to the next in the row
    row_m: float  # from row to row; about the height in winter's sun, GB 50180-2018 4.0.9
    floors: tuple[int, int]
    stairs: int = 0
    doors: int = 0  # flats a floor and stair
    margin_m: float = 8.0


SLAB_LONG = Style("residential", 54.0, 12.0, 11.0, 27.0, (5, 6), 3, 2)
SLAB_SHORT = Style("residential", 37.0, 12.0, 10.0, 27.0, (5, 6), 2, 2)
SLAB_HIGH = Style("residential", 44.0, 14.0, 14.0, 41.0, (11, 11), 2, 2)
TOWER = Style("residential", 27.0, 19.0, 26.0, 52.0, (17, 26), 1, 4, 12.0)
HOUSE = Style("residential", 11.5, 9.5, 3.5, 21.0, (2, 3), 0, 1, 6.0)
DORMITORY = Style("residential", 46.0, 13.0, 12.0, 30.0, (4, 6), 1, 12)
SHOP = Style("commercial", 34.0, 14.0, 6.0, 60.0, (2, 4), margin_m=4.0)
MALL = Style("commercial", 62.0, 38.0, 18.0, 64.0, (3, 5), margin_m=12.0)
PUBLIC = Style("public", 52.0, 15.0, 16.0, 34.0, (3, 5), margin_m=12.0)
WORKS = Style("industrial", 84.0, 40.0, 14.0, 58.0, (1, 2), margin_m=10.0)
VILLAGE_SHOP = Style("commercial", 17.0, 9.0, 4.0, 30.0, (1, 2), margin_m=4.0)
VILLAGE_HALL = Style("public", 26.0, 11.0, 8.0, 24.0, (2, 3), margin_m=6.0)


def rows(inner: tuple[float, float, float, float], style: Style, *, most: int) -> Reals:
    """At most `most` outlines (west, south, east, north) in rows from the south, each in the middle of the block."""
    west, south, east, north = inner
    wide, high = east - west - 2 * style.margin_m, north - south - 2 * style.margin_m
    columns = int((wide + style.gap_m) // (style.length_m + style.gap_m))
    lines = int((high - style.depth_m) // style.row_m) + 1 if high >= style.depth_m else 0
    if columns < 1 or lines < 1:
        return _single(inner, style, most)
    used = columns * (style.length_m + style.gap_m) - style.gap_m
    x = west + style.margin_m + (wide - used) / 2 + np.arange(columns) * (style.length_m + style.gap_m)
    spare = high - style.depth_m - (lines - 1) * style.row_m
    y = south + style.margin_m + spare / 2 * (lines > 1) + np.arange(lines) * style.row_m
    xs, ys = np.tile(x, lines)[:most], np.repeat(y, columns)[:most]
    return np.stack([xs, ys, xs + style.length_m, ys + style.depth_m], 1)


def _single(inner: tuple[float, float, float, float], style: Style, most: int) -> Reals:
    """One smaller building where the block has no room for the usual one."""
    west, south, east, north = inner
    wide, high = min(style.length_m, (east - west) * 0.7), min(style.depth_m, (north - south) * 0.5)
    if most < 1 or wide < 5 or high < 4:
        return np.zeros((0, 4))
    x, y = (west + east - wide) / 2, (south + north - high) / 2
    return np.array([[x, y, x + wide, y + high]])


def south_row(inner: tuple[float, float, float, float], style: Style, *, most: int) -> Reals:
    """One row along the street in the south."""
    west, south, east, _north = inner
    return rows((west, south, east, south + 2 * style.margin_m + style.depth_m + 0.5), style, most=most)


def behind(
    inner: tuple[float, float, float, float], style: Style, *, front: Style, most: int
) -> Reals:  # fmt: skip
    """Rows behind a row along the street."""
    west, south, east, north = inner
    return rows((west, south + front.margin_m + front.depth_m + 4.0, east, north), style, most=most)
