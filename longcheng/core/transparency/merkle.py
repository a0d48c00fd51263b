"""The Merkle tree of RFC 9162 section 2.1: hashes, proofs and their checks; no database and no clock."""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

Subtree = Callable[[int, int], bytes]  # the hash of the leaves from the first number up to, not including, the second

LEVEL_BITS = 8  # every eighth level of the tree is kept, so that a proof reads at most 255 hashes for each
HASH_BYTES = 32


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over hashes of equally large full subtrees, of which the last alone may be smaller."""
    if not hashes:
        return sha256(b"").digest()
    row = list(hashes)
    while len(row) > 1:
        paired = [node_hash(row[at], row[at + 1]) for at in range(0, len(row) - 1, 2)]
        row = paired + row[-1:] if len(row) % 2 else paired
    return row[0]


class Frontier:
    """A growing tree, of which only the roots of its full parts are kept: one hash for each bit of its size."""

    def __init__(self, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        self.size = size
        self.peaks = list(peaks)
        if len(self.peaks) != size.bit_count():
            raise ValueError(f"A tree of {size} leaves has {size.bit_count()} full parts, not {len(self.peaks)}.")

    def extend(self, leaves: Iterable[bytes]) -> list[tuple[int, int, bytes]]:
        """Append leaf hashes; returns the nodes of the kept levels that became full: level, position, hash."""
        peaks, size, full = self.peaks, self.size, []
        for leaf in leaves:
            node, height = leaf, 0
            while size >> height & 1:
                node = sha256(b"\x01" + peaks.pop() + node).digest()
                height += 1
                if height % LEVEL_BITS == 0:
                    full.append((height // LEVEL_BITS, size >> height, node))
            peaks.append(node)
            size += 1
        self.size = size
        return full

    def root(self) -> bytes:
        if not self.peaks:
            return fold(())
        node = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            node = node_hash(peak, node)
        return node


def split(size: int) -> int:
    """The largest power of two that is smaller than the size."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_path(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """The proof that a leaf stands in the tree (RFC 9162, 2.1.3.1), from the leaf upwards."""
    if not 0 <= index < size:
        raise ValueError(f"The tree has {size} leaves; there is no leaf {index}.")
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start = middle
    return path[::-1]


def root_by_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that follows from a leaf and its path (RFC 9162, 2.1.3.2); None if the path has not its length."""
    if not 0 <= index < size:
        return None
    position, last, node = index, size - 1, leaf
    for hash_ in path:
        if last == 0:
            return None
        if position & 1 or position == last:
            node = node_hash(hash_, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, hash_)
        position, last = position >> 1, last >> 1
    return node if last == 0 else None


def consistency_path(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """The proof that the tree of `new` leaves grew out of that of `old` (RFC 9162, 2.1.4.1)."""
    if not 0 < old <= new:
        raise ValueError(f"A tree of {new} leaves cannot have grown out of one of {old}.")
    if old == new:
        return []
    path, start, end, is_whole = [], 0, new, True
    while old != end:
        middle = start + split(end - start)
        if old <= middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start, is_whole = middle, False
    if not is_whole:
        path.append(subtree(start, end))
    return path[::-1]


def is_consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the path proves that the new tree grew out of the old one (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    hashes = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not hashes:
        return False
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    first = second = hashes[0]
    for hash_ in hashes[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            first, second = node_hash(hash_, first), node_hash(hash_, second)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            second = node_hash(second, hash_)
        position, last = position >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root
