"""What the environment and `.env` say, checked whole before anything starts."""

import difflib
import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dotenv import dotenv_values

from longcheng.core.protection.addresses import read_partner
from longcheng.core.protection.ring_file import KeyRingError, from_text

CHECKOUT = Path(__file__).resolve().parents[2]


class ConfigurationError(Exception):
    """One or more settings are wrong; the text lists every one of them."""


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """Every setting of a city. The help text of each stands in `docs/operations.md`."""

    home: Path = CHECKOUT / ".city"
    city: str = "changzhou"
    port: int = 8000
    listen: str = "127.0.0.1"
    people: int = 20_000
    buildings: int = 0
    addresses: int = 0
    organisations: int | None = None
    demo: bool = True
    debug: bool = False
    allowed_hosts: tuple[str, ...] = ()
    public_url: str = ""
    without: tuple[str, ...] = ()
    web_workers: int = 1
    web_threads: int = 8
    worker_threads: int = 2
    nats_sync: str = "default"
    live_port: int | None = None
    database_url: str = ""
    nats_url: str = ""
    tls: str = "door"
    secret_key: str = field(default="", repr=False)
    keys_file: Path | None = None
    inner_partners: tuple[str, ...] = ()
    local_data: Path | None = None
    privacy_contact: str = ""
    import_upload_mb: int = 200
    import_file_mb: int = 2_000
    import_file_days: int = 7

    @property
    def local_url(self) -> str:
        """The address that people type: the public one, else that of this machine.

        It is `localhost` and not `127.0.0.1` where both lead here: passkeys belong to a name, never to a number.
        """
        shown = "localhost" if self.listen in {"127.0.0.1", "::1", "0.0.0.0", "::"} else self.listen
        return self.public_url or f"http://{f'[{shown}]' if ':' in shown else shown}:{self.port}"

    @property
    def has_tls_at_the_door(self) -> bool:
        """Whether our own door fetches certificates and speaks HTTPS."""
        return self.public_url.startswith("https://") and self.tls == "door"

    @property
    def door_port(self) -> int:
        """The port that the door listens on: that of the public address where it speaks TLS itself."""
        return (urlsplit(self.public_url).port or 443) if self.has_tls_at_the_door else self.port


BOUNDS = {
    "port": (1, 65_535),
    "live_port": (1, 65_535),
    "people": (0, 6_000_000),
    "buildings": (0, 2_000_000),
    "addresses": (0, 10_000_000),
    "organisations": (0, 2_000_000),
    "web_workers": (1, 64),
    "web_threads": (1, 256),
    "worker_threads": (1, 64),
    "import_upload_mb": (1, 2_000),
    "import_file_mb": (1, 50_000),
    "import_file_days": (0, 365),
}
UNPREFIXED = {"database_url": "DATABASE_URL", "nats_url": "NATS_URL"}
# Read by the sh script, by the tests and by the supervisor's children, not settings of a city.
FOREIGN = {"LONGCHENG_PYTHON", "LONGCHENG_CHILD_OF", "LONGCHENG_RESTARTS", "LONGCHENG_DOTENV"}


def variable(name: str) -> str:
    """The environment variable of a setting: `port` → `LONGCHENG_PORT`."""
    return UNPREFIXED.get(name, f"LONGCHENG_{name.upper()}")


def read(environment: Mapping[str, str]) -> Configuration:
    """Build the configuration, or raise ConfigurationError naming every defect at once."""
    known = {variable(f.name): f for f in fields(Configuration)}
    defects: list[str] = []
    values: dict[str, Any] = {}
    for name in sorted(environment):
        if name.startswith("LONGCHENG_") and name not in known and name not in FOREIGN:
            near = difflib.get_close_matches(name, known, n=1)
            defects.append(f"{name} does not exist." + (f" Did you mean {near[0]}?" if near else ""))
    for name, setting in known.items():
        text = environment.get(name, "").strip()
        if not text:
            continue
        try:
            values[setting.name] = _parse(setting.name, text)
        except ValueError as error:
            shown = "" if setting.name == "secret_key" else f" (it is {_without_password(text)!r})"
            defects.append(f"{name} {error}{shown}.")
    if defects:
        raise ConfigurationError("\n".join(defects))
    return Configuration(**values)


def _parse(name: str, text: str) -> Any:
    if name in BOUNDS:
        low, high = BOUNDS[name]
        if not re.fullmatch(r"\d+", text) or not low <= int(text) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(text)
    if name in {"demo", "debug"}:
        if text.lower() not in {"1", "0", "true", "false", "yes", "no"}:
            raise ValueError("must be yes or no")
        return text.lower() in {"1", "true", "yes"}
    if name in {"allowed_hosts", "without"}:
        return _parse_list(name, text)
    if name == "inner_partners":
        return _parse_partners(text)
    if name == "keys_file":
        return _parse_keys_file(text)
    if name in {"home", "local_data"}:
        return Path(text).expanduser().absolute()
    if name == "city" and not (CHECKOUT / "cities" / text / "pack.toml").is_file():
        raise ValueError("must name a folder of cities/ that has a pack.toml")
    if name == "nats_sync" and text not in {"default", "always"}:
        raise ValueError("must be 'default' (an acknowledged message survives a crash) or 'always' (also a power cut)")
    if name == "listen":
        _check_address(text)
    if name == "tls" and text not in {"door", "balancer"}:
        raise ValueError("must be 'door' (our own door speaks HTTPS) or 'balancer' (something in front of it does)")
    if name == "secret_key" and len(text) < 32:
        raise ValueError("must have at least 32 characters")
    if name == "database_url":
        _check_url(text, {"postgres", "postgresql"}, "must look like postgresql://user:password@host:5432/name")
    if name == "nats_url":
        _check_url(text, {"nats", "tls"}, "must look like nats://user:password@host:4222")
    if name == "public_url":
        _check_url(text, {"http", "https"}, "must look like https://city.example")
    return text


def _parse_list(name: str, text: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    if name == "without":
        wrong = [
            part
            for part in parts
            if not (CHECKOUT / "longcheng" / Path(*part.split("."))).joinpath("apps.py").is_file()
        ]
        shape = "must name rooms by their folder, such as services.community.notices"
    else:
        wrong = [part for part in parts if not re.fullmatch(r"\.?[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]", part)]
        shape = "must be host names split by commas, such as city.example,10.0.0.5"
    if wrong:
        raise ValueError(f"{shape}; {', '.join(wrong)} is none")
    return parts


def _parse_partners(text: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    wrong = [part for part in parts if not _is_partner(part)]
    if wrong:
        raise ValueError(
            "must be addresses or networks, each with a port if only that one is meant, such as "
            f"10.1.2.0/24,192.168.7.9:8443,[fd12::7]:443; {', '.join(wrong)} is none"
        )
    return parts


def _is_partner(text: str) -> bool:
    try:
        read_partner(text)
    except ValueError:
        return False
    return True


def _parse_keys_file(text: str) -> Path:
    path = Path(text).expanduser().absolute()
    try:
        from_text(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, KeyRingError) as error:
        raise ValueError("must name a key ring that can be read, in the form of the home's keys.json") from error
    return path


def _check_address(text: str) -> None:
    try:
        ipaddress.ip_address(text)
    except ValueError as error:
        raise ValueError("must be an IP address of this machine, such as 127.0.0.1, or 0.0.0.0 for all") from error


def _check_url(text: str, schemes: set[str], shape: str) -> None:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise ValueError(shape) from error
    if parts.scheme not in schemes or not (parts.hostname or "host=" in parts.query):
        raise ValueError(shape)
    if schemes & {"postgres"} and not parts.path.strip("/"):
        raise ValueError(shape)


def _without_password(text: str) -> str:
    return re.sub(r"(://[^:/@]*:)[^@]*@", r"\1…@", text)


@cache
def configuration() -> Configuration:
    """The configuration of this process: the environment first, then `.env` beside `./city`."""
    path = os.environ.get("LONGCHENG_DOTENV", str(CHECKOUT / ".env"))
    if "LONGCHENG_DOTENV" in os.environ and not Path(path).exists():
        raise ConfigurationError(f"LONGCHENG_DOTENV names {path}, which does not exist.")
    file = {name: value for name, value in dotenv_values(path).items() if value is not None}
    return read({**file, **os.environ})
