"""Founding the fabric: read the divisions and the outlines that are loaded, lay the towns out, keep them."""

import gc
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

import numpy as np
import shapely
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from shapely.geometry.base import BaseGeometry

from longcheng.bases.geography.addresses.projecting import recount_names
from longcheng.bases.geography.areas import DISTRICTS, SEATS
from longcheng.bases.geography.fabric.asked import asked_estates
from longcheng.bases.geography.fabric.ground import Ground
from longcheng.bases.geography.fabric.keeping import TABLES, analyze, keep
from longcheng.bases.geography.fabric.layers import COMMUNITIES, FABRIC_LAYERS, keep_layers
from longcheng.bases.geography.fabric.laying import lay_out
from longcheng.bases.geography.fabric.sizes import Scale, is_small
from longcheng.bases.geography.fabric.territories import DistrictPlan, TownPlan
from longcheng.bases.geography.kept_tiles import forget_tiles
from longcheng.bases.geography.models import Division, DivisionLevel, MapFeature, MapLayer
from longcheng.core.registry.bulk_loading import indexes_put_off

PORTION = 60  # communities kept at once
TOWNS = "towns"
One = TypeVar("One")


def found_fabric(scale: Scale) -> int:
    """Found the fabric of all districts whose outlines are known; returns how many buildings. Twice is once.

    What real files have brought stays alone: of a layer nothing synthetic is laid into a district in which real things
    of that layer lie.
    """
    ground, plans = plans_of_city()
    if not plans or MapFeature.every.filter(layer=COMMUNITIES).exists():
        return 0
    asked = asked_estates(settings.CITY_PACK)
    real = really_covered()
    buildings = 0
    with transaction.atomic(), _no_collecting(), indexes_put_off(TABLES, later=not is_small(scale)):
        keep_layers(dated=f"{timezone.localdate():%Y-%m-%d}", digest=hashlib.sha256(repr(scale).encode()).hexdigest())
        for portion in _portions(lay_out(plans, asked=asked, scale=scale, today=timezone.localdate())):
            keep(portion, ground, passed_over=real)
            buildings += sum(thing.layer == "buildings" for laid in portion for thing in laid.things)
        recount_names()
        MapLayer.objects.filter(name__in=[one.name for one in FABRIC_LAYERS]).update(edition=F("edition") + 1)
        for layer in FABRIC_LAYERS:
            forget_tiles(layer.name)
    analyze()
    return buildings


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Millions of short-lived rows have no rings in them; looking for some costs a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def plans_of_city() -> tuple[Ground, list[DistrictPlan]]:
    """The districts to be laid out, on the ground about the middle of the city."""
    outlines = {code: area for code, area in _shapes(DISTRICTS).items() if not area.is_empty}
    if not outlines:
        return Ground(0.0, 0.0), []
    west, south, east, north = shapely.total_bounds(np.array(list(outlines.values())))
    ground = Ground((west + east) / 2, (south + north) / 2)
    seats, places = _places(SEATS, ground), _places(TOWNS, ground)
    towns = _towns()
    plans = []
    for code, area in sorted(outlines.items()):
        flat = ground.flat(area)
        shapely.prepare(flat)
        known = [
            TownPlan(town, name, _inside(flat, places.get(town)), communities)
            for town, name, communities in towns.get(code, ())
        ]
        plans.append(DistrictPlan(code, flat, _inside(flat, seats.get(code)), tuple(known)))
    return ground, [plan for plan in plans if any(town.communities for town in plan.towns)]


def _shapes(layer: str) -> dict[str, BaseGeometry]:
    rows = MapFeature.objects.filter(layer=layer, geometry__isnull=False).values_list("key", "geometry")
    return {key: shapely.make_valid(shapely.from_wkb(bytes(wkb))) for key, wkb in rows if wkb}


def _places(layer: str, ground: Ground) -> dict[str, tuple[float, float]]:
    """Where the things of a layer lie, on the ground, by key."""
    rows = list(
        MapFeature.objects.filter(layer=layer, geometry__isnull=False)
        .exclude(label_lon=None)
        .values_list("key", "label_lon", "label_lat")
    )
    points = ground.metres(np.array([[lon, lat] for _key, lon, lat in rows]).reshape(-1, 2)).tolist()
    return {key: (x, y) for (key, _lon, _lat), (x, y) in zip(rows, points, strict=True)}


def _inside(area: BaseGeometry, place: tuple[float, float] | None) -> tuple[float, float] | None:
    """A seat that an outline does not hold is of no use for laying it out."""
    return place if place is not None and bool(shapely.contains_xy(area, *place)) else None


def _towns() -> dict[str, list[tuple[str, str, tuple[tuple[str, str], ...]]]]:
    """The towns of each district with their communities."""
    communities: dict[str, list[tuple[str, str]]] = {}
    rows = Division.objects.filter(level=DivisionLevel.COMMUNITY).order_by("code").values_list("code", "name")
    for code, name in rows:
        communities.setdefault(code[: DivisionLevel.TOWN], []).append((code, name))
    found: dict[str, list[Any]] = {}
    for code, name in Division.objects.filter(level=DivisionLevel.TOWN).order_by("code").values_list("code", "name"):
        found.setdefault(code[: DivisionLevel.DISTRICT], []).append((code, name, tuple(communities.get(code, ()))))
    return found


def really_covered() -> frozenset[tuple[str, str]]:
    """Layers of the fabric with the districts in which real things of them lie."""
    rows = MapFeature.objects.filter(layer__in=[one.name for one in FABRIC_LAYERS], is_synthetic=False)
    codes = rows.exclude(division_code="").values_list("layer_id", "division_code").distinct()
    return frozenset((layer, code[: DivisionLevel.DISTRICT]) for layer, code in codes)


def _portions(things: Iterable[One]) -> Iterator[list[One]]:
    waiting = iter(things)
    while portion := list(islice(waiting, PORTION)):
        yield portion
