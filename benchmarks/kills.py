"""Kills: actions over the wire while parts are killed with kill -9; then nothing may be lost and nothing doubled."""

import argparse
import asyncio
import contextlib
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
import nats
import orjson
import psutil
import psycopg
from nats.js.api import AckPolicy, ConsumerConfig

from benchmarks.report import figure
from benchmarks.running_city import RunningCity

AREA = "320411103006"  # a community of the demo life, where a few residents live
VICTIMS = ("web", "live", "worker", "nats", "postgres")
ANSWER_WITHIN_S = 15


@dataclass
class Tally:
    """What the clients, the killer and the open page saw."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    repeats: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    seen: Counter[int] = field(default_factory=Counter)
    reconnects: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    is_open: threading.Event = field(default_factory=threading.Event)
    done: threading.Event = field(default_factory=threading.Event)


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./city bench kills", description=__doc__)
    parser.add_argument("--actions", type=int, default=20_000, help="how many notices are published (default: 20000)")
    parser.add_argument("--kills", type=int, default=30, help="how many times a part is killed (default: 30)")
    parser.add_argument("--clients", type=int, default=6, help="how many publish at once (default: 6)")
    parser.add_argument("--only", choices=VICTIMS, help="kill only this part")
    parser.add_argument("--seed", type=int, default=2026)
    chosen = parser.parse_args(arguments)
    city = RunningCity.start(people=1_100)
    try:
        defects = live_it(
            city,
            chosen.actions,
            chosen.kills,
            chosen.clients,
            random.Random(chosen.seed),
            victims=(chosen.only,) if chosen.only else VICTIMS,
        )
    finally:
        city.stop()
    for defect in defects:
        print(f"DEFECT: {defect}")
    return 1 if defects else 0


def live_it(
    city: RunningCity,
    actions: int,
    kills: int,
    clients: int,
    chance: random.Random,
    *,
    victims: Sequence[str] = VICTIMS,
) -> list[str]:
    """Publish, kill, wait until all is calm, count; returns every defect found."""
    tally = Tally()
    began_at = time.monotonic()
    page = threading.Thread(target=read_page, args=(city, tally), daemon=True)
    page.start()
    tally.is_open.wait(ANSWER_WITHIN_S)  # what was published before a page was opened is not its loss
    publishers = [
        threading.Thread(target=publish, args=(city, tally, range(client, actions, clients)), daemon=True)
        for client in range(clients)
    ]
    for thread in publishers:
        thread.start()
    killer = threading.Thread(target=kill, args=(city, tally, actions, kills, chance, victims), daemon=True)
    killer.start()
    for thread in [*publishers, killer]:
        thread.join()
    acted_s = time.monotonic() - began_at
    city.wait_ready()
    wait_until_calm(city)
    figure("actions acknowledged", len(tally.acknowledged), "actions", f"{tally.repeats} requests were repeated")
    figure(
        "kills with kill -9", sum(tally.kills.values()), "kills", ", ".join(f"{n} {c}" for n, c in tally.kills.items())
    )
    figure("from the first action to the last acknowledgement", acted_s, "s")
    figure("from then until every handler had committed", time.monotonic() - began_at - acted_s, "s")
    return judge(city, tally, actions, kills)


def publish(city: RunningCity, tally: Tally, numbers: range) -> None:
    """Publish one notice for each number; ask again with the same key until it is acknowledged."""
    client = None
    for number in numbers:
        key = f"kills-{number}"
        while True:
            try:
                client = client or city.signed_in("zheng")
                notice = {"title": f"Notice {number}", "body": "Lived through kills.", "area_code": AREA}
                answer = client.post(
                    "/api/notices", json=notice, headers={"Idempotency-Key": key}, timeout=ANSWER_WITHIN_S
                )
                if answer.status_code == httpx.codes.CREATED:
                    break
            except (httpx.HTTPError, AssertionError, KeyError):
                client = None
            with tally.lock:
                tally.repeats += 1
            time.sleep(0.1)
        with tally.lock:
            tally.acknowledged[key] = answer.json()["id"]


def kill(
    city: RunningCity, tally: Tally, actions: int, kills: int, chance: random.Random, victims: Sequence[str]
) -> None:
    """Kill a random part whenever another share of the actions is done, its process or one of its children."""
    for number in range(kills):
        while len(tally.acknowledged) < actions * (number + 0.5) / (kills + 1):
            time.sleep(0.02)
        name = victims[number] if number < len(victims) else chance.choice(victims)
        while not (pid := alive(city, name)):
            time.sleep(0.05)
        family = [pid] + ([child.pid for child in psutil.Process(pid).children()] if name == "web" else [])
        with contextlib.suppress(ProcessLookupError, psutil.NoSuchProcess):
            os.kill(chance.choice(family), signal.SIGKILL)
            tally.kills[name] += 1


def alive(city: RunningCity, name: str) -> int | None:
    """The process of a part, if it lives now."""
    with contextlib.suppress(ValueError, OSError, psutil.NoSuchProcess):
        pid = city.parts().get(name)
        if pid and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            return pid
    return None


def read_page(city: RunningCity, tally: Tally) -> None:
    """An open page of a resident of the area: reads the live line, reconnects with its cursor, knows repeats by id."""
    session = city.signed_in("wangxiuying")
    cursor: str | None = None
    while not tally.done.is_set():
        headers: dict[str, str] = {"Last-Event-ID": cursor} if cursor else {}
        try:
            with session.stream("GET", "/live/stream?areas=3204", headers=headers, timeout=20) as line:
                kind = ""
                for text in line.iter_lines():
                    if text.startswith("id: "):
                        cursor = text.removeprefix("id: ")
                        tally.is_open.set()
                    elif text.startswith("event: "):
                        kind = text.removeprefix("event: ")
                    elif text.startswith("data: ") and kind == "inbox":
                        item = orjson.loads(text.removeprefix("data: "))
                        tally.seen[item["id"]] += 1
                    if tally.done.is_set():
                        return
        except httpx.HTTPError:
            pass
        tally.reconnects += 1
        time.sleep(0.2)


def wait_until_calm(city: RunningCity, within_s: float = 300) -> None:
    """Until no delivery waits."""
    ends_at = time.monotonic() + within_s
    while time.monotonic() < ends_at:
        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(city.home.database_url()) as database:
            row = database.execute("SELECT count(*) FROM events_delivery WHERE state = 0").fetchone()
            if row == (0,):
                return
        time.sleep(0.2)


def judge(city: RunningCity, tally: Tally, actions: int, kills: int) -> list[str]:
    """Compare what was acknowledged with what stands, in the tables, in the stream and on the open page."""
    defects = []

    def expect(what: str, found: object, wanted: object) -> None:
        print(f"{what:<70} {found}", flush=True)
        if found != wanted:
            defects.append(f"{what}: {found} instead of {wanted}")

    with psycopg.connect(city.home.database_url()) as database:

        def one(statement: str) -> int:
            row = database.execute(statement.encode()).fetchone()
            return int(row[0]) if row else -1

        kept: dict[str, int] = dict(
            database.execute("SELECT request_key, id FROM notices_notice WHERE request_key LIKE 'kills-%'").fetchall()
        )
        here = f"account_id IS NOT NULL AND death_date IS NULL AND division_code = '{AREA}'"
        living = one(f"SELECT count(*) FROM population_person WHERE {here}")  # noqa: S608
        expect("notices that stand and were acknowledged", len(kept.items() & tally.acknowledged.items()), actions)
        expect("notices that stand", len(kept), actions)
        theirs = "key IN (SELECT 'notice:' || id FROM notices_notice WHERE request_key LIKE 'kills-%')"
        expect("messages", one(f"SELECT count(*) FROM messaging_message WHERE {theirs}"), actions)  # noqa: S608
        items = f"FROM messaging_inboxitem i JOIN messaging_message m ON m.id = i.message_id AND {theirs}"
        expect("inbox items", one(f"SELECT count(*) {items}"), actions * living)
        expect(
            "inbox items that stand twice",
            one(f"SELECT count(*) - count(DISTINCT (message_id, account_id)) {items}"),
            0,
        )
        expect("acts in the record", one("SELECT count(*) FROM access_act WHERE verb = 'notices.publish'"), actions + 2)
        published = "FROM events_storedevent WHERE name = 'notices.NoticePublished'"
        expect("events", one(f"SELECT count(*) {published}"), actions + 2)
        expect("deliveries that are not delivered", one("SELECT count(*) FROM events_delivery WHERE state <> 1"), 0)
        expect(
            "notices whose counted inboxes are not their residents",
            one("SELECT count(*) FROM notices_notice WHERE is_spread AND delivered <> recipients"),
            0,
        )
        mine = {
            number
            for (number,) in database.execute(
                f"SELECT i.id {items} JOIN access_account a ON a.id = i.account_id "
                f"WHERE a.username = 'wangxiuying'".encode()
            )
        }
    ends_at = time.monotonic() + 60
    while time.monotonic() < ends_at and not mine <= set(tally.seen):
        time.sleep(0.2)
    tally.done.set()
    expect("inbox events that the open page missed", len(mine - set(tally.seen)), 0)
    repeats = sum(count - 1 for count in tally.seen.values())
    figure("reconnects of the open page", tally.reconnects, "times", f"{repeats} repeats, known by their id")
    with ThreadPoolExecutor(1) as own_thread:  # a browser's driver may hold this thread's event loop
        distinct, total = own_thread.submit(lambda: asyncio.run(read_stream(city))).result()
    expect("distinct CloudEvents of published notices in the stream", distinct, actions + 2)
    figure("of them published again after a crash", total - distinct, "messages", "known by their id")
    expect("kills", sum(tally.kills.values()) >= kills, True)
    return defects


async def read_stream(city: RunningCity) -> tuple[int, int]:
    """How many distinct CloudEvents and how many messages of published notices stand in the stream."""
    client = await nats.connect(city.home.nats_url())
    jetstream = client.jetstream()
    reading_only = ConsumerConfig(ack_policy=AckPolicy.NONE)
    subscription = await jetstream.pull_subscribe(
        "city.events.notices.NoticePublished", stream="city-events", config=reading_only
    )
    ids: list[str] = []
    with contextlib.suppress(TimeoutError, nats.errors.TimeoutError):
        while True:
            ids += [orjson.loads(message.data)["id"] for message in await subscription.fetch(500, timeout=2)]
    await client.close()
    return len(set(ids)), len(ids)
