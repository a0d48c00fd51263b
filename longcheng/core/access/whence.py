"""Where a request comes from, and where a read does: the network of the page, or the program that runs on a clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.http import HttpRequest

_whence: ContextVar[str] = ContextVar("whence", default="program")


def client_address(request: HttpRequest) -> str:
    """The visitor's address; empty if it cannot be told. Only our own door on this machine is believed in naming it."""
    direct = _address(request.META.get("REMOTE_ADDR", ""))
    if direct is not None and not direct.is_loopback:
        return str(direct)
    # The door sets this header itself; the last entry is the one that it has seen.
    named = _address(request.headers.get("X-Forwarded-For", "").rpartition(",")[2])
    return str(named or direct or "")


def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text.strip().strip("[]"))
    except ValueError:
        return None
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def network_of(address: str) -> str:
    """The office or the provider, not the desk: a /24 of IPv4, a /48 of IPv6. What a person may know of a reader."""
    found = _address(address)
    if found is None:
        return ""
    return str(ip_network((found, 24 if isinstance(found, IPv4Address) else 48), strict=False))


@contextmanager
def coming_from(place: str) -> Iterator[None]:
    """Name the place for every read inside."""
    token = _whence.set(place)
    try:
        yield
    finally:
        _whence.reset(token)


def name_program(number: int) -> None:
    """From here on the request in hand is a program's of others, whoever it acts for."""
    _whence.set(f"api program {number}")


def came_from() -> str:
    """Where the read in hand comes from, such as `page 203.0.113.0/24` or `program`."""
    return _whence.get()
