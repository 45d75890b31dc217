"""The network as the tests have it: loopback, and nothing beyond."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

NOWHERE = "http://127.0.0.1:9"
"""A proxy that nobody runs: what a process started by a test reaches instead of the network."""


class NetworkReached(AssertionError):
    """A test reached for an address beyond this machine."""


@contextmanager
def loopback_only() -> Iterator[None]:
    """Refuse every connection and every look-up that would leave this machine, here and in processes started here."""
    with pytest.MonkeyPatch.context() as patch:
        for method in ("connect", "connect_ex"):
            patch.setattr(socket.socket, method, _guarded(getattr(socket.socket, method)))
        patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            patch.setenv(name, NOWHERE)
        for name in ("no_proxy", "NO_PROXY"):
            patch.setenv(name, "localhost,127.0.0.1,::1")
        for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
            patch.setenv(name, "1")
        yield


def _guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            _check(address[0])
        return connect(self, address)

    return guarded


def _guarded_lookup(look_up: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(host: Any, *arguments: Any, **options: Any) -> Any:
        _check(host)
        return look_up(host, *arguments, **options)

    return guarded


def _check(host: str | bytes | None) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in (None, "", "localhost"):
        return
    try:
        address = ipaddress.ip_address(str(name).partition("%")[0])
    except ValueError:
        raise NetworkReached(f"a test looked up {name!r}") from None
    if not (address.is_loopback or address.is_unspecified):
        raise NetworkReached(f"a test reached for {name}")
