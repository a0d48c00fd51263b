"""Reading a longitude and latitude from the ways people write them."""

import re
import unicodedata
from typing import Any

from longcheng.core.geo.coordinates import BadCoordinates, LonLat, require_coordinates

_NUMBER = r"\d+(?:\.\d+)?"
_ANGLE = rf"([+-]?)({_NUMBER})\s*(?:°\s*(?:({_NUMBER})\s*'\s*(?:({_NUMBER})\s*\"\s*)?)?)?"
_BARE = re.compile(rf"{_ANGLE}\s*[,\s]\s*{_ANGLE}")
_LETTER_FIRST = re.compile(rf"([NSEW])\s*{_ANGLE}\s*,?\s*([NSEW])\s*{_ANGLE}")
_LETTER_LAST = re.compile(rf"{_ANGLE}\s*([NSEW])\s*,?\s*{_ANGLE}\s*([NSEW])")

_WORDS = {"东经": "E", "西经": "W", "北纬": "N", "南纬": "S", "''": '"'}
_MARKS = str.maketrans(
    {
        "度": "°",
        "º": "°",
        "˚": "°",
        "分": "'",
        "′": "'",
        "’": "'",
        "秒": '"',
        "″": '"',
        "”": '"',
        "、": ",",
        ";": ",",
    }
)

# The four groups of `_ANGLE`: sign, degrees, minutes, seconds; None for a part that is absent.
_Angle = tuple[str | Any, ...]


def parse_lon_lat(text: str) -> LonLat:
    """Read one pair of degrees from text; longitude first unless letters or words say which is which.

    Accepted: "119.97,31.78"; "31.7800N 119.9700E"; "N31.78 E119.97"; "31°46'48\\"N 119°58'12\\"E";
    "东经119°58′12″ 北纬31°46′48″"; "东经119度58分12秒，北纬31度46分48秒".
    Raises `BadCoordinates` when the text cannot be read or the pair cannot be a place; a pair in the
    wrong order is refused with a hint, never turned round silently.
    """
    plain = _plain(text)
    if match := _BARE.fullmatch(plain):
        lon, lat = _angle(match.group(1, 2, 3, 4), text), _angle(match.group(5, 6, 7, 8), text)
        return require_coordinates(lon, lat)
    if match := _LETTER_FIRST.fullmatch(plain):
        return _lettered(match[1], match.group(2, 3, 4, 5), match[6], match.group(7, 8, 9, 10), text)
    if match := _LETTER_LAST.fullmatch(plain):
        return _lettered(match[5], match.group(1, 2, 3, 4), match[10], match.group(6, 7, 8, 9), text)
    raise BadCoordinates((f"Position {text!r} is not readable. Write it as 119.97,31.78 or 31.78N 119.97E.",))


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text.translate(_MARKS)).upper().strip()
    for word, letter in _WORDS.items():
        plain = plain.replace(word, letter)
    return plain


def _lettered(letter_a: str, angle_a: _Angle, letter_b: str, angle_b: _Angle, text: str) -> LonLat:
    if angle_a[0] or angle_b[0]:
        raise BadCoordinates((f"Position {text!r} has both a sign and a letter. Keep one of them.",))
    value_by_letter = {letter_a: _angle(angle_a, text), letter_b: _angle(angle_b, text)}
    lon = [value if letter == "E" else -value for letter, value in value_by_letter.items() if letter in "EW"]
    lat = [value if letter == "N" else -value for letter, value in value_by_letter.items() if letter in "NS"]
    if len(lon) != 1 or len(lat) != 1:
        raise BadCoordinates((f"Position {text!r} must have one of E, W and one of N, S.",))
    return require_coordinates(lon[0], lat[0])


def _angle(parts: _Angle, text: str) -> float:
    sign, degrees, minutes, seconds = parts
    defects = []
    if (minutes is not None and "." in degrees) or (seconds is not None and "." in (minutes or "")):
        defects.append(f"Position {text!r} must have decimals in its last part only.")
    if float(minutes or 0) >= 60 or float(seconds or 0) >= 60:
        defects.append(f"Position {text!r} must have minutes and seconds below 60.")
    if defects:
        raise BadCoordinates(tuple(defects))
    value_deg = float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    return -value_deg if sign == "-" else value_deg
