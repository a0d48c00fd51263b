"""Whether two values of a field say the same: a shape that came back from a file is the same shape."""

from collections.abc import Mapping
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from longcheng.bases.geography.features.drafts import DEFAULTS

# One centimetre. RFC 7946 files have seven digits behind the point, as GDAL writes them.
SAME_WITHIN_DEG = 1e-7
_MANY = {"Point": shapely.multipoints, "LineString": shapely.multilinestrings, "Polygon": shapely.multipolygons}


def differences(said: Mapping[str, Any], *, held: Mapping[str, Any]) -> dict[str, Any]:
    """What is said and does not stand so. A shape that moved takes its label with it, where none is said."""
    found = {
        name: value for name, value in said.items() if not is_same(name, value, held.get(name, DEFAULTS.get(name)))
    }
    if "geometry" in found and "label" not in said:
        found["label"] = None
    return found


def is_same(name: str, said: Any, held: Any) -> bool:
    """Whether both say the same of a field; None and the field's default are the same."""
    if name == "geometry":
        return is_same_shape(said, held)
    default = DEFAULTS.get(name)
    return bool((default if said is None else said) == (default if held is None else held))


def is_same_shape(one: str | None, other: str | None) -> bool:
    """Whether two shapes in WKB lie on each other within a centimetre.

    Files turn rings around, begin them elsewhere, and write a lone part as one of many.
    """
    if not one or not other:
        return not one and not other
    if one.upper() == other.upper():
        return True
    first, second = (_plain(shapely.from_wkb(text)) for text in (one, other))
    if first.geom_type != second.geom_type or shapely.get_num_coordinates(first) != shapely.get_num_coordinates(second):
        return False
    if shapely.equals_exact(first, second, tolerance=SAME_WITHIN_DEG):
        return True
    # Rounded, another point may have become the first of its ring.
    return bool(shapely.hausdorff_distance(first, second) <= SAME_WITHIN_DEG)


def _plain(shape: BaseGeometry) -> BaseGeometry:
    many = _MANY.get(shape.geom_type)
    flat: BaseGeometry = shapely.normalize(shapely.force_2d(many([shape]) if many else shape))
    return flat
