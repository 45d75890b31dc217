"""The image, really built: by buildah, on a base out of a registry or, where none answers, made by debootstrap.

Building leaves this machine for Debian's packages and Python's, which no other test does, so it is asked for:
PULLQUOTE_TEST_IMAGE=1.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BASE = "docker.io/library/debian:12-slim"
NAME = "localhost/pullquote-under-test"
REGISTRY_SECONDS = 60
BUILD_SECONDS = 1_800
RUN_SECONDS = 300


class Image:
    """A built image, and one container of it with `corpus` at its place; all of buildah's files are in `folder`."""

    def __init__(self, folder: Path, corpus: Path) -> None:
        self._folder, self._corpus = folder, corpus
        self._build()
        self._container = self._buildah("from", "--pull=never", NAME).strip()

    def size(self) -> int:
        """Bytes of all layers, uncompressed: what `docker save` writes."""
        written = self._folder / "image.tar"
        self._buildah("push", NAME, f"docker-archive:{written}")
        return written.stat().st_size

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command as the image's own user."""
        volume = f"--volume={self._corpus}:/corpus:ro"
        run = self._command("run", "--isolation=chroot", volume, self._container, "--", *command)
        return subprocess.run(
            run, env=_direct(), capture_output=True, text=True, timeout=RUN_SECONDS, check=False
        )

    def _build(self) -> None:
        try:
            self._buildah("pull", "--quiet", BASE, seconds=REGISTRY_SECONDS)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            self._make_base()
        settings = _pip_settings(self._folder / "pip")
        self._buildah(
            "bud", "--isolation=chroot", "--pull=never", "--format=docker", *settings, "--tag", NAME, str(ROOT)
        )  # fmt: skip

    def _make_base(self) -> None:
        system = self._folder / "debian"
        make = ["debootstrap", "--variant=minbase", "bookworm", str(system)]
        subprocess.run(make, env=_direct(), capture_output=True, timeout=BUILD_SECONDS, check=True)
        empty = self._buildah("from", "scratch").strip()
        self._buildah("add", empty, str(system), "/")
        self._buildah("config", "--env", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", empty)
        self._buildah("commit", "--rm", empty, BASE)

    def _buildah(self, *arguments: str, seconds: int = BUILD_SECONDS) -> str:
        done = subprocess.run(
            self._command(*arguments), env=_direct(), capture_output=True, text=True, timeout=seconds, check=False
        )  # fmt: skip
        try:
            done.check_returncode()
        except subprocess.CalledProcessError as error:
            error.add_note(f"{done.stdout[-4_000:]}\n{done.stderr[-4_000:]}")
            raise
        return done.stdout

    def _command(self, *arguments: str) -> list[str]:
        storage = [f"--root={self._folder / 'storage'}", f"--runroot={self._folder / 'run'}"]
        return ["buildah", *storage, *arguments]


@contextmanager
def built_image(folder: Path, corpus: Path) -> Iterator[Image]:
    """The image of this checkout, gone at the end; skips the test where it cannot be built, or was not asked for."""
    if not os.environ.get("PULLQUOTE_TEST_IMAGE"):
        pytest.skip("PULLQUOTE_TEST_IMAGE is not set: building the image takes minutes, and the network")
    missing = [tool for tool in ("buildah", "debootstrap") if not shutil.which(tool)]
    if missing or os.geteuid():
        pytest.skip(f"building the image takes root, buildah and debootstrap; missing: {missing or 'root'}")
    try:
        yield Image(folder, corpus)
    finally:
        storage = [f"--root={folder / 'storage'}", f"--runroot={folder / 'run'}"]
        for everything in (["rm", "--all"], ["rmi", "--all", "--force"]):
            subprocess.run(["buildah", *storage, *everything], capture_output=True, check=False)
        shutil.rmtree(folder, ignore_errors=True)


def _direct() -> dict[str, str]:
    """This environment without the tests' proxy, which leads nowhere."""
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


def _pip_settings(folder: Path) -> list[str]:
    """How pip reaches its packages here, as options of `buildah bud`: the image's pip is to reach them likewise."""
    folder.mkdir()
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True
    ).stdout
    settings, folders = {}, set()
    for line in sorted(listed.splitlines(), key=lambda line: line.startswith(":env:")):  # those overrule
        name, _, quoted = line.partition("=")
        words = str(ast.literal_eval(quoted)).split()
        for number, word in enumerate(words):
            path = Path(word.removeprefix("file://"))
            if path.is_absolute() and path.is_dir():
                # An index links to what lies beside it.
                folders.add(path.parent if word.startswith("file:") else path)
            elif path.is_absolute() and path.is_file():
                shutil.copy(path, folder)
                words[number] = f"/etc/xdg/pip/{path.name}"
        settings[name.rpartition(".")[2]] = " ".join(words)
    lines = [f"{name} = {value}" for name, value in settings.items()]
    (folder / "pip.conf").write_text("\n".join(["[global]", *lines, ""]))
    return [f"--volume={folder}:/etc/xdg/pip:ro", *(f"--volume={each}:{each}:ro" for each in sorted(folders))]
