"""An attacker who has all published figures and works out what each could have been: for the tests."""

from collections.abc import Sequence

from longcheng.bases.population.statistics.protecting import TEN, PublishedBlock


def possible(blocks: Sequence[PublishedBlock]) -> list[dict[str, list[tuple[int, int]]]]:
    """The least and the most that each hidden count can be, given everything that is published.

    What is published are marks: each says between which tens the count of all people before it lies, and none lies
    below the one before it. These are difference constraints, for which shortest paths give the exact bounds. Since
    each mark has its own window and only the order ties marks together, the shortest path to a mark is the least of
    the windows' ends that follow it, and the longest the greatest of the windows' beginnings that precede it.
    """
    lowest, highest = _bounds(blocks)
    found = []
    for number, block in enumerate(blocks):
        ways = {}
        for way, counts in block.divided.items():
            ways[way] = [
                (
                    # The later mark as low as can be while the earlier is as high as the later allows.
                    max(0, lowest[number][way][i + 1] - highest[number][way][i]),
                    highest[number][way][i + 1] - lowest[number][way][i],
                )
                for i in range(len(counts))
            ]
        found.append(ways)
    return found


def _bounds(blocks: Sequence[PublishedBlock]) -> tuple[list[dict[str, list[int]]], list[dict[str, list[int]]]]:
    """For each mark the least and the most that the count before it can be."""
    windows: list[dict[str, list[int]]] = []
    base = 0
    for block in blocks:
        ways = {}
        for way, counts in block.divided.items():
            marks = [base]
            for count in counts:
                marks.append(marks[-1] + count)
            ways[way] = marks
        windows.append(ways)
        base += block.total
    lowest: list[dict[str, list[int]]] = []
    least = 0
    for ways in windows:
        after = least
        shown = {}
        for way, marks in ways.items():
            running, rising = least, []
            for mark in marks:
                running = max(running, mark)
                rising.append(running)
            shown[way] = rising
            after = max(after, running)
        lowest.append(shown)
        least = after
    highest: list[dict[str, list[int]]] = []
    most = base + TEN - 1
    for ways in reversed(windows):
        before = most
        shown = {}
        for way, marks in ways.items():
            running, falling = most, []
            for mark in reversed(marks):
                running = min(running, mark + TEN - 1)
                falling.append(running)
            shown[way] = falling[::-1]
            before = min(before, running)
        highest.append(shown)
        most = before
    highest.reverse()
    return lowest, highest
