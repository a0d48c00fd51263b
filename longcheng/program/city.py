"""The parts of one city: which programs run, with which commands."""

import sys
from signal import SIGINT, SIGTERM

from longcheng.program.configuration import Configuration
from longcheng.program.engines import CONNECTIONS_BESIDE_WEB, Database, wheel_program, write_caddy, write_nats
from longcheng.program.home import Home
from longcheng.program.supervisor import Part


class City:
    """A home with its settings: the engines that are not replaced by a URL, and our programs."""

    def __init__(self, home: Home, settings: Configuration) -> None:
        self.home, self.settings = home, settings
        self.ports = home.choose_ports(settings.door_port, live=settings.live_port)
        self.database = None if settings.database_url else Database.of(home)

    def postgres(self) -> Part:
        assert self.database is not None  # noqa: S101  asked for only where the database is ours
        # SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back and the files are closed.
        connections = self.settings.web_workers * self.settings.web_threads + self.settings.worker_threads
        command = self.database.command(connections=connections + CONNECTIONS_BESIDE_WEB)
        return Part("postgres", command, user=self.database.user, stop_signal=SIGINT, stop_within_s=30)

    def engines(self) -> list[Part]:
        """The broker, unless NATS_URL names another, and the door."""
        parts = []
        if not self.settings.nats_url:
            configuration = write_nats(self.home, self.ports, self.settings)
            parts.append(Part("nats", [wheel_program("nats-server"), "-c", str(configuration)], stop_signal=SIGTERM))
        caddyfile = write_caddy(self.home, self.ports, self.settings)
        door = [wheel_program("caddy"), "run", "--config", str(caddyfile), "--adapter", "caddyfile"]
        # Caddy keeps its certificates and state in the home, not in the user's folders.
        environment = {
            "XDG_DATA_HOME": str(self.home.folder),
            "XDG_CONFIG_HOME": str(self.home.folder),
            "GOMAXPROCS": "2",
        }
        parts.append(Part("door", door, environment=environment))
        return parts

    def programs(self) -> list[Part]:
        """Worker, web and live. The first is stopped last: by then nobody appends to the ledger that it seals."""
        web = [
            wheel_program("granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.ports.web),
            "--workers", str(self.settings.web_workers), "--blocking-threads", str(self.settings.web_threads),
            "--backlog", "2048", "--no-ws", "--respawn-failed-workers", "--respawn-interval", "0.2",
            "--workers-kill-timeout", "5", "--log-level", "warning", "longcheng.program.web:application",
        ]  # fmt: skip
        live = [
            wheel_program("uvicorn"), "--host", "127.0.0.1", "--port", str(self.ports.live), "--no-access-log",
            "--timeout-graceful-shutdown", "2", "--lifespan", "on", "--log-level", "warning",
            "longcheng.program.live:application",
        ]  # fmt: skip
        worker = [sys.executable, "-m", "longcheng.program.worker"]
        return [Part("worker", worker), Part("web", web), Part("live", live)]
