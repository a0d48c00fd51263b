"""The datums a Chinese city's files come in, and the conversion from any of them to any other."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import StrEnum

from longcheng.core.geo.coordinates import BadCoordinates, LonLat, require_coordinates
from longcheng.core.geo.offsets import bd09_to_gcj02, gcj02_to_bd09, gcj02_to_wgs84, wgs84_to_gcj02


class Datum(StrEnum):
    """What a longitude and latitude are measured against; the value is the name to show and to store.

    CGCS2000 (2000国家大地坐标系, GB 22021-2008, EPSG:4490) is converted as WGS-84. The ellipsoids
    share their axis and differ in flattening (1/298.257222101, 1/298.257223563), at most 0.11 mm in
    latitude; the frames (ITRF97 and the current ITRF) agree within centimetres *at the same epoch*.
    CGCS2000 is fixed at epoch 2000.0 while the plate moves 29 mm a year east-southeast at 120° E 32° N
    (ITRF2014 plate motion model, Eurasia): a satellite fix of 2025 lies about 0.7 m from its CGCS2000
    place. Enough for a city's services, not for cadastral or engineering survey.
    """

    WGS84 = "WGS-84"
    CGCS2000 = "CGCS2000"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"


class UnknownDatum(ValueError):
    """Raised for a datum that is missing, not known, or not a longitude-latitude datum."""


# Keys are as `_bare` leaves them: lower case, without spaces, punctuation and the word 坐标(系).
_SPELLINGS = {
    **dict.fromkeys(("wgs84", "wgs1984", "epsg4326", "4326", "crs84", "ogccrs84", "gps"), Datum.WGS84),
    **dict.fromkeys(("cgcs2000", "epsg4490", "4490", "china2000", "chinageodeticcoordinatesystem2000"), Datum.CGCS2000),
    **dict.fromkeys(("2000国家大地", "国家2000", "国家大地2000", "天地图"), Datum.CGCS2000),
    **dict.fromkeys(("gcj02", "gcj2", "gcj", "mars", "火星", "国测局", "amap", "高德", "腾讯"), Datum.GCJ02),
    **dict.fromkeys(("bd09", "bd09ll", "bd9", "baidu", "百度"), Datum.BD09),
}

_REFUSED = {
    **dict.fromkeys(("beijing54", "beijing1954", "北京54", "1954北京", "epsg4214", "4214"), "Beijing 1954"),
    **dict.fromkeys(("xian80", "xian1980", "西安80", "1980西安", "epsg4610", "4610"), "Xi'an 1980"),
    **dict.fromkeys(("bd09mc",), "Baidu Mercator metres"),
    **dict.fromkeys(("epsg3857", "3857", "epsg900913", "webmercator"), "Web Mercator metres"),
}

_URN = re.compile(r"(?:urn:ogc:def:crs:|https?://www\.opengis\.net/def/crs/)(\w+)[:/][\w.]*[:/](\w+)", re.ASCII)


def parse_datum(text: str | None) -> Datum:
    """Read the usual spellings of a datum: WGS84, EPSG:4326, gcj02, 火星坐标, BD-09, EPSG:4490, OGC URNs.

    It names the datum only: "EPSG:4326" in a file may still mean latitude first.
    Raises `UnknownDatum` when the text is empty or unknown; nothing is guessed, because a wrong guess
    moves every point by half a kilometre.
    """
    bare = _bare(text or "")
    if not bare:
        raise UnknownDatum(f"A datum is required. State one of {_choices()} for the file before importing it.")
    if bare in _SPELLINGS:
        return _SPELLINGS[bare]
    raise UnknownDatum(_refusal(str(text), bare))


def convert(lon_deg: float, lat_deg: float, *, source: Datum, target: Datum) -> LonLat:
    """Convert one point from one datum to another; longitude first, decimal degrees.

    Round trips return the start within 1e-9 degrees (0.1 mm). Against the maps themselves the
    formula is good to about a metre. Outside `CHINA_BOX` all datums are the same.
    Raises `BadCoordinates` naming every defect of the pair. Costs about 5 µs towards BD-09 and
    15 µs back.
    """
    point = require_coordinates(lon_deg, lat_deg)
    return _walk(point, source=source, target=target)


def convert_many(points: Iterable[tuple[float, float]], *, source: Datum, target: Datum) -> Iterator[LonLat]:
    """Convert points one after another, lazily and in their order.

    Takes and gives (lon_deg, lat_deg) pairs. Raises `BadCoordinates` with the number of the bad
    point, counted from 1, when it is reached.
    """
    for number, (lon_deg, lat_deg) in enumerate(points, start=1):
        try:
            yield convert(lon_deg, lat_deg, source=source, target=target)
        except BadCoordinates as bad:
            raise BadCoordinates((f"Point {number} is not usable.", *bad.defects)) from bad


# Each datum is made from the one below it, so a conversion climbs or descends this ladder.
_RUNG = {Datum.WGS84: 0, Datum.CGCS2000: 0, Datum.GCJ02: 1, Datum.BD09: 2}
_UP = (wgs84_to_gcj02, gcj02_to_bd09)
_DOWN = (gcj02_to_wgs84, bd09_to_gcj02)


def _walk(point: LonLat, *, source: Datum, target: Datum) -> LonLat:
    for rung in range(_RUNG[source], _RUNG[target]):
        point = _UP[rung](*point)
    for rung in range(_RUNG[source], _RUNG[target], -1):
        point = _DOWN[rung - 1](*point)
    return point


def _bare(text: str) -> str:
    named = _URN.sub(r"\1\2", text.strip())
    folded = unicodedata.normalize("NFKC", named).casefold()
    return re.sub(r"[\s\-_.:/()'’]|坐标系?", "", folded)


def _choices() -> str:
    return ", ".join(Datum)


def _refusal(text: str, bare: str) -> str:
    if bare in _REFUSED:
        return f"Datum {text!r} ({_REFUSED[bare]}) is not supported. Ask its owner for one of {_choices()}."
    if re.fullmatch(r"epsg4(51[3-9]|5[2-4]\d|55[0-4])", bare):
        return f"{text!r} is a projection in metres, not a datum. Read it with longcheng.core.geo.projections."
    return f"Datum {text!r} is not known. It must be one of {_choices()}, or a usual spelling of it."
