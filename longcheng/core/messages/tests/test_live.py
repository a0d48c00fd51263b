"""The live line: nothing lost over a reconnect, nothing sent twice, also when commits come out of order."""

import asyncio
import threading
from collections.abc import Awaitable, Callable

import orjson
import pytest
from django.db import connection, transaction
from psycopg.conninfo import make_conninfo

from longcheng.core.access.models import Account
from longcheng.core.messages.actions import send, signal
from longcheng.core.messages.cursor import cursor_now
from longcheng.core.messages.live import QUEUE_MAX, Hub, Page

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
        text = (await asyncio.wait_for(page.queue.get(), 10)).decode()
        if text.startswith("id: "):
            cursor = int(text.removeprefix("id: "))
        else:
            cursor = -1
            kind, data, *_ = text.splitlines()
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
    for number in range(QUEUE_MAX + 5):
        page.offer(f"s{number}", "notice", {"n": number})
    assert page.is_behind
    assert page.queue.get_nowait() is None, "the line ends; the browser comes back with its last cursor"
    assert page.queue.empty()


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
