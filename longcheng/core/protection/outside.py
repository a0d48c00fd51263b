"""The only way to call an address that somebody typed: outside hosts alone, within bounds of time, bytes and hops.

The name is resolved once, every address it has is checked, and the connection goes to a checked address itself, so
that a name which changes its answer between check and call (DNS rebinding) gains nothing. TLS and the Host header
keep the name. The check stands in the connecting, so that redirects and connections made anew pass it as well.
"""

import ipaddress
import socket
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

import httpcore
import httpx
from django.conf import settings

from longcheng.core.protection.addresses import Address, is_partner, reason_refused

PORTS = {80, 443, 8080, 8443}
URL_LENGTH_MAX = 2_000
TIMEOUT_S, MOST_BYTES, REDIRECTS = 10.0, 1024 * 1024, 3
CONNECTIONS_MAX, KEPT_MAX, KEPT_FOR_S = 100, 20, 30.0
RESOLVERS = 16  # a name server that does not answer holds one of them for as long as the system waits

_ends_at: ContextVar[float] = ContextVar("ends_at", default=float("inf"))


class OutsideRefused(ValueError):
    """The address may not be called, or its answer breaks a bound; the text says why and with which address."""


@dataclass(frozen=True)
class Answer:
    """What came back, with the address that it came from in the end."""

    status: int
    headers: httpx.Headers
    body: bytes
    url: str

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300  # noqa: PLR2004, RUF100  the class of success, RFC 9110 §15.3


def ask(
    url: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    content: bytes = b"",
    timeout_s: float = TIMEOUT_S,
    most_bytes: int = MOST_BYTES,
    redirects: int = REDIRECTS,
) -> Answer:
    """Call an outside address. Raises OutsideRefused, or httpx.HTTPError where the other side fails.

    `timeout_s` bounds everything together, redirects and the reading of the answer included.
    """
    reset = _ends_at.set(time.monotonic() + timeout_s)
    try:
        request = _client().build_request(method, checked(url), headers=headers, content=content or None)
        for _ in range(redirects + 1):
            response = _client().send(request, stream=True)
            try:
                if response.next_request is None or not redirects:
                    return Answer(response.status_code, response.headers, _body(response, most_bytes), str(request.url))
                following = response.next_request
                checked(str(following.url))
                if request.url.scheme == "https" and following.url.scheme != "https":
                    raise OutsideRefused(f"{_shown(url)} leads from https to http. Give an address that stays safe.")
                if following.url.host != request.url.host:
                    for name in headers or {}:  # a signature or a key was meant for the first host alone
                        following.headers.pop(name, None)
                request = following
            finally:
                response.close()
        raise OutsideRefused(f"{_shown(url)} leads on more than {redirects} times. Give the address where it ends.")
    except httpx.InvalidURL as error:
        raise OutsideRefused(f"The address is none: {error}.") from error
    finally:
        _ends_at.reset(reset)


def checked(url: str) -> str:
    """The address if it has the right form; whether its host lies outside shows when it is called.

    For forms and actions that keep an address. Raises OutsideRefused with every defect.
    """
    if len(url) > URL_LENGTH_MAX:
        raise OutsideRefused(f"The address must have at most {URL_LENGTH_MAX} signs.")
    try:
        parts = httpx.URL(url)
        host = parts.host  # some hosts that cannot be written show only here
    except (httpx.InvalidURL, UnicodeError) as error:
        raise OutsideRefused(f"The address is none: {error}. It looks like https://partner.example/hook") from error
    defects = []
    if parts.scheme not in {"http", "https"}:
        defects.append("must begin with https:// or http://")
    if not host:
        defects.append("must name a host")
    if parts.userinfo:
        defects.append("must not hold a user name or password")
    port = parts.port if parts.port is not None else {"https": 443}.get(parts.scheme, 80)
    literal = _literal(host)
    refused = reason_refused(literal, port, partners=settings.INNER_PARTNERS) if literal else ""
    if refused:
        defects.append(f"must lie outside; {host} is {refused}")
    if port not in PORTS and not _may_use_port(literal, port):
        defects.append(f"must use one of the ports {', '.join(map(str, sorted(PORTS)))}, not {port}")
    if defects:
        raise OutsideRefused(f"The address {_shown(url)} {'; it '.join(defects)}.")
    return url


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _may_use_port(literal: Address | None, port: int) -> bool:
    """Other ports only for partners: now if the address is plain, else when the name is resolved."""
    if literal is not None:
        return is_partner(literal, port, partners=settings.INNER_PARTNERS)
    return bool(settings.INNER_PARTNERS)


def _shown(url: str) -> str:
    """An address for a message: without what may be secret in it."""
    try:
        parts = httpx.URL(url)
        return str(parts.copy_with(userinfo=b"", query=None, fragment=None))
    except (httpx.InvalidURL, UnicodeError):
        return "given"


def _body(response: httpx.Response, most_bytes: int) -> bytes:
    """The answer's bytes, counted as they come. Packed answers were not asked for: they could unfold without bound."""
    if response.headers.get("content-encoding", "identity").lower() != "identity":
        raise OutsideRefused(f"{_shown(str(response.url))} sends a packed answer, which was not asked for.")
    body = bytearray()
    for chunk in response.iter_raw():
        body += chunk
        if len(body) > most_bytes:
            raise OutsideRefused(f"{_shown(str(response.url))} answers with more than {most_bytes:,} bytes.")
    return bytes(body)


def _left_s(timeout_s: float | None, late: type[Exception]) -> float | None:
    """The time that one step may take: its own, or what is left of the whole."""
    left = _ends_at.get() - time.monotonic()
    if left <= 0:
        raise late("The time for this call is over.")
    return min(left, timeout_s) if timeout_s is not None else (left if left != float("inf") else None)


class BoundedStream(httpcore.NetworkStream):
    """A connection each step of which also ends with the time of the whole call."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left_s(timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left_s(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left_s = _left_s(timeout, httpcore.ConnectTimeout)
        return BoundedStream(self._stream.start_tls(ssl_context, server_hostname, left_s))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class OutsideNetwork(httpcore.NetworkBackend):
    """Connects only to addresses that were checked a moment before, by the address itself."""

    def __init__(self) -> None:
        self._sockets = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        problem: Exception | None = None
        for address in allowed_addresses(host, port, timeout_s=_left_s(timeout, httpcore.ConnectTimeout)):
            left_s = _left_s(timeout, httpcore.ConnectTimeout)
            try:
                stream = self._sockets.connect_tcp(str(address), port, left_s, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                problem = error
                continue
            return BoundedStream(stream)
        raise problem or httpcore.ConnectError(f"{host} has no address.")

    def connect_unix_socket(self, path: str, timeout: float | None = None, socket_options: Any = None) -> Any:
        raise OutsideRefused("A socket of this machine lies inside.")


def allowed_addresses(host: str, port: int, *, timeout_s: float | None = None) -> list[Address]:
    """Every address of a host, if all of them may be called. Raises OutsideRefused, httpcore.ConnectError."""
    addresses = _resolve(host, port, timeout_s)
    partners = settings.INNER_PARTNERS
    for address in addresses:
        reason = reason_refused(address, port, partners=partners)
        if reason:
            raise OutsideRefused(f"{host} leads to {address}, which is {reason}. Only outside addresses are called.")
        if port not in PORTS and not is_partner(address, port, partners=partners):
            raise OutsideRefused(f"{host} leads to port {port}, which is not among those that may be called.")
    return addresses


def _resolve(host: str, port: int, timeout_s: float | None) -> list[Address]:
    """Ask the system once, on a thread that need not be waited for: its own waiting has no bound that we set."""
    asked = _resolvers().submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = asked.result(timeout_s)
    except TimeoutError:
        asked.cancel()
        raise httpcore.ConnectTimeout(f"No name server told the address of {host} in time.") from None
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"The host {host} is not found: {error}.") from error
    # A set would shuffle the order, in which the system put the likeliest first.
    return list(dict.fromkeys(ipaddress.ip_address(entry[4][0]) for entry in found))


@cache
def _resolvers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(RESOLVERS, thread_name_prefix="resolver")


class OutsideTransport(httpx.HTTPTransport):
    """httpx's own transport over checked connections, which are kept and used again."""

    def __init__(self) -> None:
        super().__init__(trust_env=False)
        self._pool.close()
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=CONNECTIONS_MAX,
            max_keepalive_connections=KEPT_MAX,
            keepalive_expiry=KEPT_FOR_S,
            network_backend=OutsideNetwork(),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        checked(str(request.url))
        return super().handle_request(request)


@cache
def _client() -> httpx.Client:
    """One client for the process: no proxy and no password file of the environment, nothing packed, no cookies kept."""
    return httpx.Client(
        transport=OutsideTransport(),
        trust_env=False,
        follow_redirects=False,
        timeout=TIMEOUT_S,
        headers={"User-Agent": "Longcheng/1", "Accept-Encoding": "identity"},
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )
