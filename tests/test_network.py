"""The tests' network: open to this machine, closed beyond it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import pytest

from tests.network import NetworkReached


def test_an_address_beyond_this_machine_is_refused() -> None:
    with socket.socket() as unconnected, pytest.raises(NetworkReached, match=r"192\.0\.2\.1"):
        unconnected.connect(("192.0.2.1", 443))
    with pytest.raises(NetworkReached, match=r"example\.org"):
        socket.create_connection(("example.org", 443))


def test_loopback_is_open() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as here,
        server.accept()[0] as there,
    ):
        here.sendall(b"heard")
        assert there.recv(5) == b"heard"


def test_a_process_that_a_test_starts_finds_no_network_either() -> None:
    reach = "import urllib.request; urllib.request.urlopen('http://example.org/')"
    done = subprocess.run(
        [sys.executable, "-c", reach], env=os.environ, capture_output=True, text=True, check=False
    )
    assert "Connection refused" in done.stderr
