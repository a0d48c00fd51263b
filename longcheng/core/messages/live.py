"""The live line: server-sent events from the database to every open page.

One connection listens; on each notification the news since the last look is read once and handed to the
pages it concerns. A page that reconnects names its cursor and gets what it missed. A look reads everything
written by transactions that were not finished at the look before, so nothing is passed over. On one
connection nothing is sent twice; after a reconnect a repeat may come, which the page knows by its id.
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

from longcheng.core.messages.actions import CHANNEL, INBOX
from longcheng.core.messages.cursor import HORIZON, NOW_SQL

log = logging.getLogger(__name__)

LOOK_AGAIN_S = 5.0
DATABASE_AWAY_S = 0.3
REMEMBERED = 2_000
QUEUE_MAX = 1_000

# One statement, so that the rows and the new cursor are of the same snapshot.
_NEWS = f"""
SELECT {HORIZON} AS now, s.id, s.channel, s.kind, s.data
FROM (SELECT 1) AS once LEFT JOIN messaging_signal s
  ON s.transaction_id >= (%(since)s::text)::xid8 AND s.expires_at > now()
ORDER BY s.id
"""  # noqa: S608  a constant of our own
_ITEMS = """
SELECT i.id, i.account_id, m.title, m.sender, m.url, m.is_urgent FROM messaging_inboxitem i
JOIN messaging_message m ON m.id = i.message_id
WHERE i.message_id = %(message)s AND i.id BETWEEN %(first)s AND %(last)s AND i.account_id = ANY(%(accounts)s)
ORDER BY i.id
"""


@dataclass(eq=False)
class Page:
    """One open page: the channels it follows, its account, and what waits to be sent to it.

    `joined_at` is the cursor at which it joined the others, until the first common look has covered it.
    """

    channels: frozenset[str]
    account_id: int | None
    joined_at: int | None = None
    queue: "asyncio.Queue[bytes | None]" = field(default_factory=lambda: asyncio.Queue(QUEUE_MAX))
    seen: "OrderedDict[str, None]" = field(default_factory=OrderedDict)
    is_behind: bool = False

    def offer(self, mark: str, kind: str, data: dict[str, Any]) -> bool:
        """Queue one event unless this page had it already; whether it was new."""
        if mark in self.seen:
            return False
        self.seen[mark] = None
        if len(self.seen) > REMEMBERED:
            self.seen.popitem(last=False)
        self._put(b"event: %s\ndata: %s\n\n" % (kind.encode(), orjson.dumps(data)))
        return True

    def advance(self, cursor: int) -> None:
        """Tell the page that it has everything up to this cursor; it names it when it reconnects."""
        self._put(cursor_line(cursor))

    def _put(self, text: bytes) -> None:
        """A page that does not read is let go; it comes back with its cursor and misses nothing."""
        if self.is_behind:
            return
        if self.queue.full():
            self.is_behind = True
            while not self.queue.empty():
                self.queue.get_nowait()
            self.queue.put_nowait(None)
            return
        self.queue.put_nowait(text)


def cursor_line(cursor: int) -> bytes:
    """An event without data: browsers keep its id and show nothing."""
    return b"id: %d\n\n" % cursor


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
            check=AsyncConnectionPool.check_connection,
            kwargs={"autocommit": True, "row_factory": dict_row},
        )
        self.pages: set[Page] = set()
        self.is_listening = False
        self.is_looking = False
        self.cursor: int | None = None
        self._look = asyncio.Event()

    @property
    def is_ready(self) -> bool:
        """Whether notifications are heard and the last look succeeded."""
        return self.is_listening and self.is_looking

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
                await self._look_once()
                self.is_looking = True
            except (psycopg.Error, TimeoutError) as error:
                self.is_looking = False
                log.warning("live: a look failed: %s", error)
                await asyncio.sleep(DATABASE_AWAY_S)
                self._look.set()

    async def _look_once(self) -> None:
        pages = list(self.pages)
        joined = [page.joined_at for page in pages if page.joined_at is not None]
        begun = self.cursor if self.cursor is not None else await self.now()
        self.cursor = await self.give(pages, min([begun, *joined]))
        for page in pages:
            page.joined_at = None

    async def now(self) -> int:
        """The cursor of this moment."""
        async with self.pool.connection() as connection:
            row = await (await connection.execute(NOW_SQL)).fetchone()
        return int(next(iter(row.values())))

    async def give(self, pages: Iterable[Page], since: int) -> int:
        """Read the news since a cursor, offer it to these pages and return the new cursor.

        Costs one query, and one more for each run of inbox items if any of the pages is somebody's.
        """
        by_account: dict[int, list[Page]] = {}
        by_channel: dict[str, list[Page]] = {}
        for page in pages:
            if page.account_id is not None:
                by_account.setdefault(page.account_id, []).append(page)
            for channel in ("", *page.channels):
                by_channel.setdefault(channel, []).append(page)
        reached: set[Page] = set()
        async with self.pool.connection() as connection:
            rows = await (await connection.execute(_NEWS, {"since": since})).fetchall()
            for row in rows:
                if row["kind"] == INBOX:
                    found = await connection.execute(_ITEMS, {**row["data"], "accounts": list(by_account)})
                    for item in await found.fetchall() if by_account else ():
                        data = {name: item[name] for name in ("id", "title", "sender", "url", "is_urgent")}
                        targets = by_account[item["account_id"]]
                        reached |= {page for page in targets if page.offer(f"i{item['id']}", INBOX, data)}
                elif row["id"] is not None:
                    data = {"id": row["id"], **row["data"]}
                    targets = by_channel.get(row["channel"], [])
                    reached |= {page for page in targets if page.offer(f"s{row['id']}", row["kind"], data)}
        cursor = int(rows[0]["now"])
        for page in reached:
            page.advance(cursor)
        return cursor

    @contextlib.asynccontextmanager
    async def open(self, channels: frozenset[str], account_id: int | None, cursor: int | None) -> AsyncIterator[Page]:
        """Count a page in for as long as it is open, beginning with what it missed since its cursor."""
        page = Page(channels, account_id)
        since = cursor if cursor is not None else await self.now()
        page.joined_at = await self.give([page], since)
        page.advance(page.joined_at)
        self.pages.add(page)
        self._look.set()  # what came while it caught up
        try:
            yield page
        finally:
            self.pages.discard(page)
