"""The map in the middle of the wall: the districts as a plain drawing, marked where an urgent notice stands."""

from dataclasses import dataclass

from longcheng.bases.geography.tiles import data_version
from longcheng.portal.map.outline import Drawn, Picture, city_picture, district_outline
from longcheng.portal.map.wording import is_english

# Of a sheet of a thousand units, at the size that names have on the wall.
NAME_WIDTH, NAME_HEIGHT = 250.0, 60.0


@dataclass(frozen=True)
class Outline:
    """One district on the drawing, with its name where it covers no other."""

    code: str
    name: str
    name_en: str
    path: str
    x: float
    y: float

    @property
    def title(self) -> str:
        if is_english() and self.name_en:
            return self.name_en.removesuffix(" District").removesuffix(" City")
        return self.name


def picture_of(division: str = "") -> Picture | None:
    """The city, or the one district that is asked for; None before the map is loaded."""
    version = data_version()
    return district_outline(version, division[:6]) if len(division) > 4 else city_picture(version)


def outlines(picture: Picture | None) -> tuple[Outline, ...]:
    """The districts of a picture."""
    placed: list[Outline] = []
    for area in picture.areas if picture else ():
        x, y = _beside_no_other(area, placed)
        placed.append(Outline(area.key, area.name, area.name_en, area.path, x, y))
    return tuple(placed)


def _beside_no_other(area: Drawn, others: list[Outline]) -> tuple[float, float]:
    """Where a name stands so that it covers none of those that stand already: lower by half a line where it would."""
    x, y = area.x, area.y
    while any(abs(x - other.x) < NAME_WIDTH and abs(y - other.y) < NAME_HEIGHT for other in others):
        y += NAME_HEIGHT / 2
    return round(x, 1), round(y, 1)
