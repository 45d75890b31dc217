"""The claim reader: whether a quote agrees with a claim, differs from it, or decides nothing.

The careful reader's upper layers, trained on: it goes on from what that makes of claim and quote half-way.
"""

from __future__ import annotations

import gzip
import threading
from pathlib import Path
from typing import NamedTuple

import onnxruntime

from index.building.sessions import new_session
from index.errors import ReaderError
from index.reading.careful import CarefulReader
from index.reading.marked import MarkedQuote

WEIGHTS = "claims.onnx.gz"


class Stance(NamedTuple):
    """How likely (0 to 1) a quote agrees with a claim, and how likely it says something that cannot be true with it."""

    agrees: float
    differs: float


class ClaimReader:
    """The claim reader, opened when it first reads. Thread-safe."""

    def __init__(self, weights: Path) -> None:
        """Of its packed ONNX file."""
        self._weights = weights
        self._session: onnxruntime.InferenceSession | None = None
        self._opening = threading.Lock()

    @classmethod
    def of(cls, folder: Path) -> ClaimReader | None:
        """The one in a folder, or None where it is not whole."""
        whole = all((folder / name).is_file() for name in (WEIGHTS, "claims.npz"))
        return cls(folder / WEIGHTS) if whole else None

    def read(self, claim: str, quote: MarkedQuote, careful: CarefulReader) -> Stance:
        """What a quote makes of a claim, by what the careful reader makes of both. Raises ReaderError."""
        feed = {"middle": careful.middle(claim, quote)}
        ((agrees, differs, _),) = self._opened().run(["likely"], feed)[0]
        return Stance(float(agrees), float(differs))

    def _opened(self) -> onnxruntime.InferenceSession:
        with self._opening:
            if self._session is None:
                try:
                    self._session = new_session(gzip.decompress(self._weights.read_bytes()))
                except Exception as error:
                    raise ReaderError(
                        f"{self._weights} cannot be opened ({error}). Install Pullquote anew."
                    ) from error
            return self._session
