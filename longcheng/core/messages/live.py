"""The live line: server-sent events from the database to every open page.

One connection listens; on each notification the news since the last look is read once and handed to the
pages it concerns. A page that reconnects names the last event it saw and gets what it missed. Numbers are
given before commit, so a lower one may appear after a higher: every look therefore reaches back a little,
and each page is never sent the same number twice.
"""

import asyncio
import contextlib
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from typing import Any

import orjson
import psycopg
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from longcheng.core.messages.actions import CHANNEL
from longcheng.core.messages.cursor import NOW_SQL, Cursor

log = logging.getLogger(__name__)

REACH_BACK_S = 30
LOOK_AGAIN_S = 5.0
DATABASE_AWAY_S = 0.3
REMEMBERED = 512
QUEUE_MAX = 200

_SIGNALS = """
SELECT id, channel, kind, data FROM messaging_signal
WHERE expires_at > now() AND (id > %(after)s OR created_at > now() - make_interval(secs => %(back)s))
  AND (channel = '' OR channel = ANY(%(channels)s)) ORDER BY id LIMIT 500
"""
_ITEMS = """
SELECT i.id, i.account_id, m.title, m.sender, m.url, m.is_urgent FROM messaging_inboxitem i
JOIN messaging_message m ON m.id = i.message_id
WHERE i.account_id = ANY(%(accounts)s)
  AND (i.id > %(after)s OR i.arrived_at > now() - make_interval(secs => %(back)s))
ORDER BY i.id LIMIT 5000
"""


@dataclass(eq=False)
class Page:
    """One open page: the channels it follows, its account, and what waits to be sent to it."""

    channels: frozenset[str]
    account_id: int | None
    cursor: Cursor
    queue: "asyncio.Queue[bytes | None]" = field(default_factory=lambda: asyncio.Queue(QUEUE_MAX))
    seen: "OrderedDict[str, None]" = field(default_factory=OrderedDict)

    def offer(self, mark: str, kind: str, data: dict[str, Any], cursor: Cursor) -> None:
        """Queue one event unless this page had it already. A page that does not read is let go; it will return."""
        if mark in self.seen:
            return
        self.seen[mark] = None
        if len(self.seen) > REMEMBERED:
            self.seen.popitem(last=False)
        self.cursor = Cursor(max(self.cursor.signal, cursor.signal), max(self.cursor.item, cursor.item))
        text = b"id: %s\nevent: %s\ndata: %s\n\n" % (str(self.cursor).encode(), kind.encode(), orjson.dumps(data))
        with contextlib.suppress(asyncio.QueueFull):
            self.queue.put_nowait(text)
            return
        while not self.queue.empty():
            self.queue.get_nowait()
        self.queue.put_nowait(None)


class Hub:
    """Every open page of this process, and the one listener."""

    def __init__(self, database: str) -> None:
        self.database = database
        self.pool: AsyncConnectionPool[Any] = AsyncConnectionPool(
            database,
            min_size=1,
            max_size=4,
            open=False,
            timeout=5,
            kwargs={"autocommit": True, "row_factory": dict_row},
        )
        self.pages: set[Page] = set()
        self.is_listening = False
        self._last: Cursor | None = None
        self._look = asyncio.Event()

    async def run(self) -> None:
        """Listen and hand out until cancelled; the database may come and go."""
        await self.pool.open(wait=False)
        try:
            await asyncio.gather(self._listen(), self._hand_out())
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
                if self.pages and self._last:
                    await self.give(list(self.pages), self._last)
                self._last = await self._now()
            except (psycopg.OperationalError, psycopg.InterfaceError, TimeoutError) as error:
                log.warning("live: a look failed: %s", error)
                await asyncio.sleep(DATABASE_AWAY_S)
                self._look.set()

    async def _now(self) -> Cursor:
        async with self.pool.connection() as connection:
            row = await (await connection.execute(NOW_SQL)).fetchone()
        return Cursor(*row.values())

    async def give(self, pages: Iterable[Page], since: Cursor) -> None:
        """Read the news since a cursor and offer it to these pages. Costs two queries whatever their number."""
        by_account: dict[int, list[Page]] = {}
        by_channel: dict[str, list[Page]] = {}
        for page in pages:
            if page.account_id is not None:
                by_account.setdefault(page.account_id, []).append(page)
            for channel in ("", *page.channels):
                by_channel.setdefault(channel, []).append(page)
        signals, items = await self._read(since, list(by_channel), list(by_account))
        for row in signals:
            for page in by_channel.get(row["channel"], ()):
                data = {"id": row["id"], **row["data"]}
                page.offer(f"s{row['id']}", row["kind"], data, Cursor(row["id"], 0))
        for row in items:
            for page in by_account.get(row["account_id"], ()):
                data = {name: row[name] for name in ("id", "title", "sender", "url", "is_urgent")}
                page.offer(f"i{row['id']}", "inbox", data, Cursor(0, row["id"]))

    async def _read(self, since: Cursor, channels: list[str], accounts: list[int]) -> tuple[list[Any], list[Any]]:
        async with self.pool.connection() as connection:
            found = await connection.execute(
                _SIGNALS, {"after": since.signal, "back": REACH_BACK_S, "channels": channels}
            )
            signals = await found.fetchall()
            if not accounts:
                return signals, []
            found = await connection.execute(_ITEMS, {"after": since.item, "back": REACH_BACK_S, "accounts": accounts})
            return signals, await found.fetchall()

    @contextlib.asynccontextmanager
    async def open(
        self, channels: frozenset[str], account_id: int | None, cursor: Cursor | None
    ) -> AsyncIterator[Page]:
        """Count a page in for as long as it is open, beginning with what it missed since its cursor."""
        since = cursor or await self._now()
        page = Page(channels, account_id, since)
        self.pages.add(page)
        try:
            if cursor is not None:
                await self.give([page], since)
            yield page
        finally:
            self.pages.discard(page)
