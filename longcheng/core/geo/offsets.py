"""The published offsets of GCJ-02 (火星坐标) and BD-09 (百度坐标), forward and back.

The state has never published GCJ-02. The formula below is the one found in 2010 in the source of
a map client and used by all public tools since: codeplex on4wp7 (changeset 21483) and
emq.googlecode.com `Converter.java`, both quoted by github.com/googollee/eviltransform; the BD-09
step is at blog.csdn.net/coolypf/article/details/8569813. Constants as in
github.com/wandergis/coordtransform `index.js`, whose printed results the tests reproduce.
"""

import math
from collections.abc import Callable

from longcheng.core.geo.coordinates import CHINA_BOX, LonLat

# Krasovsky 1940, the ellipsoid that the formula scales its metres with.
_SEMI_MAJOR_M = 6378245.0
_ECCENTRICITY_SQUARED = 0.00669342162296594323

_BAIDU_WAVE = math.pi * 3000.0 / 180.0

# Both offsets change by less than 3 % of the distance moved, so each round of the inverse shrinks
# the error at least thirtyfold; five rounds are usual, twenty are never reached.
_INVERSE_ROUNDS = 20
_INVERSE_STEP_DEG = 1e-11


def wgs84_to_gcj02(lon_deg: float, lat_deg: float) -> LonLat:
    """Move a WGS-84 point by the GCJ-02 offset; a point outside `CHINA_BOX` stays as it is."""
    return _forward(lon_deg, lat_deg, _gcj02_shift_deg)


def gcj02_to_wgs84(lon_deg: float, lat_deg: float) -> LonLat:
    """Undo the GCJ-02 offset to better than 1e-9 degrees (0.1 mm), by iteration.

    A point outside `CHINA_BOX` stays as it is. In the strip of 1 km along the inside of the box's
    edge, far out at sea or abroad, the round trip is not exact.
    """
    return _backward(lon_deg, lat_deg, _gcj02_shift_deg)


def gcj02_to_bd09(lon_deg: float, lat_deg: float) -> LonLat:
    """Move a GCJ-02 point by the BD-09 offset; a point outside `CHINA_BOX` stays as it is.

    Baidu itself uses WGS-84 abroad (lbs.baidu.com/faq/api, androidsdk/guide/tool/coordinate).
    """
    return _forward(lon_deg, lat_deg, _bd09_shift_deg)


def bd09_to_gcj02(lon_deg: float, lat_deg: float) -> LonLat:
    """Undo the BD-09 offset to better than 1e-9 degrees (0.1 mm), by iteration.

    The closed formula of the usual tools is only an approximation, wrong by up to 0.2 m in China.
    """
    return _backward(lon_deg, lat_deg, _bd09_shift_deg)


_Shift = Callable[[float, float], tuple[float, float]]


def _forward(lon_deg: float, lat_deg: float, shift_deg: _Shift) -> LonLat:
    if not CHINA_BOX.contains((lon_deg, lat_deg)):
        return LonLat(lon_deg, lat_deg)
    east_deg, north_deg = shift_deg(lon_deg, lat_deg)
    return LonLat(lon_deg + east_deg, lat_deg + north_deg)


def _backward(lon_deg: float, lat_deg: float, shift_deg: _Shift) -> LonLat:
    """Find the point whose shifted place is the given one, by fixed-point iteration."""
    if not CHINA_BOX.contains((lon_deg, lat_deg)):
        return LonLat(lon_deg, lat_deg)
    guess_lon, guess_lat = lon_deg, lat_deg
    for _ in range(_INVERSE_ROUNDS):
        east_deg, north_deg = shift_deg(guess_lon, guess_lat)
        moved_deg = max(abs(lon_deg - east_deg - guess_lon), abs(lat_deg - north_deg - guess_lat))
        guess_lon, guess_lat = lon_deg - east_deg, lat_deg - north_deg
        if moved_deg < _INVERSE_STEP_DEG:
            break
    return LonLat(guess_lon, guess_lat)


def _gcj02_shift_deg(lon_deg: float, lat_deg: float) -> tuple[float, float]:
    east_m, north_m = _gcj02_shift_m(lon_deg - 105.0, lat_deg - 35.0)
    lat_rad = math.radians(lat_deg)
    flattening = 1 - _ECCENTRICITY_SQUARED * math.sin(lat_rad) ** 2
    meridian_radius_m = _SEMI_MAJOR_M * (1 - _ECCENTRICITY_SQUARED) / flattening**1.5
    parallel_radius_m = _SEMI_MAJOR_M / math.sqrt(flattening) * math.cos(lat_rad)
    return math.degrees(east_m / parallel_radius_m), math.degrees(north_m / meridian_radius_m)


def _gcj02_shift_m(x: float, y: float) -> tuple[float, float]:
    """Return the offset in metres (east, north) at x, y degrees from 105° E 35° N."""

    def wave(amplitude_m: float, frequency: float) -> float:
        return amplitude_m * math.sin(frequency * math.pi) * 2.0 / 3.0

    fine_m = wave(20.0, 6.0 * x) + wave(20.0, 2.0 * x)
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
    east_m += fine_m + wave(20.0, x) + wave(40.0, x / 3.0) + wave(150.0, x / 12.0) + wave(300.0, x / 30.0)
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
    north_m += fine_m + wave(20.0, y) + wave(40.0, y / 3.0) + wave(160.0, y / 12.0) + wave(320.0, y / 30.0)
    return east_m, north_m


def _bd09_shift_deg(lon_deg: float, lat_deg: float) -> tuple[float, float]:
    radius_deg = math.hypot(lon_deg, lat_deg) + 0.00002 * math.sin(lat_deg * _BAIDU_WAVE)
    angle_rad = math.atan2(lat_deg, lon_deg) + 0.000003 * math.cos(lon_deg * _BAIDU_WAVE)
    return (
        radius_deg * math.cos(angle_rad) + 0.0065 - lon_deg,
        radius_deg * math.sin(angle_rad) + 0.006 - lat_deg,
    )
