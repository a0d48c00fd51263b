"""The kinds of files of maps that are taken, by their endings and first bytes; nothing here reads any further."""

from pathlib import PurePath
from typing import IO, Any

from django.utils.translation import gettext_lazy as _

# Kind → what it is called, endings.
KINDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "geojson": ("GeoJSON", (".geojson", ".json")),
    "gpkg": ("GeoPackage", (".gpkg",)),
    "shapefile": (_("Shapefile (zip)"), (".zip",)),
    "osm": ("OpenStreetMap PBF", (".osm.pbf", ".pbf")),
    "csv": (_("CSV with coordinates"), (".csv", ".tsv", ".txt")),
}
ENDINGS = tuple(ending for _title, endings in KINDS.values() for ending in endings)
HEAD_BYTES = 64


def kind_of(name: str) -> str:
    """The kind of a file by its name; empty for one that is not taken."""
    folded = PurePath(name).name.casefold()
    return next((kind for kind, (_title, endings) in KINDS.items() if folded.endswith(endings)), "")


def begins_as(kind: str, file: IO[bytes]) -> bool:
    """Whether a file begins as its kind does. Leaves it at its beginning."""
    file.seek(0)
    head = file.read(HEAD_BYTES)
    file.seek(0)
    if kind == "gpkg":
        return head.startswith(b"SQLite format 3\0")
    if kind == "shapefile":
        return head.startswith(b"PK\x03\x04")
    if kind == "osm":
        return b"OSMHeader" in head
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if kind == "geojson":
        return text.startswith(b"{")
    return bool(text) and not text.startswith((b"<", b"PK\x03\x04", b"SQLite", b"%PDF")) and b"\0" not in head
