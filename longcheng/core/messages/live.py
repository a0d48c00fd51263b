"""The live line: server-sent events from the database to every open page.

One connection listens; on each notification the news since the last look is read once, put into words once
and handed to the pages it concerns. A page that comes with a cursor waits for the next look and gets there what
it missed: however many come back at once, they cost one query. A look reads everything written by transactions
that were not finished at the look before, so nothing is passed over; what was handed out already is known by
its number, so on one line nothing is sent twice. After a reconnect a repeat may come, which the page knows by its id.
"""

import asyncio
import contextlib
import logging
import math
import random
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

import orjson
import psycopg
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from longcheng.core.messages.actions import CHANNEL, INBOX
from longcheng.core.messages.cursor import HORIZON, NOW_SQL

log = logging.getLogger(__name__)

LOOK_AGAIN_S = 5.0
DATABASE_AWAY_S = 0.3
JOINED_WITHIN_S = 10.0
KEEP_ALIVE_S = 15.0
SWEEP_S = 1.0
WAITING_MAX = 1_000

# One statement, so that the rows and the new cursor are of the same snapshot.
_NEWS = f"""
SELECT {HORIZON} AS now, s.id, s.channel, s.kind, s.data, s.transaction_id::text::bigint AS transaction
FROM (SELECT 1) AS once LEFT JOIN messaging_signal s
  ON s.transaction_id >= (%(since)s::text)::xid8 AND s.expires_at > now()
ORDER BY s.id
"""  # noqa: S608  a constant of our own
_ITEMS = """
SELECT run.signal, i.id, i.account_id, m.title, m.sender, m.url, m.is_urgent
FROM unnest(%(signals)s::bigint[], %(messages)s::bigint[], %(firsts)s::bigint[], %(lasts)s::bigint[])
  AS run(signal, message, first, last)
JOIN messaging_inboxitem i ON i.message_id = run.message AND i.id BETWEEN run.first AND run.last
  AND i.account_id = ANY(%(accounts)s)
JOIN messaging_message m ON m.id = i.message_id
ORDER BY i.id
"""
_ITEM_FIELDS = ("id", "title", "sender", "url", "is_urgent")


class Page:
    """One open page: the channels it follows, its account, and what waits to be sent to it.

    `since` is the cursor it came with; None means that it begins now. Slots and one list instead of a queue,
    because there are thousands: that halves what a page costs.
    """

    __slots__ = ("_wake", "account_id", "alive_at", "channels", "ends_at", "is_behind", "is_over", "since", "waiting")

    def __init__(
        self, channels: frozenset[str], account_id: int | None, since: int | None = None, *, lasts_s: float = math.inf
    ) -> None:
        now = time.monotonic()
        self.channels, self.account_id, self.since = channels, account_id, since
        self.waiting: list[bytes] = []
        self.is_behind = self.is_over = False
        self.alive_at, self.ends_at = now + KEEP_ALIVE_S, now + lasts_s
        self._wake: asyncio.Future[None] | None = None

    def put(self, text: bytes) -> None:
        """A page that does not read is let go; it comes back with its cursor and misses nothing."""
        if self.is_over:
            return
        if len(self.waiting) >= WAITING_MAX:
            self.is_behind = True
            self.waiting.clear()
            self.end()
            return
        self.waiting.append(text)
        self._rouse()

    def end(self) -> None:
        """Close the line after what waits."""
        self.is_over = True
        self._rouse()

    async def take(self) -> bytes:
        """Everything that waits, as soon as there is something; empty when the line is over."""
        while not self.waiting and not self.is_over:
            self._wake = asyncio.get_running_loop().create_future()
            await self._wake
        texts, self.waiting = self.waiting, []
        return texts[0] if len(texts) == 1 else b"".join(texts)

    def _rouse(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)


def cursor_line(cursor: int) -> bytes:
    """An event without data: browsers keep its id and show nothing."""
    return b"id: %d\n\n" % cursor


def event_text(kind: str, data: dict[str, Any]) -> bytes:
    """One event as it stands on the line."""
    return b"event: %s\ndata: %s\n\n" % (kind.encode(), orjson.dumps(data))


class Hub:
    """Every open page of this process, and the one listener."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
            database,
            min_size=1,
            max_size=2,
            open=False,
            timeout=5,
            check=AsyncConnectionPool.check_connection,
            kwargs={"autocommit": True, "row_factory": dict_row},
        )
        self.pages: set[Page] = set()
        self.is_listening = False
        self.is_looking = False
        self.cursor: int | None = None
        self._by_channel: dict[str, set[Page]] = {}
        self._by_account: dict[int, set[Page]] = {}
        self._joining: dict[Page, asyncio.Future[None]] = {}
        self._given: frozenset[int] = frozenset()
        self._look = asyncio.Event()

    @property
    def is_ready(self) -> bool:
        """Whether notifications are heard and the last look succeeded."""
        return self.is_listening and self.is_looking

    async def run(self) -> None:
        """Listen and hand out until cancelled; the database may come and go."""
        await self.pool.open(wait=False)
        try:
            await asyncio.gather(self._listen(), self._hand_out(), self._sweep())
        finally:
            await self.pool.close(timeout=1)

    async def _listen(self) -> None:
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self.database, autocommit=True) as listener:
                    await listener.execute(f"LISTEN {CHANNEL}")
                    self.is_listening = True
                    self._look.set()
                    async for _ in listener.notifies():
                        self._look.set()
            except psycopg.OperationalError as error:
                log.warning("live: the database is away: %s", str(error).splitlines()[0])
            self.is_listening = False
            await asyncio.sleep(DATABASE_AWAY_S)

    async def _hand_out(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._look.wait(), LOOK_AGAIN_S)
            self._look.clear()
            try:
                await self._look_once()
                self.is_looking = True
            except (psycopg.Error, TimeoutError) as error:
                self.is_looking = False
                log.warning("live: a look failed: %s", error)
                await asyncio.sleep(DATABASE_AWAY_S)
                self._look.set()

    async def _sweep(self) -> None:
        """One clock for all pages: a sign of life where nothing was said, and the end of lines whose time is over."""
        while True:
            await asyncio.sleep(SWEEP_S)
            now = time.monotonic()
            alive = event_text("alive", {}) + (cursor_line(self.cursor) if self.cursor is not None else b"")
            for page in list(self.pages):
                if now >= page.ends_at:
                    page.end()
                elif now >= page.alive_at:
                    page.alive_at = now + KEEP_ALIVE_S
                    page.put(alive)

    async def _look_once(self) -> None:
        """Read the news since the last look, for new pages since their cursors, and hand it out.

        Costs one query, and one more for inbox items if any of the pages is somebody's. Nothing is handed out
        before everything is read, so that a database that goes away in between leaves all as it was.
        """
        joining = dict(self._joining)
        async with self.pool.connection() as connection:
            known = self.cursor if self.cursor is not None else await _now(connection)
            since = min([known, *(page.since for page in joining if page.since is not None)])
            rows = await (await connection.execute(_NEWS, {"since": since})).fetchall()
            news = [row for row in rows if row["id"] is not None]
            items = await self._items(connection, news, joining)
        self.cursor = int(rows[0]["now"])
        for row in news:
            is_new = row["transaction"] >= known and row["id"] not in self._given
            for channel, account_id, text in _told(row, items):
                if is_new:
                    self._tell(channel, account_id, text)
                for page in joining:
                    if _missed(page, row["transaction"], channel, account_id):
                        page.waiting.append(text)
        self._given = frozenset(row["id"] for row in news if row["transaction"] >= self.cursor)
        self._say_cursor()
        for page, joined in joining.items():
            page.waiting.append(cursor_line(self.cursor))
            if self._joining.pop(page, None) is not None and not joined.done():
                self._enter(page)
                joined.set_result(None)

    async def _items(
        self, connection: Any, news: Sequence[dict[str, Any]], joining: Iterable[Page]
    ) -> dict[int, list[dict[str, Any]]]:
        """The inbox items of these news by signal, for the accounts that have a page here."""
        accounts = {*self._by_account, *(page.account_id for page in joining if page.account_id is not None)}
        runs = [(row["id"], row["data"]) for row in news if row["kind"] == INBOX]
        if not accounts or not runs:
            return {}
        asked = {
            "accounts": list(accounts),
            "signals": [number for number, _ in runs],
            "messages": [run["message"] for _, run in runs],
            "firsts": [run["first"] for _, run in runs],
            "lasts": [run["last"] for _, run in runs],
        }
        found: dict[int, list[dict[str, Any]]] = {}
        for item in await (await connection.execute(_ITEMS, asked)).fetchall():
            found.setdefault(item["signal"], []).append(item)
        return found

    def _tell(self, channel: str | None, account_id: int | None, text: bytes) -> None:
        pages = self._by_channel.get(channel, ()) if channel is not None else self._by_account.get(account_id or 0, ())
        for page in pages:
            page.put(text)

    def _say_cursor(self) -> None:
        """Whoever is about to be told something also learns that it has everything up to here."""
        assert self.cursor is not None  # noqa: S101  the look has just set it
        line = cursor_line(self.cursor)
        for page in self.pages:
            if page.waiting and not page.is_over:
                page.waiting.append(line)

    def _enter(self, page: Page) -> None:
        self.pages.add(page)
        for channel in ("", *page.channels):
            self._by_channel.setdefault(channel, set()).add(page)
        if page.account_id is not None:
            self._by_account.setdefault(page.account_id, set()).add(page)

    def _leave(self, page: Page) -> None:
        self._joining.pop(page, None)
        self.pages.discard(page)
        for channel in ("", *page.channels):
            _discard(self._by_channel, channel, page)
        if page.account_id is not None:
            _discard(self._by_account, page.account_id, page)

    async def now(self) -> int:
        """The cursor of this moment."""
        async with self.pool.connection() as connection:
            return await _now(connection)

    @contextlib.asynccontextmanager
    async def open(
        self, channels: frozenset[str], account_id: int | None, cursor: int | None, *, lasts_s: float = math.inf
    ) -> AsyncIterator[Page]:
        """Count a page in for as long as it is open, beginning with what it missed since its cursor.

        Raises TimeoutError if no look could be taken in time, because the database is away.
        """
        # Not all at once: those that came back together after a fault would leave together, again and again.
        lasts_s *= random.uniform(0.75, 1)  # noqa: S311  no secret
        page = Page(channels, account_id, cursor, lasts_s=lasts_s)
        joined = self._joining[page] = asyncio.get_running_loop().create_future()
        self._look.set()
        try:
            async with asyncio.timeout(JOINED_WITHIN_S):
                await joined
            yield page
        finally:
            self._leave(page)


def _told(row: dict[str, Any], items: dict[int, list[dict[str, Any]]]) -> list[tuple[str | None, int | None, bytes]]:
    """What one row of news says, each with the channel or the account that it is for."""
    if row["kind"] != INBOX:
        return [(row["channel"], None, event_text(row["kind"], {"id": row["id"], **row["data"]}))]
    return [
        (None, item["account_id"], event_text(INBOX, {name: item[name] for name in _ITEM_FIELDS}))
        for item in items.get(row["id"], ())
    ]


def _missed(page: Page, transaction: int, channel: str | None, account_id: int | None) -> bool:
    if page.since is None or transaction < page.since:
        return False
    if channel is None:
        return page.account_id == account_id
    return not channel or channel in page.channels


def _discard(index: dict[Any, set[Page]], key: Any, page: Page) -> None:
    pages = index.get(key)
    if pages is not None:
        pages.discard(page)
        if not pages:
            del index[key]


async def _now(connection: Any) -> int:
    row = await (await connection.execute(NOW_SQL)).fetchone()
    return int(next(iter(row.values())))
