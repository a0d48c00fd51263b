"""Which network addresses lie outside, where anybody may be called, and which inside, where nobody may lead us.

Source: IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890, RFC 8190), as of 2025-10; each row names its
own document. Stricter than the registries in two places: what only passes through (NAT64, 6to4, Teredo) is inside,
because an inner IPv4 address can stand in it, and of IPv6 only 2000::/3 is outside (RFC 4291 §2.4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

INSIDE: dict[Network, str] = {
    ip_network(network): reason
    for network, reason in {
        "0.0.0.0/8": "this network (RFC 791)",
        "10.0.0.0/8": "private (RFC 1918)",
        "100.64.0.0/10": "shared by a carrier (RFC 6598)",
        "127.0.0.0/8": "this machine (RFC 1122)",
        "169.254.0.0/16": "link-local (RFC 3927)",
        "172.16.0.0/12": "private (RFC 1918)",
        "192.0.0.0/24": "protocol assignments (RFC 6890)",
        "192.0.2.0/24": "documentation (RFC 5737)",
        "192.88.99.0/24": "6to4 relays (RFC 7526)",
        "192.168.0.0/16": "private (RFC 1918)",
        "198.18.0.0/15": "benchmarks (RFC 2544)",
        "198.51.100.0/24": "documentation (RFC 5737)",
        "203.0.113.0/24": "documentation (RFC 5737)",
        "224.0.0.0/4": "multicast (RFC 5771)",
        "240.0.0.0/4": "reserved (RFC 1112)",
        "::/128": "unspecified (RFC 4291)",
        "::1/128": "this machine (RFC 4291)",
        "::ffff:0:0/96": "IPv4 in IPv6 (RFC 4291)",
        "64:ff9b::/96": "NAT64 (RFC 6052)",
        "64:ff9b:1::/48": "NAT64 of a site (RFC 8215)",
        "100::/64": "discarded (RFC 6666)",
        "2001::/23": "protocol assignments, Teredo among them (RFC 2928, RFC 4380)",
        "2001:db8::/32": "documentation (RFC 3849)",
        "2002::/16": "6to4 (RFC 3056)",
        "3fff::/20": "documentation (RFC 9637)",
        "5f00::/16": "segment routing (RFC 9602)",
        "fc00::/7": "private (RFC 4193)",
        "fe80::/10": "link-local (RFC 4291)",
        "fec0::/10": "of a site, given up (RFC 3879)",
        "ff00::/8": "multicast (RFC 4291)",
    }.items()
}
GLOBAL_IPV6 = ip_network("2000::/3")
# What a cloud tells its machines there, passwords among it, is for no partner, whatever the settings say.
METADATA = frozenset(
    ip_address(text)
    for text in ("169.254.169.254", "169.254.170.2", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254")
)


@dataclass(frozen=True)
class Partner:
    """An inner network that may be called, at one port or at any."""

    network: Network
    port: int | None

    def covers(self, address: Address, port: int) -> bool:
        """Whether a call to this address and port is meant."""
        return address.version == self.network.version and address in self.network and self.port in {None, port}


@lru_cache(maxsize=256)
def read_partner(text: str) -> Partner:
    """An entry of the setting: `10.1.2.0/24`, `192.168.7.9:8443`, `[fd12::7]:443`. Raises ValueError."""
    host, port = text, ""
    if text.startswith("["):
        host, _, port = text[1:].partition("]")
        if port and not port.startswith(":"):
            raise ValueError(f"{text} is no address")
        port = port.removeprefix(":")
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
        if not port:
            raise ValueError(f"{text} names no port")
    if port and not (port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
        raise ValueError(f"{port} is no port")
    return Partner(ip_network(host), int(port) if port else None)


def reason_inside(address: Address) -> str:
    """Why an address lies inside; empty if it lies outside."""
    if address in METADATA:
        return "metadata of the machine"
    for network, reason in INSIDE.items():
        if address.version == network.version and address in network:
            return reason
    if address.version == GLOBAL_IPV6.version and address not in GLOBAL_IPV6:
        return "not assigned (RFC 4291)"
    return ""


def reason_refused(address: Address, port: int, *, partners: Sequence[str]) -> str:
    """Why this address may not be called; empty if it may: it lies outside, or a partner's entry covers it."""
    if getattr(address, "scope_id", None):
        return "bound to one interface (RFC 4007)"
    reason = reason_inside(address)
    if reason and address not in METADATA and is_partner(address, port, partners=partners):
        return ""
    return reason


def is_partner(address: Address, port: int, *, partners: Sequence[str]) -> bool:
    """Whether an entry of the setting covers this address and port."""
    return any(read_partner(text).covers(address, port) for text in partners)
