"""The live line at its door: whose cookie it is, and what it answers when the database is away."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

import psycopg
import pytest
from django.conf import settings
from django.test import Client

from longcheng.core.access.actions.accounts import make_account
from longcheng.program.live import Live, account_of, session_key


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch):
    """The test's own, with what was written on it."""
    monkeypatch.setattr("longcheng.program.live.close_old_connections", lambda: None)


@pytest.mark.parametrize("beside", ["", 'seen={"a": 1, "b": [2]}; ', "a b=c; ", "=; ", "x; ", "é=ü; "])
def test_a_page_is_known_whatever_other_cookies_its_browser_sends(db, beside):
    wang = make_account(username="wang", password="x" * 12, display_name="Wang", kind="resident", roles=())
    client = Client()
    client.force_login(wang)
    name = settings.SESSION_COOKIE_NAME
    assert account_of(session_key(f"{beside}{name}={client.cookies[name].value}")) == wang


@pytest.mark.parametrize(
    "cookie", ["", "=", ";;;", "sessionid", "sessionid=x", f"sessionid={'x' * 5000}", "sessionid=\0"]
)
def test_a_cookie_that_is_none_is_a_strangers(db, cookie):
    assert account_of(session_key(cookie)) is None


@pytest.mark.parametrize("away", [psycopg.OperationalError("gone"), TimeoutError()])
def test_a_line_that_cannot_be_served_is_told_to_try_again(away):
    line, sent = Live(), []

    @asynccontextmanager
    async def closed(*_, **__):
        raise away
        yield

    async def send(message):
        sent.append(message)

    line.hub.open = closed
    scope = {"type": "http", "path": "/live/stream", "headers": [], "query_string": b""}
    in_a_loop(line(scope, None, send))
    assert sent[0]["status"] == 503


@pytest.mark.parametrize("asked", [b"topics=x", b"topics=../../x", b"topics=" + b",".join([b"a.b"] * 21), b"areas=x"])
def test_what_is_no_topic_or_area_is_refused_with_a_reason(asked):
    line, sent = Live(), []

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "path": "/live/stream", "headers": [], "query_string": asked}
    in_a_loop(line(scope, None, send))
    assert sent[0]["status"] == 400
    assert b"must be at most 20" in sent[1]["body"]


def in_a_loop(story) -> None:
    """Run it in a thread of its own: a browser that another test has opened keeps a loop in this one."""
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, story).result()


def test_a_topic_that_one_may_not_follow_does_not_break_the_rest_of_the_line(db, monkeypatch):
    from longcheng.program.live import _hello, reader_of

    reader = reader_of("", ["events.deliveries", "no.such"])
    assert (reader.account_id, reader.topics) == (None, [])
    hello = _hello(reader, 1).decode()
    assert "Sign in first" in hello
    assert "does not exist" in hello
    assert hello.startswith("retry: 500\nevent: hello\n")


def test_one_network_cannot_take_every_line(monkeypatch):
    monkeypatch.setattr("longcheng.program.live.PAGES_PER_NETWORK_MAX", 2)
    line, waiting = Live(), asyncio.Event()

    @asynccontextmanager
    async def opened(*_, **__):
        await waiting.wait()
        raise TimeoutError
        yield

    line.hub.open = opened

    async def ask(address):
        sent = []

        async def send(message):
            sent.append(message)

        scope = {"type": "http", "path": "/live/stream", "headers": [], "query_string": b"", "client": (address, 1)}
        task = asyncio.create_task(line(scope, None, send))
        await asyncio.sleep(0)
        return task, sent

    async def story():
        held = [await ask("192.0.2.1"), await ask("192.0.2.77")]
        refused, said = await ask("192.0.2.3")
        await refused
        assert said[0]["status"] == 503
        elsewhere, said = await ask("198.51.100.1")
        assert not elsewhere.done()
        waiting.set()
        await asyncio.gather(elsewhere, *(task for task, _ in held))
        assert not line._lines

    in_a_loop(story())
