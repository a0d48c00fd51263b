"""What the city's pack says of its fabric, `fabric.toml`: estates that must be there because the demo names them."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from longcheng.core.datapack.pack import PackError

FILE = "fabric.toml"
MOST = 400  # buildings of one estate
KINDS = ("estate", "hamlet")


@dataclass(frozen=True)
class AskedEstate:
    """An estate or a hamlet that must be there. `has_rooms`: also each of its flats has an address.

    `is_real_name` where a place of this name exists; how it lies and how many buildings it has is made up even then.
    """

    name: str
    community: str
    buildings: int
    kind: str = "estate"
    floors: int = 6
    stairs: int = 3
    doors: int = 2
    built: int = 1998
    has_rooms: bool = False
    is_real_name: bool = False


def asked_estates(pack: Path) -> tuple[AskedEstate, ...]:
    """The estates of the pack; none where it says nothing. Raises PackError naming everything that does not fit."""
    path = pack / FILE
    if not path.is_file():
        return ()
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8")).get("estate", [])
    except ValueError as error:
        raise PackError(f"{path}: must be TOML: {error}.") from error
    found, defects = [], []
    for number, entry in enumerate(entries, start=1):
        try:
            found.append(_estate(entry))
        except (TypeError, ValueError) as error:
            defects.append(f"{path}: estate {number}: {error}.")
    if defects:
        raise PackError("\n".join(defects))
    return tuple(found)


def _estate(entry: dict[str, Any]) -> AskedEstate:
    one = AskedEstate(**entry)
    if not one.name or one.kind not in KINDS or not (one.community.isdigit() and len(one.community) == 12):
        raise ValueError("name, kind (estate or hamlet) and community (12 digits) are required")
    if not 1 <= one.buildings <= MOST or not (1 <= one.floors <= 40 and 1 <= one.stairs <= 6 and 1 <= one.doors <= 8):
        raise ValueError(f"buildings must be 1 to {MOST}, floors 1 to 40, stairs 1 to 6, doors 1 to 8")
    return one
