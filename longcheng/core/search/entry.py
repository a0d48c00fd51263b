"""What a room gives to the search: one thing that can be found, with whom it may be found by."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache

from longcheng.core.access.permissions import declared_permissions

TITLE_LONGEST, TEXT_LONGEST, WORDS_MOST = 200, 2_000, 40
ANY_ROLE = "any role"  # as a permission of an entry: who holds any role at all
MAIN = 60  # from this weight on an entry is looked at first: what people come for


class Kind(StrEnum):
    """What is found; results stand together by it."""

    SERVICE = "service"
    PAGE = "page"
    PLACE = "place"
    NOTICE = "notice"
    HELP = "help"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that can be found. `key` is its own within the room and the kind.

    `words` are what else people call it: synonyms, former names, codes. `permission` and `needs_account` say who
    may open `url`, and nobody else finds it. `area_code` is the division that it lies in or concerns. `weight`, 0
    to 100, breaks ties. Nothing is found after `valid_until`.
    """

    kind: Kind
    key: str
    url: str
    title_zh: str
    title_en: str = ""
    text_zh: str = ""
    text_en: str = ""
    words: tuple[str, ...] = ()
    permission: str = ""
    needs_account: bool = False
    area_code: str = ""
    weight: int = 50
    valid_until: datetime | None = None

    def defects(self) -> Iterator[str]:
        """What is wrong with it; a wrong entry stops the start and not the reader."""
        if not self.title_zh:
            yield "title_zh is required"
        if not self.url.startswith("/") or self.url.startswith("//"):
            yield f"url must be a path of this city, not {self.url!r}"
        if self.permission not in {"", ANY_ROLE, *declared_permissions()}:
            yield f"permission {self.permission!r} does not exist"
        if not 0 <= self.weight <= 100:
            yield "weight must be 0 to 100"
        if len(self.words) > WORDS_MOST:
            yield f"words must be {WORDS_MOST} at most"


class UnfitEntry(ValueError):
    """A room gives an entry that cannot stand; the text names it and every defect."""


def checked(entry: Entry, *, room: str) -> Entry:
    """The same entry. Raises UnfitEntry for one that cannot stand."""
    if found := list(entry.defects()):
        raise UnfitEntry(f"The search entry {room}:{entry.kind}:{entry.key}: {'; '.join(found)}.")
    return entry


@cache
def kinds() -> frozenset[str]:
    """The names of all kinds."""
    return frozenset(kind.value for kind in Kind)
