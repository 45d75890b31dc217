"""The careful reader: a question held against one quote, its span marked; one number out, whether that answers."""

from __future__ import annotations

import gzip
import mmap
import shutil
import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.capi import onnxruntime_pybind11_state as failures
from tokenizers import Tokenizer

from index.building.sessions import WORKERS, inputs_of, new_session, single_threaded_session
from index.errors import ReaderError
from index.reading.marked import MAX_TOKENS, MarkedQuote, marked_text

WEIGHTS = "careful.onnx.gz"
LONGEST_QUESTION = 300
"""Characters of a question that are read."""
MIDDLE = b"/encoder/encoder/layer.7/output/LayerNorm/LayerNormalization_output_0"
"""In the graph of the weights, what the eighth layer of twelve makes of each token."""
ALSO_MIDDLE = bytes((0x3A, len(MIDDLE) + 4, 0x62, len(MIDDLE) + 2, 0x0A, len(MIDDLE))) + MIDDLE
"""The same as one more output, in protobuf's form: a model (field 7, graph; 12, output; 1, name), which is merged with
the one before it."""


class CarefulReader:
    """The careful reader, open. Thread-safe; see models/README.md for what it is."""

    def __init__(self, weights: Path, tokenizer: Path, kept: Path | None = None) -> None:
        """Open its ONNX file, unpacked into the folder `kept` if that is given, and its tokenizer.

        The weights are opened beside whatever comes next: search and the quick reader need them to be there only later.
        """
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS, strategy="only_second")
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="careful")
        self._session = self._pool.submit(_opened, weights, kept)

    @classmethod
    def of(cls, folder: Path, kept: Path | None = None) -> CarefulReader | None:
        """The one in a folder, or None where there is none; unpacked into the folder `kept`, if that is given."""
        weights, tokenizer = folder / WEIGHTS, folder / "careful-tokenizer.json"
        return cls(weights, tokenizer, kept) if weights.is_file() else None

    def read(self, question: str, quotes: Sequence[MarkedQuote]) -> list[float]:
        """For each quote, in their order, how much likelier it is to answer than not (logit).

        Raises ReaderError where the weights cannot be opened.
        """
        return list(self._pool.map(lambda quote: self._read(question, quote), quotes))

    def middle(self, question: str, quote: MarkedQuote) -> NDArray[np.float32]:
        """What the eighth layer makes of a question and a quote, shape (1, tokens, 768).

        Raises ReaderError where the weights cannot be opened, or have no such layer.
        """
        try:
            return self._run(MIDDLE.decode(), question, quote)
        except failures.InvalidArgument as error:
            raise ReaderError(f"The careful reader is none from which claims are read ({error}).") from error

    def close(self) -> None:
        """End the reader's threads."""
        self._pool.shutdown()

    def _read(self, question: str, quote: MarkedQuote) -> float:
        (logit,) = self._run("logit", question, quote)
        return float(logit)

    def _run(self, output: str, question: str, quote: MarkedQuote) -> NDArray[np.float32]:
        ids = self._tokenizer.encode(question[:LONGEST_QUESTION], marked_text(quote)).ids
        feed = inputs_of(("input_ids", "attention_mask"), ids)
        given: NDArray[np.float32] = self._session.result().run([output], feed)[0]
        return given


def _opened(weights: Path, kept: Path | None) -> onnxruntime.InferenceSession:
    """The weights, open: once in a process, however many archives are, for they take 250 MB."""
    with _OPENING:
        mark = weights.stat().st_mtime_ns
        if (weights, mark) not in _OPEN:
            _OPEN.clear()
            session = _kept(weights, kept) if kept else None
            _OPEN[weights, mark] = session or _unkept(weights)
        return _OPEN[weights, mark]


_OPENING = threading.Lock()
_OPEN: dict[tuple[Path, int], onnxruntime.InferenceSession] = {}


def _kept(weights: Path, kept: Path) -> onnxruntime.InferenceSession | None:
    """The weights, unpacked into a folder; made anew there where they cannot be opened, for they are only a cache."""
    for _ in range(2):
        file = unpacked(weights, kept)
        if file is None:
            return None
        try:
            return single_threaded_session(file)
        except (failures.InvalidProtobuf, failures.InvalidGraph):
            with suppress(OSError):
                file.unlink()
        except Exception:  # noqa: BLE001  (no memory, no right to read it: the file is not at fault)
            return None
    return None


def unpacked(packed: Path, kept: Path) -> Path | None:
    """The weights as they run, made of those as they are kept and put into a folder, once: it takes some seconds.

    One that was cut off is made anew, which its name tells: its size stands there. None where nothing can be read or
    written.
    """
    about = packed.stat()
    name = f"careful-middle-{about.st_size:x}-{about.st_mtime_ns:x}"
    try:
        for file in kept.glob(f"{name}-*.onnx"):
            if file.name == _sized(name, file):
                return file
        kept.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept) as folder:
            whole, new = Path(folder) / "whole.onnx", Path(folder) / "new.onnx"
            with gzip.open(packed) as source, whole.open("wb") as out:
                shutil.copyfileobj(source, out, 2**20)
            if _has_middle(whole):
                with whole.open("ab") as out:
                    out.write(ALSO_MIDDLE)
            _optimise(whole, new)
            for older in kept.glob("careful-*.onnx"):
                if not older.name.startswith(f"{name}-"):
                    older.unlink(missing_ok=True)
            return new.replace(kept / _sized(name, new))
    except Exception:  # noqa: BLE001  (ONNX Runtime's own have no common base)
        return None


def _has_middle(weights: Path) -> bool:
    with weights.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as held:
        return held.find(MIDDLE) >= 0


def _sized(name: str, file: Path) -> str:
    return f"{name}-{file.stat().st_size:x}.onnx"


def _optimise(whole: Path, new: Path) -> None:
    """Write weights as they are once ONNX Runtime has made them ready to run."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(new)
    options.log_severity_level = 3
    onnxruntime.InferenceSession(str(whole), options, providers=["CPUExecutionProvider"])


def _unkept(packed: Path) -> onnxruntime.InferenceSession:
    try:
        weights = gzip.decompress(packed.read_bytes())
        return new_session(weights + ALSO_MIDDLE if MIDDLE in weights else weights)
    except Exception as error:
        raise ReaderError(f"{packed} cannot be opened ({error}). Install Pullquote anew.") from error
