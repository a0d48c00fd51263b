"""Founding the demo life of every room, those of the lower floors first."""

from graphlib import TopologicalSorter

from longcheng.bases.population.demo import found as found_population
from longcheng.core.declaration import Room, rooms


def rooms_in_order() -> list[Room]:
    """Every room after those it names in `founds_after`; a room that is not installed is passed over."""
    by_label = {room.label: room for room in rooms()}
    graph = {label: {other for other in room.founds_after if other in by_label} for label, room in by_label.items()}
    return [by_label[label] for label in TopologicalSorter(graph).static_order()]


def found_demo(*, people: int, password: str) -> None:
    """Found people first, then each room's own life through its `demo.found()`; twice is once."""
    found_population(people_count=people, password=password)
    for room in rooms_in_order():
        if room.label != "population" and room.has_part("demo"):
            room.part("demo").found()
