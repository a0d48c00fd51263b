"""The live line at its door: whose cookie it is, and what it answers when the database is away."""

import asyncio
from contextlib import asynccontextmanager

import psycopg
import pytest
from django.conf import settings
from django.test import Client

from longcheng.core.access.actions.accounts import make_account
from longcheng.program.live import Live, account_of


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
    assert account_of(f"{beside}{name}={client.cookies[name].value}") == wang.pk


@pytest.mark.parametrize(
    "cookie", ["", "=", ";;;", "sessionid", "sessionid=x", f"sessionid={'x' * 5000}", "sessionid=\0"]
)
def test_a_cookie_that_is_none_is_a_strangers(db, cookie):
    assert account_of(cookie) is None


@pytest.mark.parametrize("away", [psycopg.OperationalError("gone"), TimeoutError()])
def test_a_line_that_cannot_be_served_is_told_to_try_again(away):
    line, sent = Live(), []

    @asynccontextmanager
    async def closed(*_):
        raise away
        yield

    async def send(message):
        sent.append(message)

    line.hub.open = closed
    scope = {"type": "http", "path": "/live/stream", "headers": [], "query_string": b""}
    asyncio.run(line(scope, None, send))
    assert sent[0]["status"] == 503
