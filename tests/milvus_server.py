"""A real Milvus for tests: the server of the package `milvus`, in a process of its own, which can be killed.

That package cannot live beside ours, so it is used from an environment of its own: PULLQUOTE_TEST_MILVUS names the
command `milvus-server` there. The server listens on every interface, so it runs no longer than the test needs it.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from pathlib import Path

import pytest

COMMAND = "PULLQUOTE_TEST_MILVUS"
START_SECONDS = 240
ETCD_PORT = 2380
"""Where the etcd inside the server listens to its peers, wherever else the server does."""


class MilvusServer:
    """One server over one folder, on one port: started, killed as if the power had gone, started again."""

    def __init__(self, command: str, folder: Path) -> None:
        self._command, self._folder = command, folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port: int = free.getsockname()[1]
        self.uri = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        from pymilvus import MilvusClient, MilvusException

        until, pause = time.monotonic() + START_SECONDS, threading.Event()
        while time.monotonic() < until:
            if (
                self._process is None or self._process.poll() is not None
            ):  # the port may be taken a while longer
                self._process = self._started()
            try:
                client = MilvusClient(self.uri, timeout=5)
                client.list_collections(timeout=5)
            except MilvusException:
                pause.wait(0.5)
            else:
                client.close()
                return
        self.kill()
        pytest.fail(f"Milvus did not start: {(self._folder / 'log').read_text()[-2_000:]}")

    def kill(self) -> None:
        """End it and all that it started, at once."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _started(self) -> subprocess.Popen[bytes]:
        command = [self._command, "--data", str(self._folder / "data"), "--proxy-port", str(self._port)]
        # Its parts reach each other by this machine's own address, for which the tests' proxy is none.
        direct = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=log, env=direct, start_new_session=True)


def milvus_command() -> str:
    """The command that runs a real server; skips the test where there is none."""
    pytest.importorskip("pymilvus")
    command = os.environ.get(COMMAND) or shutil.which("milvus-server")
    if not command:
        pytest.skip(
            f"no Milvus server: {COMMAND} names no `milvus-server` of an environment with milvus 2.3.5"
        )
    with socket.socket() as taken:
        if taken.connect_ex(("127.0.0.1", ETCD_PORT)) == 0:
            pytest.skip(f"another Milvus runs here: port {ETCD_PORT} is taken, and cannot be chosen")
    return command
