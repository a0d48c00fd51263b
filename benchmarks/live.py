"""Live: thousands of open pages; memory, delay from commit to arrival, and everybody back after a kill -9."""

import argparse
import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from benchmarks.crowd import give_accounts
from benchmarks.report import figure, percentile
from benchmarks.running_city import CHECKOUT, RunningCity

CITY_CODE = "3204"
DISTRICTS = ("320402", "320404", "320411", "320412", "320413", "320481")
CLIENTS = 2
IDLE_S = 10.0
SETTLE_S = 1.0
ARRIVED_WITHIN_S, BACK_WITHIN_S = 30.0, 120.0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./city bench live", description=__doc__)
    parser.add_argument("--pages", type=int, default=5_000, help="how many pages are open at once (default: 5000)")
    parser.add_argument("--signed-in", type=int, default=300, help="how many of them are signed in (default: 300)")
    parser.add_argument("--notices", type=int, default=10, help="how many urgent notices are published (default: 10)")
    parser.add_argument("--by", choices=("door", "live", "both"), default="both", help="through which port")
    parser.add_argument("--checkout", type=Path, default=CHECKOUT, help="measure the code of another checkout")
    parser.add_argument("--role", choices=("sessions", "publish"), help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.role:
        return ROLES[chosen.role](chosen)
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    defects: list[str] = []
    for way in ("door", "live") if chosen.by == "both" else (chosen.by,):
        print(f"-- {chosen.pages:,} pages, {chosen.signed_in} of them signed in, through the {way}")
        city = RunningCity.start(people=1_000, checkout=chosen.checkout)
        try:
            give_accounts(city, chosen.signed_in)
            defects += measure(city, chosen, way)
        finally:
            city.stop()
    for defect in defects:
        print(f"DEFECT: {defect}")
    return 1 if defects else 0


def measure(city: RunningCity, chosen: argparse.Namespace, way: str) -> list[str]:
    """Open the pages, speak to them, kill the live program, and judge what arrived."""
    watched = [Watched(city, name) for name in (("live", "door") if way == "door" else ("live",))]
    url = city.url if way == "door" else f"http://127.0.0.1:{city.home.ports().live}"
    cookies = json.loads(apart(city, "sessions", "--signed-in", str(chosen.signed_in)))
    clients = [
        Client(url, f"127.0.0.{2 + number}", chosen.pages // CLIENTS, cookies[number::CLIENTS])
        for number in range(CLIENTS)
    ]
    crowd = Crowd(clients, chosen.pages // CLIENTS * CLIENTS)
    publisher = Publisher(city)
    try:
        began_at = time.monotonic()
        crowd.wait_open(BACK_WITHIN_S)
        figure("until all pages were open", crowd.last_opened_at() - began_at, "s")
        time.sleep(SETTLE_S)
        for part in watched:
            part.tell_memory(crowd.size)
        for part in watched:
            part.tell_idle()
        defects = crowd.hear(publisher, chosen.notices, watched)
        return defects + crowd.live_through_a_kill(city, publisher, watched)
    finally:
        for client in clients:
            client.end()
        publisher.end()


class Watched:
    """What one part of the city costs."""

    def __init__(self, city: RunningCity, name: str) -> None:
        self.city, self.name = city, name
        self.before = self.rss()

    def process(self) -> psutil.Process:
        return psutil.Process(self.city.parts()[self.name])

    def rss(self) -> float:
        return float(self.process().memory_info().rss)

    def cpu_s(self) -> float:
        times = self.process().cpu_times()
        return float(times.user + times.system)

    def tell_memory(self, pages: int) -> None:
        after = self.rss()
        figure(f"{self.name}: memory with no page", self.before / 1e6, "MB RSS")
        figure(f"{self.name}: memory with all pages", after / 1e6, "MB RSS")
        figure(f"{self.name}: memory for one page", (after - self.before) / pages / 1e3, "kB")

    def tell_idle(self) -> None:
        began = self.cpu_s()
        time.sleep(IDLE_S)
        figure(f"{self.name}: CPU while nothing happens", 100 * (self.cpu_s() - began) / IDLE_S, "% of a core")


class Client:
    """One process that holds pages."""

    def __init__(self, url: str, source: str, pages: int, cookies: list[str]) -> None:
        areas = ";".join(f"{CITY_CODE},{district}" for district in DISTRICTS)
        command = [sys.executable, "-m", "benchmarks.live_pages", "--url", url, "--source", source]
        command += ["--pages", str(pages), "--areas", areas]
        self.process = subprocess.Popen(command, cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._say(json.dumps(cookies))

    def _say(self, text: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{text}\n")
        self.process.stdin.flush()

    def ask(self, question: str) -> Any:
        self._say(question)
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


class Publisher:
    """A process that knows the city's database and publishes through the real action."""

    def __init__(self, city: RunningCity) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--role", "publish"],
            cwd=city.checkout, env=knowing(city), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def publish(self, area: str) -> tuple[str, float]:
        """Publish an urgent notice; its mark on the line, and when it was committed."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{area}\n")
        self.process.stdin.flush()
        told = json.loads(self.process.stdout.readline())
        return f"urgent {told['signal']}", float(told["at"])

    def end(self) -> None:
        self.process.kill()
        self.process.wait()


@dataclass
class Crowd:
    """All pages of all client processes."""

    clients: list[Client]
    size: int

    def states(self) -> list[dict[str, float]]:
        return [client.ask("state") for client in self.clients]

    def total(self, name: str) -> int:
        return int(sum(state[name] for state in self.states()))

    def last_opened_at(self) -> float:
        return max(state["last_opened_at"] for state in self.states())

    def wait_open(self, within_s: float) -> None:
        """Until every page is open. Raises AssertionError with how many were."""
        ends_at = time.monotonic() + within_s
        while (count := self.total("open")) < self.size:
            assert time.monotonic() < ends_at, f"only {count} of {self.size} pages are open after {within_s} s"
            time.sleep(0.1)

    def arrivals(self, mark: str) -> dict[str, list[float]]:
        heard: dict[str, list[float]] = {}
        for client in self.clients:
            for areas, times in client.ask(f"arrivals {mark}").items():
                heard.setdefault(areas, []).extend(times)
        return heard

    def wait_heard(self, mark: str, wanted: int, within_s: float) -> list[float]:
        ends_at = time.monotonic() + within_s
        while True:
            times = [time for times in self.arrivals(mark).values() for time in times]
            if len(times) >= wanted or time.monotonic() > ends_at:
                return times
            time.sleep(0.25)

    def hear(self, publisher: Publisher, notices: int, watched: list[Watched]) -> list[str]:
        """Publish one notice after the other to the whole city, and one to a district."""
        defects, delays = [], list[float]()
        began_s = [part.cpu_s() for part in watched]
        for _ in range(notices):
            mark, at = publisher.publish(CITY_CODE)
            time.sleep(SETTLE_S)
            times = self.wait_heard(mark, self.size, ARRIVED_WITHIN_S)
            delays += [1_000 * (time - at) for time in times]
            if len(times) != self.size:
                defects.append(f"{mark} reached {len(times)} of {self.size} pages")
        for part, began in zip(watched, began_s, strict=True):
            figure(f"{part.name}: CPU for one notice", 1_000 * (part.cpu_s() - began) / notices, "ms")
        figure("from commit to arrival, p50 over all pages", percentile(delays, 50), "ms")
        figure("from commit to arrival, p95 over all pages", percentile(delays, 95), "ms")
        figure("from commit to arrival, the last page of all", max(delays), "ms")
        mark, _ = publisher.publish(DISTRICTS[0])
        time.sleep(2 * SETTLE_S)
        for areas, times in self.arrivals(mark).items():
            if bool(times) != areas.endswith(DISTRICTS[0]):
                defects.append(f"a notice of {DISTRICTS[0]} reached {len(times)} pages of {areas}")
        figure("pages that got a notice twice on an unbroken line", self.total("repeats"), "pages")
        return defects

    def live_through_a_kill(self, city: RunningCity, publisher: Publisher, watched: list[Watched]) -> list[str]:
        """Kill the live program, publish meanwhile, and wait for everybody."""
        marks = [publisher.publish(CITY_CODE)[0]]
        killed_at = time.monotonic()
        os.kill(city.parts()["live"], signal.SIGKILL)
        for _ in range(4):
            marks.append(publisher.publish(CITY_CODE)[0])
            time.sleep(0.5)
        with contextlib.suppress(KeyError, psutil.NoSuchProcess):
            figure("live: CPU so far of the new process", watched[0].cpu_s(), "s")
        self.wait_open(BACK_WITHIN_S)
        figure("from kill -9 of live until every page was back", self.last_opened_at() - killed_at, "s")
        lost = sum(self.size - len(self.wait_heard(mark, self.size, ARRIVED_WITHIN_S)) for mark in marks)
        figure("arrivals lost around the kill", lost, "arrivals", f"of {len(marks) * self.size:,}")
        figure("arrivals repeated over the reconnect", self.total("repeats"), "arrivals", "known by their id")
        figure("reconnects", self.total("reconnects"), "attempts")
        figure("live: memory after it", watched[0].rss() / 1e6, "MB RSS")
        figure("live: CPU since its start", watched[0].cpu_s(), "s")
        return [f"{lost} arrivals were lost around the kill"] if lost else []


def knowing(city: RunningCity) -> dict[str, str]:
    """The environment of a process that writes into this city's database."""
    return city.environment() | {
        "PYTHONPATH": str(city.checkout),
        "DATABASE_URL": city.home.database_url(),
        "LONGCHENG_HOME": str(city.folder),
        "DJANGO_SETTINGS_MODULE": "longcheng.program.settings",
    }


def apart(city: RunningCity, role: str, *arguments: str) -> str:
    """What another role of this bench says."""
    command = [sys.executable, __file__, "--role", role, *arguments]
    done = subprocess.run(command, cwd=city.checkout, env=knowing(city), check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout


def make_sessions(chosen: argparse.Namespace) -> int:
    """Sessions of residents, as if each had signed in."""
    import django

    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from longcheng.bases.population.models import Person
    from longcheng.core.access.models import Account
    from longcheng.core.sign_in.sessions import SessionStore

    keys = []
    # Synthetic residents have no accounts of their own.
    for person in Person.objects.filter(is_synthetic=True, account=None).order_by("pk")[: chosen.signed_in]:
        account = Account.objects.create_user(f"resident-{person.pk}", display_name=person.name)
        Person.objects.filter(pk=person.pk).update(account=account)
        session = SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.create()
        keys.append(session.session_key)
    print(json.dumps(keys))
    return 0


def publish_on_request(_: argparse.Namespace) -> int:
    """Each line names an area; each answer the signal's number and the moment after the commit."""
    import django

    django.setup()
    from longcheng.core.access.models import Account
    from longcheng.core.messages.models import Signal
    from longcheng.services.community.notices.actions import publish_notice

    actor = Account.objects.get(username="zheng")
    for number, line in enumerate(sys.stdin):
        area = line.strip()
        publish_notice(actor, title=f"Storm {number}", body="Stay inside.", area_code=area, is_urgent=True)
        at = time.monotonic()
        newest = Signal.objects.filter(kind="urgent").order_by("-pk").values_list("pk", flat=True).first()
        print(json.dumps({"signal": newest, "at": at}), flush=True)
    return 0


ROLES = {"sessions": make_sessions, "publish": publish_on_request}

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
