"""Shapefiles come as a zip of their parts: looked through before anything is unpacked, and unpacked under our names."""

import zipfile
import zlib
from pathlib import Path

from longcheng.bases.geography.importing.reading.rows import Refused

ENTRIES_MOST, UNPACKED_MOST_BYTES, RATIO_MOST, RATIO_FROM_BYTES = 200, 2_000_000_000, 100, 10_000_000
PARTS = frozenset({"shp", "shx", "dbf", "prj", "cpg", "json"})
NEEDED = ("shp", "shx", "dbf")
CHUNK = 1 << 20
SIDE_FILE = "fields.json"


def unpack(path: Path, into: Path) -> dict[str, str]:
    """Unpack the parts of every shapefile inside; returns their names by those under which they lie in `into`.

    Raises Refused for archives that name files outside themselves, burst, or hold no whole shapefile.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check(entries, size=path.stat().st_size)
            return _unpacked(archive, entries, into)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise Refused("broken_zip") from error


def _check(entries: list[zipfile.ZipInfo], *, size: int) -> None:
    total = sum(entry.file_size for entry in entries)
    is_burst = total > RATIO_FROM_BYTES and total > RATIO_MOST * size
    is_folded = sum(entry.compress_size for entry in entries) > size
    if len(entries) > ENTRIES_MOST or total > UNPACKED_MOST_BYTES or is_burst or is_folded:
        raise Refused("zip_bursts")
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if entry.filename.startswith(("/", "\\")) or ".." in parts or ":" in parts[0] or "\0" in entry.filename:
            raise Refused("zip_slips", name=entry.filename[:80])
        if entry.flag_bits & 0x1:
            raise Refused("zip_locked")


def _unpacked(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], into: Path) -> dict[str, str]:
    groups: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for entry in entries:
        stem, dot, ending = entry.filename.rpartition(".")
        if dot and ending.lower() in PARTS and not entry.filename.startswith("__MACOSX"):
            groups.setdefault(stem, {})[ending.lower()] = entry
        if entry.filename.rpartition("/")[2] == SIDE_FILE:
            _write(archive, entry, into / SIDE_FILE)
    whole: dict[str, str] = {}
    for stem, parts in sorted(groups.items()):
        if "shp" not in parts:
            continue
        missing = [part for part in NEEDED if part not in parts]
        if missing:
            raise Refused("part_missing", name=f"{stem}.{missing[0]}"[:100])
        ours = f"part{len(whole)}"
        for ending, entry in parts.items():
            _write(archive, entry, into / f"{ours}.{ending}")
        whole[ours] = _name(stem)
    if not whole:
        raise Refused("no_shapefile")
    return whole


def _write(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path) -> None:
    """No more than the entry has promised: what unpacks to more is made to burst."""
    left = entry.file_size
    with archive.open(entry) as packed, target.open("wb") as out:
        while piece := packed.read(CHUNK):
            left -= len(piece)
            if left < 0:
                raise Refused("zip_bursts")
            out.write(piece)


def _name(stem: str) -> str:
    """What the file is called; zips of Chinese Windows write names in GBK without saying so."""
    name = stem.rpartition("/")[2]
    try:
        return name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name
