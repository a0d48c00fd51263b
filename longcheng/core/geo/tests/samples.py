"""What the tests share: a known point, points all over China, and the real layers when present."""

from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st

CENTRE = (119.97, 31.78)

# Zengmu Reef to the Heilongjiang, Pamir to the Ussuri: well inside `CHINA_BOX`.
points_in_china = st.tuples(st.floats(73.5, 135.0), st.floats(3.5, 53.6))
points_on_earth = st.tuples(st.floats(-180, 180), st.floats(-89.9, 89.9))

# The same examples in every run and nothing written to disk: a fixed seed, as the house style asks.
steady = settings(derandomize=True, database=None, deadline=None, max_examples=150)

SHARED_DATA = Path(__file__).resolve().parents[5] / "shared" / "data"


def present(*names: str) -> list[Path]:
    """Return the paths of a group of shared files when all are there, else nothing to test."""
    paths = [SHARED_DATA / name for name in names]
    return paths if all(path.is_file() for path in paths) else []
