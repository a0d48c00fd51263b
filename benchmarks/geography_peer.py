"""pygeoapi over the same rows: installed in an environment of its own, on a PostGIS of the system, and thrown away."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg

from benchmarks.running_city import free_port
from longcheng.program.engines import POSTGRES_SETTINGS

PACKAGES = ("pygeoapi", "psycopg2-binary", "sqlalchemy", "geoalchemy2", "gunicorn")
# Where distributions put PostgreSQL; PostGIS lies in its folder of extensions.
SERVERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")
UNPRIVILEGED = "postgres"
READY_WITHIN_S = 120
CONFIG = """
server:
  bind: {{host: 127.0.0.1, port: {port}}}
  url: http://127.0.0.1:{port}
  mimetype: application/json; charset=UTF-8
  encoding: utf-8
  language: en-US
  limits: {{default_items: 1000, max_items: 10000}}
  map: {{url: "", attribution: ""}}
logging: {{level: ERROR}}
metadata:
  identification:
    title: bench
    description: bench
    keywords: [bench]
    keywords_type: theme
    terms_of_service: none
    url: http://127.0.0.1
  license: {{name: none, url: http://127.0.0.1}}
  provider: {{name: none, url: http://127.0.0.1}}
  contact: {{name: none}}
resources:
  buildings:
    type: collection
    title: buildings
    description: buildings
    keywords: [buildings]
    extents: {{spatial: {{bbox: [-180, -90, 180, 90], crs: "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}}}}
    providers:
      - type: feature
        name: PostgreSQL
        data: {{host: 127.0.0.1, port: {server}, dbname: peer, user: peer, password: peer, search_path: [public]}}
        id_field: id
        table: buildings
        geom_field: geom
"""
TABLE = """
CREATE EXTENSION postgis;
CREATE TABLE buildings (
  id bigint PRIMARY KEY, key text, name text, name_en text, kind text, division_code text, address text,
  address_id bigint, organisation_id bigint, accuracy text, hours text, checked_date date, is_synthetic boolean,
  since timestamptz, floors numeric, height_m numeric, built text, geom geometry(Geometry, 4326)
)
"""
COLUMNS = (
    "id, key, name, name_en, kind, division_code, address, address_id, organisation_id, accuracy, hours, checked_date, "
    "is_synthetic, since, (properties->>'floors'), (properties->>'height_m'), (properties->>'built'), "
    "'SRID=4326;' || encode(geometry, 'hex')"
)
OUTLINES = "geography_mapfeature WHERE layer_id = 'buildings' AND NOT is_ended"


class PeerMissing(Exception):
    """It cannot be had here; the message says why."""


@dataclass
class Peer:
    """A running pygeoapi."""

    folder: Path
    url: str
    version: str = ""
    over: str = ""
    processes: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    @classmethod
    def start(cls, database: "psycopg.Connection[tuple[object, ...]]") -> "Peer":
        """Install, copy the outlines and start. Raises PeerMissing."""
        programs = _postgis()
        folder = Path(tempfile.mkdtemp(prefix="longcheng-peer-"))
        folder.chmod(0o755)
        port, server = free_port(), free_port() + 1
        peer = cls(folder, f"http://127.0.0.1:{port}")
        try:
            python = _installed(folder)
            peer.processes.append(_server(programs, folder, server))
            rows = _copied(database, server)
            peer.over = f"PostgreSQL provider, PostGIS of the system ({programs.parent.name}), {rows:,} rows, GiST"
            peer._serve(python, port, server)
        except BaseException:
            peer.stop()
            raise
        return peer

    def _serve(self, python: Path, port: int, server: int) -> None:
        config, api = self.folder / "config.yml", self.folder / "openapi.yml"
        config.write_text(CONFIG.format(port=port, server=server))
        environment = {**os.environ, "PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(api)}
        _run([str(python.with_name("pygeoapi")), "openapi", "generate", str(config), "--output-file", str(api)],
             environment=environment)  # fmt: skip
        told = _run([str(python.with_name("pygeoapi")), "--version"], environment=environment)
        self.version = told.split()[-1]
        command = [str(python.with_name("gunicorn")), "pygeoapi.flask_app:APP", "-b", f"127.0.0.1:{port}", "-w", "1"]
        with (self.folder / "pygeoapi.log").open("wb") as log:
            self.processes.append(
                subprocess.Popen([*command, "--threads", "8"], env=environment, stdout=log, stderr=log)
            )
        _await(lambda: httpx.get(f"{self.url}/collections/buildings?f=json", timeout=5).is_success, "pygeoapi")

    def stop(self) -> None:
        """End what was started, and forget the folder."""
        for process in reversed(self.processes):
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)


def _postgis() -> Path:
    """The folder of programs of a PostgreSQL with PostGIS."""
    for pattern in SERVERS:
        for programs in sorted(Path("/").glob(pattern.removeprefix("/")), reverse=True):
            shared = Path("/usr/share/postgresql") / programs.parent.name / "extension" / "postgis.control"
            if shared.is_file() or (programs.parent / "share/extension/postgis.control").is_file():
                return programs
    raise PeerMissing("No PostGIS on this machine; on Debian: apt-get install postgresql-15-postgis-3.")


def _installed(folder: Path) -> Path:
    """A Python with pygeoapi, in the folder."""
    python = folder / "venv/bin/python"
    uv = Path(sys.executable).with_name("uv")
    try:
        if uv.is_file():
            _run([str(uv), "venv", "-q", str(folder / "venv"), "--python", sys.executable])
            _run([str(uv), "pip", "install", "-q", "--python", str(python), *PACKAGES])
        else:
            _run([sys.executable, "-m", "venv", str(folder / "venv")])
            _run([str(python), "-m", "pip", "install", "-q", *PACKAGES])
    except PeerMissing as error:
        raise PeerMissing(f"It could not be installed: {error}") from error
    return python


def _server(programs: Path, folder: Path, port: int) -> "subprocess.Popen[bytes]":
    """A server of its own, as large in memory as ours, without the cost of being durable."""
    user = UNPRIVILEGED if os.geteuid() == 0 else None
    data = folder / "data"
    data.mkdir(mode=0o700)
    if user:
        shutil.chown(data, user, user)
    _run(
        [str(programs / "initdb"), "-D", str(data), "-U", "peer", "--auth=trust", "-E", "UTF8", "--locale=C"], user=user
    )
    settings = {name: value for name, value in POSTGRES_SETTINGS.items() if name in _ALIKE}
    settings |= {
        "port": str(port),
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": str(data),
        "fsync": "off",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [str(programs / "postgres"), "-D", str(data), *options],
            stdout=log, stderr=log, cwd="/", user=user, group=user, extra_groups=[] if user else None,
        )  # fmt: skip
    _await(lambda: _answers(port), "PostGIS")
    return process


_ALIKE = frozenset({"shared_buffers", "jit"})


def _answers(port: int) -> bool:
    psycopg.connect(_conninfo(port, "postgres"), connect_timeout=2).close()
    return True


def _conninfo(port: int, name: str) -> str:
    return f"host=127.0.0.1 port={port} user=peer dbname={name}"


def _copied(database: "psycopg.Connection[tuple[object, ...]]", port: int) -> int:
    """The outlines of the city, column by column, with an index on the shapes."""
    with psycopg.connect(_conninfo(port, "postgres"), autocommit=True) as made:
        made.execute("CREATE DATABASE peer")
    with psycopg.connect(_conninfo(port, "peer"), autocommit=True) as peer:
        for statement in TABLE.split(";"):
            peer.execute(statement)
        taken = f"COPY (SELECT {COLUMNS} FROM {OUTLINES}) TO STDOUT"  # noqa: S608  our own names alone
        with (
            database.cursor().copy(taken) as source,
            peer.cursor().copy("COPY buildings FROM STDIN") as target,
        ):
            for portion in source:
                target.write(portion)
        peer.execute("CREATE INDEX ON buildings USING gist (geom)")
        peer.execute("CREATE INDEX ON buildings (kind)")
        peer.execute("VACUUM ANALYZE buildings")
        found = peer.execute("SELECT count(*) FROM buildings").fetchone()
    return int(str(found[0])) if found else 0


def _run(command: list[str], *, user: str | None = None, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command, capture_output=True, text=True, cwd="/", check=False, env=environment, user=user, group=user,
        extra_groups=[] if user else None,
    )  # fmt: skip
    if done.returncode:
        raise PeerMissing(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout)[-400:]}")
    return done.stdout


def _await(is_ready: Callable[[], bool], name: str) -> None:
    ends_at = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < ends_at:
        with contextlib.suppress(httpx.HTTPError, psycopg.OperationalError):
            if is_ready():
                return
        time.sleep(0.2)
    raise PeerMissing(f"{name} was not ready after {READY_WITHIN_S} s.")
