"""What a file states of its coordinates: the datum behind a .prj, an `srs` or a `crs`, or why it is refused."""

import re
from typing import Any

from pyproj import CRS
from pyproj.exceptions import CRSError

# By the names that EPSG and the makers of survey programs give the datums; compared without signs, in lower case.
_DATUMS = (
    ("Beijing 1954", re.compile(r"beijing(19)?54|北京(19)?54|1954北京|pulkovo1942")),
    ("Xi'an 1980", re.compile(r"xian(19)?80|西安(19)?80|1980西安")),
    ("CGCS2000", re.compile(r"china(geodeticcoordinatesystem)?2000|cgcs2000|2000国家大地|国家大地2000")),
    ("WGS-84", re.compile(r"wgs(19)?84|worldgeodeticsystem1984|crs84")),
)
_KEPT = {"CGCS2000", "WGS-84"}
_NO_EARTH = {"GCJ-02": re.compile(r"gcj0?2"), "BD-09": re.compile(r"bd0?9|baidu")}


def read(written: str) -> dict[str, Any]:
    """What is said by WKT, a code such as `EPSG:4549` or an OGC name.

    `datum` is empty and `refused` the name where it is none that we convert; `crs` is what PROJ reads of it.
    """
    says = {"datum": "", "name": written.strip()[:120], "refused": "", "crs": "", "is_metres": False, "epsg": None}
    for datum, pattern in _NO_EARTH.items():
        if pattern.search(_bare(written)):
            return says | {"datum": datum}
    try:
        crs = CRS.from_user_input(written)
    except (CRSError, ValueError):
        return says | {"refused": says["name"]}
    says["name"] = crs.name[:120]
    geodetic = crs.geodetic_crs
    names = [] if geodetic is None or geodetic.datum is None else [geodetic.datum.name, geodetic.name]
    found = next((datum for datum, known in _DATUMS for name in names if known.search(_bare(name))), "")
    if found not in _KEPT:
        return says | {"refused": found or says["name"] or "?"}
    return says | {
        "datum": found,
        "crs": crs.to_wkt() if crs.is_projected else "",
        "is_metres": crs.is_projected,
        "epsg": crs.to_epsg(),
    }


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9\u4e00-\u9fff]", "", text.casefold())
