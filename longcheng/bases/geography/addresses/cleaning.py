"""The parts of an address as somebody wrote them, brought to the form the register keeps; pure."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from longcheng.bases.geography.addresses.keys import Parts, normal_part
from longcheng.bases.geography.addresses.streets import in_digits

# What people write behind a number although the column already says it; longest first.
UNITS = {
    "gate": ("号院", "号"),
    "building": ("号楼", "幢", "栋", "楼", "座", "#"),
    "stair": ("单元", "梯", "门"),
    "room": ("室", "号", "户", "房"),
}


@lru_cache(maxsize=20_000)  # a register of millions has some thousand different parts
def clean_part(name: str, text: str) -> str:
    """99幢 → 99 in the column of buildings, 二单元 → 2 in that of stairs, 12号甲 → 12甲 in that of gates."""
    plain = normal_part(text)
    for unit in UNITS[name]:
        if plain.endswith(unit) and (bare := in_digits(plain.removesuffix(unit)))[:1].isascii() and bare:
            return normal_part(bare)
    if name == "gate" and "号" in plain:
        return normal_part(plain.replace("号", "", 1))
    return plain


def clean_parts(values: Mapping[str, Any]) -> Parts:
    """Gate, building, stair and flat of what a form or a file states."""
    return Parts(*(clean_part(name, str(values.get(name) or "")) for name in ("gate", "building", "stair", "room")))
