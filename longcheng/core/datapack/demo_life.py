"""The demo life of a city's data pack: `demo.toml`, one list of tables for each kind of thing."""

import tomllib
from typing import Any

from django.conf import settings


def demo_entries(kind: str) -> list[dict[str, Any]]:
    """The entries of one kind, such as `person` or `notice`; none where the pack has no demo life."""
    path = settings.CITY_PACK / "demo.toml"
    if not path.is_file():
        return []
    found: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8")).get(kind, [])
    return found
