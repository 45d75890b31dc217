"""ONNX Runtime sessions: each file of weights is opened once in a process, however many have it open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from weakref import WeakValueDictionary

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from index.building.processor import cores

MOST_WORKERS = 16
"""Each has some megabytes of its own in every session."""
WORKERS = min(cores(), MOST_WORKERS)
"""Texts that a model takes side by side, one thread each: twice as fast here as one text on all threads. One for each
core, as questions that are asked at once share them."""


def single_threaded_session(path: Path) -> onnxruntime.InferenceSession:
    """A session on the CPU with one thread inside; run it from several threads at once.

    Opening takes tenths of a second and tens of megabytes: where these weights are open already, by whatever name,
    it is that session. A file that was written anew is opened anew.
    """
    about = path.stat()
    mark = about.st_dev, about.st_ino, about.st_size, about.st_mtime_ns
    session = _OPEN.get(mark)
    if session is None:
        session = _OPEN[mark] = new_session(str(path))
    return session


_OPEN: WeakValueDictionary[tuple[int, ...], onnxruntime.InferenceSession] = WeakValueDictionary()
"""By what tells files apart; forgotten when nobody holds the session any more."""


def new_session(weights: str | bytes) -> onnxruntime.InferenceSession:
    """The same of a file's name or of its content, opened anew."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])


def inputs_of(
    names: Iterable[str], ids: Sequence[int], types: Sequence[int] = ()
) -> dict[str, NDArray[np.int64]]:
    """Those of a model's inputs that have these names, each of shape (1, tokens), for one text without padding."""
    columns = {"input_ids": ids, "attention_mask": [1] * len(ids), "token_type_ids": types}
    return {name: np.array([columns[name]], dtype=np.int64) for name in names}
