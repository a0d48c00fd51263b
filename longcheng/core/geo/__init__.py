"""Where things are: datums, positions, distances, polygons; by full name cells, geodesics, projections."""

from longcheng.core.geo.coordinates import (
    CHINA_BOX,
    BadCoordinates,
    BoundingBox,
    LonLat,
    coordinate_defects,
    looks_swapped,
    require_coordinates,
)
from longcheng.core.geo.datums import Datum, UnknownDatum, convert, convert_many, parse_datum
from longcheng.core.geo.distances import (
    EARTH_RADIUS_M,
    Near,
    bearing_deg,
    bounding_box,
    destination,
    great_circle_m,
    nearest,
)
from longcheng.core.geo.polygons import (
    AreaIndex,
    Polygon,
    Ring,
    box_of,
    is_in_any,
    is_in_polygon,
    polygons_of,
)
from longcheng.core.geo.position_texts import parse_lon_lat
from longcheng.core.geo.positions import Position

__all__ = [
    "CHINA_BOX",
    "EARTH_RADIUS_M",
    "AreaIndex",
    "BadCoordinates",
    "BoundingBox",
    "Datum",
    "LonLat",
    "Near",
    "Polygon",
    "Position",
    "Ring",
    "UnknownDatum",
    "bearing_deg",
    "bounding_box",
    "box_of",
    "convert",
    "convert_many",
    "coordinate_defects",
    "destination",
    "great_circle_m",
    "is_in_any",
    "is_in_polygon",
    "looks_swapped",
    "nearest",
    "parse_datum",
    "parse_lon_lat",
    "polygons_of",
    "require_coordinates",
]
