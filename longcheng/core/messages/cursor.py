"""Where an open page stands in the two lines of news it follows: signals, and its own inbox."""

import re
from dataclasses import dataclass

from django.db import connection


@dataclass(frozen=True)
class Cursor:
    """The last signal and the last inbox item that a page has seen; written `s12.i345`."""

    signal: int
    item: int

    def __str__(self) -> str:
        return f"s{self.signal}.i{self.item}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """The cursor of this text; None if it is none, which means: from now on."""
        match = re.fullmatch(r"s(\d{1,18})\.i(\d{1,18})", text)
        return cls(int(match[1]), int(match[2])) if match else None


NOW_SQL = (
    "SELECT coalesce((SELECT max(id) FROM messaging_signal), 0), coalesce((SELECT max(id) FROM messaging_inboxitem), 0)"
)


def cursor_now() -> Cursor:
    """Where a page that is being written now stands, so that nothing falls between writing and connecting."""
    with connection.cursor() as database:
        database.execute(NOW_SQL)
        signal, item = database.fetchone()
    return Cursor(signal, item)
