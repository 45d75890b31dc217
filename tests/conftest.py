"""What tests of every room share: the exported encoder, made once, and the sample corpus with its index."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import settings

from index import DEFAULT_MODEL, Archive, build
from index.building.export import open_encoder
from index.reading.careful import WEIGHTS as CAREFUL
from index.reading.careful import unpacked
from index.reading.own.description import READERS
from index.reading.reader import MODELS, Reader
from tests.folders import link_folder
from tests.network import loopback_only
from tests.remembered import every_run, remembered_runs

ROOT = Path(__file__).parents[1]
MOST_WORKERS = 8
"""Processes that run tests at once. Each opens models and imports torch for itself, so that more gain little."""

# How long an example takes says how busy the machine is, not whether the code is right.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """How many processes share the tests: one a core and 2 GB of memory; this one alone where that is best."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    workers = min(cores, memory // 2**31, MOST_WORKERS)
    asked = [Path(argument.partition("::")[0]) for argument in config.args]
    few = all(path.suffix == ".py" for path in asked) and len(asked) < 4
    if workers < 2 or few:
        return 0
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # what they compute side by side is not to fight over cores
    return workers


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


@pytest.fixture(scope="session", autouse=True)
def unnamed_size() -> None:
    """How wide a terminal is, it says itself; readline names a size where a process of the tests has none."""
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)


@pytest.fixture(scope="session", autouse=True)
def remembered_models() -> Iterator[None]:
    """What a model made of an input is not computed again by the next test that asks the same."""
    with remembered_runs():
        yield


@pytest.fixture(autouse=True)
def run_models(request: pytest.FixtureRequest) -> Iterator[None]:
    """Tests marked `run_models` are about the running itself: there, nothing is remembered."""
    with every_run() if request.node.get_closest_marker("run_models") else nullcontext():
        yield


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for what is made once in a run of the tests, by whichever of its processes comes first."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def models(run_folder: Path) -> Iterator[Path]:
    """A folder with the default encoder exported, to pass to `build`.

    It is the one that PULLQUOTE_MODELS names where that is set, so that repeated runs export nothing. The encoder and
    the packaged reader stay open, so that their weights are opened once for all tests of a process.
    """
    named = os.environ.get("PULLQUOTE_MODELS")
    folder = Path(named) if named else run_folder / "models"
    held = open_encoder(DEFAULT_MODEL, folder), Reader()
    yield folder
    del held


@pytest.fixture(scope="session")
def readers(models: Path) -> Path:
    """A folder with the careful reader's weights unpacked, to link into a data folder that processes are to ask."""
    weights = MODELS / CAREFUL
    folder = models / f"readers-{weights.stat().st_mtime_ns:x}"  # each checkout has its own
    with FileLock(models / "readers.lock"):
        unpacked(weights, folder)
    return folder


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The sample articles of the repository. Write nothing there."""
    return ROOT / "corpus"


@pytest.fixture(scope="session")
def data(corpus: Path, models: Path, readers: Path, run_folder: Path) -> Path:
    """A data folder with the sample corpus indexed. Write nothing there: copy it."""
    folder = run_folder / "data"
    build(corpus, folder, models=models, wait=600)
    link_folder(readers, folder / READERS)
    return folder


@pytest.fixture(scope="session")
def archive(data: Path) -> Iterator[Archive]:
    """The sample corpus, open to ask."""
    with Archive.open(data) as opened:
        opened.ask("How many guns were seized?")  # the careful reader is opened before a test waits for it
        yield opened
