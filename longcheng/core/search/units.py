"""Texts as the search sees them: small letters, and units of one Chinese character or one word each."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

HAN = "㐀-䶿一-鿿"
_UNIT = re.compile(rf"[{HAN}]|[^\W_{HAN}]+")
_HAN = re.compile(rf"[{HAN}]")
_SCRIPT = re.compile(rf"[{HAN}]+|[^{HAN}]+")
QUERY_LONGEST, PARTS_MOST = 60, 8


def fold(text: str) -> str:
    """The same text in plain small letters, sign for sign, so that places in it stay places in the original."""
    return "".join(_fold_sign(sign) for sign in text)


@lru_cache(maxsize=20_000)
def _fold_sign(sign: str) -> str:
    bare = unicodedata.normalize("NFKD", sign)[:1].lower()  # é is e
    if bare.isascii():
        return bare
    plain = unicodedata.normalize("NFKC", sign).lower()
    return plain if len(plain) == 1 else sign


def has_han(text: str) -> bool:
    return _HAN.search(text) is not None


class Unit(NamedTuple):
    """A character or a word, and where it stands in its text."""

    text: str
    start: int
    end: int


def units_of(text: str) -> tuple[Unit, ...]:
    """The units of a text in order; signs that are neither letters nor digits fall away."""
    return tuple(Unit(found[0], found.start(), found.end()) for found in _UNIT.finditer(fold(text)))


def run_together(text: str) -> str:
    """All units without what stands between them: `Kong qi!` is `kongqi`."""
    return "".join(unit.text for unit in units_of(text))


@dataclass(frozen=True)
class Query:
    """What somebody typed, bounded and folded."""

    text: str

    @classmethod
    def of(cls, typed: str) -> "Query":
        return cls(" ".join(typed.replace("\x00", "")[:QUERY_LONGEST].split()))

    @cached_property
    def whole(self) -> str:
        """Everything run together, as a name is looked for."""
        return run_together(self.text)

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The words one by one, parted by blanks and where Chinese meets Latin."""
        pieces = [piece for chunk in fold(self.text).split() for piece in _SCRIPT.findall(chunk)]
        parts = (run_together(piece) for piece in pieces)
        return tuple(dict.fromkeys(part for part in parts if part))[:PARTS_MOST]

    @property
    def is_empty(self) -> bool:
        return not self.whole

    @property
    def is_latin(self) -> bool:
        """Whether it can be pinyin, initials or English."""
        return self.whole.isascii()
