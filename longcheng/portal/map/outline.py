"""The map as a still drawing (SVG): what stands there without JavaScript, and before the map is drawn."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import shapely
from shapely.geometry.base import BaseGeometry

from longcheng.bases.geography.areas import DISTRICTS
from longcheng.bases.geography.boxes import Box
from longcheng.bases.geography.map_queries import bus_lines_across
from longcheng.bases.geography.models import MapFeature

WIDTH = 1000
MARGIN = 24
# Half a unit of a thousand is less than a pixel on a phone.
SIMPLIFY_UNITS = 0.8


@dataclass(frozen=True)
class Sheet:
    """A part of the earth laid on paper, a thousand units wide, in Web Mercator as the map itself."""

    box: Box

    @property
    def scale(self) -> float:
        """Units of paper for one unit of Mercator."""
        return (WIDTH - 2 * MARGIN) / (_x(self.box.east) - _x(self.box.west))

    @property
    def height(self) -> int:
        return round((_y(self.box.south) - _y(self.box.north)) * self.scale) + 2 * MARGIN

    @property
    def view_box(self) -> str:
        return f"0 0 {WIDTH} {self.height}"

    def point(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a place lies on the paper."""
        x = (_x(lon) - _x(self.box.west)) * self.scale + MARGIN
        y = (_y(lat) - _y(self.box.north)) * self.scale + MARGIN
        return round(x, 1), round(y, 1)

    def path(self, shape: BaseGeometry) -> str:
        """The `d` of an SVG path."""
        flat = shapely.transform(
            shape,
            lambda points: shapely.get_coordinates(shapely.multipoints([self.point(*p) for p in points.tolist()])),
        )
        return "".join(_strokes(flat.simplify(SIMPLIFY_UNITS)))


def _strokes(shape: BaseGeometry) -> Iterable[str]:
    for part in shapely.get_parts(shape):
        rings = [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
        for ring in rings:
            points = shapely.get_coordinates(ring).tolist()
            yield "M" + "L".join(f"{x:g} {y:g}" for x, y in points) + ("Z" if part.geom_type == "Polygon" else "")


def _x(lon: float) -> float:
    return lon / 360


def _y(lat: float) -> float:
    return -math.asinh(math.tan(math.radians(lat))) / math.tau


@dataclass(frozen=True)
class Drawn:
    """A thing on the paper: its outline, or its point, and where its name stands."""

    place: str
    key: str
    name: str
    name_en: str
    path: str = ""
    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True)
class Picture:
    """A sheet with what lies on it."""

    view_box: str
    areas: tuple[Drawn, ...]
    points: tuple[Drawn, ...] = ()
    lines: str = ""


@lru_cache(maxsize=4)
def city_picture(version: str) -> Picture | None:
    """The districts with their names; worked out once for each version of the data. None while there are none."""
    features = list(MapFeature.objects.filter(layer=DISTRICTS).exclude(geometry=None))
    boxes = [feature.box for feature in features if feature.box]
    if not boxes:
        return None
    sheet = Sheet(
        Box(
            min(b.west for b in boxes),
            min(b.south for b in boxes),
            max(b.east for b in boxes),
            max(b.north for b in boxes),
        )
    )
    return Picture(sheet.view_box, tuple(_drawn(feature, sheet) for feature in features))


@lru_cache(maxsize=32)
def district_outline(version: str, code: str) -> Picture | None:
    """One district alone. None for a district without an outline."""
    feature = _district(code)
    if feature is None or feature.box is None:
        return None
    sheet = Sheet(feature.box)
    return Picture(sheet.view_box, (_drawn(feature, sheet),))


@lru_cache(maxsize=32)
def district_picture(version: str, code: str) -> Picture | None:
    """One district with its bus lines and the towns whose place is known. None for a district without an outline."""
    feature = _district(code)
    if feature is None or feature.box is None:
        return None
    sheet = Sheet(feature.box)
    area = shapely.from_wkb(bytes(feature.geometry or b""))
    shapely.prepare(area)
    lines = [
        shapely.intersection(area, shapely.from_wkb(bytes(line.geometry or b""))) for line in bus_lines_across(code)
    ]
    towns = MapFeature.objects.filter(layer="towns", division_code__startswith=code).exclude(label_lon=None)
    return Picture(
        sheet.view_box,
        (_drawn(feature, sheet),),
        tuple(_drawn(town, sheet) for town in towns),
        "".join(sheet.path(line) for line in lines if not line.is_empty),
    )


def _district(code: str) -> MapFeature | None:
    return MapFeature.objects.filter(layer=DISTRICTS, key=code).exclude(geometry=None).first()


def _drawn(feature: MapFeature, sheet: Sheet) -> Drawn:
    shape = shapely.from_wkb(bytes(feature.geometry or b""))
    x, y = sheet.point(feature.label_lon or 0.0, feature.label_lat or 0.0)
    path = "" if shape.geom_type == "Point" else sheet.path(shape)
    return Drawn(feature.place, feature.key, feature.name, feature.name_en, path, x, y)
