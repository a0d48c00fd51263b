"""The tile matrix set WebMercatorQuad (OGC 17-083r4, annex D.1), and which of its tiles a box touches."""

import math
from typing import Any

from longcheng.bases.geography.boxes import Box
from longcheng.bases.geography.points import EARTH_M

NAME = "WebMercatorQuad"
SCHEME = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{NAME}"
TILE = 256
# OGC 17-083r4: a standardised pixel is 0.28 mm wide.
PIXEL_M = 0.00028
LEVELS = 25
EDGE_M = math.pi * EARTH_M


def matrix_set() -> dict[str, Any]:
    """The definition."""
    return {
        "id": NAME,
        "title": "Google Maps Compatible for the World",
        "uri": SCHEME,
        "crs": "http://www.opengis.net/def/crs/EPSG/0/3857",
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [_matrix(level) for level in range(LEVELS)],
    }


def _matrix(level: int) -> dict[str, Any]:
    cell_m = 2 * EDGE_M / TILE / 2**level
    return {
        "id": str(level),
        "scaleDenominator": cell_m / PIXEL_M,
        "cellSize": cell_m,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-EDGE_M, EDGE_M],
        "tileWidth": TILE,
        "tileHeight": TILE,
        "matrixWidth": 2**level,
        "matrixHeight": 2**level,
    }


def limits_of(box: Box, *, least: int, most: int) -> list[dict[str, Any]]:
    """The first and last row and column of each level that the box touches."""
    return [_limit(box, level) for level in range(least, most + 1)]


def _limit(box: Box, level: int) -> dict[str, Any]:
    rows = [_row(lat, level) for lat in (box.north, box.south)]
    columns = [int((lon + 180) / 360 * 2**level) for lon in (box.west, box.east)]
    return {
        "tileMatrix": str(level),
        "minTileRow": rows[0],
        "maxTileRow": rows[1],
        "minTileCol": columns[0],
        "maxTileCol": columns[1],
    }


def _row(lat: float, level: int) -> int:
    return int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**level)
