"""The demo life of the map: the synthetic fabric of streets, buildings and addresses, sized to those who live in it."""

from longcheng.bases.geography.fabric.founding import found_fabric
from longcheng.bases.geography.fabric.sizes import Scale


def found(*, people_count: int, buildings: int = 0, addresses: int = 0) -> None:
    """Found the fabric once, before the people who live in it; nothing where no outlines are loaded.

    `buildings` and `addresses` ask for more than the people need; flats have addresses of their own up to that number.
    """
    found_fabric(Scale(people_count, buildings=buildings, addresses=addresses))
