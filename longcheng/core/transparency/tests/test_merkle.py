"""The tree against the known answers of Certificate Transparency, and against itself for every size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longcheng.core.transparency.merkle import (
    Frontier,
    consistency_path,
    fold,
    inclusion_path,
    is_consistent,
    leaf_hash,
    node_hash,
    root_by_inclusion,
    split,
)

# The test tree of google/certificate-transparency (merkle_tree_test.cc), which its Go, Rust and Java successors keep.
DATA = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSIONS = [  # leaf from 0, size, path
    (0, 1, []),
    (0, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (5, 8, ["bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (1, 5, ["6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
]  # fmt: skip
CONSISTENCIES = [
    (1, 1, []),
    (1, 8, ["96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"]),
    (6, 8, ["0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"]),
    (2, 5, ["5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"]),
]  # fmt: skip
LEAVES = [leaf_hash(bytes.fromhex(text)) for text in DATA]
MANY = [leaf_hash(str(number).encode()) for number in range(700)]


def by_definition(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else fold(())
    middle = split(len(leaves))
    return node_hash(by_definition(leaves[:middle]), by_definition(leaves[middle:]))


def part(start: int, end: int) -> bytes:
    return by_definition(MANY[start:end])


@pytest.mark.parametrize("size", range(9))
def test_the_root_is_the_known_one(size):
    tree = Frontier()
    tree.extend(LEAVES[:size])
    assert tree.root().hex() == fold(LEAVES[:size]).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "path"), INCLUSIONS)
def test_the_inclusion_path_is_the_known_one(index, size, path):
    found = inclusion_path(index, size, lambda start, end: fold(LEAVES[start:end]))
    assert [hash_.hex() for hash_ in found] == path
    assert root_by_inclusion(LEAVES[index], index, size, found).hex() == ROOTS[size]


@pytest.mark.parametrize(("old", "new", "path"), CONSISTENCIES)
def test_the_consistency_path_is_the_known_one(old, new, path):
    found = consistency_path(old, new, lambda start, end: fold(LEAVES[start:end]))
    assert [hash_.hex() for hash_ in found] == path
    assert is_consistent(old, new, bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new]), found)


@given(st.integers(1, 700), st.data())
def test_every_leaf_can_be_proven_and_no_other_passes_for_it(size, data):
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(index, size, part)
    root = by_definition(MANY[:size])
    assert root_by_inclusion(MANY[index], index, size, path) == root
    assert root_by_inclusion(leaf_hash(b"forged"), index, size, path) != root
    assert root_by_inclusion(MANY[index], index, size, [*path, root]) is None
    if path:
        assert root_by_inclusion(MANY[index], index, size, path[:-1]) != root
        # A path may fit more sizes than one, as in RFC 9162; the size is signed together with the root.
        assert root_by_inclusion(MANY[index], index ^ 1, size, path) != root


@given(st.integers(1, 700), st.data())
def test_every_growth_can_be_proven_and_no_other_history_passes_for_it(new, data):
    old = data.draw(st.integers(1, new))
    path = consistency_path(old, new, part)
    old_root, new_root = by_definition(MANY[:old]), by_definition(MANY[:new])
    assert is_consistent(old, new, old_root, new_root, path)
    assert not is_consistent(old, new, leaf_hash(b"another past"), new_root, path)
    assert not is_consistent(old, new, old_root, leaf_hash(b"another present"), path)
    assert not is_consistent(old, new, old_root, new_root, [*path, new_root])


@given(st.lists(st.integers(0, 200), max_size=6))
def test_a_tree_grown_in_pieces_is_the_tree_grown_at_once(pieces):
    tree, leaves = Frontier(), [leaf_hash(bytes([number % 256])) for number in range(sum(pieces))]
    full, start = [], 0
    for count in pieces:
        full += tree.extend(leaves[start : start + count])
        start += count
        tree = Frontier(tree.size, tree.peaks)
    assert tree.root() == fold(leaves)
    assert full == [
        (1, position, fold(leaves[256 * position : 256 * position + 256])) for position in range(len(leaves) // 256)
    ]


def test_a_leaf_beyond_the_tree_and_a_shrinking_tree_have_no_proof():
    with pytest.raises(ValueError, match="no leaf 5"):
        inclusion_path(5, 5, part)
    with pytest.raises(ValueError, match="cannot have grown"):
        consistency_path(6, 5, part)
    assert not is_consistent(6, 5, MANY[0], MANY[1], [])
    assert root_by_inclusion(MANY[0], 5, 5, []) is None
    with pytest.raises(ValueError, match="full parts"):
        Frontier(3, [])
