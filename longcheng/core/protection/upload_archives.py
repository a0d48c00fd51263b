"""Workbooks are archives: looked through before anybody unpacks them."""

import lzma
import re
import zipfile
import zlib
from typing import IO

from django.utils.translation import gettext as _

from longcheng.core.protection.upload_marks import Broken
from longcheng.core.protection.upload_xml import check_xml

ENTRIES_MAX = 2_000
UNPACKED_MAX_BYTES = 200 * 1024 * 1024
# Sheets of numbers pack to a twentieth; what packs much better is made to burst.
RATIO_MAX, RATIO_FROM_BYTES = 100, 1024 * 1024
NEEDED = {"[Content_Types].xml", "xl/workbook.xml"}
_MACRO = re.compile(r"vbaproject|\.bin$|^xl/(activex|macrosheets|embeddings|externallinks)/", re.IGNORECASE)
_ARCHIVE = re.compile(r"\.(zip|xlsx|xlsm|docx|docm|7z|rar|gz|tar|jar)$", re.IGNORECASE)
_HARMLESS_BIN = re.compile(r"^xl/printersettings/", re.IGNORECASE)


def check_xlsx(file: IO[bytes]) -> None:
    """A workbook without macros, files or archives inside, that unpacks to a bearable size. Raises Broken."""
    if file.read(4) != b"PK\x03\x04":
        raise Broken(_("This is not a workbook. Save it anew as .xlsx and send that."))
    size = file.seek(0, 2)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
            _check_bounds(entries, size)
            _check_names(entries)
            for entry in entries:
                _check_entry(archive, entry)
    except Broken:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        ValueError,  # an offset before the file's beginning, a name that is no text
        OSError,
    ) as error:
        raise Broken(_("The workbook is damaged. Save it anew and send that.")) from error


def _check_bounds(entries: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    # Entries that lie over each other would count more packed bytes than the file has.
    is_folded = sum(entry.compress_size for entry in entries) > size
    is_burst = unpacked > RATIO_FROM_BYTES and unpacked > RATIO_MAX * size
    if len(entries) > ENTRIES_MAX or unpacked > UNPACKED_MAX_BYTES or is_folded or is_burst:
        raise Broken(_("The workbook unpacks to far more than its size. Send a smaller one."))


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if not set(names) >= NEEDED or len(set(names)) < len(names):
        raise Broken(_("This is not a workbook. Save it anew as .xlsx and send that."))
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or "\0" in name for name in names):
        raise Broken(_("The workbook names files outside itself. Save it anew and send that."))
    if any((_MACRO.search(name) and not _HARMLESS_BIN.match(name)) or _ARCHIVE.search(name) for name in names):
        raise Broken(
            _("The workbook holds macros, other files or links to them. Save it as plain .xlsx and send that.")
        )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Broken(_("The workbook is locked with a password. Remove it and send that."))


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    with archive.open(entry) as part:
        if part.read(4) == b"PK\x03\x04":
            raise Broken(
                _("The workbook holds macros, other files or links to them. Save it as plain .xlsx and send that.")
            )
    if entry.filename.lower().endswith((".xml", ".rels")):
        with archive.open(entry) as part:
            check_xml(part)
