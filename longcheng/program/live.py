"""The live program: a raw ASGI app for server-sent events. No Django request cycle stands on this path."""

import asyncio
import contextlib
import gc
import logging
import math
import os
import re
import resource
import signal
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import django
import orjson
import psycopg
from psycopg.conninfo import make_conninfo

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "longcheng.program.settings")
django.setup()

from django.conf import settings  # noqa: E402  Django's settings must stand before its models
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.db import Error, close_old_connections, connection  # noqa: E402
from django.http import parse_cookie  # noqa: E402
from django.utils.crypto import constant_time_compare  # noqa: E402

from longcheng.core.access.models import Account  # noqa: E402
from longcheng.core.access.whence import network_of  # noqa: E402
from longcheng.core.clock.running import BEAT_S, beat  # noqa: E402
from longcheng.core.messages.cursor import parse_cursor  # noqa: E402
from longcheng.core.messages.live import Hub, Page, event_text  # noqa: E402
from longcheng.core.messages.topics import NAME, channel_of, granted  # noqa: E402
from longcheng.core.protection.browser_policy import DATA_POLICY, EVERYWHERE  # noqa: E402
from longcheng.core.sign_in.sessions import SessionStore  # noqa: E402

log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

# An open line outlives its session by this long at most: then the page comes back and is asked again who it is.
LINE_FOR_S = 120
# A provider puts many homes behind one address, so a network may hold many lines, but never all of them.
PAGES_MAX, PAGES_PER_NETWORK_MAX = 20_000, 6_000
AREAS_MAX = TOPICS_MAX = 20
RETRY_MS = 500
# What a list's refresh costs the web program: so long do the pages spread theirs over when all hear of the same.
SPREAD_MS_PER_PAGE, SPREAD_MAX_MS, SPREAD_FROM_PAGES = 3, 15_000, 100
ASKING_AT_ONCE = 4
AREA = re.compile(r"\d{4,12}")
# The door adds headers where an answer has none, but not to what it passes on unbuffered, as it does with this line.
PROTECTION = [
    (name.lower().encode(), value.encode())
    for name, value in (EVERYWHERE | {"Cache-Control": "no-store", "Content-Security-Policy": DATA_POLICY}).items()
]


def database_dsn() -> str:
    """The connection string of Django's database for psycopg."""
    parameters = connection.get_connection_params()
    kept = {n: v for n, v in parameters.items() if n not in {"cursor_factory", "context", "prepare_threshold"}}
    return make_conninfo(**kept)


@dataclass(frozen=True)
class Reader:
    """Whose page it is, and which of the topics that it asked for it may follow."""

    account_id: int | None = None
    topics: Sequence[str] = ()
    refused: dict[str, str] = field(default_factory=dict)


def session_key(cookie: str) -> str:
    """The session's key in a Cookie header; empty if there is none."""
    # As the pages read it: Python's own reader gives up at the first odd cookie of another program.
    return parse_cookie(cookie).get(settings.SESSION_COOKIE_NAME) or ""


def account_of(key: str) -> Account | None:
    """The account that a session belongs to; None for strangers."""
    if not key:
        return None
    close_old_connections()
    session = SessionStore(key)
    account = Account.objects.filter(pk=session.get(SESSION_KEY) or 0, is_active=True).first()
    if account is None:
        return None
    # As Django's own check: a session ends with the password that it began with.
    is_current = constant_time_compare(session.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash())
    return account if is_current else None


def reader_of(key: str, topics: Sequence[str]) -> Reader:
    """Ask the database who reads and what they may follow; a stranger's page without topics costs no query."""
    account = account_of(key)
    return Reader(account.pk if account else None, *granted(account, topics))


class Live:
    """Answers `GET /live/stream?areas=3204&topics=events.deliveries&after=12345` with events, and `/live/healthz`."""

    def __init__(self) -> None:
        self.hub = Hub(database_dsn())
        self._tasks: list[asyncio.Task[None]] = []
        self._lines: Counter[str] = Counter()
        # Threads of its own, few: each keeps a connection, and thousands come back at once after a fault.
        self._asking = ThreadPoolExecutor(ASKING_AT_ONCE, thread_name_prefix="asking")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http" and scope["path"] == "/live/stream":
            await self._stream(scope, receive, send)
        elif scope["type"] == "http" and scope["path"] == "/live/healthz":
            await self._health(send)
        elif scope["type"] == "http":
            await _answer(send, 404, {"error": f"{scope['path']} does not exist here. The line is /live/stream."})

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                _make_room()
                self._tasks = [asyncio.create_task(self.hub.run()), asyncio.create_task(_beats())]
                for task in self._tasks:
                    task.add_done_callback(_end_with)
                await send({"type": "lifespan.startup.complete"})
            else:
                for task in self._tasks:
                    task.cancel()
                await asyncio.gather(*self._tasks, return_exceptions=True)
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _health(self, send: Send) -> None:
        ready = self.hub.is_ready
        await _answer(send, 200 if ready else 503, {"listening": ready, "pages": len(self.hub.pages)})

    async def _ask(self, key: str, topics: Sequence[str]) -> Reader:
        if not key and not topics:
            return Reader()
        return await asyncio.get_running_loop().run_in_executor(self._asking, reader_of, key, topics)

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        query = parse_qs(scope["query_string"].decode("latin-1"))
        areas = [area for area in query.get("areas", [""])[0].split(",") if area]
        if len(areas) > AREAS_MAX or not all(AREA.fullmatch(area) for area in areas):
            await _answer(send, 400, {"error": f"areas must be at most {AREAS_MAX} division codes, split by commas."})
            return
        wanted = [name for name in query.get("topics", [""])[0].split(",") if name]
        if len(wanted) > TOPICS_MAX or not all(NAME.fullmatch(name) for name in wanted):
            await _answer(send, 400, {"error": f"topics must be at most {TOPICS_MAX} names as events.deliveries."})
            return
        network = network_of((scope.get("client") or ("",))[0])
        if len(self.hub.pages) >= PAGES_MAX or self._lines[network] >= PAGES_PER_NETWORK_MAX:
            await _answer(send, 503, {"error": "Too many pages are open here. The page will try again by itself."})
            return
        cursor = parse_cursor(headers.get(b"last-event-id", "") or query.get("after", [""])[0])
        self._lines[network] += 1
        try:
            reader = await self._ask(session_key(headers.get(b"cookie", "")), wanted)
            channels = frozenset([*(f"area:{area}" for area in areas), *map(channel_of, reader.topics)])
            lasts_s = math.inf if reader.account_id is None else LINE_FOR_S
            async with self.hub.open(channels, reader.account_id, cursor, lasts_s=lasts_s) as page:
                await _serve(page, _hello(reader, len(self.hub.pages)), receive, send)
        except (Error, psycopg.Error, OSError, TimeoutError) as error:
            log.warning("live: a page could not be served: %s", error)
            with contextlib.suppress(RuntimeError):
                await _answer(send, 503, {"error": "The database is away. The page will try again by itself."})
        finally:
            self._lines[network] -= 1
            if not self._lines[network]:
                del self._lines[network]


def _hello(reader: Reader, pages: int) -> bytes:
    """What a page is told first: which topics it follows, which not and why, and how far to spread its questions."""
    spread_ms = 0 if pages < SPREAD_FROM_PAGES else min(SPREAD_MAX_MS, pages * SPREAD_MS_PER_PAGE)
    told = {"topics": reader.topics, "refused": reader.refused, "spread_ms": spread_ms}
    return b"retry: %d\n" % RETRY_MS + event_text("hello", told)


async def _serve(page: Page, hello: bytes, receive: Receive, send: Send) -> None:
    headers = [(b"content-type", b"text/event-stream"), (b"x-accel-buffering", b"no"), *PROTECTION]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": hello, "more_body": True})
    gone = asyncio.create_task(_until_gone(receive))
    gone.add_done_callback(lambda _: page.end())
    try:
        while text := await page.take():
            await send({"type": "http.response.body", "body": text, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        gone.cancel()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _make_room() -> None:
    """Each page is an open file, and none of what stands now will ever be garbage."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    gc.collect()
    gc.freeze()


def _end_with(task: "asyncio.Task[None]") -> None:
    """A live program whose hub has died would only look alive: end it, the supervisor begins it anew."""
    if not task.cancelled() and task.exception() is not None:
        log.error("live: a task died", exc_info=task.exception())
        os.kill(os.getpid(), signal.SIGTERM)


async def _beats() -> None:
    while True:
        try:
            await asyncio.to_thread(_beat)
        except Error as error:
            log.warning("live: no sign of life could be written: %s", str(error).splitlines()[0])
        await asyncio.sleep(BEAT_S)


def _beat() -> None:
    close_old_connections()
    try:
        beat("live")
    except Error:
        connection.close()
        raise


async def _answer(send: Send, status: int, content: dict[str, Any]) -> None:
    headers = [(b"content-type", b"application/json"), *PROTECTION]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": orjson.dumps(content)})


application = Live()
