"""Counts that may be published: pure functions. The proof and the reasons stand in docs/decisions/0027.

One walks through the people in a fixed order and counts; at marks between them the count so far is rounded down to
tens. A published figure is the difference of two marks, so figures add up to every total, and a total tells nothing
that the marks do not tell already. Whoever sees all of them knows of any figure no more than ten possible values.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

TEN = 10  # figures are multiples of it; below it a figure is hidden


def steps(counts: Iterable[int], *, passed: int) -> list[int]:
    """The counts as they may be published, when `passed` people were counted before the first of them."""
    published = []
    before = passed // TEN
    for count in counts:
        passed += count
        published.append((passed // TEN - before) * TEN)
        before = passed // TEN
    return published


@dataclass(frozen=True)
class Block:
    """People who stand together in the order, divided in one way or in several: each way has the same total.

    `divided` has for each way the counts of its parts, in order.
    """

    divided: Mapping[str, Sequence[int]]

    def total(self) -> int:
        """How many they are. Raises ValueError if the ways disagree, for then the proof would not hold."""
        totals = {sum(counts) for counts in self.divided.values()}
        if len(totals) != 1:
            raise ValueError("All ways to divide a block must count the same people.")
        return totals.pop()


@dataclass(frozen=True)
class PublishedBlock:
    """The same as it may be published; every way adds up to `total`."""

    total: int
    divided: Mapping[str, list[int]] = field(default_factory=dict)


def publish(blocks: Iterable[Block], *, offset: int) -> list[PublishedBlock]:
    """All blocks in their order. `offset`, 0 to 9, is the city's secret: how many imagined people stand before all."""
    if not 0 <= offset < TEN:
        raise ValueError(f"The offset must lie between 0 and {TEN - 1}.")
    passed = offset
    published = []
    for block in blocks:
        total = block.total()
        divided = {way: steps(counts, passed=passed) for way, counts in block.divided.items()}
        published.append(PublishedBlock(((passed + total) // TEN - passed // TEN) * TEN, divided))
        passed += total
    return published
