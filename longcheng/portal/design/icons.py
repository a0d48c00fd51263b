"""Icons from one open set (Tabler), read once from the package and put into the page as they are."""

import json
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(__file__).parent / "icons"


class UnknownIcon(LookupError):
    """The set that we ship has no such icon."""


@cache
def icons() -> dict[str, str]:
    """What lies within the `<svg>` of each icon that we ship, by name."""
    found: dict[str, str] = json.loads((FOLDER / "tabler.json").read_text(encoding="utf-8"))
    return found


def icon_svg(name: str) -> SafeString:
    """The icon as an SVG that a screen reader passes over: the word beside it says what it means.

    Raises UnknownIcon where we ship none of that name; how to add one stands in `icons/README.md`.
    """
    if name not in icons():
        raise UnknownIcon(f"The icon {name!r} is not in portal/design/icons/tabler.json. See the README beside it.")
    return mark_safe(  # noqa: S308  drawn by us or taken from the set, never from a person
        f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{icons()[name]}</svg>'
    )
