"""Marks of files that are two things at once: a picture to one program, a page or an archive to another."""

import re
import zipfile
from typing import IO

# Long enough that packed pictures do not hold them by chance.
_ACTIVE = re.compile(rb"<script|<iframe|<html|<!doctype html|<\?php|<foreignobject", re.IGNORECASE)
_AT_THE_START = re.compile(rb"<svg|<body|<!--|<head|<a |<img", re.IGNORECASE)
SNIFFED = 1_445  # what a browser looks at when nobody tells it the kind (WHATWG MIME Sniffing §5)
CHUNK, OVERLAP = 1 << 20, 32


class Broken(ValueError):
    """The content is not what the name says, or breaks a bound; the text is for the person who sent it."""


def looks_active(file: IO[bytes]) -> bool:
    """Whether a binary file could also be read as a page, or as an archive behind its end."""
    start = file.read(SNIFFED)
    if _AT_THE_START.search(start):
        return True
    file.seek(0)
    tail = b""
    while chunk := file.read(CHUNK):
        if _ACTIVE.search(tail + chunk):
            return True
        tail = chunk[-OVERLAP:]
    file.seek(0)
    starts_as_archive = file.read(4) == b"PK\x03\x04"
    return not starts_as_archive and zipfile.is_zipfile(file)
