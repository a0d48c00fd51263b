"""A whole city in a folder of its own, started and stopped by the real command."""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from longcheng.program.home import Home, port_is_free

CHECKOUT = Path(__file__).resolve().parents[1]
READY_WITHIN_S = 300  # ready after some ten seconds where nothing else runs
INNER_PORTS = 5


def free_port() -> int:
    """A door with room above it for the inner ports.

    Below 32,768, where the system takes the ports of outgoing calls from: one of those could otherwise take an inner
    port between its choice and the start of the part that listens there.
    """
    doors = [door for door in range(10_000, 19_000, 10) if door != 10_080]  # which browsers refuse (WHATWG, bad port)
    while True:
        door = random.choice(doors)
        if all(port_is_free("127.0.0.1", port) for port in range(door, door + INNER_PORTS + 1)):
            return door


def plain_environment() -> dict[str, str]:
    """Ours without the settings of the test run itself."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("LONGCHENG_") and name not in {"DATABASE_URL", "NATS_URL", "DJANGO_SETTINGS_MODULE"}
    }
    return kept | {"PYTHONPATH": str(CHECKOUT)}


@dataclass
class RunningCity:
    """One city: its home, its address, and the supervisor if it runs."""

    folder: Path
    port: int
    people: int
    process: "subprocess.Popen[bytes] | None" = None
    checkout: Path = CHECKOUT
    public_url: str = ""
    local_data: str = ""

    @classmethod
    def start(cls, *, people: int, checkout: Path = CHECKOUT, local_data: str = "") -> "RunningCity":
        """Run `./city up` of a checkout in a new home and wait until it is ready; without `local_data` the usual."""
        folder = Path(tempfile.mkdtemp(prefix="longcheng-city-"))
        folder.chmod(0o755)
        city = cls(folder, free_port(), people, checkout=checkout, local_data=local_data)
        try:
            city.up()
        except BaseException:
            city.down()  # or it would run on with nobody to stop it
            raise
        return city

    def environment(self) -> dict[str, str]:
        """What its commands are started with."""
        own = {"PYTHONPATH": str(self.checkout), "LONGCHENG_DOTENV": os.devnull}
        own |= {"LONGCHENG_LOCAL_DATA": self.local_data} if self.local_data else {}
        return plain_environment() | own | ({"LONGCHENG_PUBLIC_URL": self.public_url} if self.public_url else {})

    def up(self) -> None:
        """Start the city in its home. Raises AssertionError with what it said if it does not become ready."""
        command = [sys.executable, "-m", "longcheng", "up", "--home", str(self.folder)]
        command += ["--port", str(self.port), "--people", str(self.people)]
        with self.said.open("wb") as output:
            self.process = subprocess.Popen(
                command, cwd=self.checkout, env=self.environment(), stdout=output, stderr=subprocess.STDOUT
            )
        self.wait_ready()

    def wait_ready(self, within_s: float = READY_WITHIN_S) -> None:
        ends_at = time.monotonic() + within_s
        while time.monotonic() < ends_at and (self.process is None or self.process.poll() is None):
            with contextlib.suppress(httpx.HTTPError):
                if (
                    httpx.get(f"{self.url}/healthz", timeout=2, verify=not self.public_url).status_code
                    == httpx.codes.OK
                ):
                    return
            time.sleep(0.1)
        raise AssertionError(f"The city was not ready after {within_s} s. It said:\n{self.said.read_text()}")

    @property
    def said(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}.out")

    @property
    def url(self) -> str:
        return self.public_url or f"http://127.0.0.1:{self.port}"

    @property
    def home(self) -> Home:
        return Home(self.folder)

    @property
    def password(self) -> str:
        return self.home.secrets.demo_password

    def command(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run another `./city` command on this home."""
        return subprocess.run(
            [sys.executable, "-m", "longcheng", *arguments],
            cwd=self.checkout,
            env=self.environment() | {"LONGCHENG_HOME": str(self.folder)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def parts(self) -> dict[str, int]:
        """The process of each part by name."""
        rows = json.loads((self.home.run / "parts.json").read_text())
        return {name: int(row["pid"]) for name, row in rows.items()}

    def signed_in(self, username: str) -> httpx.Client:
        """A client with the session of a demo person, signed in through the page."""
        client = httpx.Client(base_url=self.url, timeout=20, headers={"Accept-Language": "en"})
        client.get("/sign-in/")
        answer = client.post(
            "/sign-in/",
            data={
                "username": username,
                "password": self.password,
                "csrfmiddlewaretoken": client.cookies["csrftoken"],
            },
        )
        assert answer.status_code == httpx.codes.FOUND, answer.text
        client.headers["X-CSRFToken"] = client.cookies["csrftoken"]
        return client

    def down(self) -> None:
        """Ctrl-C."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)

    def stop(self) -> None:
        """Stop and forget everything."""
        self.down()
        self.command("reset", "--yes")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.said.unlink(missing_ok=True)
