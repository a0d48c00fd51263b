"""A flat ground in metres around one place, where towns are laid out; good to a tenth of a percent within 100 km."""

from math import cos, radians
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Reals = NDArray[np.float64]
Whole = NDArray[np.int64]
# Seven digits behind the point are a centimetre.
DIGITS = 7
METRES_A_DEGREE = 111_195.0


class Ground(NamedTuple):
    """East and north in metres from this place."""

    lon_deg: float
    lat_deg: float

    def metres(self, degrees: Reals) -> Reals:
        """Rows of east and north from rows of longitude and latitude."""
        scale = (METRES_A_DEGREE * cos(radians(self.lat_deg)), METRES_A_DEGREE)
        found: Reals = (np.asarray(degrees, float) - (self.lon_deg, self.lat_deg)) * scale
        return found

    def degrees(self, metres: Reals) -> Reals:
        """Rows of longitude and latitude, rounded, so that what meets on the ground meets in degrees."""
        scale = (METRES_A_DEGREE * cos(radians(self.lat_deg)), METRES_A_DEGREE)
        return np.round(np.asarray(metres, float) / scale + (self.lon_deg, self.lat_deg), DIGITS)

    def flat(self, shape: BaseGeometry) -> BaseGeometry:
        """The shape in metres."""
        moved: BaseGeometry = shapely.transform(shape, self.metres)
        return moved

    def round(self, shapes: Any) -> Any:
        """Shapes in metres, one or an array, in degrees."""
        return shapely.transform(shapes, self.degrees)


class Frame(NamedTuple):
    """A town's own east and north: turned by an angle about its seat, so that its streets run straight in it."""

    east: float
    north: float
    angle: float

    def inside(self, points: Reals) -> Reals:
        """Rows of the ground in the frame."""
        return (np.asarray(points, float) - (self.east, self.north)) @ _turned(-self.angle)

    def outside(self, points: Reals) -> Reals:
        """Rows of the frame on the ground."""
        return np.asarray(points, float) @ _turned(self.angle) + (self.east, self.north)


def _turned(angle: float) -> Reals:
    """By what rows of points are multiplied to turn them against the clock."""
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def boxes(corners: Reals) -> Any:
    """Rectangles from rows of west, south, east, north."""
    return shapely.box(corners[:, 0], corners[:, 1], corners[:, 2], corners[:, 3])


def rings(corners: Reals) -> Reals:
    """The five points of each rectangle, against the clock: an array of rows × 5 × 2."""
    west, south, east, north = corners.T
    xs = np.stack([west, east, east, west, west], axis=1)
    ys = np.stack([south, south, north, north, south], axis=1)
    return np.stack([xs, ys], axis=2)
