"""Where an open page stands in the line of news.

The cursor is a transaction number: everything written by transactions before it has been seen. Row numbers
would not do, because they are given before commit and a lower one may appear after a higher.

It never runs ahead of the newest signal that can be seen. After a crash PostgreSQL forgets the numbers whose
log was not flushed and gives them out again, so that a cursor among those would pass over what is written
under them. A signal that can be seen was flushed, and no number up to its own is ever given again.
"""

from django.db import connection

HORIZON = (
    "least(pg_snapshot_xmin(pg_current_snapshot())::text::bigint, 1 + coalesce("
    "(SELECT transaction_id::text::bigint FROM messaging_signal ORDER BY transaction_id DESC LIMIT 1), 0))"
)
NOW_SQL = f"SELECT {HORIZON}"
DIGITS_MAX = 18


def parse_cursor(text: str) -> int | None:
    """The cursor of this text; None if it is none, which means: from now on."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX else None


def cursor_now() -> int:
    """Where a page that is being written now stands, so that nothing falls between writing and connecting."""
    with connection.cursor() as database:
        database.execute(NOW_SQL)
        return int(database.fetchone()[0])
