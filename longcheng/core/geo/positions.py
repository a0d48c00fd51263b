"""A place that knows its datum, so that points of two datums are never mixed unnoticed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from longcheng.core.geo.coordinates import BadCoordinates, LonLat, coordinate_defects, looks_swapped
from longcheng.core.geo.datums import Datum, convert
from longcheng.core.geo.distances import great_circle_m
from longcheng.core.geo.position_texts import parse_lon_lat

# About 1 cm; RFC 7946 section 11.2 finds six decimals (10 cm) enough for most uses.
GEOJSON_DECIMALS = 7


@dataclass(frozen=True, slots=True)
class Position:
    """A longitude and a latitude in decimal degrees, and the datum they are measured against.

    Raises `BadCoordinates` naming every defect: not a number, not finite, out of range, no datum, and,
    in a Chinese datum, longitude and latitude that look swapped.
    """

    lon_deg: float
    lat_deg: float
    datum: Datum

    def __post_init__(self) -> None:
        """Refuse a position that cannot be."""
        defects = [*coordinate_defects(self.lon_deg, self.lat_deg)]
        if not isinstance(self.datum, Datum):
            defects.append(f"The datum must be one of {', '.join(Datum)}, not {self.datum!r}.")
        elif not defects and self.datum is not Datum.WGS84 and looks_swapped(self.lon_deg, self.lat_deg):
            # WGS-84 may mean the Arctic; a Chinese datum at 80° N cannot.
            defects.append(
                f"Longitude {self.lon_deg} and latitude {self.lat_deg} in {self.datum} look swapped: "
                f"give longitude {self.lat_deg}, latitude {self.lon_deg}."
            )
        if defects:
            raise BadCoordinates(tuple(defects))

    @classmethod
    def parse(cls, text: str, *, datum: Datum) -> Self:
        """Read a position from text, as `parse_lon_lat` does; the datum must be stated."""
        return cls(*parse_lon_lat(text), datum)

    @classmethod
    def from_geojson(cls, coordinates: Sequence[float], *, datum: Datum) -> Self:
        """Take a GeoJSON position: [longitude, latitude], or with a height, which is left out.

        RFC 7946 section 4 demands WGS-84, and Chinese files often break it: so the datum must be stated.
        """
        if len(coordinates) not in (2, 3):
            raise BadCoordinates((f"A GeoJSON position must have 2 or 3 numbers, not {len(coordinates)}.",))
        return cls(coordinates[0], coordinates[1], datum)

    @property
    def lon_lat(self) -> LonLat:
        """The bare pair, for functions that work within one datum."""
        return LonLat(self.lon_deg, self.lat_deg)

    def to(self, target: Datum) -> "Position":
        """Return the same place in another datum."""
        return Position(*convert(*self.lon_lat, source=self.datum, target=target), target)

    def to_geojson(self) -> list[float]:
        """Return [longitude, latitude] in WGS-84, as RFC 7946 section 4 demands, to 7 decimals (1 cm)."""
        return [round(value_deg, GEOJSON_DECIMALS) for value_deg in self.to(Datum.WGS84).lon_lat]

    def distance_m(self, *, to: "Position") -> float:
        """Return the great-circle distance in metres; both ends are taken to WGS-84 first."""
        return great_circle_m(self.to(Datum.WGS84).lon_lat, to=to.to(Datum.WGS84).lon_lat)
