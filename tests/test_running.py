"""The two commands as an operator meets them: kills, leftovers, ports, backups."""

import asyncio
import base64
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import nats
import orjson
import psutil
import pytest

from benchmarks.running_city import CHECKOUT, RunningCity, free_port, plain_environment
from longcheng.core.events.cloudevents import sign
from longcheng.program.home import Home

TOWN = "320411103"


def until(condition, *, within_s: float = 30, what: str = "it") -> None:
    ends_at = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < ends_at, f"{what} did not come about in {within_s} s"
        time.sleep(0.1)


def test_a_part_that_is_killed_comes_back(city):
    for name in ("worker", "live", "nats", "web", "postgres", "door"):
        before = city.parts()[name]
        os.kill(before, signal.SIGKILL)
        until(lambda n=name, b=before: city.parts().get(n, b) != b, what=f"{name}'s return")
        assert psutil.pid_exists(city.parts()[name])
    city.wait_ready()


def test_status_shows_every_part_with_its_memory(city):
    done = city.command("status", "--json")
    assert done.returncode == 0, done.stderr
    status = json.loads(done.stdout)
    assert {row["part"] for row in status["parts"]} == {
        "postgres", "nats", "door", "web", "live", "worker", "supervisor",
    }  # fmt: skip
    assert all(row["state"] == "ready" and row["memory_mib"] > 0 for row in status["parts"])


def test_a_second_start_in_the_same_home_is_refused_plainly(city):
    done = city.command("up", "--port", str(free_port()))
    assert done.returncode == 2
    assert "runs in" in done.stderr
    assert "./city down" in done.stderr


def test_a_port_in_use_is_said_plainly(city):
    with tempfile.TemporaryDirectory() as folder:
        done = city.command("up", "--home", folder, "--port", str(city.port))
    assert done.returncode == 2
    assert f"Port {city.port}" in done.stderr
    assert f"--port {city.port + 1}" in done.stderr


def test_nonsense_in_the_settings_is_refused_all_at_once():
    environment = plain_environment() | {
        "LONGCHENG_PROT": "1", "LONGCHENG_PORT": "80x", "DATABASE_URL": "mysql://root:secret@host/db",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "longcheng", "status"], cwd=CHECKOUT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "LONGCHENG_PROT does not exist. Did you mean LONGCHENG_PORT?" in done.stderr
    assert "LONGCHENG_PORT must be a whole number from 1 to 65535" in done.stderr
    assert "DATABASE_URL must look like postgresql://" in done.stderr
    assert "secret" not in done.stderr


@pytest.mark.parametrize("name", ["up", "status", "down", "test", "load", "backup", "restore", "reset", "bench", "new"])
def test_every_command_explains_itself(name):
    done = subprocess.run(
        [sys.executable, "-m", "longcheng", name, "--help"],
        cwd=CHECKOUT, env=plain_environment(), capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "usage: ./city" in done.stdout


def test_killing_the_supervisor_leaves_no_orphan_and_no_damage():
    """kill -9 of the supervisor: every part ends, and the next start goes on where it stood."""
    city = RunningCity.start(people=20)
    try:
        assert city.process is not None
        family = [psutil.Process(pid) for pid in city.parts().values()]
        family += [child for process in family for child in process.children(recursive=True)]
        notice = {"title": "Before", "body": "the kill", "area_code": TOWN}
        assert city.signed_in("wu").post("/api/notices", json=notice).status_code == httpx.codes.CREATED
        city.process.kill()
        city.process.wait()
        until(lambda: not any(process.is_running() for process in family), what="the end of every part")
        city.up()
        titles = [item["title"] for item in httpx.get(f"{city.url}/api/notices").json()["items"]]
        assert "Before" in titles
        again = city.parts()
        city.down()
        until(lambda: not any(psutil.pid_exists(pid) for pid in again.values()), what="a clean stop")
        assert "Nothing is lost" in city.said.read_text()
    finally:
        city.stop()


def test_a_backup_restored_into_a_new_home_is_the_same_city(city, tmp_path):
    file = tmp_path / "monday.city"
    done = city.command("backup", str(file))
    assert done.returncode == 0, done.stderr
    assert city.command("backup", str(file)).returncode == 2, "a file that is there is not written over"
    folder = Path(tempfile.mkdtemp(prefix="longcheng-restored-"))
    folder.chmod(0o755)
    try:
        done = city.command("restore", str(file), "--home", str(folder))
        assert done.returncode == 0, done.stderr
        assert "the same in count and checksum" in done.stdout
        again = city.command("restore", str(file), "--home", str(folder))
        assert again.returncode == 2
        assert "holds a city already" in again.stderr
    finally:
        city.command("reset", "--home", str(folder), "--yes")


def test_a_damaged_backup_is_refused_and_changes_nothing(city, tmp_path):
    file = tmp_path / "broken.city"
    file.write_bytes(b"this is no backup")
    folder = tmp_path / "home"
    done = city.command("restore", str(file), "--home", str(folder))
    assert done.returncode == 2
    assert "cannot be read as a backup" in done.stderr
    assert not folder.exists()


def test_reset_asks_first(city):
    done = city.command("reset")
    assert done.returncode == 2
    assert "Stop it first" in done.stderr
    with tempfile.TemporaryDirectory() as folder:
        assert "nothing in" in city.command("reset", "--home", folder).stdout


def test_a_pack_with_defects_changes_nothing_and_names_them_all(city, tmp_path):
    (tmp_path / "pack.toml").write_text(
        'code = "3204"\n[name]\nzh = "x"\n'
        '[[file]]\npath = "a.csv"\nkind = "divisions"\norigin = "test"\nlicence = "none"\n'
        '[[file]]\npath = "missing.csv"\nkind = "divisions"\norigin = "test"\nlicence = "none"\n'
        '[[file]]\npath = "../outside.csv"\nkind = "divisions"\n'
    )
    (tmp_path / "a.csv").write_text("code,name\n32x,a\n")
    done = city.command("load", str(tmp_path))
    assert done.returncode != 0
    assert "missing.csv does not exist" in done.stderr
    assert "file 3: origin, licence must be given" in done.stderr
    (tmp_path / "pack.toml").write_text(
        'code = "3204"\n[name]\nzh = "x"\n'
        '[[file]]\npath = "a.csv"\nkind = "divisions"\norigin = "test"\nlicence = "none"\n'
    )
    (tmp_path / "a.csv").write_text("code,name\n32x,a\n320402,\n")
    done = city.command("load", str(tmp_path))
    assert done.returncode != 0
    assert "a.csv:2: code: must have 4, 6, 9 or 12 digits" in done.stderr
    assert "a.csv:3: name: is required" in done.stderr


def test_two_homes_run_side_by_side(city):
    other = RunningCity.start(people=5)
    try:
        assert httpx.get(f"{other.url}/healthz").json()["ready"]
        assert httpx.get(f"{city.url}/healthz").json()["ready"]
        assert Home(other.folder).ports() != city.home.ports()
    finally:
        other.stop()


def test_the_door_speaks_https_by_itself_and_the_city_knows_it():
    """With a name that no authority certifies, the door makes its own certificate and tells nobody to trust it."""
    port = free_port()
    folder = Path(tempfile.mkdtemp(prefix="longcheng-city-"))
    folder.chmod(0o755)
    city = RunningCity(folder, free_port(), 5, public_url=f"https://localhost:{port}")
    try:
        city.up()
        with httpx.Client(base_url=city.url, verify=False) as client:  # noqa: S501  its own certificate
            page = client.get("/calendar/")
            assert page.is_success
            assert f"https://localhost:{port}/calendar/holidays.ics" in page.text
            client.get("/sign-in/")
            signed_in = client.post(
                "/sign-in/",
                headers={"Origin": city.url, "Referer": f"{city.url}/sign-in/"},
                data={
                    "username": "wu",
                    "password": city.password,
                    "csrfmiddlewaretoken": client.cookies["__Host-csrf"],
                },
            )
            assert signed_in.status_code == httpx.codes.FOUND
            assert "Secure" in signed_in.headers["Set-Cookie"]
        assert city.command("status").returncode == 0
    finally:
        city.stop()


def test_an_inner_port_that_is_taken_is_stepped_over():
    with socket.socket() as taken, tempfile.TemporaryDirectory() as folder:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        home = Home(Path(folder))
        home.prepare()
        port = taken.getsockname()[1]
        assert port not in vars(home.choose_ports(port - 1)).values()


def test_a_part_that_cannot_start_is_told_with_its_last_words_and_nothing_stays_behind():
    """A damaged database: the start does not hang, says why, and ends every other part."""
    city = RunningCity.start(people=5)
    try:
        city.down()
        (city.folder / "database" / "global" / "pg_control").write_bytes(b"damaged")
        with pytest.raises(AssertionError) as told:
            city.up()
        assert "postgres ends as soon as it starts" in str(told.value)
        assert "pg_control" in str(told.value)
        assert not (city.home.run / "parts.json").exists()
    finally:
        city.stop()


def test_cloudevents_come_in_by_signed_request_and_by_stream_and_each_counts_once(city):
    """A partner is made by command; the same event by both ways is one event."""
    made = city.command("manage", "partner", "source", "meters", "--by", "zheng")
    assert made.returncode == 0, made.stderr
    secret = base64.b64decode(made.stdout.split("whsec_")[1].strip())
    body = orjson.dumps({"specversion": "1.0", "id": "1", "source": "/meters/7", "type": "reading", "data": {"kwh": 1}})
    now = int(time.time())
    headers = {
        "Content-Type": "application/cloudevents+json", "longcheng-source": "meters", "webhook-id": "1",
        "webhook-timestamp": str(now), "webhook-signature": sign(secret, "1", now, body),
    }  # fmt: skip
    answer = httpx.post(f"{city.url}/events/", content=body, headers=headers)
    assert (answer.status_code, answer.json()) == (202, {"accepted": 1, "repeated": 0})
    other = body.replace(b'"id":"1"', b'"id":"2"')

    async def publish() -> None:
        client = await nats.connect(city.home.nats_url())
        unkeepable = body.replace(b'"id":"1"', b'"id":"3"').replace(b"reading", b"r\\u0000")
        for message in (b"not a CloudEvent", unkeepable, body, other):
            await client.jetstream().publish("city.inbound.meters", message)
        await client.close()

    with ThreadPoolExecutor(1) as own_thread:  # a browser's driver may hold this thread's event loop
        own_thread.submit(lambda: asyncio.run(publish())).result()
    line = re.compile(r'longcheng_events_accepted_total\{event="events\.CloudEventReceived"\} (\S+)')

    def count() -> float:
        found = line.search(httpx.get(f"{city.url}/metrics").text)
        return float(found[1]) if found else 0

    until(lambda: count() == 2, what="the event from the stream")
    time.sleep(1)
    assert count() == 2, "the repeat, what is no CloudEvent and what cannot be kept are no events"


def test_ctrl_c_in_the_middle_of_a_long_first_start_ends_everything_and_the_next_start_goes_on():
    """Founding 200,000 residents takes a while; whoever stops it is not kept waiting."""
    city = RunningCity(Path(tempfile.mkdtemp(prefix="longcheng-city-")), free_port(), 200_000)
    city.folder.chmod(0o755)
    command = [sys.executable, "-m", "longcheng", "up", "--home", str(city.folder)]
    command += ["--port", str(city.port), "--people", str(city.people)]
    try:
        with city.said.open("wb") as output:
            city.process = subprocess.Popen(
                command, cwd=CHECKOUT, env=city.environment(), stdout=output, stderr=subprocess.STDOUT
            )
        until(lambda: "Loading the data pack" in city.said.read_text(), what="the step before the founding")
        parts = city.parts()
        began_at = time.monotonic()
        city.process.send_signal(signal.SIGINT)
        assert city.process.wait(30) == 0, city.said.read_text()
        assert time.monotonic() - began_at < 20
        assert not any(psutil.pid_exists(pid) for pid in parts.values())
        city.people = 20
        city.up()
    finally:
        city.stop()
