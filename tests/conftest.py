"""What tests of every room share: the exported encoder, made once, and the sample corpus with its index."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from index import DEFAULT_MODEL, Archive, build
from index.building.export import open_encoder
from tests.network import loopback_only

ROOT = Path(__file__).parents[1]

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session", autouse=True)
def closed_network() -> Iterator[None]:
    """No test leaves this machine."""
    with loopback_only():
        yield


@pytest.fixture(scope="session", autouse=True)
def heeded_interrupt() -> None:
    """Ctrl-C reaches what tests start, even where a shell started them in the background with it ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the default encoder exported, to pass to `build`.

    It is the one that PULLQUOTE_MODELS names where that is set, so that repeated runs export nothing.
    """
    named = os.environ.get("PULLQUOTE_MODELS")
    folder = Path(named) if named else tmp_path_factory.mktemp("models")
    open_encoder(DEFAULT_MODEL, folder)
    return folder


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The sample articles of the repository. Write nothing there."""
    return ROOT / "corpus"


@pytest.fixture(scope="session")
def data(corpus: Path, models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the sample corpus indexed. Write nothing there: copy it."""
    folder = tmp_path_factory.mktemp("data")
    build(corpus, folder, models=models)
    return folder


@pytest.fixture(scope="session")
def archive(data: Path) -> Iterator[Archive]:
    """The sample corpus, open to ask."""
    with Archive.open(data) as opened:
        opened.ask("How many guns were seized?")  # the careful reader is unpacked before a test waits for it
        yield opened
