"""OpenStreetMap in PBF: buildings, roads and named places, with the tags that a city's map can use. Always WGS-84."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import osmium
import shapely
from osmium import osm

from longcheng.bases.geography.importing.reading.rows import Look, Raw, Refused, Sheet

SHEETS = ("buildings", "roads", "places")
PLACE_KEYS = ("amenity", "shop", "leisure", "tourism", "healthcare", "office", "craft", "public_transport", "emergency")
KEPT = (
    "name", "name:zh", "name:en", "opening_hours", "phone", "website", "operator", "wheelchair", "ref", "height",
    "building", "building:levels", "building:use", "start_date", "highway", "oneway", "maxspeed", "lanes", "surface",
    "bridge", "tunnel", *PLACE_KEYS, "addr:street", "addr:housenumber", "addr:postcode", "check_date", "cuisine",
)  # fmt: skip
LETTER = {"n": "n", "w": "w", "r": "r"}


class OsmPbf:
    """A PBF extract. The positions of its nodes are held in memory, which the bounds of the child allow."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            head = osmium.io.Reader(str(path), osm.osm_entity_bits.NOTHING)
            head.close()
        except (RuntimeError, OSError) as error:
            raise Refused("not_pbf") from error

    def sheets(self) -> list[Sheet]:
        looks = {name: Look() for name in SHEETS}
        for name, raw in self._all():
            looks[name].take(raw)
        says = {"datum": "WGS-84", "name": "OSM PBF", "refused": "", "crs": "", "is_metres": False, "epsg": 4326}
        found = [look.sheet(name, says=says) for name, look in looks.items() if look.count]
        if not found:
            raise Refused("no_layers")
        return found

    def features(self, sheet: str) -> Iterator[Raw]:
        for _name, raw in self._all(only=sheet):
            yield raw

    def _all(self, only: str = "") -> Iterator[tuple[str, Raw]]:
        numbers = dict.fromkeys(SHEETS, 0)
        wkb = osmium.geom.WKBFactory()
        try:
            for thing in osmium.FileProcessor(str(self._path)).with_areas():
                for name in _sheets_of(thing):
                    if only and name != only:
                        continue
                    numbers[name] += 1
                    yield name, _raw(numbers[name], thing, name, wkb)
        except RuntimeError as error:
            raise Refused("broken_pbf") from error


def _sheets_of(thing: Any) -> list[str]:
    """To which layers a thing belongs: closed buildings and places come as areas, never as ways as well."""
    tags = thing.tags
    found = []
    if thing.is_area() and "building" in tags and tags["building"] != "no":
        found.append("buildings")
    if thing.is_way() and "highway" in tags and len(thing.nodes) > 1:
        found.append("roads")
    if (thing.is_node() or thing.is_area()) and any(key in tags for key in PLACE_KEYS):
        found.append("places")
    return found


def _raw(number: int, thing: Any, sheet: str, wkb: Any) -> Raw:
    letter = ("w" if thing.from_way() else "r") if thing.is_area() else "n" if thing.is_node() else "w"
    ident = f"{letter}{thing.orig_id() if thing.is_area() else thing.id}"
    values: dict[str, Any] = {"osm_id": ident}
    tags = thing.tags
    values |= {key: tags[key] for key in KEPT if key in tags}
    if sheet == "places":
        main = next(key for key in PLACE_KEYS if key in tags)
        values["kind"] = tags[main] if tags[main] != "yes" else main
    raw = Raw(number, ident, values, None)
    try:
        written = (
            wkb.create_multipolygon(thing)
            if thing.is_area()
            else wkb.create_point(thing)
            if thing.is_node()
            else wkb.create_linestring(thing)
        )
        raw.shape = shapely.from_wkb(bytes.fromhex(written))
    except (RuntimeError, osmium.InvalidLocationError, shapely.errors.ShapelyError, ValueError):
        raw.flaws.append(("geometry_unreadable", ""))
    if raw.shape is not None and sheet == "places" and raw.shape.geom_type != "Point":
        raw.shape = raw.shape.point_on_surface()
    return raw
