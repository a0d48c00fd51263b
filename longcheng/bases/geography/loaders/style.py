"""The map's style of a city: MapLibre's JSON with our colour tokens in it, checked before anyone draws by it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from longcheng.bases.geography.loaders.keeping import refuse
from longcheng.core.datapack.loading import reads_entry
from longcheng.core.datapack.pack import PackError, PackFile

ELSEWHERE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
LITERAL_COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")


@reads_entry
def load_map_style(entry: PackFile) -> int:
    """Check the style; returns how many layers it has. Raises PackError naming everything that may not stand in it."""
    try:
        style = json.loads(entry.path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise PackError(f"{entry.path}: must be JSON: {error}.") from error
    if not isinstance(style, dict):
        raise PackError(f"{entry.path}: must be a style of MapLibre.")
    refuse(_defects(style), entry=entry)
    return len(style["layers"])


def _defects(style: dict[str, Any]) -> Iterator[str]:
    text = json.dumps(style)
    if ELSEWHERE.search(text):
        yield "it names another host. Everything a page shows comes from the city."
    if LITERAL_COLOUR.search(text):
        yield "it has a colour of its own. Write a token such as token:canal, so that it follows light and dark."
    if "glyphs" in style or "sprite" in style:
        yield "glyphs and sprites are drawn by the reader's browser; leave them out."
    sources = style.get("sources")
    layers = style.get("layers")
    if not isinstance(sources, dict) or not isinstance(layers, list):
        yield "it must have sources and layers."
        return
    for number, layer in enumerate(layers, start=1):
        if not isinstance(layer, dict) or not layer.get("id"):
            yield f"layer {number}: must have an id."
        elif layer.get("type") != "background" and layer.get("source") not in sources:
            yield f"layer {layer['id']}: the source {layer.get('source')} does not exist."
