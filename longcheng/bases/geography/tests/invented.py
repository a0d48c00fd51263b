"""A second city that does not exist: two districts side by side, four towns, twelve communities, no seats known."""

from dataclasses import dataclass

import numpy as np
import shapely
from django.utils import timezone

from longcheng.bases.geography.models import Division, DivisionLevel, LayerKind, MapFeature, MapLayer
from longcheng.bases.geography.registers import FEATURES, LAYERS
from longcheng.core.registry.acts import Statement, state_all

CITY, WEST, EAST = "9911", "991101", "991102"
TOWNS = {WEST: ("001", "101"), EAST: ("001", "102")}
COMMUNITIES = ("001", "002", "201")


@dataclass(frozen=True)
class Invented:
    """Its districts as shapes in WGS-84."""

    areas: dict[str, shapely.Geometry]


def found_divisions() -> None:
    """Its codes and names."""
    rows = [Division(code=CITY, name="不存在市", level=DivisionLevel.CITY)]
    for district, towns in TOWNS.items():
        rows.append(Division(code=district, name=f"{district[-2:]}虚区", level=DivisionLevel.DISTRICT, parent_id=CITY))
        for town in towns:
            code = district + town
            kind = "街道" if town[0] == "0" else "镇"
            rows.append(Division(code=code, name=f"虚{town}{kind}", level=DivisionLevel.TOWN, parent_id=district))
            for one in COMMUNITIES:
                name = f"虚{town}{one}{'村村委会' if one[0] == '2' else '社区居委会'}"
                rows.append(Division(code=code + one, name=name, level=DivisionLevel.COMMUNITY, parent_id=code))
    Division.objects.bulk_create(rows)


def found_outlines() -> Invented:
    """Two districts of some 40 km² that share an edge; one has a dent."""
    west = shapely.Polygon([(101.00, 21.00), (101.06, 21.00), (101.07, 21.03), (101.06, 21.06), (101.00, 21.06)])
    east = shapely.Polygon(
        [(101.06, 21.00), (101.12, 21.00), (101.10, 21.03), (101.12, 21.06), (101.06, 21.06), (101.07, 21.03)]
    )
    areas = {WEST: west, EAST: east}
    MapLayer.objects.get_or_create(
        name="districts",
        defaults={"kind": LayerKind.POLYGON, "title_zh": "区", "title_en": "Districts", "is_open": True},
    )
    said = [
        Statement(
            kind="imported", source=LAYERS, valid_from=timezone.now(),
            values={"layer": "districts", "key": code, "name": code, "division_code": code,
                    "geometry": shapely.to_wkb(shape, hex=True)},
        )
        for code, shape in areas.items()
    ]  # fmt: skip
    state_all(FEATURES, said, by=None)
    return Invented(areas)


def shapes(layer: str, **where: object) -> np.ndarray:
    """The geometries of what stands in a layer."""
    rows = MapFeature.objects.filter(layer=layer, **where).values_list("geometry", flat=True)
    return shapely.from_wkb(np.array([bytes(one) for one in rows], dtype=object))
