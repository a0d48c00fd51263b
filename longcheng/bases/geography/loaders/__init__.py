"""What reads the files of a city's data pack: divisions, and the layers of the map."""

from longcheng.bases.geography.loaders.air import load_map_air, load_map_air_positions
from longcheng.bases.geography.loaders.boundaries import load_map_districts, load_map_seats
from longcheng.bases.geography.loaders.division_history import load_division_history
from longcheng.bases.geography.loaders.divisions import load_divisions
from longcheng.bases.geography.loaders.places import load_map_colleges, load_map_hospitals, load_map_sights
from longcheng.bases.geography.loaders.style import load_map_style
from longcheng.bases.geography.loaders.towns import load_map_towns
from longcheng.bases.geography.loaders.transit import load_map_bus, load_map_metro

__all__ = [
    "load_division_history",
    "load_divisions",
    "load_map_air",
    "load_map_air_positions",
    "load_map_bus",
    "load_map_colleges",
    "load_map_districts",
    "load_map_hospitals",
    "load_map_metro",
    "load_map_seats",
    "load_map_sights",
    "load_map_style",
    "load_map_towns",
]
