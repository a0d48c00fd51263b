"""Founding the demo life of every room, those of the lower floors first."""

from graphlib import TopologicalSorter

from longcheng.bases.geography.demo import found as found_map
from longcheng.bases.organisations.demo import found as found_organisations
from longcheng.bases.population.demo import found as found_population
from longcheng.core.declaration import Room, rooms

FOUNDED_FIRST = frozenset({"geography", "population", "organisations"})
PEOPLE_AN_ORGANISATION = 10  # where nobody asks for a number of organisations


def rooms_in_order() -> list[Room]:
    """Every room after those it names in `founds_after`; a room that is not installed is passed over."""
    by_label = {room.label: room for room in rooms()}
    graph = {label: {other for other in room.founds_after if other in by_label} for label, room in by_label.items()}
    return [by_label[label] for label in TopologicalSorter(graph).static_order()]


def found_demo(
    *, people: int, password: str, buildings: int = 0, addresses: int = 0, organisations: int | None = None
) -> None:
    """Found houses, people and organisations, then each room's own life through its `demo.found()`; twice is once."""
    found_map(people_count=people, buildings=buildings, addresses=addresses)
    found_population(people_count=people, password=password)
    wanted = people // PEOPLE_AN_ORGANISATION if organisations is None else organisations
    found_organisations(organisations_count=wanted)
    for room in rooms_in_order():
        if room.label not in FOUNDED_FIRST and room.has_part("demo"):
            room.part("demo").found()
