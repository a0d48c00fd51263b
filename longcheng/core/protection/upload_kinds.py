"""The kinds of files we take, how each is known, and how each is checked."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

import orjson
from django.utils.translation import gettext as _

from longcheng.core.protection.upload_archives import check_xlsx
from longcheng.core.protection.upload_marks import Broken
from longcheng.core.protection.upload_pictures import check_jpeg, check_png, check_webp
from longcheng.core.protection.upload_xml import check_xml

PDF_END_WITHIN = 1_024
_PDF_ACTIVE = re.compile(rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|XFA)\b")
_ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")  # any sign of a name may be written so (ISO 32000-1 §7.3.5)
# A comment at the start is a page to a browser too (WHATWG MIME Sniffing §7.1).
_PAGE = re.compile(r"\s*<(!--|!doctype|html|svg|script|head|body|\?xml)", re.IGNORECASE)
_PARQUET = b"PAR1"
ENCODINGS = ("utf-8-sig", "gb18030")  # what office programs write here


@dataclass(frozen=True)
class Kind:
    """A kind of file: its endings, the media types senders give it (the first is ours), and its check."""

    name: str
    endings: tuple[str, ...]
    media_types: tuple[str, ...]
    check: Callable[[IO[bytes]], None]
    is_binary: bool = True


def check_pdf(file: IO[bytes]) -> None:
    """A PDF from its first byte to its end mark, without scripts or files inside as far as they lie open."""
    content = file.read()
    if not re.match(rb"%PDF-[12]\.\d", content) or b"%%EOF" not in content[-PDF_END_WITHIN:]:
        raise Broken(_("This is not a whole PDF. Save it anew and send that."))
    if _PDF_ACTIVE.search(_ESCAPED.sub(lambda found: bytes.fromhex(found[1].decode()), content)):
        raise Broken(_("The PDF holds a script or another file. Print it to a new PDF and send that."))


def read_text(file: IO[bytes]) -> str:
    """The text of a file in one of the usual encodings. Raises Broken."""
    content = file.read()
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if re.search(r"[\x00-\x08\x0e-\x1f]", text):
            break
        if _PAGE.match(text):
            raise Broken(_("This is a web page or a drawing with code, not what its name says."))
        return text
    raise Broken(_("This is not text. Save it as UTF-8 and send that."))


def check_text(file: IO[bytes]) -> None:
    """Readable text that no browser takes for a page."""
    read_text(file)


def check_table(file: IO[bytes]) -> None:
    """A table as text, however long: no web page. Its reader tells what else is wrong, row by row."""
    if _PAGE.match(file.read(4_096).removeprefix(b"\xef\xbb\xbf").decode("utf-8", "ignore")):
        raise Broken(_("This is a web page or a drawing with code, not what its name says."))


def check_parquet(file: IO[bytes]) -> None:
    """Apache Parquet from its first mark to its last."""
    first = file.read(4)
    size = file.seek(0, 2)
    file.seek(max(size - 4, 0))
    if first != _PARQUET or file.read(4) != _PARQUET:
        raise Broken(_("This is not a whole Parquet file. Write it anew and send that."))


def check_json(file: IO[bytes]) -> None:
    """Well-formed JSON."""
    try:
        orjson.loads(read_text(file))
    except orjson.JSONDecodeError as error:
        raise Broken(_("This is not JSON. Check it where it was made.")) from error


KINDS = {
    kind.name: kind
    for kind in (
        Kind("pdf", ("pdf",), ("application/pdf",), check_pdf),
        Kind("jpeg", ("jpg", "jpeg"), ("image/jpeg", "image/jpg", "image/pjpeg"), check_jpeg),
        Kind("png", ("png",), ("image/png", "image/x-png"), check_png),
        Kind("webp", ("webp",), ("image/webp",), check_webp),
        Kind(
            "xlsx",
            ("xlsx",),
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/zip"),
            check_xlsx,
        ),
        Kind(
            "csv",
            ("csv",),
            ("text/csv", "text/plain", "application/csv", "application/vnd.ms-excel"),
            check_text,
            is_binary=False,
        ),
        # Tables for the registers: too long to be held whole, looked through row by row by core.registry.importing.
        Kind(
            "table_csv",
            ("csv", "tsv"),
            ("text/csv", "text/plain", "application/csv", "application/vnd.ms-excel", "text/tab-separated-values"),
            check_table,
            is_binary=False,
        ),
        Kind(
            "jsonl",
            ("jsonl", "ndjson"),
            ("application/jsonl", "application/json", "application/x-ndjson", "application/x-jsonlines", "text/plain"),
            check_table,
            is_binary=False,
        ),
        Kind("parquet", ("parquet",), ("application/vnd.apache.parquet", "application/x-parquet"), check_parquet),
        Kind("txt", ("txt",), ("text/plain",), check_text, is_binary=False),
        Kind("json", ("json", "geojson"), ("application/json", "application/geo+json", "text/json"), check_json, False),
        Kind("xml", ("xml",), ("application/xml", "text/xml"), check_xml, is_binary=False),
    )
}
