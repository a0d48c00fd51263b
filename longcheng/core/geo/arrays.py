"""GCJ-02 and BD-09 to WGS-84 for many points at once, with numpy: the same formulas as `offsets`, several times faster.

Importing this module loads numpy, which the rest of `core.geo` does without.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from longcheng.core.geo.coordinates import CHINA_BOX
from longcheng.core.geo.datums import Datum

Degrees = NDArray[np.float64]

# As in `offsets`: Krasovsky 1940, and rounds of the inverse that are never reached.
_SEMI_MAJOR_M, _ECCENTRICITY_SQUARED = 6378245.0, 0.00669342162296594323
_BAIDU_WAVE = np.pi * 3000.0 / 180.0
_ROUNDS, _STEP_DEG = 20, 1e-11


def to_wgs84(points: Degrees, *, source: Datum) -> Degrees:
    """Points as rows of longitude and latitude in degrees, measured against `source`, in WGS-84.

    Agrees with `datums.convert` within 1e-9 degrees. Some 400,000 points a second. Points outside `CHINA_BOX` and
    those that are no numbers stay as they are.
    """
    if source == Datum.BD09:
        points = _backward(points, _bd09_shift_deg)
    if source in {Datum.BD09, Datum.GCJ02}:
        points = _backward(points, _gcj02_shift_deg)
    return points


def _backward(points: Degrees, shift_deg: Any) -> Degrees:
    """The points whose shifted places are the given ones, by fixed-point iteration."""
    lon, lat = points[:, 0], points[:, 1]
    is_inside = (lon >= CHINA_BOX.west_deg) & (lon <= CHINA_BOX.east_deg)
    is_inside &= (lat >= CHINA_BOX.south_deg) & (lat <= CHINA_BOX.north_deg)
    given = points[is_inside]
    guess = given.copy()
    for _ in range(_ROUNDS if len(given) else 0):
        moved = given - shift_deg(guess)
        step = np.abs(moved - guess).max()
        guess = moved
        if step < _STEP_DEG:
            break
    result = points.copy()
    result[is_inside] = guess
    return result


def _gcj02_shift_deg(points: Degrees) -> Degrees:
    east_m, north_m = _gcj02_shift_m(points[:, 0] - 105.0, points[:, 1] - 35.0)
    lat_rad = np.radians(points[:, 1])
    flattening = 1 - _ECCENTRICITY_SQUARED * np.sin(lat_rad) ** 2
    meridian_radius_m = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_SQUARED) / flattening**1.5
    parallel_radius_m = _SEMI_MAJOR_M / np.sqrt(flattening) * np.cos(lat_rad)
    return np.column_stack((np.degrees(east_m / parallel_radius_m), np.degrees(north_m / meridian_radius_m)))


def _gcj02_shift_m(x: Degrees, y: Degrees) -> tuple[Degrees, Degrees]:
    """The offset in metres (east, north) at x, y degrees from 105° E 35° N."""

    def wave(amplitude_m: float, frequency: Degrees) -> Degrees:
        return amplitude_m * np.sin(frequency * np.pi) * 2.0 / 3.0

    fine_m = wave(20.0, 6.0 * x) + wave(20.0, 2.0 * x)
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east_m = east_m + fine_m + wave(20.0, x) + wave(40.0, x / 3.0) + wave(150.0, x / 12.0) + wave(300.0, x / 30.0)
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north_m = north_m + fine_m + wave(20.0, y) + wave(40.0, y / 3.0) + wave(160.0, y / 12.0) + wave(320.0, y / 30.0)
    return east_m, north_m


def _bd09_shift_deg(points: Degrees) -> Degrees:
    lon, lat = points[:, 0], points[:, 1]
    radius_deg = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BAIDU_WAVE)
    angle_rad = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BAIDU_WAVE)
    return np.column_stack(
        (radius_deg * np.cos(angle_rad) + 0.0065 - lon, radius_deg * np.sin(angle_rad) + 0.006 - lat)
    )
