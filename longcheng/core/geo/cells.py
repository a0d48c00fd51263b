"""H3 cells: hexagons of fixed sizes over the whole Earth, for counting, caching and blurring places.

A cell is H3's own text ("89309c7b6bbffff"), always of WGS-84 degrees: a GCJ-02 point can fall
two BLOCK cells away from its place. H3 takes latitude first; here, as everywhere in `core.geo`,
longitude comes first.
"""

import math
from collections.abc import Callable
from enum import IntEnum
from typing import NewType

import h3

from longcheng.core.geo.coordinates import BoundingBox, LonLat, require_coordinates
from longcheng.core.geo.distances import EARTH_RADIUS_M, great_circle_m
from longcheng.core.geo.polygons import Polygon, Ring, box_of

Cell = NewType("Cell", str)

# A city of 4 385 km² has 55 000 BLOCK cells; beyond this a caller has picked the wrong resolution.
MOST_CELLS = 500_000


class Resolution(IntEnum):
    """The H3 resolutions we use, by what they are about as large as.

    Edge in m: H3's world average, then what it is at 31.78° N 119.97° E, where H3's cells are about
    a quarter smaller in area than average (computed with H3 4.5, `edge_length`).
    """

    REGION = 5  # 9854 m; 8625 m
    DISTRICT = 6  # 3725 m; 3262 m
    TOWN = 7  # 1406 m; 1233 m
    COMMUNITY = 8  # 531 m; 466 m
    BLOCK = 9  # 201 m; 176 m
    PLOT = 10  # 76 m; 67 m
    BUILDING = 11  # 29 m; 25 m

    @property
    def mean_edge_m(self) -> float:
        """The world's average length of an edge, in metres; at a given place it is 0.7 to 1.1 of it."""
        return float(h3.average_hexagon_edge_length(self.value, unit="m"))


def cell_at(lon_deg: float, lat_deg: float, *, resolution: Resolution) -> Cell:
    """Return the cell that holds a WGS-84 point; raises `BadCoordinates` for a bad pair."""
    lon_deg, lat_deg = require_coordinates(lon_deg, lat_deg)
    return Cell(h3.latlng_to_cell(lat_deg, lon_deg, resolution))


def parse_cell(text: str) -> Cell:
    """Return the text as a cell; raises ValueError when it is not a valid H3 cell."""
    if not h3.is_valid_cell(text):
        raise ValueError(f"Cell {text!r} is not a valid H3 cell. Give 15 hexadecimal digits such as 89309c7b6bbffff.")
    return Cell(text)


def centre_of(cell: Cell) -> LonLat:
    """Return the WGS-84 centre of a cell."""
    lat_deg, lon_deg = h3.cell_to_latlng(cell)
    return LonLat(lon_deg, lat_deg)


def boundary_of(cell: Cell) -> list[LonLat]:
    """Return the outline of a cell as a closed ring, counter-clockwise: a GeoJSON polygon's first ring."""
    corners = [LonLat(lon_deg, lat_deg) for lat_deg, lon_deg in h3.cell_to_boundary(cell)]
    return [*corners, corners[0]]


def cell_area_m2(cell: Cell) -> float:
    """Return the area of a cell in m², on H3's sphere of 6 371 007 m radius."""
    return float(h3.cell_area(cell, unit="m^2"))


def parent_of(cell: Cell, *, resolution: Resolution) -> Cell:
    """Return the coarser cell that holds the cell's centre; raises ValueError when it is not coarser."""
    if resolution > h3.get_resolution(cell):
        raise ValueError(f"Cell {cell} is coarser than resolution {resolution.name}. Ask for a coarser one.")
    return Cell(h3.cell_to_parent(cell, resolution))


def neighbours_of(cell: Cell, *, rings: int = 1) -> set[Cell]:
    """Return the cells within so many steps of a cell, without it: six for one (five at a pentagon)."""
    return {Cell(near) for near in h3.grid_disk(cell, rings)} - {cell}


def cells_within(lon_deg: float, lat_deg: float, *, radius_m: float, resolution: Resolution) -> set[Cell]:
    """Return cells that cover the circle: every point within `radius_m` lies in one of them.

    A few cells on the rim may lie just outside. Raises `BadCoordinates`, and ValueError when the
    radius is negative or would take more than `MOST_CELLS` cells.
    """
    if not radius_m >= 0:
        raise ValueError(f"The radius {radius_m} must be a number of metres, 0 or more.")
    _require_affordable(math.pi * radius_m**2, resolution=resolution)
    centre = require_coordinates(lon_deg, lat_deg)

    def may_touch(cell: Cell) -> bool:
        middle = centre_of(cell)
        reach_m = max(great_circle_m(middle, to=corner) for corner in boundary_of(cell))
        return great_circle_m(centre, to=middle) <= radius_m + reach_m

    return _spread(cell_at(*centre, resolution=resolution), is_wanted=may_touch)


def cells_of_box(box: BoundingBox, *, resolution: Resolution) -> set[Cell]:
    """Return the cells that cover a box in degrees; raises ValueError for a box over the 180th meridian."""
    west_deg, south_deg, east_deg, north_deg = box
    if west_deg > east_deg:
        raise ValueError("The box crosses the 180th meridian. Cut it in two there and ask for each.")
    corners = [(west_deg, south_deg), (east_deg, south_deg), (east_deg, north_deg), (west_deg, north_deg)]
    return cells_of_polygon([corners], resolution=resolution)


def cells_of_polygon(polygon: Polygon, *, resolution: Resolution) -> set[Cell]:
    """Return the cells that cover a polygon with holes: every cell that overlaps it anywhere.

    To count each place once, use `cell_at` for the places, not overlapping covers of neighbours.
    Raises ValueError when it would take more than `MOST_CELLS` cells.
    """
    if not polygon:
        raise ValueError("The polygon is empty. It must have at least its outline.")
    outline, *holes = ([(lat_deg, lon_deg) for lon_deg, lat_deg in ring] for ring in polygon)
    _require_affordable(_box_area_m2(polygon[0]), resolution=resolution)
    shape = h3.LatLngPoly(outline, *holes)
    # H3's stable function takes only cells whose centre is inside, which leaves the rim uncovered
    # and a small polygon without any cell. The "experimental" one may be renamed: it is called here only.
    return {Cell(cell) for cell in h3.h3shape_to_cells_experimental(shape, resolution, contain="overlap")}


def _spread(start: Cell, *, is_wanted: Callable[[Cell], bool]) -> set[Cell]:
    """Collect the wanted cells that hang together with the first, stepping from neighbour to neighbour."""
    found, edge = {start}, [start]
    while edge:
        around = neighbours_of(edge.pop()) - found
        wanted = [cell for cell in around if is_wanted(cell)]
        found.update(wanted)
        edge.extend(wanted)
    return found


def _box_area_m2(ring: Ring) -> float:
    west_deg, south_deg, east_deg, north_deg = box_of([[ring]])
    height = math.sin(math.radians(north_deg)) - math.sin(math.radians(south_deg))
    return EARTH_RADIUS_M**2 * math.radians(east_deg - west_deg) * height


def _require_affordable(area_m2: float, *, resolution: Resolution) -> None:
    cells = area_m2 / h3.average_hexagon_area(resolution, unit="m^2")
    if cells > MOST_CELLS:
        raise ValueError(
            f"The area takes about {cells:.0f} cells of resolution {resolution.name}, "
            f"and {MOST_CELLS} is the most. Ask for a coarser resolution."
        )
