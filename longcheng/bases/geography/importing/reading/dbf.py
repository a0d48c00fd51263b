"""In which signs the table of a shapefile is written: its .cpg often lies, and often is not there."""

from pathlib import Path

from longcheng.bases.geography.importing.reading.rows import Refused

# What ESRI's programs write into a .cpg, by what Python calls it.
ENCODINGS = {"utf-8": "UTF-8", "utf8": "UTF-8", "65001": "UTF-8"} | dict.fromkeys(
    ("gbk", "gb2312", "gb18030", "cp936", "936", "ansi 936", "oem 936", "cp 936"), "GB18030"
)


def dbf_encoding(dbf: Path, cpg: Path) -> str:
    """In which signs a table is written: its .cpg where the bytes bear it out, else UTF-8 or GB18030 as they show."""
    stated = cpg.read_text("ascii", "replace").strip().casefold()[:40] if cpg.is_file() else ""
    if stated and stated not in ENCODINGS and stated not in {"iso-8859-1", "88591", "ascii", "ansi"}:
        raise Refused("unknown_encoding", encoding=stated)
    with dbf.open("rb") as file:
        content = file.read()
    names = [_decodes(content, encoding) for encoding in ("utf-8", "gb18030")]
    fitting = [known for known, fits in zip(("UTF-8", "GB18030"), names, strict=True) if fits]
    wished = ENCODINGS.get(stated, "")
    if wished in fitting:
        return wished
    if not fitting:
        raise Refused("unknown_encoding", encoding=stated or "?")
    return fitting[0]


def _decodes(content: bytes, encoding: str) -> bool:
    """Whether the texts of a DBF are in this encoding: cells are cut by width, so a torn last sign is forgiven."""
    head = int.from_bytes(content[8:10], "little")
    width = int.from_bytes(content[10:12], "little")
    if not (head and width):
        raise Refused("gdal_cannot", told="dbf")
    places, at = [], 1
    for first in range(32, head - 1, 32):
        if content[first : first + 1] == b"\r":
            break
        size = content[first + 16]
        if content[first + 11 : first + 12] == b"C":
            places.append((at, at + size))
        at += size
    names = b"".join(content[first : first + 11].split(b"\0")[0] + b" " for first in range(32, head - 1, 32))
    if not _is_in(names, encoding):
        return False
    for first in range(head, len(content) - width + 1, width):
        row = content[first : first + width]
        if not all(_is_in(row[begin:end], encoding) for begin, end in places):
            return False
    return True


def _is_in(cell: bytes, encoding: str) -> bool:
    if cell.isascii():
        return True
    try:
        cell.decode(encoding)
    except UnicodeDecodeError as error:
        return error.end >= len(cell) and error.start >= len(cell) - 3 and error.start > 0
    return True
