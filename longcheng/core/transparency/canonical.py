"""The bytes that a line of the ledger stands for: its row in PostgreSQL's COPY text form, times in UTC."""

import re
import uuid
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

# The order is part of the form. A new column goes to the end, with a new number of columns telling old from new.
COLUMNS = (
    "id", "writer_id", "number", "at", "reading_id", "reader_id", "role", "organisation", "for_id",
    "subject_id", "what", "fields", "purpose", "reference", "came_from",
)  # fmt: skip
NUMBERS = frozenset({"id", "writer_id", "number", "reader_id", "for_id", "subject_id"})
# What a session that reads or writes rows in this form must have set.
SESSION = "SET {local} timezone TO 'UTC'; SET {local} datestyle TO 'ISO, YMD'; SET {local} bytea_output TO 'hex'"
SELECTED = ", ".join(f"l.{column}" for column in COLUMNS)
MAC = "encode(l.mac, 'hex')"

_ESCAPES = {"\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}
_ESCAPED = str.maketrans(_ESCAPES)
_PLAIN = {written: plain for plain, written in _ESCAPES.items()}
_WRITTEN = re.compile(r"\\[\\bfnrtv]")
_NULL = "\\N"


class CanonicalError(ValueError):
    """Bytes that are no line of the ledger."""


@lru_cache(maxsize=4096)
def escaped(text: str) -> str:
    return text.translate(_ESCAPED)


def number_text(number: int | None) -> str:
    return _NULL if number is None else str(number)


def moment_text(at: datetime) -> str:
    """A moment in UTC as PostgreSQL writes it: without the zeros at the end of its fraction."""
    fraction = f".{at.microsecond:06d}".rstrip("0") if at.microsecond else ""
    return f"{at:%Y-%m-%d %H:%M:%S}{fraction}+00"


def read(line: bytes) -> dict[str, int | str | None]:
    """The columns of a line by name. Raises CanonicalError."""
    try:
        texts = line.decode().split("\t")
        if len(texts) != len(COLUMNS):
            raise CanonicalError(f"A line has {len(COLUMNS)} columns, not {len(texts)}.")
        values = {column: _value(column, text) for column, text in zip(COLUMNS, texts, strict=True)}
        uuid.UUID(str(values["reading_id"]))
    except (UnicodeDecodeError, ValueError) as error:
        raise CanonicalError(f"This is no line of the ledger: {error}") from error
    return values


def written(values: Mapping[str, int | str | None]) -> bytes:
    """The other way: what `read` gave, as bytes."""
    texts = [
        number_text(value) if value is None or isinstance(value, int) else escaped(value)
        for value in (values[column] for column in COLUMNS)
    ]
    return "\t".join(texts).encode()


def _value(column: str, text: str) -> int | str | None:
    if text == _NULL:
        return None
    return int(text) if column in NUMBERS else _WRITTEN.sub(lambda found: _PLAIN[found.group()], text)
