"""How a room stands on the city's first page: a module `home.py` with `blocks`, which the portal reads."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class HomeRow:
    """One line of a block."""

    title: str
    url: str
    note: str = ""
    tag: str = ""
    tone: str = ""
    at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class HomeBlock:
    """A small block of the first page in the reader's language. `rows` are three at most; `empty` is said without any.

    A room's `blocks(area_code)` yields what everybody in that division may read; nothing of a person, since it is
    kept for all readers of the same division and language for a quarter of a minute.
    """

    title: str
    icon: str
    rows: tuple[HomeRow, ...] = ()
    said: str = ""
    empty: str = ""
    url: str = ""
    action: str = ""
