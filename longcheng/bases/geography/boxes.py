"""PostgreSQL's native `box` as a field, with a GiST index: which things lie in this part of the map?"""

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import Field, Lookup

if TYPE_CHECKING:
    _Field = Field[Any, Any]
    _Lookup = Lookup[Any]
else:
    _Field, _Lookup = Field, Lookup


class Box(NamedTuple):
    """West, south, east, north in degrees, WGS-84."""

    west: float
    south: float
    east: float
    north: float

    @property
    def text(self) -> str:
        """As PostgreSQL writes it: two corners."""
        return f"(({self.east!r},{self.north!r}),({self.west!r},{self.south!r}))"

    def meets(self, other: "Box") -> bool:
        """Whether the two share a point."""
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )


def read_box(text: str) -> Box:
    """Read PostgreSQL's form, `(east,north),(west,south)`."""
    east, north, west, south = (float(number) for number in text.replace("(", "").replace(")", "").split(","))
    return Box(west, south, east, north)


class BoxField(_Field):
    """A bounding box in degrees."""

    def db_type(self, connection: Any) -> str:
        return "box"

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Box | None:
        return None if value is None else read_box(value)

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else Box(*value).text


@BoxField.register_lookup
class Meets(_Lookup):
    """`box__meets=Box(…)`: shares a point with it; the index answers this."""

    lookup_name = "meets"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} && {right}::box", [*left_params, *right_params]
