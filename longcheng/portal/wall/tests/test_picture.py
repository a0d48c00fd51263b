"""The map in the middle of the wall."""

import pytest

from longcheng.portal.map.outline import Drawn, Picture
from longcheng.portal.wall.picture import NAME_HEIGHT, NAME_WIDTH, outlines


def area(key: str, *, x: float, y: float) -> Drawn:
    return Drawn(place=f"districts-{key}", key=key, name=key, name_en="", path="M0 0Z", x=x, y=y)


def test_no_district_name_covers_another():
    picture = Picture("0 0 1000 1000", tuple(area(str(n), x=500 + n * 20, y=300 + n * 10) for n in range(6)))
    placed = outlines(picture)
    for one in placed:
        for other in placed:
            apart = abs(one.x - other.x) >= NAME_WIDTH or abs(one.y - other.y) >= NAME_HEIGHT
            assert one is other or apart


@pytest.mark.parametrize("picture", [None, Picture("0 0 1000 1000", ())])
def test_before_the_map_is_loaded_nothing_is_drawn(picture):
    assert outlines(picture) == ()
