"""The home folder of a city: everything it keeps, its secrets, and where each part is reached."""

import errno
import hashlib
import json
import secrets
import socket
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from longcheng.core.protection.private_files import make_private
from longcheng.core.protection.ring_file import new_ring, to_text

SOCKET_PATH_MAX = 100  # sockaddr_un holds 108 bytes; PostgreSQL adds "/.s.PGSQL.5432".


@dataclass(frozen=True)
class Ports:
    """The loopback ports of one home; only `door` is for people."""

    door: int
    web: int
    live: int
    nats: int
    mqtt: int
    nats_monitor: int


@dataclass(frozen=True)
class Secrets:
    """Made once for each home, readable by its owner alone, never in the repository.

    `secret_key` signs sessions and opens what version 0.1 sealed (`secrets.json`); the passwords belong to this home's
    own parts and stay with it (`passwords.json`). The keys of sealed fields stand in the key ring (`keys.json`).
    """

    secret_key: str
    database_password: str
    nats_password: str
    demo_password: str


class Home:
    """One city's state on disk. Several homes run side by side."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def run(self) -> Path:
        return self.folder / "run"

    @property
    def static(self) -> Path:
        return self.folder / "static"

    @property
    def files(self) -> Path:
        return self.folder / "files"

    @property
    def keys(self) -> Path:
        """The key ring, which opens the sealed fields. Belongs to the backups of its time, apart from them."""
        return self.folder / "keys.json"

    @property
    def exists(self) -> bool:
        return (self.folder / "secrets.json").is_file()

    def prepare(self) -> None:
        """Make the folders. Raises OSError, whose text names the path, where that is not allowed."""
        for folder in (self.folder, self.logs, self.run, self.static, self.files):
            folder.mkdir(parents=True, exist_ok=True)
        self.secrets  # noqa: B018  made now, so that every child reads the same
        if not self.keys.exists():
            make_private(self.keys, to_text(new_ring()))

    @cached_property
    def secrets(self) -> Secrets:
        key = self._made_once("secrets.json", lambda: {"secret_key": secrets.token_urlsafe(48)})
        passwords = self._made_once(
            "passwords.json",
            lambda: {
                "database_password": secrets.token_urlsafe(24),
                "nats_password": secrets.token_urlsafe(24),
                "demo_password": _word(),
            },
        )
        return Secrets(**key, **passwords)

    def _made_once(self, name: str, make: Callable[[], dict[str, str]]) -> dict[str, str]:
        path = self.folder / name
        if not path.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            make_private(path, json.dumps(make(), indent=2))
        kept: dict[str, str] = json.loads(path.read_text())
        return kept

    @property
    def sockets(self) -> Path:
        """Where the database's socket lies: in the home, or in a short temporary path if that is too long."""
        inside = self.folder / "run" / "database"
        if len(str(inside)) <= SOCKET_PATH_MAX - len("/.s.PGSQL.5432"):
            return inside
        digest = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"longcheng-{digest}"

    def database_url(self) -> str:
        """How our programs reach the embedded database: a socket and a password, no network port."""
        password = quote(self.secrets.database_password, safe="")
        return f"postgresql://longcheng:{password}@/longcheng?host={quote(str(self.sockets_in_use), safe='')}"

    @property
    def sockets_in_use(self) -> Path:
        """The socket folder that the running (or last) database used."""
        note = self.folder / "run" / "sockets"
        return Path(note.read_text().strip()) if note.exists() else self.sockets

    def nats_url(self) -> str:
        return f"nats://longcheng:{self.secrets.nats_password}@127.0.0.1:{self.ports().nats}"

    def ports(self) -> Ports:
        """The ports of the running (or last) start. Raises FileNotFoundError before the first one."""
        return Ports(**json.loads((self.run / "ports.json").read_text()))

    def choose_ports(self, door: int, *, live: int | None = None) -> Ports:
        """Keep last time's inner ports where they are free, else take the next free ones above the door."""
        try:
            last: dict[str, int] = asdict(self.ports())
        except (FileNotFoundError, TypeError, ValueError):
            last = {}
        chosen: dict[str, int] = {"door": door}
        if live is not None:
            chosen["live"] = live
        for offset, name in enumerate(("web", "live", "nats", "mqtt", "nats_monitor"), start=1):
            if name in chosen:
                continue
            candidates = [last.get(name, 0), *range(door + offset, 65_536), *range(20_000, 30_000)]
            chosen[name] = next(
                port for port in candidates if port and port not in chosen.values() and port_is_free("127.0.0.1", port)
            )
        ports = Ports(**chosen)
        (self.run / "ports.json").write_text(json.dumps(asdict(ports)))
        return ports


def port_is_free(address: str, port: int) -> bool:
    """Whether a server could listen there now."""
    return not port_problem(address, port)


def port_problem(address: str, port: int) -> int:
    """The errno that listening there would end in; 0 if a server could listen there now."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            return error.errno or errno.EADDRNOTAVAIL
    return 0


def _word() -> str:
    """A demo password that can be read aloud: three groups without look-alike signs, about 59 bits."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _ in range(4)) for _ in range(3))
