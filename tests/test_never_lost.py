"""Scenes of rule 1: what the city has acknowledged survives kill -9 of everything, once."""

import contextlib
import os
import random
import signal
import tempfile
import time
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from benchmarks.crowd import give_accounts
from benchmarks.kills import live_it
from benchmarks.running_city import RunningCity, free_port

CITY = "3204"


def delivered(city: RunningCity, notice_id: int) -> tuple[int, int]:
    """How many inboxes have the notice, and how many it goes to; (0, 0) while the database is away."""
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(city.home.database_url()) as database:
        row = database.execute("SELECT delivered, recipients FROM notices_notice WHERE id = %s", [notice_id]).fetchone()
        if row:
            return row
    return 0, 0


def until_spread(city: RunningCity, notice_id: int) -> None:
    ends_at = time.monotonic() + 60
    while time.monotonic() < ends_at:
        has, wants = delivered(city, notice_id)
        if wants and has >= wants:
            return
        time.sleep(0.1)
    pytest.fail(f"the notice reached only {delivered(city, notice_id)}")


def test_everything_is_killed_while_a_notice_spreads_to_20_000_and_everybody_has_it_once():
    """Scene 2: publish, kill all parts and the supervisor in the middle, start: nobody is left out or told twice."""
    city = RunningCity.start(people=20_000)
    try:
        given = give_accounts(city, 20_000, area_code=CITY)
        notice = {"title": "To everybody", "body": "Lived through a kill.", "area_code": CITY}
        answer = city.signed_in("zheng").post("/api/notices", json=notice)
        assert answer.status_code == httpx.codes.CREATED
        notice_id = answer.json()["id"]
        while not delivered(city, notice_id)[0]:
            time.sleep(0.002)
        pids = list(city.parts().values())
        assert city.process is not None
        for pid in [city.process.pid, *pids]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        city.process.wait()
        city.up()
        until_spread(city, notice_id)
        with psycopg.connect(city.home.database_url()) as database:
            row = database.execute(
                "SELECT count(*), count(DISTINCT account_id), "
                "(SELECT count(*) FROM population_person WHERE account_id IS NOT NULL AND death_date IS NULL "
                "AND division_code LIKE '3204%%') "
                "FROM messaging_inboxitem i JOIN messaging_message m ON m.id = i.message_id WHERE m.key = %s",
                [f"notice:{notice_id}"],
            ).fetchone()
        assert row is not None
        items, people, residents = row
        assert items == people == residents >= given >= 19_000
    finally:
        city.stop()


def test_nothing_is_lost_or_doubled_while_parts_are_killed_at_random():
    """The small sister of `./city bench kills`: 300 actions, 7 kills; the same judge."""
    city = RunningCity.start(people=1_100)
    try:
        assert live_it(city, 300, 7, 3, random.Random(7)) == []
    finally:
        city.stop()


def test_in_a_closed_home_the_database_finds_a_place_and_never_runs_as_root():
    """As root it drops to nobody, who cannot enter a closed folder, and lies elsewhere; as anybody else it stays."""
    is_root = os.geteuid() == 0
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "closed"
        home.mkdir(mode=0o700)
        city = RunningCity(home, free_port(), 5)
        try:
            city.up()
            postgres = psutil.Process(city.parts()["postgres"])
            assert postgres.username() == ("nobody" if is_root else psutil.Process().username())
            assert (home / "database").exists() is not is_root
        finally:
            city.down()
            assert "Forgotten" in city.command("reset", "--yes").stdout
            city.said.unlink(missing_ok=True)


def line_of(city: RunningCity, cursor: str | None, *, until: str, within_s: float = 15) -> tuple[str | None, bool]:
    """Follow the live line from a cursor until a line begins so; the last cursor it gave, and whether it came."""
    headers = {"Last-Event-ID": cursor} if cursor else {}
    ends_at = time.monotonic() + within_s
    address = f"{city.url}/live/stream?areas={CITY}"
    with (
        contextlib.suppress(httpx.TimeoutException),
        httpx.stream("GET", address, headers=headers, timeout=within_s) as line,
    ):
        for text in line.iter_lines():
            cursor = text.removeprefix("id: ") if text.startswith("id: ") else cursor
            if text.startswith(until):
                return cursor, True
            if time.monotonic() > ends_at:
                break
    return cursor, False


def test_a_page_misses_nothing_when_a_crash_makes_the_database_forget_transaction_numbers():
    """Numbers whose log was not flushed are given out again; a page's cursor must not stand among them."""
    city = RunningCity.start(people=5)
    try:
        client = city.signed_in("zheng")
        notice = {"title": "A notice", "body": "x", "area_code": CITY}
        assert client.post("/api/notices", json=notice).status_code == httpx.codes.CREATED
        with psycopg.connect(city.home.database_url(), autocommit=True) as database:
            database.execute(
                "DO $$ BEGIN FOR i IN 1..20000 LOOP PERFORM pg_current_xact_id(); ROLLBACK; END LOOP; END $$"
            )
            cursor, _ = line_of(city, None, until="id: ")
            for name in ("postgres", "live"):
                os.kill(city.parts()[name], signal.SIGKILL)
        time.sleep(0.5)
        city.wait_ready()
        assert client.post("/api/notices", json=notice).status_code == httpx.codes.CREATED
        assert line_of(city, cursor, until="event: notice")[1], "the page never heard of the notice after the crash"
    finally:
        city.stop()
