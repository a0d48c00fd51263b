"""How every bench speaks: one line per figure, name, value, unit."""

import statistics
from collections.abc import Sequence


def figure(name: str, value: float, unit: str, note: str = "") -> None:
    """Print one figure."""
    shown = f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"
    print(f"{name:<58}{shown:>12} {unit}{f'   ({note})' if note else ''}", flush=True)


def percentile(values: Sequence[float], percent: int) -> float:
    """The value below which this percent of all lie."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
