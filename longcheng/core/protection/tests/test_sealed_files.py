"""Files at rest: they open as they were, from any place, and not at all once somebody has touched them."""

import io
import os
import random

import pytest

from longcheng.core.protection.sealed_files import PIECE_BYTES, open_sealed, seal_file
from longcheng.core.protection.sealing import SealBroken


@pytest.mark.parametrize("size", [0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES + 77])
def test_a_sealed_file_opens_as_it_was_from_any_place(tmp_path, size):
    content = os.urandom(size)
    kept = seal_file(io.BytesIO(content), tmp_path / "files" / "one")
    assert kept.size == size
    assert (tmp_path / "files" / "one").stat().st_mode & 0o777 == 0o600
    chance = random.Random(size)
    with open_sealed(tmp_path / "files" / "one", key=kept.key, size=size) as file:
        assert file.read() == content
        for _ in range(20):
            place, length = chance.randint(0, size), chance.randint(0, PIECE_BYTES * 2)
            file.seek(place)
            assert file.read(length) == content[place : place + length]
        assert file.seek(0, 2) == size


@pytest.mark.parametrize("fault", ["altered", "cut", "exchanged"])
def test_a_sealed_file_that_was_touched_does_not_open(tmp_path, fault):
    path = tmp_path / "one"
    kept = seal_file(io.BytesIO(os.urandom(3 * PIECE_BYTES)), path)
    stored = bytearray(path.read_bytes())
    piece = PIECE_BYTES + 16
    if fault == "altered":
        stored[piece + 5] ^= 1
    elif fault == "cut":
        del stored[-1]
    else:
        stored[:piece], stored[piece : 2 * piece] = stored[piece : 2 * piece], stored[:piece]
    path.write_bytes(stored)
    with open_sealed(path, key=kept.key, size=kept.size) as file, pytest.raises(SealBroken):
        file.read()
