"""The open pages of the live bench: a process that holds real lines of server-sent events and notes what arrives."""

import argparse
import asyncio
import json
import random
import re
import sys
import threading
import time
from urllib.parse import urlsplit

OPENING_AT_ONCE = 100
RETRY_S, RETRY_MAX_S = 0.5, 15.0
EVENTS = (b"urgent", b"notice", b"inbox")
ID = re.compile(rb'"id":(\d+)')


class Line(asyncio.Protocol):
    """One connection of one page. Reads lines as they come: the chunks' own sizes look like none of ours."""

    def __init__(self, page: "OpenPage") -> None:
        self.page, self.rest, self.kind, self.is_open = page, b"", b"", False
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self.page.request())

    def data_received(self, data: bytes) -> None:
        at = time.monotonic()
        if not self.is_open and data.startswith(b"HTTP/1.1 5") and self.transport is not None:
            self.transport.close()  # as the browser does; its script then comes back
            return
        *lines, self.rest = (self.rest + data).split(b"\n")
        for line in lines:
            if line.startswith(b"id: "):
                self.page.cursor = line[4:].strip()
            elif line.startswith(b"event: "):
                self.kind = line[7:].strip()
                if not self.is_open:
                    self.is_open = True
                    self.page.opened(at)
            elif line.startswith(b"data: ") and self.kind in EVENTS:
                found = ID.search(line)
                if found:
                    self.page.heard(f"{self.kind.decode()} {found[1].decode()}", at)

    def connection_lost(self, error: Exception | None) -> None:
        self.page.lost(was_open=self.is_open)


class OpenPage:
    """A page as the browser keeps it: it comes back by itself, with its cursor."""

    def __init__(self, pages: "Pages", number: int, areas: str, cookie: str) -> None:
        self.pages, self.number, self.areas, self.cookie = pages, number, areas, cookie
        self.cursor, self.is_open, self.retry_s = b"", False, RETRY_S
        self.arrived: dict[str, float] = {}

    def request(self) -> bytes:
        cookie = f"Cookie: sessionid={self.cookie}\r\n" if self.cookie else ""
        cursor = f"Last-Event-ID: {self.cursor.decode()}\r\n" if self.cursor else ""
        return (
            f"GET /live/stream?areas={self.areas} HTTP/1.1\r\nHost: {self.pages.host}\r\n"
            f"Accept: text/event-stream\r\n{cookie}{cursor}\r\n"
        ).encode()

    async def connect(self) -> None:
        loop = asyncio.get_running_loop()
        async with self.pages.opening:
            try:
                await loop.create_connection(
                    lambda: Line(self), self.pages.address, self.pages.port, local_addr=(self.pages.source, 0)
                )
            except OSError:
                self.lost(was_open=False)

    def opened(self, at: float) -> None:
        self.is_open, self.retry_s = True, RETRY_S
        self.pages.open_count += 1
        self.pages.last_opened_at = at

    def lost(self, *, was_open: bool) -> None:
        if self.is_open:
            self.is_open = False
            self.pages.open_count -= 1
        self.pages.reconnects += 1
        wait_s = self.retry_s * random.uniform(1, 1.5)
        if not was_open:
            self.retry_s = min(self.retry_s * 2, RETRY_MAX_S)
        loop = asyncio.get_running_loop()
        loop.call_later(wait_s, lambda: loop.create_task(self.connect()))

    def heard(self, mark: str, at: float) -> None:
        if mark in self.arrived:
            self.pages.repeats += 1
        else:
            self.arrived[mark] = at


class Pages:
    """All pages of this process, and what is told of them on request."""

    def __init__(self, url: str, source: str) -> None:
        parts = urlsplit(url)
        self.address, self.port, self.host = parts.hostname or "", parts.port or 80, parts.netloc
        self.source, self.all = source, list[OpenPage]()
        self.opening = asyncio.Semaphore(OPENING_AT_ONCE)
        self.open_count = self.reconnects = self.repeats = 0
        self.last_opened_at = 0.0

    async def run(self, count: int, areas: list[str], cookies: list[str]) -> None:
        for number in range(count):
            cookie = cookies[number] if number < len(cookies) else ""
            page = OpenPage(self, number, areas[number % len(areas)], cookie)
            self.all.append(page)
        await asyncio.gather(*(page.connect() for page in self.all))
        await asyncio.Event().wait()

    def state(self) -> dict[str, float]:
        return {
            "open": self.open_count, "last_opened_at": self.last_opened_at, "reconnects": self.reconnects,
            "repeats": self.repeats,
        }  # fmt: skip

    def arrivals(self, mark: str) -> dict[str, list[float]]:
        """When each page that follows an area heard this event."""
        heard: dict[str, list[float]] = {}
        for page in self.all:
            times = heard.setdefault(page.areas, [])
            if mark in page.arrived:
                times.append(page.arrived[mark])
        return heard

    def marks(self) -> dict[str, int]:
        """How many pages heard each event."""
        counted: dict[str, int] = {}
        for page in self.all:
            for mark in page.arrived:
                counted[mark] = counted.get(mark, 0) + 1
        return counted


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", required=True)
    parser.add_argument("--source", default="127.0.0.1")
    parser.add_argument("--pages", type=int, required=True)
    parser.add_argument("--areas", required=True, help="the areas of one page after the other, split by semicolons")
    told = parser.parse_args()
    cookies: list[str] = json.loads(sys.stdin.readline())
    asyncio.run(_live(told, cookies))


async def _live(told: argparse.Namespace, cookies: list[str]) -> None:
    pages = Pages(told.url, told.source)
    loop = asyncio.get_running_loop()
    threading.Thread(target=_answer, args=(pages, loop), daemon=True).start()
    await pages.run(told.pages, told.areas.split(";"), cookies)


def _answer(pages: Pages, loop: asyncio.AbstractEventLoop) -> None:
    """Each line on standard input is a question; each line on standard output its answer."""
    for line in sys.stdin:
        word, _, rest = line.strip().partition(" ")
        done = asyncio.run_coroutine_threadsafe(_one(pages, word, rest), loop)
        print(json.dumps(done.result()), flush=True)
    loop.call_soon_threadsafe(lambda: sys.exit(0))


async def _one(pages: Pages, word: str, rest: str) -> object:
    if word == "arrivals":
        return pages.arrivals(rest)
    return pages.marks() if word == "marks" else pages.state()


if __name__ == "__main__":
    main()
