"""The live line: nothing lost over a reconnect, nothing sent twice, also when commits come out of order."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack

import orjson
import pytest
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from longcheng.core.access.models import Account
from longcheng.core.messages.actions import send, signal
from longcheng.core.messages.cursor import cursor_now
from longcheng.core.messages.live import WAITING_MAX, Hub, Page

pytestmark = pytest.mark.django_db(transaction=True)


def database() -> str:
    parameters = connection.get_connection_params()
    return make_conninfo(
        **{n: v for n, v in parameters.items() if n not in {"cursor_factory", "context", "prepare_threshold"}}
    )


def with_hub(story: Callable[[Hub], Awaitable[None]]) -> None:
    """Run a story with a listening hub on an event loop of its own."""

    async def run() -> None:
        hub = Hub(database())
        running = asyncio.create_task(hub.run())
        try:
            async with asyncio.timeout(20):
                while not hub.is_listening:
                    await asyncio.sleep(0.01)
                await story(hub)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    asyncio.run(run())


async def in_thread(act: Callable[[], object]) -> None:
    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    await asyncio.to_thread(run)


async def next_events(page: Page, count: int) -> tuple[list[dict], int]:
    """The next events and the cursor that came after them."""
    got: list[dict] = []
    cursor = -1
    while len(got) < count or cursor < 0:
        for text in (await asyncio.wait_for(page.take(), 10)).decode().split("\n\n"):
            if text.startswith("id: "):
                cursor = int(text.removeprefix("id: "))
            elif text:
                cursor = -1
                kind, data = text.splitlines()
                got.append({"kind": kind.removeprefix("event: "), **orjson.loads(data.removeprefix("data: "))})
    return got, cursor


def test_a_signal_reaches_the_pages_of_its_channel_and_no_other():
    async def story(hub: Hub) -> None:
        async with hub.open(frozenset({"area:1"}), None, None) as here, hub.open(frozenset(), None, None) as elsewhere:
            await in_thread(lambda: signal(channel="area:1", kind="notice", data={"title": "Water"}))
            events, _ = await next_events(here, 1)
            assert (events[0]["kind"], events[0]["title"]) == ("notice", "Water")
            await in_thread(lambda: signal(channel="", kind="notice", data={"title": "All"}))
            events, _ = await next_events(elsewhere, 1)
            assert events[0]["title"] == "All"

    with_hub(story)


def test_a_message_reaches_only_its_readers_own_pages():
    mine, other = Account.objects.bulk_create([Account(username="a"), Account(username="b")])

    async def story(hub: Hub) -> None:
        async with hub.open(frozenset(), mine.pk, None) as page, hub.open(frozenset(), other.pk, None) as others:
            await in_thread(lambda: send(key="k1", sender="City", account_ids=[mine.pk], title="for me"))
            await in_thread(lambda: send(key="k2", sender="City", account_ids=[other.pk], title="for the other"))
            assert [event["title"] for event in (await next_events(page, 1))[0]] == ["for me"]
            assert [event["title"] for event in (await next_events(others, 1))[0]] == ["for the other"]

    with_hub(story)


def test_a_page_that_comes_back_gets_what_it_missed_and_knows_a_repeat_by_its_id():
    """While another transaction is open the cursor stays behind it, so a repeat may come; nothing is missed."""

    async def story(hub: Hub) -> None:
        async with hub.open(frozenset({"area:1"}), None, None) as page:
            await in_thread(lambda: signal(channel="area:1", kind="notice", data={"n": 1}))
            (first,), cursor = await next_events(page, 1)
        for number in (2, 3):
            await in_thread(lambda n=number: signal(channel="area:1", kind="notice", data={"n": n}))
        async with hub.open(frozenset({"area:1"}), None, cursor) as page:
            await in_thread(lambda: signal(channel="area:1", kind="notice", data={"n": 4}))
            got: list[dict] = []
            while not got or got[-1]["n"] != 4:
                got += (await next_events(page, 1))[0]
            assert [event["n"] for event in got if event["id"] != first["id"]] == [2, 3, 4]

    with_hub(story)


def test_a_signal_that_is_committed_late_is_not_passed_over():
    """The first transaction gets the lower number and commits after the second."""
    written, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            signal(channel="area:1", kind="notice", data={"n": "early number, late commit"})
            written.set()
            may_commit.wait(10)

    async def story(hub: Hub) -> None:
        async with hub.open(frozenset({"area:1"}), None, None) as page:
            late = asyncio.create_task(in_thread(slow))
            await asyncio.to_thread(written.wait, 10)
            await in_thread(lambda: signal(channel="area:1", kind="notice", data={"n": "late number, early commit"}))
            events, cursor = await next_events(page, 1)
            assert events[0]["n"] == "late number, early commit"
        may_commit.set()
        await late
        async with hub.open(frozenset({"area:1"}), None, cursor) as page:
            events, _ = await next_events(page, 1)
            assert "early number, late commit" in [event["n"] for event in events]

    with_hub(story)


def test_a_page_that_does_not_read_is_let_go_and_costs_the_others_nothing():
    page = Page(frozenset(), None)
    for _ in range(WAITING_MAX + 5):
        page.put(b"event: notice\ndata: {}\n\n")
    assert page.is_behind
    assert asyncio.run(page.take()) == b"", "the line ends; the browser comes back with its last cursor"


def test_the_line_comes_back_after_the_database_was_away():
    """Every connection of the hub is cut; a signal from that time is not lost."""

    def cut() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        signal(channel="area:1", kind="notice", data={"n": "while away"})

    async def story(hub: Hub) -> None:
        async with hub.open(frozenset({"area:1"}), None, None) as page:
            await in_thread(cut)
            events, _ = await next_events(page, 1)
            assert events[0]["n"] == "while away"

    with_hub(story)


def test_the_cursor_never_runs_ahead_of_the_newest_signal():
    """Numbers beyond it may be given out again after a crash; a cursor among them would pass over what they write."""
    assert cursor_now() == 1, "nothing was ever signalled"
    signal(channel="area:1", kind="notice", data={"n": 1})
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(transaction_id::text::bigint) FROM messaging_signal")
        newest = cursor.fetchone()[0]
        for _ in range(20):  # each takes a number of its own and writes nothing
            cursor.execute("SELECT pg_current_xact_id()")
    assert cursor_now() <= newest + 1


def test_pages_that_come_back_together_get_each_what_it_missed_and_nothing_twice():
    """All of them wait for the same look, each at its own cursor and with its own channels."""
    mine = Account.objects.create(username="a")

    async def story(hub: Hub) -> None:
        async with hub.open(frozenset({"area:1"}), None, None) as page:
            await in_thread(lambda: signal(channel="area:1", kind="notice", data={"n": 1}))
            _, first = await next_events(page, 1)
            await in_thread(lambda: signal(channel="area:1", kind="notice", data={"n": 2}))
            _, second = await next_events(page, 1)
            await in_thread(lambda: signal(channel="topic:x.y", kind="topic", data={"n": 3}))
            await in_thread(lambda: send(key="k", sender="City", account_ids=[mine.pk], title="for me"))
        async with AsyncExitStack() as stack:
            opened = await asyncio.gather(
                *(
                    stack.enter_async_context(hub.open(frozenset(channels), account, cursor))
                    for channels, account, cursor in (
                        ({"area:1"}, None, first),
                        ({"area:1"}, None, second),
                        ({"topic:x.y", "area:1"}, None, second),
                        (set(), mine.pk, second),
                        ({"area:1"}, None, None),
                    )
                )
            )
            await in_thread(lambda: signal(channel="", kind="notice", data={"n": "all"}))
            got = [await until(page, "all") for page in opened]
            # While a transaction anywhere is open, what a page had may come again; it knows it by its id.
            had = ({1}, {1, 2}, {1, 2}, {1, 2}, {1, 2, 3})
            new = [[one for one in ones if one not in known] for ones, known in zip(got, had, strict=True)]
            assert new == [[2, "all"], ["all"], [3, "all"], ["for me", "all"], ["all"]]
            assert all(len(ones) == len(set(ones)) for ones in got)

    with_hub(story)


def test_a_page_that_comes_with_an_old_cursor_costs_the_open_pages_no_repeat():
    async def story(hub: Hub) -> None:
        async with hub.open(frozenset({"area:1"}), None, None) as page:
            for number in range(5):
                await in_thread(lambda n=number: signal(channel="area:1", kind="notice", data={"n": n}))
            await until(page, 4)
            async with hub.open(frozenset({"area:1"}), None, 0) as late:
                await in_thread(lambda: signal(channel="area:1", kind="notice", data={"n": "end"}))
                assert await until(page, "end") == ["end"]
                assert await until(late, "end") == [0, 1, 2, 3, 4, "end"]

    with_hub(story)


def test_while_a_transaction_is_open_what_was_handed_out_is_not_handed_out_again():
    """The cursor stays behind the open transaction, so each look reads the same rows once more."""
    begun, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            signal(channel="area:1", kind="notice", data={"n": "late"})
            begun.set()
            may_end.wait(10)

    async def story(hub: Hub) -> None:
        async with hub.open(frozenset({"area:1"}), None, None) as page:
            late = asyncio.create_task(in_thread(slow))
            await asyncio.to_thread(begun.wait, 10)
            for number in range(5):
                await in_thread(lambda n=number: signal(channel="area:1", kind="notice", data={"n": n}))
            got = await until(page, 4)
            may_end.set()
            await late
            assert got + await until(page, "late") == [0, 1, 2, 3, 4, "late"]

    with_hub(story)


def test_a_line_ends_after_its_time_and_says_now_and_then_that_it_lives(monkeypatch):
    monkeypatch.setattr("longcheng.core.messages.live.SWEEP_S", 0.05)
    monkeypatch.setattr("longcheng.core.messages.live.KEEP_ALIVE_S", 0.1)

    async def story(hub: Hub) -> None:
        async with hub.open(frozenset(), None, None, lasts_s=1) as page:
            texts = b""
            while text := await asyncio.wait_for(page.take(), 5):
                texts += text
            assert texts.count(b"event: alive") >= 2
        assert not hub.pages

    with_hub(story)


async def until(page: Page, last: object) -> list[object]:
    """What a page hears up to this; the title where it is a message."""
    got: list[object] = []
    while not got or got[-1] != last:
        events, _ = await next_events(page, 1)
        got += [event.get("n", event.get("title")) for event in events]
    return got
