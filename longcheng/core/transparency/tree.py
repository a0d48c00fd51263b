"""The tree as it is kept: leaf hashes in spans, every eighth level in nodes; what lies between is computed."""

from collections.abc import Sequence

from longcheng.core.transparency.merkle import HASH_BYTES, LEVEL_BITS, Frontier, fold, split
from longcheng.core.transparency.models import Node, Span

UNIT = 1 << LEVEL_BITS


class TreeError(Exception):
    """The kept tree has a hole; only `./city ledger verify` can say what is wrong."""


def spans_between(start: int, end: int) -> list[Span]:
    """The spans that hold any of these leaves, in their order."""
    first = Span.objects.filter(first_index__lte=start).order_by("-first_index").values_list("first_index").first()
    return list(Span.objects.filter(first_index__gte=first[0] if first else 0, first_index__lt=end).order_by("pk"))


def leaves_between(start: int, end: int) -> list[bytes]:
    """The leaf hashes from `start` up to, not including, `end`. Raises TreeError."""
    found, position = [], start
    for span in spans_between(start, end):
        hashes = bytes(span.leaves)
        if not span.first_index <= position < span.first_index + span.count or len(hashes) != span.count * HASH_BYTES:
            break
        last = min(end, span.first_index + span.count)
        found += [
            hashes[at * HASH_BYTES : (at + 1) * HASH_BYTES]
            for at in range(position - span.first_index, last - span.first_index)
        ]
        position = last
    if position != end:
        raise TreeError(f"The tree has no leaf {position}.")
    return found


def nodes_between(level: int, start: int, end: int) -> list[bytes]:
    """The kept hashes of one level, by position. Raises TreeError."""
    kept = Node.objects.filter(level=level, position__gte=start, position__lt=end).order_by("position")
    found = [bytes(node.hash) for node in kept]
    if len(found) != end - start:
        raise TreeError(f"The tree lacks {end - start - len(found)} nodes of level {level} from {start} to {end}.")
    return found


def subtree(start: int, end: int) -> bytes:
    """The hash over these leaves, for a part of the tree that RFC 9162's splitting gives. Raises TreeError."""
    level = max(0, (end - start).bit_length() - 1) // LEVEL_BITS
    if level == 0:
        return fold(leaves_between(start, end))
    size = UNIT**level
    whole = end - (end - start) % size
    hashes = nodes_between(level, start // size, whole // size)
    return fold([*hashes, subtree(whole, end)] if whole < end else hashes)


def frontier(size: int) -> Frontier:
    """The tree of this size, ready to grow. Raises TreeError."""
    peaks, start = [], 0
    for part in _full_parts(size):
        peaks.append(subtree(start, start + part))
        start += part
    return Frontier(size, peaks)


def _full_parts(size: int) -> Sequence[int]:
    parts = []
    while size:
        part = split(size + 1)
        parts.append(part)
        size -= part
    return parts
