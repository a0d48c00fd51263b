"""Lines of a text file in bounds, with their places; and the encoding a whole file is in."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext as _

from longcheng.core.registry.importing.rows import ROW_BYTES_MOST, FileRefused

BLOCK = 1024 * 1024
ENCODINGS = ("utf-8", "gb18030")
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
NULS_MOST_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Line:
    """One line: where it begins, its bytes with the line end, and whether it is cut because it is endless."""

    at: int
    content: bytes
    is_cut: bool = False


def lines(file: IO[bytes], at: int) -> Iterator[Line]:
    """The lines from a place on. An endless one is given cut off, and the rest of it is passed over."""
    file.seek(at)
    while content := file.readline(ROW_BYTES_MOST + 1):
        start, is_cut = at, len(content) > ROW_BYTES_MOST and not content.endswith(b"\n")
        at += len(content)
        if is_cut:
            while (rest := file.readline(BLOCK)) and not rest.endswith(b"\n"):
                at += len(rest)
            at += len(rest)
        yield Line(start, content[:200] if is_cut else content, is_cut)


@dataclass(frozen=True)
class Looked:
    """What a look through a whole text file has shown."""

    encoding: str
    start: int
    line_count: int


def look_through(file: IO[bytes], *, encoding: str = "") -> Looked:
    """Encoding, where the text begins behind its mark, and how many lines. Raises FileRefused for what is no text.

    A file that is wholly UTF-8 is UTF-8, every other one GB18030, which Chinese office programs write; lines that are
    neither are told one by one when they are read.
    """
    file.seek(0)
    first = file.read(BLOCK)
    if not first.strip():
        raise FileRefused(_("The file is empty. Choose another."))
    if first.startswith(WIDE_MARKS) or first.count(0) > len(first) * NULS_MOST_SHARE:
        raise FileRefused(_("The file is saved as UTF-16 or is no text. Save it as “CSV UTF-8” and send that."))
    start = len(codecs.BOM_UTF8) if first.startswith(codecs.BOM_UTF8) else 0
    decoder, is_utf8, count, last = codecs.getincrementaldecoder("utf-8")(), True, 0, b""
    block = first
    while block:
        count += block.count(b"\n")
        if is_utf8:
            try:
                decoder.decode(block)
            except UnicodeDecodeError:
                is_utf8 = False
        last, block = block, file.read(BLOCK)
    count += 0 if last.endswith(b"\n") else 1
    if start or encoding:
        return Looked(encoding or "utf-8", start, count)
    return Looked("utf-8" if is_utf8 else "gb18030", start, count)
