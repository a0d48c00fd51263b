"""The live program: a raw ASGI app for server-sent events. No Django request cycle stands on this path."""

import asyncio
import contextlib
import logging
import math
import os
import re
import signal
import time
from collections.abc import Awaitable, Callable, MutableMapping
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
from longcheng.core.clock.running import BEAT_S, beat  # noqa: E402
from longcheng.core.messages.cursor import parse_cursor  # noqa: E402
from longcheng.core.messages.live import Hub, Page, cursor_line  # noqa: E402
from longcheng.core.protection.browser_policy import DATA_POLICY, EVERYWHERE  # noqa: E402
from longcheng.core.sign_in.sessions import SessionStore  # noqa: E402

log = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

KEEP_ALIVE_S = 15
# An open line outlives its session by this long at most: then the page comes back and is asked again who it is.
LINE_FOR_S = 120
PAGES_MAX = 20_000
AREAS_MAX = 20
RETRY_MS = 500
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


def account_of(cookie: str) -> int | None:
    """The account that a session cookie belongs to; None for strangers."""
    # As the pages read it: Python's own reader gives up at the first odd cookie of another program.
    key = parse_cookie(cookie).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    close_old_connections()
    session = SessionStore(key)
    account = Account.objects.filter(pk=session.get(SESSION_KEY) or 0, is_active=True).first()
    if account is None:
        return None
    # As Django's own check: a session ends with the password that it began with.
    is_current = constant_time_compare(session.get(HASH_SESSION_KEY, ""), account.get_session_auth_hash())
    return account.pk if is_current else None


class Live:
    """Answers `GET /live/stream?areas=3204,320411&after=12345` with events, and `/live/healthz`."""

    def __init__(self) -> None:
        self.hub = Hub(database_dsn())
        self._tasks: list[asyncio.Task[None]] = []

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

    async def _stream(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        query = parse_qs(scope["query_string"].decode("latin-1"))
        areas = [area for area in query.get("areas", [""])[0].split(",") if area]
        if len(areas) > AREAS_MAX or not all(AREA.fullmatch(area) for area in areas):
            await _answer(send, 400, {"error": f"areas must be at most {AREAS_MAX} division codes, split by commas."})
            return
        if len(self.hub.pages) >= PAGES_MAX:
            await _answer(send, 503, {"error": "Too many pages are open here. The page will try again by itself."})
            return
        cursor = parse_cursor(headers.get(b"last-event-id", "") or query.get("after", [""])[0])
        try:
            account_id = await asyncio.to_thread(account_of, headers.get(b"cookie", ""))
            channels = frozenset(f"area:{area}" for area in areas)
            async with self.hub.open(channels, account_id, cursor) as page:
                await _serve(page, self.hub, receive, send)
        except (Error, psycopg.Error, OSError, TimeoutError) as error:
            log.warning("live: a page could not be served: %s", error)
            with contextlib.suppress(RuntimeError):
                await _answer(send, 503, {"error": "The database is away. The page will try again by itself."})


async def _serve(page: Page, hub: Hub, receive: Receive, send: Send) -> None:
    headers = [(b"content-type", b"text/event-stream"), (b"x-accel-buffering", b"no"), *PROTECTION]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    hello = f"retry: {RETRY_MS}\nevent: hello\ndata: {{}}\n\n"
    await send({"type": "http.response.body", "body": hello.encode(), "more_body": True})
    gone = asyncio.create_task(_until_gone(receive))
    ends_at = time.monotonic() + LINE_FOR_S if page.account_id is not None else math.inf
    try:
        while not gone.done() and time.monotonic() < ends_at:
            waiting = asyncio.ensure_future(page.queue.get())
            done, _ = await asyncio.wait({waiting, gone}, timeout=KEEP_ALIVE_S, return_when=asyncio.FIRST_COMPLETED)
            if waiting not in done:
                waiting.cancel()
                if gone in done:
                    return
                alive = cursor_line(hub.cursor) if hub.cursor is not None and page.joined_at is None else b": alive\n\n"
                await send({"type": "http.response.body", "body": alive, "more_body": True})
                continue
            text = waiting.result()
            if text is None:
                break
            await send({"type": "http.response.body", "body": text, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        gone.cancel()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


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
