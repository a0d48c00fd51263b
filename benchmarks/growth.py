"""A growth curve: one line for each kind of read over the number of people, as text, CSV or a picture."""

import csv
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

WIDTH, HEIGHT, LEFT, TOP, BOTTOM, RIGHT = 860, 460, 64, 24, 56, 190
COLOURS = ("#0b5fa5", "#b23a48", "#2b7a4b", "#8a5a00", "#6a3d9a", "#00727a", "#a33b8e", "#555555", "#c05621", "#1f6f5c",
           "#3f4fb0", "#7a7a00", "#000000")  # fmt: skip
DASHES = ("", "6 3", "2 3")
LEAST_MS = 0.01


class Timed(Protocol):
    """What a curve is made of."""

    @property
    def name(self) -> str: ...
    @property
    def p95_ms(self) -> float: ...


class Growth:
    """p95 of each kind of read at each size."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.curves: dict[str, list[float]] = {}

    def add(self, people: int, reads: Sequence[Timed]) -> None:
        """What was measured at one size."""
        self.sizes.append(people)
        for read in reads:
            self.curves.setdefault(read.name, []).append(read.p95_ms)

    def show(self) -> None:
        """A table: a row for each kind of read, a column for each size."""
        if len(self.sizes) < 2:
            return
        print("\nGrowth: p95 in ms")
        print(f"{'people':<26}" + "".join(f"{size:>12,}" for size in self.sizes))
        for name, values in self.curves.items():
            print(f"{name:<26}" + "".join(f"{value:>12.2f}" for value in values))

    def write(self, path: Path) -> None:
        """As CSV, or as a picture with both scales in powers of ten."""
        if path.suffix == ".svg":
            path.write_text(self._picture(), encoding="utf-8")
            return
        with path.open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["people", *self.curves])
            rows.writerows(zip(self.sizes, *self.curves.values(), strict=True))

    def _picture(self) -> str:
        values = [max(value, LEAST_MS) for curve in self.curves.values() for value in curve]
        across = _Scale(min(self.sizes), max(self.sizes), LEFT, WIDTH - RIGHT)
        down = _Scale(min(values), max(values), HEIGHT - BOTTOM, TOP)
        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-size="12">',
            "<style>text { font-family: sans-serif }</style>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
            _text(LEFT, 16, "p95 in ms over the number of people"),
        ]
        for tick in down.tens():
            parts += [_line(LEFT, WIDTH - RIGHT, down.at(tick), "#dddddd")]
            parts += [_text(LEFT - 8, down.at(tick) + 4, f"{tick:g}", anchor="end")]
        for size in self.sizes:
            parts += [_text(across.at(size), HEIGHT - BOTTOM + 20, f"{size:,}", anchor="middle")]
        for number, (name, curve) in enumerate(self.curves.items()):
            places = ((across.at(size), down.at(max(ms, LEAST_MS))) for size, ms in zip(self.sizes, curve, strict=True))
            parts += _curve(number, name, " ".join(f"{x:.1f},{y:.1f}" for x, y in places))
        return "\n".join([*parts, "</svg>", ""])


def _curve(number: int, name: str, points: str) -> list[str]:
    """A curve and its line in the key."""
    colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
    key, beside = TOP + 12 + 20 * number, WIDTH - RIGHT
    look = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'
    return [
        f'<polyline points="{points}" fill="none" {look}/>',
        f'<line x1="{beside + 14}" x2="{beside + 38}" y1="{key - 4}" y2="{key - 4}" {look}/>',
        _text(beside + 44, key, name),
    ]


def _text(x: float, y: float, words: str, *, anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'


def _line(x1: float, x2: float, y: float, colour: str) -> str:
    return f'<line x1="{x1}" x2="{x2}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}"/>'


class _Scale:
    """A scale in powers of ten between two places of the picture."""

    def __init__(self, least: float, most: float, first: float, last: float) -> None:
        self.low, self.high = math.log10(least), math.log10(max(most, least * 1.01))
        self.first, self.last = first, last

    def at(self, value: float) -> float:
        return self.first + (math.log10(value) - self.low) / (self.high - self.low) * (self.last - self.first)

    def tens(self) -> list[float]:
        return [10.0**power for power in range(math.ceil(self.low), math.floor(self.high) + 1)]
