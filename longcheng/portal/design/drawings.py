"""The city's own thin-line drawings, read once from the package."""

import re
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(__file__).parent / "drawings"


class UnknownDrawing(LookupError):
    """We have drawn nothing of that name."""


@cache
def drawings() -> dict[str, str]:
    """Each drawing as it stands in its file, by name."""
    return {path.stem: path.read_text(encoding="utf-8").strip() for path in sorted(FOLDER.glob("*.svg"))}


def drawing_svg(name: str) -> SafeString:
    """The drawing as an SVG that a screen reader passes over; it decorates and tells nothing of its own."""
    if name not in drawings():
        raise UnknownDrawing(f"There is no drawing {name!r}. Choose one of: {', '.join(drawings())}.")
    svg = re.sub(r"\s+xmlns=\"[^\"]+\"", "", drawings()[name], count=1)
    return mark_safe(svg.replace("<svg ", '<svg class="drawing" aria-hidden="true" focusable="false" ', 1))  # noqa: S308  ours
