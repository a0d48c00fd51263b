"""What people type that is no page's name, and where the answer stands: `shortcuts.toml`, read once."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TEXT = Path(__file__).parent / "shortcuts.toml"


@dataclass(frozen=True)
class Shortcut:
    """One way from people's words to an address, in both languages."""

    key: str
    url: str
    title_zh: str
    title_en: str
    text_zh: str
    text_en: str
    words: tuple[str, ...]
    life_events: tuple[str, ...]


@cache
def shortcuts() -> tuple[Shortcut, ...]:
    """Every line of the file."""
    rows = tomllib.loads(TEXT.read_text(encoding="utf-8"))["shortcut"]
    return tuple(_shortcut(row) for row in rows)


def _shortcut(row: dict[str, Any]) -> Shortcut:
    return Shortcut(**row | {"words": tuple(row["words"]), "life_events": tuple(row["life_events"])})
