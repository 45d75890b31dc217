"""Which addresses may be fetched from: those of the public web, in whatever way they are written."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable, Sequence

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv4 addresses as IPv6 networks translate them (RFC 6052)."""


def networks(written: Iterable[str]) -> tuple[Network, ...]:
    """Networks as people write them: "10.0.0.0/8", "127.0.0.1". Raises ValueError where one is none."""
    return tuple(ipaddress.ip_network(text.strip(), strict=False) for text in written)


def is_allowed(address: str, allowed: Sequence[Network]) -> bool:
    """Whether a numeric address is public, or in a network that the operator allows.

    An IPv4 address within an IPv6 one (mapped, translated, tunnelled) is held to be what it leads to.
    """
    inner = _innermost(ipaddress.ip_address(address.partition("%")[0]))
    if any(inner.version == network.version and inner in network for network in allowed):
        return True
    local = isinstance(inner, ipaddress.IPv6Address) and inner.is_site_local
    odd = inner.is_multicast or inner.is_reserved or inner.is_unspecified or inner.is_loopback
    return inner.is_global and not (local or odd)


def is_link_local(address: str) -> bool:
    """Whether a numeric address leads no further than the wire or the machine that it is asked from."""
    return _innermost(ipaddress.ip_address(address.partition("%")[0])).is_link_local


def _innermost(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo
    return address.ipv4_mapped or address.sixtofour or (teredo[1] if teredo else address)


def literal(host: str) -> str | None:
    """The address that a host's name is, if it is one: also as one number, in octal or hexadecimal, or cut short."""
    try:
        return str(ipaddress.ip_address(host.strip("[]").partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host.rstrip(".")))
    except (OSError, ValueError):
        return None
