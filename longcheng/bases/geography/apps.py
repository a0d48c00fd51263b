"""The declaration of the geography base."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from longcheng.core.declaration import Room, WallTile


class Geography(Room):
    name = "longcheng.bases.geography"
    title = _("Geography")
    summary = _("Districts, towns and communities with their codes, and the layers of the city's map.")
    plan_ids = ("B3",)
    standards = ("GB/T 2260", "GeoJSON RFC 7946", "Mapbox Vector Tile 2.1", "HJ 633-2012")
    wall_tiles = (
        WallTile(
            name="air",
            title=_("Air stations"),
            owner=_("Environment"),
            shows="air",
            order=11,
            stale_after_s=7_200,
        ),
    )
    loads: ClassVar[dict[str, str]] = {
        "divisions": "load_divisions",
        "map-air": "load_map_air",
        "map-air-positions": "load_map_air_positions",
        "map-bus": "load_map_bus",
        "map-colleges": "load_map_colleges",
        "map-districts": "load_map_districts",
        "map-hospitals": "load_map_hospitals",
        "map-metro": "load_map_metro",
        "map-seats": "load_map_seats",
        "map-sights": "load_map_sights",
        "map-style": "load_map_style",
        "map-towns": "load_map_towns",
    }
